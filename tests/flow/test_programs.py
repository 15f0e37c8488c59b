"""Small programs: a line that ends in ``# bad`` takes outside data to a command, and no other does."""

from __future__ import annotations

import textwrap

import pytest
from engine import Analysis

HEAD = "import os, re\nfrom flask import request\n"

PROGRAMS = {
    "assigned on": """
        def view():
            a = request.args["q"]
            b = a
            os.system(b)  # bad
            b = "ls"
            os.system(b)
    """,
    "either branch": """
        def view(flag):
            if flag:
                name = request.args["q"]
            else:
                name = "x"
            os.system(name)  # bad
    """,
    "a list of objects in an object that holds the search text": """
        class Tag:
            def __init__(self, label):
                self.label = label
        class Item:
            def __init__(self, row, text):
                self.name = row
                self.tags = [Tag(text)]
        class Page:
            def __init__(self, text):
                self.text = text
                self.items = [Item("ls", text)]
        def view():
            context = {"pages": [Page(request.args["q"])]}
            os.system(context["pages"][0].items[0].name)
            os.system(context["pages"][0].items[0].tags[0].label)  # bad
            os.system(context["pages"][0].text)  # bad
    """,
    "a branch that never runs": """
        DEBUG = False
        def view():
            name = "x"
            if DEBUG:
                name = request.args["q"]
            os.system(name)
            if not DEBUG:
                return
            os.system(request.args["q"])
    """,
    "early exit": """
        def view():
            q = request.args["q"]
            if not q.isdigit():
                return
            os.system("kill " + q)
        def unchecked():
            q = request.args["q"]
            if not q.isdigit():
                print("hm")
            os.system("kill " + q)  # bad
    """,
    "allow-lists": """
        NAMES = {"a", "b"}
        def view():
            q = request.args["q"]
            if q in NAMES:
                os.system(q)
            if q in ("x", "y"):
                os.system(q)
            if q not in NAMES:
                os.system(q)  # bad
        def compared():
            q = request.args["q"]
            if q != "list":
                raise ValueError
            os.system(q)
        def looked_up():
            os.system({"a": "ls", "b": "ps"}[request.args["q"]])
        def listed_by_the_outside():
            q = request.args["q"]
            if q in request.args.getlist("names"):
                os.system(q)  # bad
    """,
    "numbers": """
        def view():
            os.system("kill " + str(int(request.args["q"])))
            q = request.args["q"]
            int(q)
            os.system("kill " + q)
        def caught():
            q = request.args["q"]
            try:
                int(q)
            except ValueError:
                pass
            os.system("kill " + q)  # bad
    """,
    "isinstance": """
        def view():
            q = request.get_json()["q"]
            if isinstance(q, int):
                os.system(f"kill {q}")
            if isinstance(q, (int, float)):
                os.system(f"kill {q}")
            if isinstance(q, str):
                os.system(q)  # bad
    """,
    "patterns": """
        NAME = re.compile(r"[a-z]+")
        def view():
            q = request.args["q"]
            if NAME.fullmatch(q):
                os.system(q)
            if NAME.match(q):
                os.system(q)  # bad
            if re.match(r"^[a-z0-9-]+$", q):
                os.system(q)
            if re.match(r"^[a-z0-9-]+", q):
                os.system(q)  # bad
            if re.search(r"^[a-z]+$|^.", q):
                os.system(q)  # bad
            if re.fullmatch(r"[a-z ;]+", q):
                os.system(q)  # bad
        def helper(name):
            return re.fullmatch(r"\\w+", name) is not None
        def by_function():
            q = request.args["q"]
            if helper(q):
                os.system(q)
            os.system(q)  # bad
    """,
    "checks of one's own": """
        def check(name):
            if not name.isalnum():
                raise ValueError(name)
        def is_fine(name):
            return name.isalnum()
        def is_bad(name):
            if name.isalnum():
                return False
            return True
        def is_nothing(name):
            return len(name) > 3
        def raises():
            q = request.args["q"]
            check(q)
            os.system(q)
        def returns():
            q = request.args["q"]
            if is_fine(q):
                os.system(q)
            if not is_bad(q):
                os.system(q)
            if is_nothing(q):
                os.system(q)  # bad
        def kept():
            q = request.args["q"]
            ok = is_fine(q)
            if ok:
                os.system(q)
        def kept_too_long():
            q = request.args["q"]
            ok = is_fine(q)
            q = request.args["other"]
            if ok:
                os.system(q)  # bad
    """,
    "both must hold": """
        def view():
            q = request.args["q"]
            if q and q.isalnum():
                os.system(q)
            if q.isalnum() or q == "-":
                os.system(q)
            if q.isalnum() or len(q) > 3:
                os.system(q)  # bad
            if not (q.isalnum() and len(q) < 9):
                return
            os.system(q)
    """,
    "through functions": """
        def run(command):
            os.system(command)  # bad
        def quiet(command):
            os.system("ls")
        def name_of(form):
            return form["name"]
        def upper(text):
            return text.upper()
        def view():
            run(upper(name_of(request.form)))
            quiet(request.form["name"])
            run("ls")
    """,
    "what a function does not pass on": """
        def size(text):
            return len(text)
        def constant(text):
            return "ls"
        def view():
            os.system("kill " + str(size(request.args["q"])))
            os.system(constant(request.args["q"]))
    """,
    "arguments by name, by position and the rest": """
        def one(a, b="ls", *, c="ls"):
            os.system(b)  # bad
            os.system(c)  # bad
        def rest(first, *more, **named):
            os.system(first)
            os.system(more[0])  # bad
            os.system(named["x"])  # bad
        def view():
            q = request.args["q"]
            one("x", q)
            one("x", c=q)
            rest("ls", q, x=q)
            rest(*["ls", "ps"])
    """,
    "parts of a dictionary": """
        def view():
            d = {"a": request.args["q"], "b": "ls"}
            os.system(d["b"])
            os.system(d["a"])  # bad
            os.system(d.get("b"))
            os.system(d.get("a", "ls"))  # bad
            d["a"] = "ls"
            os.system(d["a"])
            d.update(b=request.args["q"])
            os.system(d["b"])  # bad
            for key, value in {"x": request.args["q"]}.items():
                os.system(key)
                os.system(value)  # bad
    """,
    "parts of a list": """
        def view():
            l = [request.args["q"], "ls"]
            os.system(l[1])
            os.system(l[0])  # bad
            a, b = l
            os.system(b)
            os.system(a)  # bad
            more = ["ls"]
            os.system(more[0])
            more.append(request.args["q"])
            os.system(" ".join(more))  # bad
            for item in more:
                os.system(item)  # bad
            both = ["ls"] + ["ps"]
            os.system(both[0])
    """,
    "attributes": """
        class Job:
            def __init__(self, name):
                self.name = name
                self.kind = "x"
            def run(self):
                os.system(self.kind)
                os.system(self.name)  # bad
        def view():
            job = Job(request.args["q"])
            job.run()
            os.system(job.kind)
            os.system(job.name)  # bad
            job.name = "ls"
            os.system(job.name)
    """,
    "set in one method and used in another": """
        class Task:
            def load(self):
                self.name = request.args["q"]
            def run(self):
                os.system(self.name)  # bad
        def view():
            task = Task()
            task.load()
            task.run()
    """,
    "inherited": """
        class Base:
            def run(self, name):
                self.start(name)
            def start(self, name):
                raise NotImplementedError
        class Child(Base):
            def start(self, name):
                os.system(name)  # bad
        class Polite(Child):
            def start(self, name):
                super().start("ls")
        def view():
            Child().run(request.args["q"])
            Polite().run(request.args["q"])
    """,
    "a method that subclasses are to write": """
        class Base:
            def run(self):
                self.prepare()
                os.system(request.args["q"])  # bad
            def prepare(self):
                raise NotImplementedError("write it")
    """,
    "set by the constructor of the base class": """
        class Base:
            def __init__(self, name):
                self.name = name
        class Child(Base):
            def __init__(self, name):
                super().__init__(name)
                self.kind = "x"
        class Older(Base):
            def __init__(self, name):
                Base.__init__(self, name)
        def view():
            child = Child(request.args["q"])
            os.system(child.name)  # bad
            os.system(child.kind)
            os.system(Older(request.args["q"]).name)  # bad
    """,
    "named tuples": """
        from typing import NamedTuple
        class Pair(NamedTuple):
            one: str
            two: str
        def view():
            pair = Pair(request.args["q"], "x")
            os.system(pair.two)
            one, two = pair
            os.system(one)  # bad
            os.system(two)
    """,
    "a function that is returned": """
        def make(text, other):
            def run():
                os.system(other)
                return text
            return run
        def view():
            os.system(make(request.args["q"], "ls")())  # bad
            os.system(make("ls", "ps")())
    """,
    "functions in a table": """
        def run(name):
            os.system(name)  # bad
        def nothing(name): ...
        TABLE = {"run": run, "nothing": nothing}
        def view():
            TABLE[request.args["k"]](request.args["q"])
    """,
    "set by a function on what it is given": """
        class Job:
            def __init__(self):
                self.name = "x"
        def fill(job, names):
            job.name = request.args["q"]
            names.append(request.args["q"])
        def view():
            job, names = Job(), []
            os.system(job.name)
            fill(job, names)
            os.system(job.name)  # bad
            os.system(names[0])  # bad
    """,
    "properties, static and class methods": """
        class Box:
            def __init__(self, q):
                self.q = q
            @property
            def name(self):
                return self.q
            @staticmethod
            def run(name):
                os.system(name)  # bad
            @classmethod
            def made(cls, q):
                return cls(q)
        def view():
            Box.run(Box.made(request.args["q"]).name)
            Box.run("ls")
    """,
    "dataclasses": """
        from dataclasses import dataclass
        @dataclass
        class Query:
            name: str
            folder: str = "/tmp"
        def view():
            query = Query(request.args["q"])
            os.system(query.folder)
            os.system(query.name)  # bad
    """,
    "closures and lambdas": """
        def view():
            q = request.args["q"]
            def run():
                os.system(q)  # bad
            run()
            show = lambda text: os.system(text)  # bad
            show(q)
            safe = lambda text: "ls"
            os.system(safe(q))
    """,
    "callbacks": """
        def apply(function, value):
            return function(value)
        def run(text):
            os.system(text)  # bad
        def view():
            apply(run, request.args["q"])
            apply(len, request.args["q"])
    """,
    "partial": """
        from functools import partial
        def run(command, name):
            os.system(name)  # bad
        def view():
            partial(run, "ls")(request.args["q"])
    """,
    "decorators that pass on": """
        import functools
        def logged(function):
            @functools.wraps(function)
            def inner(*args, **kwargs):
                return function(*args, **kwargs)
            return inner
        @logged
        def run(name):
            os.system(name)  # bad
        def view():
            run(request.args["q"])
    """,
    "generators": """
        def names():
            yield "x"
            yield request.args["q"]
        def numbers():
            for name in names():
                yield len(name)
        def delegated():
            yield from names()
        def view():
            for name in names():
                os.system(name)  # bad
            for number in numbers():
                os.system(f"kill {number}")
            os.system(next(delegated()))  # bad
    """,
    "context managers": """
        from contextlib import contextmanager
        @contextmanager
        def opened():
            yield request.args["q"]
        class Reader:
            def __enter__(self):
                return request.args["q"]
            def __exit__(self, *info):
                return None
        def view():
            with opened() as name:
                os.system(name)  # bad
            with Reader() as name:
                os.system(name)  # bad
    """,
    "comprehensions": """
        def view():
            q = request.args["q"]
            os.system(" ".join([part for part in q.split(",")]))  # bad
            os.system(" ".join([part for part in q.split(",") if part.isalnum()]))
            os.system(" ".join(str(int(part)) for part in q.split(",")))
            os.system({name: q for name in "ab"}["a"])  # bad
    """,
    "strings": """
        def view():
            q = request.args["q"]
            os.system(f"ls {q}")  # bad
            os.system("ls %s" % q)  # bad
            os.system("ls {}".format(q))  # bad
            os.system("ls {name}".format(name=q))  # bad
            os.system("ls " + q.strip().lower())  # bad
            os.system("".join(["ls ", q]))  # bad
            os.system("ls %d" % len(q))
            os.system(q[1:])  # bad
            text = "ls"
            text += q
            os.system(text)  # bad
    """,
    "exceptions": """
        def check(text):
            raise ValueError(text)
        def view():
            try:
                check(request.args["q"])
            except ValueError as error:
                os.system(str(error))  # bad
        def given_on_the_way():
            name = "ls"
            try:
                name = request.args["q"]
                check("x")
            except ValueError:
                os.system(name)  # bad
        def finally_too():
            name = "ls"
            try:
                name = request.args["q"]
            finally:
                os.system(name)  # bad
    """,
    "loops": """
        def view():
            last = "ls"
            for part in request.args.getlist("q"):
                os.system(last)  # bad
                last = part
            while True:
                q = request.args["q"]
                if q.isalnum():
                    break
            os.system(q)
        def until():
            q = request.args["q"]
            while not q.isalnum():
                q = request.args["r"]
            os.system(q)
    """,
    "match": """
        def view():
            q = request.args["q"]
            match q:
                case "a" | "b":
                    os.system(q)
                case other:
                    os.system(other)  # bad
        def parts():
            match request.get_json():
                case {"name": name}:
                    os.system(name)  # bad
                case [first, *rest]:
                    os.system(first)  # bad
    """,
    "walrus and conditional expressions": """
        def view():
            if (q := request.args.get("q")) and q.isalnum():
                os.system(q)
            os.system(q)  # bad
            os.system(q if q.isalnum() else "-")
            os.system("-" if q.isalnum() else q)  # bad
    """,
    "asynchronous": """
        async def fetch():
            return request.args["q"]
        async def view():
            os.system(await fetch())  # bad
            async for part in stream():
                os.system(part)  # bad
        async def stream():
            yield request.args["q"]
    """,
    "module-level names": """
        FOLDER = "/srv"
        COMMANDS = {"a": "ls", "b": "ps"}
        last = None
        def remember():
            global last
            last = request.args["q"]
        def view():
            os.system(FOLDER)
            os.system(COMMANDS[request.args["q"]])
            os.system(COMMANDS.get(request.args["q"], "ls"))
            os.system(COMMANDS.get(request.args["q"], request.args["q"]))  # bad
    """,
    "recursion": """
        def walk(node, depth):
            if depth:
                walk(node, depth - 1)
            os.system(node)  # bad
        def even(text, n):
            return odd(text, n - 1) if n else text
        def odd(text, n):
            return even(text, n - 1) if n else text
        def first(text):
            second(text)
            os.system(text)  # bad
        def second(text):
            if len(text) > 3:
                first(text)
        def turned(a, b, c, n):
            os.system(c)  # bad
            if n:
                turned("ls", a, b, n - 1)
        def view():
            turned(request.args["q"], "ls", "ls", 3)
            walk(request.args["q"], 3)
            os.system(even(request.args["q"], 4))  # bad
            second(request.args["q"])
    """,
    "recursion over parts": """
        def walk(node):
            os.system(node["run"])  # bad
            walk(node["next"])
        def steady(node):
            os.system(node["run"])
            steady(node)
        def view():
            q = request.args["q"]
            walk({"run": "ls", "next": {"run": "ps", "next": {"next": {"run": "ls", "next": {"run": q}}}}})
            steady({"run": "ls", "text": q})
    """,
    "functions handed out": """
        import signal
        def late(path):
            def inner():
                os.system(path)  # bad
            return inner
        def other(path):
            def inner(text):
                os.system(text)
            return inner
        def view():
            other(request.args["q"])
            signal.signal(1, late(request.args["q"]))
            def inside():
                os.system(request.args["q"])  # bad
            signal.signal(2, inside)
    """,
    "nothing runs after": """
        import sys
        def stop():
            sys.exit(1)
        def view():
            q = request.args["q"]
            if not q.isalnum():
                stop()
            os.system(q)
    """,
    "asserted": """
        def view():
            q = request.args["q"]
            assert q.isalnum()
            os.system(q)
    """,
    "deleted and given anew": """
        def view():
            q = request.args["q"]
            del q
            q = "ls"
            os.system(q)
    """,
}  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_program(program: str) -> None:
    code = HEAD + textwrap.dedent(program)
    bad = [number for number, line in enumerate(code.splitlines(), 1) if line.endswith("# bad")]
    assert Analysis({"app.py": code}).findings().get("command-injection", []) == bad
