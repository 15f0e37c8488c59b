"""Code written otherwise that does the same."""

from __future__ import annotations

from meaning.aiohttp_gateway import GATEWAY, HANDLERS, PROGRAMS, SAFE
from meaning.cases import Case, because, edit
from meaning.django_clinic import CLINIC
from meaning.fastapi_refunds import REFUND_SERVICE, REFUNDS, STATEMENTS
from meaning.flask_shop import QUERIES as SHOP_QUERIES
from meaning.flask_shop import SHOP, TEXT
from meaning.old_hole import HOLE, OLD_VIEWS, OPEN, QUERIES, VIEWS

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
