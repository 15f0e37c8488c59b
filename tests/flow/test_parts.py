"""Parts of values: a line that ends in ``# bad`` is a weakness, and no other line is."""

from __future__ import annotations

import textwrap

import pytest
from engine import Analysis

HEAD = """
import base64, codecs, csv, io, json, os, re, shlex, subprocess, tarfile
from collections import UserDict
from functools import partial
from pathlib import Path
from string import Template
from urllib.parse import parse_qs, quote, urlsplit
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
    "round trips": """
        def trips():
            q = request.args["q"]
            os.system(base64.urlsafe_b64decode(q).decode())  # bad
            os.system(codecs.decode(q, "rot13"))  # bad
            os.system(json.loads(json.dumps({"a": q, "b": "x"}))["a"])  # bad
            os.system(shlex.split(q)[0])  # bad
            os.system(shlex.join(["ls", q]))
            for row in csv.reader(io.StringIO(q)):
                os.system(row[0])  # bad
            for row in csv.DictReader(q.splitlines()):
                os.system(row["a"])  # bad
            os.system(Template("ls $x").substitute(x=q))  # bad
            os.system(Template("ls $x").substitute(x=shlex.quote(q)))
            os.system("ls %s" % quote(q))
            os.system("ls " + parse_qs(q)["a"][0])  # bad
            os.system(bytearray.fromhex(q).decode())  # bad
            os.system(str(bytes(q, "utf8"), "utf8"))  # bad
            os.system(q.encode().decode("unicode_escape"))  # bad
    """,
    "swaps, pairs and stars": """
        def swaps():
            a, b = request.args["q"], "x"
            a, b = b, a
            os.system(a)
            os.system(b)  # bad
            (c, [d, *e]), f = ("1", ["2", request.args["q"]]), "3"
            os.system(c + d + f)
            os.system(e[0])  # bad
            pairs = [("a", request.args["q"]), ("b", "x")]
            for key, value in pairs:
                os.system(key)
                os.system(value)  # bad
            d = dict(pairs)
            os.system(d["a"])  # bad
    """,
    "collections in collections": """
        def nested():
            data = {"a": {"b": [request.args["q"], "x"]}, "c": "d"}
            os.system(data["a"]["b"][1])
            os.system(data["c"])
            os.system(data["a"]["b"][0])  # bad
            data["a"]["b"] = ["x"]
            os.system(data["a"]["b"][0])
            for k, v in data.items():
                os.system(k)
            names = list(data)
            os.system(names[0])
            first, = [request.args["q"]]
            os.system(first)  # bad
            x = {**data, "c": request.args["q"]}
            os.system(x["c"])  # bad
            os.system(x["a"]["b"][0])
            os.system(" ".join(f"{k}=1" for k in {"n": request.args["q"]}))
            os.system(" ".join(f"{k}=1" for k in request.args))  # bad
            keys = [k for k, v in {"n": request.args["q"]}.items()]
            os.system(keys[0])
            values = [v for k, v in {"n": request.args["q"]}.items()]
            os.system(values[0])  # bad
    """,
    "a generator of pairs": """
        def gen(n):
            yield "x", n
        def through_gen():
            for a, b in gen(request.args["q"]):
                os.system(a)
                os.system(b)  # bad
    """,
    "arguments beyond those named": """
        def kw(**options):
            os.system(options["a"])
            os.system(options["b"])  # bad
            os.system(options.get("c", "x"))
        def rest(first, *others):
            os.system(others[0])
            os.system(others[1])  # bad
        def calls():
            kw(a="x", b=request.args["q"])
            rest("a", "b", request.args["q"])
            args = ("a", "b", request.args["q"])
            rest(*args)
    """,
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_program(program: str) -> None:
    code = HEAD + textwrap.dedent(program)
    bad = [number for number, line in enumerate(code.splitlines(), 1) if line.endswith("# bad")]
    assert sorted({line for lines in Analysis({"app.py": code}).findings().values() for line in lines}) == bad
