"""Members that are chosen while the program runs."""

from __future__ import annotations

import pytest
from engine import Analysis

CODE = """
import os
from flask import Flask, request
app = Flask(__name__)


class Commands:
    def run(self, kind, value):
        {chosen}
        if handler is None:
            return None
        return handler(value)

    def on_list(self, value):
        os.system("ls " + value)

    def on_count(self, value):
        os.system("head -%d" % int(value))

    def never(self, value):
        os.system("rm " + value)


@app.post("/x")
def view():
    Commands().run(request.form["kind"], request.form["value"])
    return "ok"
"""


@pytest.mark.parametrize(
    "chosen",
    [
        'handler = getattr(self, f"on_{kind}", None)',
        'handler = getattr(self, "on_" + kind)',
        'name = f"on_{kind}"; handler = getattr(self, name, None)',
    ],
)
def test_every_method_whose_name_begins_so_is_called(chosen: str) -> None:
    assert Analysis({"app.py": CODE.format(chosen=chosen)}).findings() == {"command-injection": [15]}


def test_a_name_of_which_nothing_is_known_is_none_of_them() -> None:
    chosen = "handler = getattr(self, kind, None)"
    assert Analysis({"app.py": CODE.format(chosen=chosen)}).findings() == {}
