"""Changes that mean nothing for safety: nothing is introduced, and old holes stay old."""

from __future__ import annotations

from meaning.aiohttp_gateway import GATEWAY
from meaning.cases import At, Case, because, edit
from meaning.conditions import WORDED
from meaning.django_clinic import CLINIC
from meaning.fastapi_refunds import REFUND_SERVICE
from meaning.flask_shop import SHOP
from meaning.inherited import ASKED
from meaning.kept import KEPT
from meaning.labels import UNSEEN
from meaning.missing import CHECKED
from meaning.mounted import HELD
from meaning.moved import MOVED
from meaning.old_hole import HOLE, OPEN, QUERIES, VIEWS
from meaning.quiet import QUIET
from meaning.rewritten import REWRITTEN

ELSEWHERE = (
    Case(
        "prose only",
        SHOP,
        {"README.md": "# Shop\n\nSells many things.\n", "docs/guide.md": "# Guide\n\nBuy something.\n"},
        "pass",
        because("prose-only"),
        tier="none",
    ),
    Case(
        "a test only",
        SHOP,
        {
            "tests/test_orders.py": edit(
                (
                    "def test_orders_need_a_login():",
                    """\
def test_a_statement():
    import sqlite3
    import sys

    sqlite3.connect("x").execute("SELECT " + sys.argv[1])


def test_orders_need_a_login():""",
                )
            )
        },
        "pass",
        because("tests-only"),
    ),
    Case(
        "a hole in a test only",
        REFUND_SERVICE,
        {
            "tests/test_refunds.py": """\
from fastapi import FastAPI
import os

app = FastAPI()


@app.get("/run")
def run(line: str):
    os.system(line)
"""
        },
        "pass",
        because("tests-only"),
    ),
    Case(
        "a translation and a picture",
        CLINIC,
        {
            "records/locale/de/LC_MESSAGES/django.po": 'msgid "Search"\nmsgstr "Suche"\n',
            "docs/logo.svg": "<svg/>\n",
        },
        "pass",
        because("prose-only"),
    ),
)

MENDED = (
    Case(
        "a statement gets bound parameters",
        SHOP,
        {
            QUERIES: edit(
                (
                    "database.execute(f\"SELECT id FROM orders WHERE status = '{status}'\")",
                    'database.execute("SELECT id FROM orders WHERE status = ?", (status,))',
                )
            )
        },
        "review",
        because("data-access-changed"),
        before=HOLE,
        fixed=(At("sql-injection", QUERIES, "WHERE status = '{status}'", "GET /orders/open"),),
    ),
    Case(
        "a sanitizer put in",
        GATEWAY,
        {
            "gateway/safe.py": edit(
                ("return text", "return shlex.quote(text)"),
                ('harmless."""\n', 'harmless."""\n\nimport shlex\n'),
            )
        },
        "pass",
        because("nothing-introduced"),
        before={
            "gateway/safe.py": edit(("return shlex.quote(text)", "return text"), ("\nimport shlex\n", ""))
        },
        fixed=(At("command-injection", "gateway/programs.py", "create_subprocess_shell", "GET /ping"),),
    ),
    Case(
        "one of two callers mended",
        SHOP,
        {VIEWS: edit((OPEN, '    return jsonify(queries.by_status(plain_name(request.args["status"])))\n'))},
        "pass",
        because("nothing-introduced"),
        before={
            VIEWS: edit(
                ('queries.by_status("open")', 'queries.by_status(request.args["status"])'),
                ('plain_name(request.args["name"])', 'request.args["name"]'),
            )
        },
        fixed=(At("sql-injection", QUERIES, "WHERE status = '{status}'", "GET /orders/open"),),
    ),
    Case(
        "a file name reduced to its last part",
        CLINIC,
        {
            "records/files.py": edit(
                ("return name.strip()", "return os.path.basename(name)"),
                ('disk."""\n', 'disk."""\n\nimport os.path\n'),
            )
        },
        "pass",
        because("nothing-introduced"),
        before={
            "records/files.py": edit(
                ("return os.path.basename(name)", "return name.strip()"), ("\nimport os.path\n", "")
            )
        },
        fixed=(At("path-traversal", "records/files.py", "with open(", "/records/export/"),),
    ),
    Case(
        "TLS certificates verified again",
        REFUND_SERVICE,
        {"app/notify.py": edit(("timeout=5, verify=False)", "timeout=5)"))},
        "pass",
        because("nothing-introduced"),
        before={"app/notify.py": edit(("timeout=5)", "timeout=5, verify=False)"))},
        fixed=(At("tls-verification-off", "app/notify.py", "verify=False"),),
    ),
)

HARMLESS = (*MOVED, *UNSEEN, *WORDED, *ASKED, *KEPT, *HELD, *CHECKED, *REWRITTEN, *ELSEWHERE, *MENDED, *QUIET)
