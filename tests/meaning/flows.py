"""Outside data that comes to reach a dangerous place, often one that the change does not touch."""

from __future__ import annotations

from meaning.aiohttp_gateway import GATEWAY
from meaning.cases import At, Case, Lost, because, edit
from meaning.django_clinic import CLINIC
from meaning.fastapi_refunds import REFUND_SERVICE
from meaning.flask_shop import SHOP

VIEWS = "shop/orders/views.py"
QUERIES = "shop/orders/queries.py"
REFUNDS = "app/routers/refunds.py"

WITH_RULES = edit(
    ("from app import statements\n", "from app import rules, statements\n"),
    (
        '@router.get("/recent/all")',
        """\
@router.post("/rules")
def set_rules(text: str, user=Depends(require_admin)):
    return rules.read(text)


@router.get("/recent/all")""",
    ),
)

FLOWS = (
    Case(
        "a flow in one function",
        SHOP,
        {
            VIEWS: edit(
                (
                    """\
    customer = request.args["customer"]
    return jsonify(queries.find_orders(customer))
""",
                    """\
    customer = request.args["customer"]
    with queries.connect() as database:
        rows = database.execute(f"SELECT id FROM orders WHERE customer = '{customer}'")
        return jsonify(rows.fetchall())
""",
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
            QUERIES: edit(
                (
                    "def sorted_orders(",
                    """\
def of_request():
    return by_status(request.args["status"])


def sorted_orders(""",
                ),
                ("import sqlite3\n", "import sqlite3\n\nfrom flask import request\n"),
            )
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
                    """\
@orders.get("/status/<status>")
@login_required
def of_status(status):
    return jsonify(queries.by_status(status))


@orders.get("/named")""",
                )
            )
        },
        "block",
        because("finding-block", "entry-point-added"),
        introduced=(
            At("sql-injection", QUERIES, "WHERE status = '{status}'", "GET /orders/status/<status>"),
        ),
    ),
    Case(
        "the source changes, the sink's file does not",
        SHOP,
        {
            VIEWS: edit(
                (
                    'def open_orders():\n    return jsonify(queries.by_status("open"))',
                    """\
def open_orders():
    status = request.args.get("status", "open")
    return jsonify(queries.by_status(status))""",
                )
            )
        },
        "block",
        because("finding-block"),
        introduced=(At("sql-injection", QUERIES, "WHERE status = '{status}'", "GET /orders/open"),),
    ),
    Case(
        "the condition of a statement comes from a query parameter now",
        REFUND_SERVICE,
        {
            REFUNDS: edit(
                (
                    "async def recent(session: Database, user",
                    "async def recent(session: Database, condition: str, user",
                ),
                ("return statements.recent(session)", "return statements.search(session, condition)"),
            )
        },
        "block",
        because("finding-block"),
        introduced=(
            At("sql-injection", "app/statements.py", 'WHERE " + condition', "GET /refunds/recent/all"),
        ),
    ),
    Case(
        "an asynchronous handler with a flow",
        GATEWAY,
        {
            "gateway/handlers.py": edit(
                (
                    "async def convert(",
                    """\
async def resize(request: web.Request) -> web.Response:
    form = await request.post()
    await programs.run(f"convert in.png -resize {form['size']} out.png")
    return web.json_response({})


async def convert(""",
                )
            ),
            "gateway/app.py": edit(
                ("login, ping", "login, ping, resize"),
                (
                    '    app.router.add_get("/health"',
                    '    app.router.add_post("/resize", resize)\n    app.router.add_get("/health"',
                ),
            ),
        },
        "block",
        because("finding-block", "entry-point-added"),
        introduced=(
            At("command-injection", "gateway/programs.py", "create_subprocess_shell", "POST /resize"),
        ),
    ),
    Case(
        "a second identical hole beside an old one",
        SHOP,
        {
            VIEWS: edit(
                (
                    '@orders.get("/named")',
                    """\
@orders.get("/late")
@login_required
def late_orders():
    return jsonify(queries.by_status(request.args["status"]))


@orders.get("/named")""",
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
                (
                    '    os.system("ping " + host)\n',
                    '    os.system("ping " + host)\n    os.system("ping " + host)\n',
                )
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
            "gateway/handlers.py": edit(
                ("from gateway.safe import quoted", "from gateway.text import stripped as quoted")
            ),
            "gateway/text.py": "def stripped(text):\n    return text.strip()\n",
        },
        "block",
        because("control-lost"),
        introduced=(
            At(
                "command-injection",
                "gateway/programs.py",
                "create_subprocess_shell",
                "GET /ping",
                lost=Lost("sanitizer-lost", "quoted", "gateway/handlers.py", 15),
            ),
        ),
    ),
    Case(
        "a loader switched from the safe one to the unsafe one by its import alone",
        REFUND_SERVICE,
        {
            "app/rules.py": edit(
                ("from yaml import safe_load as load", "from yaml import unsafe_load as load")
            )
        },
        "block",
        because("finding-block"),
        before={
            "app/rules.py": """\
from yaml import safe_load as load


def read(text):
    return load(text)
""",
            REFUNDS: WITH_RULES,
        },
        introduced=(
            At("unsafe-deserialization", "app/rules.py", "return load(text)", "POST /refunds/rules"),
        ),
    ),
    Case(
        "a module of the project that takes a library's name",
        REFUND_SERVICE,
        {"yaml.py": "def safe_load(text):\n    return eval(text)\n"},
        "block",
        because("finding-block"),
        before={
            "app/rules.py": "import yaml\n\n\ndef read(text):\n    return yaml.safe_load(text)\n",
            REFUNDS: WITH_RULES,
        },
        introduced=(At("code-injection", "yaml.py", "return eval(text)", "POST /refunds/rules"),),
    ),
    Case(
        "a field of an object is filled with outside data, its reader is unchanged",
        GATEWAY,
        {
            "gateway/handlers.py": edit(
                ('job = Job("in.png", "out.jpg")', 'job = Job(request.query["file"], "out.jpg")')
            )
        },
        "block",
        because("finding-block"),
        before={
            "gateway/jobs.py": """\
import os
from dataclasses import dataclass


@dataclass
class Job:
    source: str
    target: str

    def run(self):
        os.system("convert " + self.source + " " + self.target)
""",
            "gateway/handlers.py": edit(
                (
                    "from gateway import programs, storage\n",
                    "from gateway import programs, storage\nfrom gateway.jobs import Job\n",
                ),
                (
                    '    await programs.convert("in.png", "out.jpg")\n',
                    '    job = Job("in.png", "out.jpg")\n    job.run()\n',
                ),
            ),
        },
        introduced=(At("command-injection", "gateway/jobs.py", "os.system(", "POST /convert"),),
    ),
    Case(
        "a constant in another file becomes outside data's way in",
        SHOP,
        {
            "shop/orders/filters.py": edit(
                ('return "open"', 'return request.args.get("status", "open")'),
                ("def status", "from flask import request\n\n\ndef status"),
            )
        },
        "block",
        because("finding-block"),
        before={
            "shop/orders/filters.py": 'def status():\n    return "open"\n',
            VIEWS: edit(
                ("from shop.orders import queries\n", "from shop.orders import filters, queries\n"),
                ('queries.by_status("open")', "queries.by_status(filters.status())"),
            ),
        },
        introduced=(At("sql-injection", QUERIES, "WHERE status = '{status}'", "GET /orders/open"),),
    ),
    Case(
        "a subclass brings back what its base class made safe",
        CLINIC,
        {
            "records/views.py": edit(
                (
                    "class Export(Reader):\n    pass\n",
                    "class Export(Reader):\n    def clean(self, name):\n        return name\n",
                )
            )
        },
        "block",
        because("control-lost"),
        before={
            "records/views.py": edit(
                (
                    "@login_required\ndef search",
                    """\
class Reader(LoginRequiredMixin, View):
    def clean(self, name):
        return files.safe_name(name)

    def get(self, request):
        return HttpResponse(files.read(self.clean(request.GET["name"])), content_type="text/csv")


class Export(Reader):
    pass


@login_required
def search""",
                )
            ),
            "records/urls.py": edit(
                (
                    '    path("export/"',
                    '    path("read/", views.Export.as_view(), name="read"),\n    path("export/"',
                )
            ),
        },
        introduced=(
            At(
                "path-traversal",
                "records/files.py",
                "with open(",
                "GET /records/read/",
                lost=Lost("sanitizer-lost", "clean", "records/views.py", 22),
            ),
        ),
    ),
)
