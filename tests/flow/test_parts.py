"""Parts of values: a line that ends in ``# bad`` is a weakness, and no other line is."""

from __future__ import annotations

import textwrap

import pytest
from engine import Analysis

HEAD = """
import io, os, re, subprocess, tarfile
from collections import UserDict
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit
from flask import abort, redirect, request
"""

PROGRAMS = {
    "a star takes what is left": """
        def star():
            first, *rest = ["ls", request.args["q"]]
            subprocess.run([first, "-l", *rest])
            os.system(rest[0])  # bad
            *more, last = [request.args["q"], "x"]
            os.system(last)
            subprocess.run([*more, "x"])  # bad
            cmd = ["ls"]
            cmd.insert(0, request.args["q"])
            subprocess.run(cmd)  # bad
    """,
    "what a constructor stores stays apart": """
        class Store:
            def __init__(self, parts, names):
                self.parts = (parts, "fixed")
                self.names = {"a": names, "b": "x"}
            def bad(self):
                os.system(self.parts[0])  # bad
            def good(self):
                os.system(self.parts[1])
            def named(self):
                os.system(self.names["b"])
                os.system(self.names["a"])  # bad
        def stored():
            Store(request.args["q"], request.args["r"]).bad()
            Store(request.args["q"], request.args["r"]).good()
            Store(request.args["q"], request.args["r"]).named()
    """,
    "keys of a mapping are not its values": """
        def keys(fields: dict[str, str]):
            return " ".join(f"{name}={re.escape(value)}" for name, value in fields.items())
        def values(fields: dict[str, str]):
            return " ".join(f"{name}={value}" for name, value in fields.items())
        def mapping():
            re.compile(keys({"a": request.args["q"], "b": "x"}))
            re.compile(values({"a": request.args["q"], "b": "x"}))  # bad
            re.compile(keys(request.form))  # bad
            for key in {"a": request.args["q"]}:
                re.compile(key)
    """,
    "a class answers itself for what it holds": """
        class Loose(UserDict):
            def __missing__(self, key):
                return key
        class Strict(dict):
            def __missing__(self, key):
                raise KeyError(key)
        class Own:
            def __getitem__(self, key):
                return "x" + key
        LOOSE, STRICT, OWN = Loose(a="x"), Strict(a="x"), Own()
        def missing():
            os.system(LOOSE[request.args["q"]])  # bad
            os.system(STRICT[request.args["q"]])
            os.system(OWN[request.args["q"]])  # bad
    """,
    "what is given as options is known by name": """
        def unpack(archive, **options):
            archive.extractall(**options)  # bad
        GOOD = {"path": "/x", "filter": "data"}
        BAD = {"path": "/x", "filter": "fully_trusted"}
        def good_unpack(archive, **options):
            archive.extractall(**options)
        loose, tight = partial(unpack, **BAD), partial(good_unpack, **GOOD)
        def options():
            a = tarfile.open(fileobj=io.BytesIO(request.get_data()))
            tight(a)
            loose(a)
    """,
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_program(program: str) -> None:
    code = HEAD + textwrap.dedent(program)
    bad = [number for number, line in enumerate(code.splitlines(), 1) if line.endswith("# bad")]
    assert sorted({line for lines in Analysis({"app.py": code}).findings().values() for line in lines}) == bad
