"""Texts that objects of the program make of themselves."""

from __future__ import annotations

import pytest
from engine import Analysis

_PROGRAM = """
import os
from flask import Flask, request
app = Flask(__name__)

class Command:
    def __init__(self, program, note):
        self.parts = [program]
        self.note = note

    def __str__(self):
        return " ".join(self.parts)

@app.get("/a")
def a():
    command = Command(MADE)
    os.system(TEXT)
    return "ok"
"""


@pytest.mark.parametrize(
    "text", ["str(command)", 'f"{command}"', '"nice %s" % command', '"{}".format(command)']
)
@pytest.mark.parametrize(
    ("made", "is_found"), [('request.args["q"], ""', True), ('"ls", request.args["q"]', False)]
)
def test_an_object_is_the_text_that_it_says(text: str, made: str, is_found: bool) -> None:
    program = _PROGRAM.replace("MADE", made).replace("TEXT", text)
    assert bool(Analysis({"app.py": program}).findings()) is is_found
