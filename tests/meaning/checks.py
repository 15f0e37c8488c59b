"""What made data harmless on its way is taken away, here or in another file."""

from __future__ import annotations

from meaning.aiohttp_gateway import GATEWAY
from meaning.cases import At, Case, Lost, because, edit
from meaning.django_clinic import CLINIC
from meaning.fastapi_refunds import REFUND_SERVICE
from meaning.flask_shop import SHOP

VIEWS = "shop/orders/views.py"
QUERIES = "shop/orders/queries.py"

SORTED_BY_ANYTHING = At(
    "sql-injection",
    QUERIES,
    "ORDER BY",
    "GET /orders/sorted",
    lost=Lost("validation-lost", "", "shop/orders/views.py", "if column not in queries.COLUMNS:"),
)
NAMED_AT_WILL = At(
    "sql-injection",
    QUERIES,
    "WHERE status = '{status}'",
    "GET /orders/named",
    lost=Lost(
        "sanitizer-lost",
        "plain_name",
        "shop/orders/views.py",
        'name = plain_name(request.args["name"])',
    ),
)

CHECKS = (
    Case(
        "a sanitizer removed",
        SHOP,
        {
            VIEWS: edit(
                ('plain_name(request.args["name"])', 'request.args["name"]'),
                ("from shop.text import plain_name\n", ""),
            )
        },
        "block",
        because("control-lost"),
        introduced=(NAMED_AT_WILL,),
    ),
    Case(
        "a sanitizer gutted in another file",
        SHOP,
        {
            "shop/text.py": edit(
                ('return re.sub(r"[^a-zA-Z0-9]", "", value)', "return value.strip()"),
                ("import re\n\n\n", "\n"),
            )
        },
        "block",
        because("control-lost"),
        introduced=(
            At(
                "sql-injection",
                QUERIES,
                "WHERE status = '{status}'",
                "GET /orders/named",
                lost=Lost(
                    "sanitizer-lost",
                    "re.sub",
                    "shop/text.py",
                    'return re.sub(r"[^a-zA-Z0-9]", "", value)',
                    "plain_name",
                ),
            ),
        ),
    ),
    Case(
        "quoting gutted in another file",
        GATEWAY,
        {"gateway/safe.py": edit(("return shlex.quote(text)", "return text"))},
        "block",
        because("control-lost"),
        introduced=(
            At(
                "command-injection",
                "gateway/programs.py",
                "create_subprocess_shell",
                "GET /ping",
                lost=Lost(
                    "sanitizer-lost", "shlex.quote", "gateway/safe.py", "return shlex.quote(text)", "quoted"
                ),
            ),
        ),
    ),
    Case(
        "an int() guard removed",
        SHOP,
        {VIEWS: edit(('int(request.args["size"])', 'request.args["size"]'))},
        "block",
        because("control-lost"),
        introduced=(
            At(
                "sql-injection",
                VIEWS,
                "LIMIT {size}",
                "GET /orders/page",
                lost=Lost(
                    "sanitizer-lost", "int", "shop/orders/views.py", 'size = int(request.args["size"])'
                ),
            ),
        ),
    ),
    Case(
        "a parameter that FastAPI made a number is text now",
        REFUND_SERVICE,
        {"app/routers/refunds.py": edit(("def page(size: int,", "def page(size: str,"))},
        "block",
        because("control-lost"),
        before={
            "app/routers/refunds.py": edit(
                (
                    '@router.get("/recent/all")',
                    """\
@router.get("/page/all")
async def page(size: int, session: Database, user=Depends(current_user)):
    return statements.search(session, f"true LIMIT {size}")


@router.get("/recent/all")""",
                )
            )
        },
        introduced=(
            At(
                "sql-injection",
                "app/statements.py",
                'WHERE " + condition',
                "GET /refunds/page/all",
                lost=Lost("validation-lost", "int", "app/routers/refunds.py", 19),
            ),
        ),
    ),
    Case(
        "the check against an allow-list dropped",
        SHOP,
        {VIEWS: edit(("    if column not in queries.COLUMNS:\n        abort(400)\n", ""))},
        "block",
        because("control-lost"),
        introduced=(SORTED_BY_ANYTHING,),
    ),
    Case(
        "an allow-list that the request fills",
        SHOP,
        {
            VIEWS: edit(
                ("if column not in queries.COLUMNS:", 'if column not in request.args.getlist("columns"):')
            )
        },
        "block",
        because("control-lost"),
        introduced=(SORTED_BY_ANYTHING,),
    ),
    Case(
        "an allow-list that the request fills in another file",
        SHOP,
        {
            QUERIES: edit(
                ("    return COLUMNS\n", '    return request.args.getlist("columns")\n'),
                ("import sqlite3\n", "import sqlite3\n\nfrom flask import request\n"),
            )
        },
        "block",
        because("control-lost"),
        before={
            VIEWS: edit(("if column not in queries.COLUMNS:", "if column not in queries.columns():")),
            QUERIES: edit(("def connect", "def columns():\n    return COLUMNS\n\n\ndef connect")),
        },
        introduced=(
            At(
                "sql-injection",
                QUERIES,
                "ORDER BY",
                "GET /orders/sorted",
                lost=Lost(
                    "validation-lost", "", "shop/orders/views.py", "if column not in queries.columns():"
                ),
            ),
        ),
    ),
    Case(
        "a validation helper that stops raising",
        REFUND_SERVICE,
        {
            "app/checks.py": edit(
                (
                    "        raise HTTPException(status_code=400)\n",
                    '        log.warning("an unknown shop asks")\n',
                ),
                (
                    "from fastapi import HTTPException\n",
                    "import logging\n\nlog = logging.getLogger(__name__)\n",
                ),
            )
        },
        "block",
        because("control-lost"),
        introduced=(
            At(
                "ssrf",
                "app/notify.py",
                "httpx.post(",
                "POST /refunds/{order}/notify",
                lost=Lost("validation-lost", "", "app/checks.py", "if host not in HOSTS:", "checked_host"),
            ),
        ),
    ),
    Case(
        "a redirect target no longer held against a list",
        GATEWAY,
        {"gateway/handlers.py": edit(('    if target not in ("/", "/find"):\n        target = "/"\n', ""))},
        "review",
        because("control-lost"),
        introduced=(
            At(
                "open-redirect",
                "gateway/handlers.py",
                "raise web.HTTPFound(target)",
                "GET /login",
                lost=Lost("validation-lost", "", "gateway/handlers.py", 'if target not in ("/", "/find"):'),
            ),
        ),
    ),
    Case(
        "a file name no longer reduced to its last part, in another file",
        CLINIC,
        {
            "records/files.py": edit(
                ("return os.path.basename(name)", "return name.strip()"), ("import os.path\n\n\n", "")
            )
        },
        "block",
        because("control-lost"),
        introduced=(
            At(
                "path-traversal",
                "records/files.py",
                "with open(",
                "/records/export/",
                lost=Lost(
                    "sanitizer-lost",
                    "os.path.basename",
                    "records/files.py",
                    "return os.path.basename(name)",
                    "safe_name",
                ),
            ),
        ),
    ),
    Case(
        "a template stops escaping",
        CLINIC,
        {"records/templates/records/search.html": edit(("{{ term }}", "{{ term|safe }}"))},
        "block",
        because("control-lost"),
        introduced=(
            At(
                "xss",
                "records/templates/records/search.html",
                "{{ term|safe }}",
                "/records/search/",
                lost=Lost(
                    "escape-lost",
                    "",
                    "records/templates/records/search.html",
                    "<p>You searched for {{ term }}</p>",
                ),
            ),
        ),
    ),
    Case(
        "a Jinja template stops escaping",
        SHOP,
        {"shop/templates/receipt.html": edit(("{{ note }}", "{{ note|safe }}"))},
        "block",
        because("control-lost"),
        introduced=(
            At(
                "xss",
                "shop/templates/receipt.html",
                "{{ note|safe }}",
                "GET /orders/receipt",
                lost=Lost("escape-lost", "", "shop/templates/receipt.html", "<p>{{ note }}</p>"),
            ),
        ),
    ),
)
