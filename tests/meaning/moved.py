"""Code and checks that stand elsewhere now and do the same."""

from __future__ import annotations

from meaning.cases import Case, because, edit
from meaning.fastapi_refunds import REFUND_SERVICE, REFUNDS
from meaning.flask_shop import QUERIES as SHOP_QUERIES
from meaning.flask_shop import SHOP
from meaning.flask_shop import VIEWS as SHOP_VIEWS
from meaning.old_hole import BY_STATUS, HOLE, OLD_VIEWS, QUERIES, VIEWS

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
