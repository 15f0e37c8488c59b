"""Changes that make a program less safe, often without touching the line that becomes dangerous."""

from __future__ import annotations

from meaning.aiohttp_gateway import GATEWAY
from meaning.cases import At, Case, because, edit
from meaning.django_clinic import CLINIC
from meaning.fastapi_refunds import REFUND_SERVICE
from meaning.flask_shop import SHOP

VIEWS = "shop/orders/views.py"
QUERIES = "shop/orders/queries.py"
REFUNDS = "app/routers/refunds.py"
TOKEN = "ghp_" + "Ab3dE7gH1jK5mN9pQ2sT" + "uV4xY6zA8cD0eF1g"  # put together here, whole in the case

FLOWS = (
    Case(
        "a flow in one function",
        SHOP,
        {
            VIEWS: edit(
                (
                    "    customer = request.args[\"customer\"]\n    return jsonify(queries.find_orders(customer))\n",
                    "    customer = request.args[\"customer\"]\n"
                    "    with queries.connect() as database:\n"
                    "        rows = database.execute(f\"SELECT id FROM orders WHERE customer = '{customer}'\")\n"
                    "        return jsonify(rows.fetchall())\n",
                )
            )
        },
        "block",
        because("finding-block", "data-access-changed"),
        introduced=(At("sql-injection", VIEWS, "WHERE customer = '{customer}'", "GET /orders/"),),
        tier="critical",
    ),
    Case(
        "a new caller of an old sink in the same file",
        SHOP,
        {
            QUERIES: edit(("def sorted_orders(", "def of_request():\n    return by_status(request.args[\"status\"])\n\n\ndef sorted_orders("), ("import sqlite3\n", "import sqlite3\n\nfrom flask import request\n"))
        },
        "block",
        because("finding-block"),
        introduced=(At("sql-injection", QUERIES, "WHERE status = '{status}'"),),
    ),
    Case(
        "a new caller of an old sink in another file",
        SHOP,
        {
            VIEWS: edit(
                (
                    '@orders.get("/named")',
                    '@orders.get("/status/<status>")\n@login_required\ndef of_status(status):\n'
                    '    return jsonify(queries.by_status(status))\n\n\n@orders.get("/named")',
                )
            )
        },
        "block",
        because("finding-block", "entry-point-added"),
        introduced=(At("sql-injection", QUERIES, "WHERE status = '{status}'", "GET /orders/status/<status>"),),
    ),
    Case(
        "the source changes, the sink's file does not",
        SHOP,
        {VIEWS: edit(('def open_orders():\n    return jsonify(queries.by_status("open"))', 'def open_orders():\n    status = request.args.get("status", "open")\n    return jsonify(queries.by_status(status))'))},
        "block",
        because("finding-block"),
        introduced=(At("sql-injection", QUERIES, "WHERE status = '{status}'", "GET /orders/open"),),
    ),
    Case(
        "the condition of a statement comes from a query parameter now",
        REFUND_SERVICE,
        {
            REFUNDS: edit(
                ("async def recent(session: Database, user", "async def recent(session: Database, condition: str, user"),
                ("return statements.recent(session)", "return statements.search(session, condition)"),
            )
        },
        "block",
        because("finding-block"),
        introduced=(At("sql-injection", "app/statements.py", "WHERE \" + condition", "GET /refunds/recent/all"),),
    ),
    Case(
        "an asynchronous handler with a flow",
        GATEWAY,
        {
            "gateway/handlers.py": edit(
                (
                    "async def convert(",
                    "async def resize(request: web.Request) -> web.Response:\n"
                    "    form = await request.post()\n"
                    "    await programs.run(f\"convert in.png -resize {form['size']} out.png\")\n"
                    "    return web.json_response({})\n\n\nasync def convert(",
                )
            ),
            "gateway/app.py": edit(
                ("login, ping", "login, ping, resize"),
                ('    app.router.add_get("/health"', '    app.router.add_post("/resize", resize)\n    app.router.add_get("/health"'),
            ),
        },
        "block",
        because("finding-block", "entry-point-added"),
        introduced=(At("command-injection", "gateway/programs.py", "create_subprocess_shell", "POST /resize"),),
    ),
    Case(
        "a second identical hole beside an old one",
        SHOP,
        {
            VIEWS: edit(
                (
                    '@orders.get("/named")',
                    '@orders.get("/late")\n@login_required\ndef late_orders():\n'
                    '    return jsonify(queries.by_status(request.args["status"]))\n\n\n@orders.get("/named")',
                )
            )
        },
        "block",
        because("finding-block", "entry-point-added"),
        before={VIEWS: edit(('queries.by_status("open")', 'queries.by_status(request.args["status"])'))},
        introduced=(At("sql-injection", QUERIES, "WHERE status = '{status}'", "GET /orders/late"),),
    ),
    Case(
        "the same hole once more in the same function",
        GATEWAY,
        {
            "gateway/handlers.py": edit(
                ('    os.system("ping " + host)\n', '    os.system("ping " + host)\n    os.system("ping " + host)\n')
            )
        },
        "block",
        because("finding-block"),
        before={
            "gateway/handlers.py": edit(
                ("from aiohttp import web\n", "import os\n\nfrom aiohttp import web\n"),
                (
                    '    await programs.run("ping -c 1 " + quoted(request.query["host"]))\n',
                    '    host = request.query["host"]\n    os.system("ping " + host)\n',
                ),
                ("from gateway.safe import quoted\n", ""),
            )
        },
        introduced=(At("command-injection", "gateway/handlers.py", 18, "GET /ping"),),
    ),
    Case(
        "an import switched from a safe function to an unsafe one",
        GATEWAY,
        {
            "gateway/handlers.py": edit(("from gateway.safe import quoted", "from gateway.text import stripped as quoted")),
            "gateway/text.py": "def stripped(text):\n    return text.strip()\n",
        },
        "block",
        because("finding-block"),
        introduced=(At("command-injection", "gateway/programs.py", "create_subprocess_shell", "GET /ping"),),
    ),
    Case(
        "a loader switched from the safe one to the unsafe one by its import alone",
        REFUND_SERVICE,
        {"app/rules.py": edit(("from yaml import safe_load as load", "from yaml import unsafe_load as load"))},
        "block",
        because("finding-block"),
        before={
            "app/rules.py": "from yaml import safe_load as load\n\n\ndef read(text):\n    return load(text)\n",
            REFUNDS: edit(
                ("from app import statements\n", "from app import rules, statements\n"),
                ("@router.get(\"/recent/all\")", '@router.post("/rules")\ndef set_rules(text: str, user=Depends(require_admin)):\n    return rules.read(text)\n\n\n@router.get("/recent/all")'),
            ),
        },
        introduced=(At("unsafe-deserialization", "app/rules.py", "return load(text)", "POST /refunds/rules"),),
    ),
)

CHECKS = (
    Case(
        "a sanitizer removed",
        SHOP,
        {VIEWS: edit(('plain_name(request.args["name"])', 'request.args["name"]'), ("from shop.text import plain_name\n", ""))},
        "block",
        because("finding-block"),
        introduced=(At("sql-injection", QUERIES, "WHERE status = '{status}'", "GET /orders/named"),),
    ),
    Case(
        "a sanitizer gutted in another file",
        SHOP,
        {"shop/text.py": edit(('return re.sub(r"[^a-zA-Z0-9]", "", value)', "return value.strip()"), ("import re\n\n\n", "\n"))},
        "block",
        because("finding-block"),
        introduced=(At("sql-injection", QUERIES, "WHERE status = '{status}'", "GET /orders/named"),),
    ),
    Case(
        "quoting gutted in another file",
        GATEWAY,
        {"gateway/safe.py": edit(("return shlex.quote(text)", "return text"))},
        "block",
        because("finding-block"),
        introduced=(At("command-injection", "gateway/programs.py", "create_subprocess_shell", "GET /ping"),),
    ),
    Case(
        "an int() guard removed",
        SHOP,
        {VIEWS: edit(('int(request.args["size"])', 'request.args["size"]'))},
        "block",
        because("finding-block"),
        introduced=(At("sql-injection", VIEWS, "LIMIT {size}", "GET /orders/page"),),
    ),
    Case(
        "a parameter that FastAPI made a number is text now",
        REFUND_SERVICE,
        {"app/routers/refunds.py": edit(("def page(size: int,", "def page(size: str,"))},
        "block",
        because("finding-block"),
        before={
            "app/routers/refunds.py": edit(
                (
                    '@router.get("/recent/all")',
                    '@router.get("/page/all")\nasync def page(size: int, session: Database, user=Depends(current_user)):\n'
                    '    return statements.search(session, f"true LIMIT {size}")\n\n\n@router.get("/recent/all")',
                )
            )
        },
        introduced=(At("sql-injection", "app/statements.py", 'WHERE " + condition', "GET /refunds/page/all"),),
    ),
    Case(
        "the check against an allow-list dropped",
        SHOP,
        {VIEWS: edit(("    if column not in queries.COLUMNS:\n        abort(400)\n", ""))},
        "block",
        because("finding-block"),
        introduced=(At("sql-injection", QUERIES, "ORDER BY", "GET /orders/sorted"),),
    ),
    Case(
        "an allow-list that the request fills",
        SHOP,
        {VIEWS: edit(("if column not in queries.COLUMNS:", 'if column not in request.args.getlist("columns"):'))},
        "block",
        because("finding-block"),
        introduced=(At("sql-injection", QUERIES, "ORDER BY", "GET /orders/sorted"),),
    ),
    Case(
        "an allow-list that the request fills in another file",
        SHOP,
        {QUERIES: edit(('    return COLUMNS\n', '    return request.args.getlist("columns")\n'), ("import sqlite3\n", "import sqlite3\n\nfrom flask import request\n"))},
        "block",
        because("finding-block"),
        before={
            VIEWS: edit(("if column not in queries.COLUMNS:", "if column not in queries.columns():")),
            QUERIES: edit(("def connect", "def columns():\n    return COLUMNS\n\n\ndef connect")),
        },
        introduced=(At("sql-injection", QUERIES, "ORDER BY", "GET /orders/sorted"),),
    ),
    Case(
        "a validation helper that stops raising",
        REFUND_SERVICE,
        {
            "app/checks.py": edit(
                ("        raise HTTPException(status_code=400)\n", '        log.warning("an unknown shop asks")\n'),
                ("from fastapi import HTTPException\n", "import logging\n\nlog = logging.getLogger(__name__)\n"),
            )
        },
        "block",
        because("finding-block"),
        introduced=(At("ssrf", "app/notify.py", "httpx.post(", "POST /refunds/{order}/notify"),),
    ),
    Case(
        "a redirect target no longer held against a list",
        GATEWAY,
        {"gateway/handlers.py": edit(('    if target not in ("/", "/find"):\n        target = "/"\n', ""))},
        "review",
        because("finding-review"),
        introduced=(At("open-redirect", "gateway/handlers.py", "raise web.HTTPFound(target)", "GET /login"),),
    ),
    Case(
        "a file name no longer reduced to its last part, in another file",
        CLINIC,
        {"records/files.py": edit(("return os.path.basename(name)", "return name.strip()"), ("import os.path\n\n\n", ""))},
        "block",
        because("finding-block"),
        introduced=(At("path-traversal", "records/files.py", "with open(", "/records/export/"),),
    ),
    Case(
        "a template stops escaping",
        CLINIC,
        {"records/templates/records/search.html": edit(("{{ term }}", "{{ term|safe }}"))},
        "block",
        because("finding-block"),
        introduced=(At("xss", "records/templates/records/search.html", "{{ term|safe }}", "/records/search/"),),
    ),
    Case(
        "a Jinja template stops escaping",
        SHOP,
        {"shop/templates/receipt.html": edit(("{{ note }}", "{{ note|safe }}"))},
        "block",
        because("finding-block"),
        introduced=(At("xss", "shop/templates/receipt.html", "{{ note|safe }}", "GET /orders/receipt"),),
    ),
)

CONTROLS = (
    Case(
        "an authentication decorator removed",
        SHOP,
        {VIEWS: edit(('@orders.get("/open")\n@login_required\n', '@orders.get("/open")\n'))},
        "block",
        because("control-lost"),
        introduced=(At("authentication-lost", VIEWS, '@orders.get("/open")', "GET /orders/open"),),
    ),
    Case(
        "a decorator moved above the one that registers the route",
        SHOP,
        {VIEWS: edit(('@orders.get("/open")\n@login_required\n', '@login_required\n@orders.get("/open")\n'))},
        "block",
        because("control-lost"),
        introduced=(At("authentication-lost", VIEWS, 19, "GET /orders/open"),),
    ),
    Case(
        "Depends(require_admin) removed",
        REFUND_SERVICE,
        {
            REFUNDS: edit(
                ("async def approve(order: int, session: Database, user=Depends(require_admin)):", "async def approve(order: int, session: Database):"),
                (', "by": user.name', ""),
            )
        },
        "block",
        because("control-lost"),
        introduced=(
            At("authentication-lost", REFUNDS, '@router.post("/{order}/approve")', "POST /refunds/{order}/approve"),
            At("authorization-lost", REFUNDS, '@router.post("/{order}/approve")', "POST /refunds/{order}/approve"),
        ),
    ),
    Case(
        "Depends(require_admin) becomes Depends(current_user)",
        REFUND_SERVICE,
        {REFUNDS: edit(("def approve(order: int, session: Database, user=Depends(require_admin))", "def approve(order: int, session: Database, user=Depends(current_user))"))},
        "block",
        because("control-lost"),
        introduced=(At("authorization-lost", REFUNDS, '@router.post("/{order}/approve")', "POST /refunds/{order}/approve"),),
    ),
    Case(
        "a dependency stops raising, its routes are unchanged",
        REFUND_SERVICE,
        {"app/deps.py": edit(("    if not user.is_admin:\n        raise HTTPException(status_code=403)\n", ""))},
        "block",
        because("control-lost"),
        introduced=(
            At("authorization-lost", REFUNDS, '@router.post("/{order}/approve")', "POST /refunds/{order}/approve"),
            At("authorization-lost", REFUNDS, '@router.post("/{order}/notify")', "POST /refunds/{order}/notify"),
        ),
    ),
    Case(
        "a decorator's check is gutted where it is defined",
        SHOP,
        {"shop/auth.py": edit(('        if "user" not in session:\n            abort(401)\n', ""), ("from flask import abort, session", "from flask import abort, session  # noqa: F401"))},
        "block",
        because("control-lost"),
        introduced=tuple(
            At("authentication-lost", VIEWS, f'@orders.get("/{route}")', f"GET /orders/{route}")
            for route in ("", "open", "named", "page", "sorted", "receipt")
        ),
    ),
    Case(
        "a router's dependency removed",
        REFUND_SERVICE,
        {"app/main.py": edit((', dependencies=[Depends(current_user)])', ")"), ("import Depends, FastAPI", "import FastAPI"), ("from app.deps import current_user\n", ""))},
        "block",
        because("control-lost"),
        introduced=(At("authentication-lost", "app/routers/admin.py", "@router.get", "GET /admin/report"),),
    ),
    Case(
        "a before_request hook removed",
        SHOP,
        {"shop/admin/views.py": edit(("admin.before_request(require_staff)\n", ""), ("from shop.auth import require_staff\n", ""))},
        "block",
        because("control-lost"),
        introduced=(At("authorization-lost", "shop/admin/views.py", "@admin.get", "GET /admin/orders"),),
    ),
    Case(
        "an application's middleware removed",
        GATEWAY,
        {"gateway/app.py": edit(("web.Application(middlewares=[authenticated])", "web.Application()"), ("from gateway.middleware import authenticated\n", ""))},
        "block",
        because("control-lost"),
        introduced=tuple(
            At("authentication-lost", "gateway/handlers.py", f"async def {name}(", f"{method} /{name}")
            for method, name in (("GET", "find"), ("GET", "ping"), ("POST", "convert"), ("GET", "health"), ("GET", "login"))
        ),
    ),
    Case(
        "a middleware lets everybody through",
        GATEWAY,
        {"gateway/middleware.py": edit(('    if request.headers.get("Authorization") not in request.app["tokens"]:\n        raise web.HTTPUnauthorized()\n', ""))},
        "block",
        because("control-lost"),
        introduced=tuple(
            At("authentication-lost", "gateway/handlers.py", f"async def {name}(", f"{method} /{name}")
            for method, name in (("GET", "find"), ("GET", "ping"), ("POST", "convert"), ("GET", "health"), ("GET", "login"))
        ),
    ),
    Case(
        "a permission class of Django REST framework removed",
        CLINIC,
        {"records/api.py": edit(("    permission_classes = [IsAuthenticated]\n\n", ""), ("from rest_framework.permissions import IsAuthenticated\n", ""))},
        "block",
        because("control-lost"),
        introduced=(At("authentication-lost", "records/api.py", "def get", "GET /records/api/"),),
    ),
    Case(
        "a permission class widened to everybody",
        CLINIC,
        {"records/api.py": edit(("permission_classes = [IsAuthenticated]", "permission_classes = [AllowAny]"), ("import IsAuthenticated", "import AllowAny"))},
        "block",
        because("control-lost"),
        introduced=(At("authentication-lost", "records/api.py", "def get", "GET /records/api/"),),
    ),
    Case(
        "LoginRequiredMixin removed",
        CLINIC,
        {"records/views.py": edit(("class RecordList(LoginRequiredMixin, View)", "class RecordList(View)"), ("from django.contrib.auth.mixins import LoginRequiredMixin\n", ""))},
        "block",
        because("control-lost"),
        introduced=(At("authentication-lost", "records/views.py", "def get", "GET /records/"),),
    ),
    Case(
        "a permission replaced by a mere login",
        CLINIC,
        {"records/views.py": edit(('@permission_required("records.export", raise_exception=True)\ndef export', "@login_required\ndef export"), ("import login_required, permission_required", "import login_required"))},
        "block",
        because("control-lost"),
        introduced=(At("authorization-lost", "records/views.py", 22, "/records/export/"),),
    ),
    Case(
        "the CSRF middleware removed",
        CLINIC,
        {"clinic/settings.py": edit(('    "django.middleware.csrf.CsrfViewMiddleware",\n', ""))},
        "block",
        because("control-lost"),
        introduced=(
            At("csrf-lost", "records/views.py", 17, "/records/search/"),
            At("csrf-lost", "records/views.py", 22, "/records/export/"),
        ),
    ),
)

SETTINGS = (
    Case(
        "Django's DEBUG on",
        CLINIC,
        {"clinic/settings.py": edit(("DEBUG = False", "DEBUG = True"))},
        "review",
        because("finding-review"),
        introduced=(At("debug-on", "clinic/settings.py", "DEBUG = True"),),
    ),
    Case(
        "TLS certificates no longer verified",
        REFUND_SERVICE,
        {"app/notify.py": edit(("timeout=5)", "timeout=5, verify=False)"))},
        "block",
        because("finding-block", "service-added"),
        introduced=(At("tls-verification-off", "app/notify.py", "verify=False"),),
    ),
    Case(
        "a secret",
        GATEWAY,
        {"gateway/storage.py": edit(("import asyncpg\n", f'import asyncpg\n\nTOKEN = "{TOKEN}"\n'))},
        "block",
        because("secret"),
        introduced=(At("hard-coded-secret", "gateway/storage.py", "TOKEN ="),),
        tier="critical",
    ),
    Case(
        "a secret in a test",
        SHOP,
        {"tests/test_orders.py": edit(("from shop import create_app\n", f'from shop import create_app\n\nKEY = "{TOKEN}"\n'))},
        "block",
        because("secret"),
        introduced=(At("hard-coded-secret", "tests/test_orders.py", "KEY ="),),
        tier="critical",
    ),
)

SUPPRESSED = tuple(
    Case(
        f"a hole with a comment beside it: {comment}",
        SHOP,
        {
            VIEWS: edit(
                (
                    "    customer = request.args[\"customer\"]\n    return jsonify(queries.find_orders(customer))\n",
                    "    customer = request.args[\"customer\"]\n"
                    "    with queries.connect() as database:\n"
                    f"        rows = database.execute(f\"SELECT id FROM orders WHERE id = '{{customer}}'\")  {comment}\n"
                    "        return jsonify(rows.fetchall())\n",
                )
            )
        },
        "block",
        because("finding-block", "finding-review", "data-access-changed"),
        introduced=(
            At("sql-injection", VIEWS, "WHERE id = '{customer}'", "GET /orders/"),
            At("gate-suppression-added", VIEWS, "WHERE id = '{customer}'"),
        ),
    )
    for comment in ("# nosec", "# noqa: S608", "# tidegate: ignore")
)

RISKY = (*FLOWS, *CHECKS, *CONTROLS, *SETTINGS, *SUPPRESSED)
