"""Whole traces of real changes: every step, in order, in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check
from tidegate.model.finding import Confidence, Finding, Status

Found = Callable[..., Finding]
EMPTY = {"shop/__init__.py": ""}
HEAD = "from flask import Flask, redirect, render_template, request, session\n\napp = Flask(__name__)\n"


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Found:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path / "cache"))

    def one(head: dict[str, str], base: dict[str, str] | None = None) -> Finding:
        repository = RepositoryBuilder(tmp_path / "r")
        repository.commit("base", {**EMPTY, **(base or {})})
        repository.branch("change")
        repository.commit("change", {path: dedent(text) for path, text in head.items()})
        options = CheckOptions(directory=repository.path, revision_range="main..change")
        (finding,) = check(options).findings
        return finding

    return one


def told(finding: Finding) -> list[str]:
    return [f"{Path(step.path).name}:{step.line} {step.note}" for step in finding.trace]


STORE = """\
import sqlite3


class Store:
    def __init__(self, path):
        self.db = sqlite3.connect(path)
        self.order = "name"

    def sorted_by(self, column):
        self.order = column
        return self

    def find(self, kind):
        sql = "SELECT * FROM items WHERE kind = ?"
        sql += f" ORDER BY {self.order}"
        return self.db.execute(sql, (kind,)).fetchall()
"""
ITEMS = f"""{HEAD}
from shop.store import Store

COLUMNS = {{"name", "price"}}


def is_safe(column):
    return column in COLUMNS


def wanted(args):
    return {{"column": args.get("sort").strip(), "kind": args.get("kind")}}


@app.get("/items")
def items():
    options = wanted(request.args)
    if not is_safe(options["column"]):
        return "no such column", 400
    store = Store("shop.db").sorted_by(options["column"])
    return {{"items": store.find(options["kind"])}}
"""


def test_through_helpers_keys_and_attributes_with_the_check_that_base_had(found: Found) -> None:
    check_ = '    if not is_safe(options["column"]):\n        return "no such column", 400\n'
    base = {"shop/store.py": STORE, "shop/web.py": ITEMS}
    finding = found({"shop/web.py": ITEMS.replace(check_, "")}, base)
    assert told(finding) == [
        "web.py:20 a query string value, in `items()` (GET /items)",
        "web.py:20 passed to `wanted()` as `args`",
        "web.py:15 through `args.get('sort')`; through `str.strip()`; put under key `column`; returned",
        "web.py:20 comes back from `wanted()`; assigned to `options`",
        "web.py:21 base checked it with `is_safe()`: gone",
        "web.py:21 item `column` of it; passed to `sorted_by()` as `column`",
        "store.py:10 stored in attribute `order`",
        "store.py:11 returned",
        "web.py:21 comes back from `sorted_by()`; assigned to `store`",
        "web.py:22 `find()` is called on what holds it",
        "store.py:15 read from attribute `order`; put into a text; appended by `+=`; assigned to `sql`",
        "store.py:16 first argument of `sqlite3.Connection.execute()`, which runs it as SQL",
        "store.py:16 no sanitizer for SQL on the way; the value is in the statement, not bound",
    ]
    assert [step.side for step in finding.trace].count("base") == 1
    assert finding.safe[0] == 'db.execute("… WHERE name = ?", (name,))'


def test_made_safe_for_something_else(found: Found) -> None:
    text = """
    import html
    import subprocess


    @app.get("/greet")
    def greet():
        name = html.escape(request.args["name"])
        subprocess.run("echo %s" % name, shell=True)
        return {}
    """
    finding = found({"shop/web.py": HEAD + dedent(text)})
    escaped = "through `html.escape()`: safe for HTML, not for a shell"
    assert told(finding) == [
        "web.py:11 a query string value, in `greet()` (GET /greet)",
        f"web.py:11 item `name` of it; {escaped}; assigned to `name`",
        "web.py:12 put into a text by `%`",
        "web.py:12 first argument (`args`) of `subprocess.run()`, which runs it as a command",
        "web.py:12 nothing on the way quotes it for a shell or limits it to known values",
    ]
    assert finding.safe[0].startswith('subprocess.run(["tool", "--", value]')


PATTERN = """
import re


@app.get("/file")
def file():
    name = request.args["name"]
    if not re.{}(r"[a-z]+{}", name):
        return "no"
    with open("/srv/" + name) as file:
        return {{"text": file.read()}}
"""


@pytest.mark.parametrize(
    ("call", "end", "why"),
    [
        ("match", "", "is not held to the end of the text"),
        ("search", r"\Z", "may begin anywhere in the text"),
        ("fullmatch", "|.+", "lets dangerous characters through"),
    ],
)
def test_a_check_that_does_not_hold_and_why(found: Found, call: str, end: str, why: str) -> None:
    finding = found({"shop/web.py": HEAD + PATTERN.format(call, end)})
    assert told(finding)[2:4] == [
        f"web.py:11 checked by `re.{call}()`, whose pattern {why}",
        "web.py:13 concatenated",
    ]


CONTAINED = """
from pathlib import Path

from flask import send_file

ROOT = Path("/srv")


@app.get("/file")
def file():
    path = (ROOT / request.args["name"]).resolve()
    if not path.is_relative_to(ROOT):
        print("outside")
    return send_file(path)
"""


def test_a_check_whose_answer_changes_nothing(found: Found) -> None:
    finding = found({"shop/web.py": HEAD + CONTAINED})
    assert told(finding)[1:4] == [
        "web.py:14 item `name` of it; joined by `/`; through `pathlib.Path.resolve()`; assigned to `path`",
        "web.py:15 asked by `pathlib.Path.is_relative_to()`, goes on also where that fails",
        "web.py:17 first argument (`path_or_file`) of `flask.send_file()`, which opens or changes that file",
    ]


def test_objects_lists_and_loops_without_repeated_steps(found: Found) -> None:
    text = """
    import os


    class Job:
        def __init__(self, command):
            self.given = {"command": command}

        def run(self):
            os.system(self.given["command"])


    @app.post("/jobs")
    def jobs():
        waiting = []
        for item in request.get_json()["jobs"]:
            waiting.append(Job(item["command"]))
        for job in waiting:
            job.run()
        return {}
    """
    finding = found({"shop/web.py": HEAD + dedent(text)})
    assert told(finding) == [
        "web.py:19 JSON of the request body, in `jobs()` (POST /jobs)",
        "web.py:19 item `jobs` of it; one element of it; assigned to `item`",
        "web.py:20 item `command` of it; passed to `Job()` as `command`",
        "web.py:10 put under key `command`; stored in attribute `given`",
        "web.py:20 held by the new `Job`; put in the collection",
        "web.py:21 one element of it; assigned to `job`",
        "web.py:22 `run()` is called on what holds it",
        "web.py:13 read from attribute `given`; item `command` of it",
        "web.py:13 first argument (`command`) of `os.system()`, which runs it as a command",
        "web.py:13 nothing on the way quotes it for a shell or limits it to known values",
    ]


def test_a_parameter_of_a_handler_and_of_what_is_injected(found: Found) -> None:
    api = """
    from fastapi import Depends, FastAPI

    from shop.given import column

    app = FastAPI()


    @app.get("/items/{kind}")
    async def items(kind: str, order: str = Depends(column)):
        return await find(kind, order)


    async def find(kind, order):
        import aiosqlite

        async with aiosqlite.connect("shop.db") as db:
            return await db.execute(f"SELECT * FROM items WHERE kind = ? ORDER BY {order}", (kind,))
    """
    given = """
    async def column(sort: str):
        return sort or "name"
    """
    finding = found({"shop/api.py": api, "shop/given.py": given})
    assert told(finding) == [
        "given.py:2 parameter `sort` of `column()`, a request parameter (GET /items/{kind})",
        "given.py:3 returned",
        "api.py:10 comes back from `column()`",
        "api.py:11 passed to `find()` as `order`",
        "api.py:18 put into a text",
        "api.py:18 first argument (`sql`) of `aiosqlite.Connection.execute()`, which runs it as SQL",
        "api.py:18 no sanitizer for SQL on the way; the value is in the statement, not bound",
    ]


def test_into_a_template(found: Found) -> None:
    text = """
    @app.get("/hello")
    def hello():
        return render_template("hello.html", name=request.args["name"])
    """
    page = "<h1>Hello</h1>\n<p>{{ name|safe }}</p>\n"
    finding = found({"shop/web.py": HEAD + dedent(text), "shop/templates/hello.html": page})
    assert told(finding) == [
        "web.py:7 a query string value, in `hello()` (GET /hello)",
        "web.py:7 item `name` of it; given to the template as `name`",
        "hello.html:2 put into the page as it is, without escaping",
        "hello.html:2 no escaping for HTML on the way",
    ]


def test_a_guess_is_named_as_the_doubt(found: Found) -> None:
    text = """
    @app.get("/items")
    def items(cursor):
        cursor.execute("SELECT '" + request.args["name"] + "'")
        return {}
    """
    finding = found({"shop/web.py": HEAD + dedent(text)})
    assert finding.confidence is Confidence.MEDIUM
    assert (
        finding.doubt
        == "what `dbapi.Cursor.execute` is called on is not known; it looks like that by its name"
    )


def test_a_name_of_any_length_is_shortened(found: Found) -> None:
    key = "k" * 500
    text = f"""
    @app.get("/go")
    def go():
        return redirect(request.args["{key}"])
    """
    finding = found({"shop/web.py": HEAD + dedent(text)})
    assert told(finding)[1] == f"web.py:7 item `{key[:60]}…` of it"


def test_what_is_not_shown_is_told_in_short(found: Found) -> None:
    safe = (
        HEAD
        + '\n\n@app.get("/go")\ndef go():\n    target = request.args["to"]\n    return redirect(target)\n'
    )
    files = {"shop/web.py": safe + "# a\n"}
    changed = {"shop/web.py": safe.replace('request.args["to"]', 'request.args["to"] + ""')}
    short = found(changed, files)
    assert short.status is Status.EXISTING
    assert len(short.trace) == 3
