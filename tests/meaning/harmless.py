"""Changes that mean nothing for safety: nothing is introduced, and old holes stay old."""

from __future__ import annotations

from meaning.aiohttp_gateway import GATEWAY, HANDLERS, PROGRAMS, SAFE
from meaning.cases import At, Case, because, edit
from meaning.django_clinic import CLINIC
from meaning.fastapi_refunds import REFUND_SERVICE, REFUNDS, STATEMENTS
from meaning.flask_shop import QUERIES as SHOP_QUERIES
from meaning.flask_shop import SHOP, TEXT
from meaning.flask_shop import VIEWS as SHOP_VIEWS

VIEWS = "shop/orders/views.py"
QUERIES = "shop/orders/queries.py"

# An old hole in the shop: whatever is done around it, it is not new.
HOLE = {VIEWS: edit(('queries.by_status("open")', 'queries.by_status(request.args["status"])'))}
OLD_VIEWS = HOLE[VIEWS].apply(SHOP_VIEWS)
BY_STATUS = SHOP_QUERIES[SHOP_QUERIES.index("def by_status") : SHOP_QUERIES.index("def sorted_orders")]
OPEN = '    return jsonify(queries.by_status(request.args["status"]))\n'

MOVED = (
    Case(
        "a function with a hole moved to another file",
        SHOP,
        {
            QUERIES: edit((BY_STATUS, "")),
            "shop/orders/status.py": f"from shop.orders.queries import connect\n\n\n{BY_STATUS.rstrip()}\n",
            VIEWS: OLD_VIEWS.replace("import queries\n", "import queries, status\n").replace(
                "queries.by_status", "status.by_status"
            ),
            "shop/admin/views.py": edit(
                ("from shop.orders import queries", "from shop.orders import status"),
                ("queries.by_status", "status.by_status"),
            ),
        },
        "pass",
        because("nothing-introduced"),
        before=HOLE,
    ),
    Case(
        "a file with a hole renamed",
        SHOP,
        {
            QUERIES: None,
            "shop/orders/statements.py": SHOP_QUERIES,
            VIEWS: OLD_VIEWS.replace("queries", "statements"),
            "shop/admin/views.py": edit(
                ("from shop.orders import queries", "from shop.orders import statements"),
                ("queries.by_status", "statements.by_status"),
            ),
        },
        "pass",
        because("nothing-introduced"),
        before=HOLE,
    ),
    Case(
        "a package renamed",
        REFUND_SERVICE,
        {
            "app/routers/refunds.py": None,
            "app/web/refunds.py": REFUNDS,
            "app/routers/admin.py": None,
            "app/web/admin.py": REFUND_SERVICE["app/routers/admin.py"],
            "app/routers/__init__.py": None,
            "app/web/__init__.py": "",
            "app/main.py": edit(("from app.routers import", "from app.web import")),
        },
        "pass",
        because("nothing-introduced"),
    ),
    Case(
        "forty lines inserted above a hole",
        SHOP,
        {
            QUERIES: edit(
                ("import sqlite3\n", "import sqlite3\n" + "".join(f"# {n}: of old\n" for n in range(40)))
            )
        },
        "pass",
        because("no-meaning-changed"),
        before=HOLE,
    ),
    Case(
        "forty lines of code inserted above a hole",
        SHOP,
        {
            QUERIES: edit(
                (
                    "def connect():",
                    "".join(f"def double_{n}(value):\n    return value * {n}\n\n\n" for n in range(10))
                    + "def connect():",
                )
            )
        },
        "pass",
        because("nothing-introduced"),
        before=HOLE,
    ),
    Case(
        "functions put in another order",
        SHOP,
        {
            QUERIES: edit((BY_STATUS, ""), ("def connect", f"{BY_STATUS}def connect")),
        },
        "pass",
        because("no-meaning-changed"),
        before=HOLE,
    ),
    Case(
        "authentication moved from each route to the blueprint",
        SHOP,
        {
            VIEWS: SHOP_VIEWS.replace("@login_required\n", "")
            .replace("from shop.auth import login_required", "from shop.auth import need_login")
            .replace(
                'orders = Blueprint("orders", __name__)\n',
                'orders = Blueprint("orders", __name__)\norders.before_request(need_login)\n',
            ),
            "shop/auth.py": edit(
                (
                    "def require_staff",
                    """\
def need_login():
    if "user" not in session:
        abort(401)


def require_staff""",
                )
            ),
        },
        "review",
        because("controls-changed"),
    ),
    Case(
        "authentication moved from the routes to their router",
        REFUND_SERVICE,
        {
            "app/routers/refunds.py": REFUNDS.replace(", user=Depends(current_user)", "").replace(
                "router = APIRouter()", "router = APIRouter(dependencies=[Depends(current_user)])"
            ),
        },
        "pass",
        because("nothing-introduced"),
    ),
    Case(
        "authentication moved from a router to where it is included",
        REFUND_SERVICE,
        {
            "app/routers/refunds.py": edit(
                ("router = APIRouter(dependencies=[Depends(current_user)])", "router = APIRouter()")
            ),
            "app/main.py": edit(
                ('prefix="/refunds")', 'prefix="/refunds", dependencies=[Depends(current_user)])')
            ),
        },
        "pass",
        because("nothing-introduced"),
        before={
            "app/routers/refunds.py": REFUNDS.replace(", user=Depends(current_user)", "").replace(
                "router = APIRouter()", "router = APIRouter(dependencies=[Depends(current_user)])"
            ),
        },
    ),
)

REWRITTEN = (
    Case(
        "a variable renamed",
        GATEWAY,
        {
            "gateway/programs.py": PROGRAMS.replace("command", "line"),
            "gateway/handlers.py": edit(
                ('host = request.query["host"]', 'name = request.query["host"]'),
                ('"ping -c 1 " + host', '"ping -c 1 " + name'),
            ),
        },
        "pass",
        because("nothing-introduced"),
        before={
            "gateway/handlers.py": edit(
                (
                    '    await programs.run("ping -c 1 " + quoted(request.query["host"]))\n',
                    """\
    host = request.query["host"]
    await programs.run("ping -c 1 " + host)
""",
                ),
                ("from gateway.safe import quoted\n", ""),
            )
        },
    ),
    Case(
        "a function with a hole renamed with its users",
        SHOP,
        {
            QUERIES: edit(("def by_status", "def with_status")),
            VIEWS: OLD_VIEWS.replace("by_status", "with_status"),
            "shop/admin/views.py": edit(("by_status", "with_status")),
        },
        "pass",
        because("nothing-introduced"),
        before=HOLE,
    ),
    Case(
        "a wrapper put between a source and its sink",
        SHOP,
        {
            VIEWS: OLD_VIEWS.replace("queries.by_status", "orders_with"),
            "shop/orders/service.py": """\
from shop.orders import queries


def orders_with(status):
    return queries.by_status(status)
""",
        }
        | {
            VIEWS: OLD_VIEWS.replace("queries.by_status(request", "service.orders_with(request").replace(
                "import queries\n", "import queries, service\n"
            )
        },
        "pass",
        because("nothing-introduced"),
        before=HOLE,
    ),
    Case(
        "a wrapper taken out again",
        SHOP,
        {
            "shop/orders/service.py": None,
            VIEWS: OLD_VIEWS,
        },
        "pass",
        because("nothing-introduced"),
        before={
            "shop/orders/service.py": """\
from shop.orders import queries


def orders_with(status):
    return queries.by_status(status)
""",
            VIEWS: OLD_VIEWS.replace("queries.by_status(request", "service.orders_with(request").replace(
                "import queries\n", "import queries, service\n"
            ),
        },
    ),
    Case(
        "a function split into two",
        SHOP,
        {
            QUERIES: edit(
                (
                    """\
    with connect() as database:
        return database.execute(f"SELECT id FROM orders WHERE status = '{status}'").fetchall()
""",
                    """\
    return run(f"SELECT id FROM orders WHERE status = '{status}'")


def run(statement):
    with connect() as database:
        return database.execute(statement).fetchall()
""",
                )
            )
        },
        "review",
        because("data-access-changed"),
        before=HOLE,
    ),
    Case(
        "a value put into a variable first",
        SHOP,
        {
            VIEWS: edit(
                (
                    OPEN,
                    """\
    status = request.args["status"]
    return jsonify(queries.by_status(status))
""",
                )
            )
        },
        "pass",
        because("nothing-introduced"),
        before=HOLE,
    ),
    Case(
        "formatting only",
        REFUND_SERVICE,
        {
            "app/routers/refunds.py": REFUNDS.replace(
                "async def list_refunds(order: str, session: Database, user=Depends(current_user)):",
                """\
async def list_refunds(
    order: str,
    session: Database,
    user=Depends(current_user),
):""",
            ).replace(
                '"approved": found[0].id, "by": user.name',
                '\n        "approved": found[0].id,\n        "by": user.name,\n    ',
            ),
            "app/statements.py": STATEMENTS.replace('"', "'")
            .replace("'''", '"""')
            .replace("'created > now() - interval '1 day''", "\"created > now() - interval '1 day'\""),
        },
        "pass",
        because("no-meaning-changed"),
    ),
    Case(
        "comments only",
        GATEWAY,
        {
            "gateway/programs.py": edit(
                (
                    "    process = await asyncio.create_subprocess_shell(command)\n",
                    """\
    # The shell splits the line.
    process = await asyncio.create_subprocess_shell(command)  # waits
""",
                )
            )
        },
        "pass",
        because("no-meaning-changed"),
    ),
    Case(
        "docstrings only",
        CLINIC,
        {
            "records/queries.py": edit(
                ("def totals(order):\n", 'def totals(order):\n    """Records of each patient."""\n')
            ),
            "records/models.py": edit(
                (
                    "class Record(models.Model):\n",
                    'class Record(models.Model):\n    """What was written of a patient."""\n\n',
                )
            ),
        },
        "pass",
        because("no-meaning-changed"),
    ),
    Case(
        "type annotations added",
        SHOP,
        {
            QUERIES: SHOP_QUERIES.replace("(customer):", "(customer: str) -> list:")
            .replace("(status):", "(status: str) -> list:")
            .replace("(column):", "(column: str) -> list:"),
            "shop/text.py": TEXT.replace("(value):", "(value: str) -> str:"),
        },
        "pass",
        because("nothing-introduced"),
        before=HOLE,
    ),
    Case(
        "a new pure function",
        GATEWAY,
        {
            "gateway/safe.py": SAFE
            + """

def shortened(text, length=20):
    return text if len(text) <= length else text[: length - 1] + "…"
"""
        },
        "pass",
        because("nothing-introduced"),
    ),
    Case(
        "imports sorted and one taken out",
        GATEWAY,
        {
            "gateway/handlers.py": "import json  # noqa: F401\n"
            + HANDLERS.replace(
                "from gateway import programs, storage\nfrom gateway.safe import quoted\n",
                """\
from gateway import storage
from gateway import programs
from gateway.safe import quoted
""",
            )
        },
        "pass",
        because("nothing-introduced"),
    ),
)

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

HARMLESS = (*MOVED, *REWRITTEN, *ELSEWHERE, *MENDED)
