"""One hole mended and a like one opened elsewhere: the new one is new all the same."""

from __future__ import annotations

from meaning.aiohttp_gateway import GATEWAY
from meaning.cases import At, Case, because, edit
from meaning.checks import NAMED_AT_WILL
from meaning.fastapi_refunds import REFUND_SERVICE
from meaning.flask_shop import SHOP

VIEWS = "shop/orders/views.py"
QUERIES = "shop/orders/queries.py"
HANDLERS = "gateway/handlers.py"
OPEN = 'def open_orders():\n    return jsonify(queries.by_status("open"))'
OPEN_HOLE = 'def open_orders():\n    return jsonify(queries.by_status(request.args["status"]))'
NAMED = 'name = plain_name(request.args["name"])'

SWAPPED = (
    Case(
        "one route mended, a new one opened onto the same sink",
        SHOP,
        {
            VIEWS: edit(
                (OPEN_HOLE, OPEN),
                (
                    '@orders.get("/receipt")',
                    """\
@orders.get("/late")
@login_required
def late():
    return jsonify(queries.by_status(request.args["status"]))


@orders.get("/receipt")""",
                ),
            )
        },
        "block",
        because("finding-block", "entry-point-added"),
        before={VIEWS: edit((OPEN, OPEN_HOLE))},
        introduced=(At("sql-injection", QUERIES, "WHERE status = '{status}'", "GET /orders/late"),),
        fixed=(At("sql-injection", QUERIES, "WHERE status = '{status}'", "GET /orders/open"),),
    ),
    Case(
        "one old route mended, another old one opened onto the same sink",
        SHOP,
        {VIEWS: edit((OPEN_HOLE, OPEN), (NAMED, 'name = request.args["name"]'))},
        "block",
        because("control-lost"),
        before={VIEWS: edit((OPEN, OPEN_HOLE))},
        introduced=(NAMED_AT_WILL,),
        fixed=(At("sql-injection", QUERIES, "WHERE status = '{status}'", "GET /orders/open"),),
    ),
    Case(
        "a route with a hole gets another path",
        SHOP,
        {VIEWS: edit(('@orders.get("/open")', '@orders.get("/pending")'))},
        "pass",
        because("nothing-introduced"),
        before={VIEWS: edit((OPEN, OPEN_HOLE))},
    ),
    Case(
        "functions outside of routes: one mended, another opened",
        SHOP,
        {
            "shop/reports.py": edit(
                (
                    '    os.system("report " + request.args["month"])\n',
                    '    subprocess.run(["report"], check=True)\n',
                ),
                ("    return None\n", '    os.system("total " + request.args["month"])\n'),
            )
        },
        "block",
        because("finding-block"),
        before={
            "shop/reports.py": """\
import os
import subprocess

from flask import request


def month():
    os.system("report " + request.args["month"])


def total():
    return None
"""
        },
        introduced=(At("command-injection", "shop/reports.py", '"total " +'),),
        fixed=(At("command-injection", "shop/reports.py", '"report " +'),),
    ),
    Case(
        "TLS certificates verified in one place and no longer in another",
        REFUND_SERVICE,
        {
            "app/notify.py": edit(("timeout=5, verify=False)", "timeout=5)")),
            "app/charge.py": edit(("timeout=5)", "timeout=5, verify=False)")),
        },
        "block",
        because("finding-block"),
        before={
            "app/notify.py": edit(
                (
                    'httpx.post(f"https://{host}/refunds/{order}", timeout=5)',
                    "httpx.get(URL, timeout=5, verify=False)",
                ),
                ("import httpx\n", 'import httpx\n\nURL = "https://bank.example"\n'),
            ),
            "app/charge.py": """\
import httpx

URL = "https://bank.example"


def charge():
    answer = httpx.get(URL, timeout=5)
    return answer.status_code
""",
        },
        introduced=(At("tls-verification-off", "app/charge.py", "verify=False"),),
        fixed=(At("tls-verification-off", "app/notify.py", "verify=False"),),
    ),
    Case(
        "a call without verification moves into a function of its own",
        REFUND_SERVICE,
        {
            "app/notify.py": edit(
                (
                    '    answer = httpx.post(f"https://{host}/refunds/{order}", timeout=5, verify=False)\n',
                    "    answer = post(host, order)\n",
                ),
                ("import httpx\n", "from app.http import post\n"),
            ),
            "app/http.py": """\
import httpx


def post(host, order):
    answer = httpx.post(f"https://{host}/refunds/{order}", timeout=5, verify=False)
    return answer
""",
        },
        "pass",
        because("nothing-introduced"),
        before={"app/notify.py": edit(("timeout=5)", "timeout=5, verify=False)"))},
    ),
    Case(
        "one handler mended, another one opened",
        GATEWAY,
        {
            HANDLERS: edit(
                ('"ping -c 1 " + request.query["host"]', '"ping -c 1 " + quoted(request.query["host"])'),
                (
                    '    await programs.convert("in.png", "out.jpg")\n',
                    '    await programs.run("convert " + request.query["host"])\n',
                ),
            )
        },
        "block",
        because("finding-block"),
        before={HANDLERS: edit(('quoted(request.query["host"])', 'request.query["host"]'))},
        introduced=(
            At("command-injection", "gateway/programs.py", "create_subprocess_shell", "POST /convert"),
        ),
        fixed=(At("command-injection", "gateway/programs.py", "create_subprocess_shell", "GET /ping"),),
    ),
)
