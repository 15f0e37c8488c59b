"""What a caller sees of a function, before and after."""

from __future__ import annotations

import pytest
from engine import engine

from tidegate.flow.summary import Summary
from tidegate.program.names import FunctionId
from tidegate.surface.promises import is_worse

START = """\
import logging
import os
import shlex
from flask import request
import flask

log = logging.getLogger()


class Job:
"""


def summary(body: str) -> Summary:
    lines = "\n".join(f"        {line}" for line in body.splitlines())
    module = f"{START}    def run(self, name):\n{lines}\n"
    return engine({"jobs.py": module}).summary(FunctionId("jobs.py", "Job.run"))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("return 1", "os.system(name)\nreturn 1"),  # a sink that the caller's data reaches
        ("os.system(shlex.quote(name))", "os.system(name)"),
        ("return 1", "return name"),  # what comes back
        ("return 'x'", "return request.args['x']"),
        ("return shlex.quote(name)", "return name"),
        ("return 1", "self.name = name"),  # what is kept
        ("if name not in ('a', 'b'):\n    raise ValueError\nself.done = 1", "self.done = 1"),  # a check
        ("if not name:\n    flask.abort(403)", "pass"),  # who is turned away
        ("return os.path", "return os"),  # another thing to call members of
        ("return name == 'admin'", "return True"),
    ],
)
def test_worse_for_a_caller(before: str, after: str) -> None:
    assert is_worse(summary(before), summary(after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("return 1", "return 2"),
        ("return name", "result = name\nif len(result) > 3:\n    raise ValueError\nreturn result"),
        ("os.system(name)", "os.system(shlex.quote(name))"),  # mended
        ("return name", "return 1"),
        ("os.system(name)", "print(name)\nos.system(name)"),
        ("return name", "if not name:\n    raise ValueError(name)\nreturn name"),
        ("pass", "log.warning('%s', name)"),  # a finding of low severity decides nothing
        ("pass", "if not name:\n    flask.abort(403)"),
        ("self.name = name", "self.name = name\nself.count = 1"),
    ],
)
def test_no_worse_for_a_caller(before: str, after: str) -> None:
    assert not is_worse(summary(before), summary(after))


def test_what_is_new_or_gone() -> None:
    assert is_worse(None, summary("os.system(name)"))
    assert not is_worse(None, summary("return name"))
    assert is_worse(summary("if not name:\n    flask.abort(403)"), None)
    assert not is_worse(summary("os.system(name)"), None)
    assert not is_worse(None, None)
