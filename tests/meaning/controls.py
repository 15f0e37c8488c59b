"""What protected an entry point is taken away: at the route, around it, or where it is defined."""

from __future__ import annotations

from meaning.aiohttp_gateway import GATEWAY
from meaning.cases import At, Case, because, edit
from meaning.fastapi_refunds import REFUND_SERVICE
from meaning.flask_shop import SHOP

VIEWS = "shop/orders/views.py"
REFUNDS = "app/routers/refunds.py"

EVERY_WAY_IN = tuple(
    At("authentication-lost", "gateway/handlers.py", f"async def {name}(", f"{method} /{name}")
    for method, name in (
        ("GET", "find"),
        ("GET", "ping"),
        ("POST", "convert"),
        ("GET", "health"),
        ("GET", "login"),
    )
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
                (
                    "async def approve(order: int, session: Database, user=Depends(require_admin)):",
                    "async def approve(order: int, session: Database):",
                ),
                (', "by": user.name', ""),
            )
        },
        "block",
        because("control-lost"),
        introduced=(
            At(
                "authentication-lost",
                REFUNDS,
                '@router.post("/{order}/approve")',
                "POST /refunds/{order}/approve",
            ),
            At(
                "authorization-lost",
                REFUNDS,
                '@router.post("/{order}/approve")',
                "POST /refunds/{order}/approve",
            ),
        ),
    ),
    Case(
        "Depends(require_admin) becomes Depends(current_user)",
        REFUND_SERVICE,
        {
            REFUNDS: edit(
                (
                    "def approve(order: int, session: Database, user=Depends(require_admin))",
                    "def approve(order: int, session: Database, user=Depends(current_user))",
                )
            )
        },
        "block",
        because("control-lost"),
        introduced=(
            At(
                "authorization-lost",
                REFUNDS,
                '@router.post("/{order}/approve")',
                "POST /refunds/{order}/approve",
            ),
        ),
    ),
    Case(
        "a dependency stops raising, its routes are unchanged",
        REFUND_SERVICE,
        {
            "app/deps.py": edit(
                ("    if not user.is_admin:\n        raise HTTPException(status_code=403)\n", "")
            )
        },
        "block",
        because("control-lost"),
        introduced=(
            At(
                "authorization-lost",
                REFUNDS,
                '@router.post("/{order}/approve")',
                "POST /refunds/{order}/approve",
            ),
            At(
                "authorization-lost",
                REFUNDS,
                '@router.post("/{order}/notify")',
                "POST /refunds/{order}/notify",
            ),
        ),
    ),
    Case(
        "a decorator's check is gutted where it is defined",
        SHOP,
        {
            "shop/auth.py": edit(
                ('        if "user" not in session:\n            abort(401)\n', ""),
                ("from flask import abort, session", "from flask import abort, session  # noqa: F401"),
            )
        },
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
        {
            "app/main.py": edit(
                (", dependencies=[Depends(current_user)])", ")"),
                ("import Depends, FastAPI", "import FastAPI"),
                ("from app.deps import current_user\n", ""),
            )
        },
        "block",
        because("control-lost"),
        introduced=(At("authentication-lost", "app/routers/admin.py", "@router.get", "GET /admin/report"),),
    ),
    Case(
        "a before_request hook removed",
        SHOP,
        {
            "shop/admin/views.py": edit(
                ("admin.before_request(require_staff)\n", ""), ("from shop.auth import require_staff\n", "")
            )
        },
        "block",
        because("control-lost"),
        introduced=(At("authorization-lost", "shop/admin/views.py", "@admin.get", "GET /admin/orders"),),
    ),
    Case(
        "an application's middleware removed",
        GATEWAY,
        {
            "gateway/app.py": edit(
                ("web.Application(middlewares=[authenticated])", "web.Application()"),
                ("from gateway.middleware import authenticated\n", ""),
            )
        },
        "block",
        because("control-lost"),
        introduced=EVERY_WAY_IN,
    ),
    Case(
        "a middleware lets everybody through",
        GATEWAY,
        {
            "gateway/middleware.py": edit(
                (
                    """\
    if request.headers.get("Authorization") not in request.app["tokens"]:
        raise web.HTTPUnauthorized()
""",
                    "",
                )
            )
        },
        "block",
        because("control-lost"),
        introduced=EVERY_WAY_IN,
    ),
    Case(
        "a login decorator of the same name that lets everybody in",
        SHOP,
        {
            VIEWS: edit(("from shop.auth import login_required", "from shop.open import login_required")),
            "shop/open.py": """\
from functools import wraps


def login_required(view):
    @wraps(view)
    def checked(*args, **kwargs):
        return view(*args, **kwargs)

    return checked
""",
        },
        "block",
        because("control-lost"),
        introduced=tuple(
            At("authentication-lost", VIEWS, f'@orders.get("/{route}")', f"GET /orders/{route}")
            for route in ("", "open", "named", "page", "sorted", "receipt")
        ),
    ),
    Case(
        "a class of views loses its decorators",
        SHOP,
        {VIEWS: edit(("    decorators = [login_required]\n\n", ""))},
        "block",
        because("control-lost"),
        before={
            VIEWS: edit(
                (
                    '@orders.get("/receipt")',
                    """\
class Returns(MethodView):
    decorators = [login_required]

    def post(self):
        return jsonify(queries.by_status("returned"))


orders.add_url_rule("/returns", view_func=Returns.as_view("returns"))


@orders.get("/receipt")""",
                ),
                ("from shop.auth import", "from flask.views import MethodView\n\nfrom shop.auth import"),
            )
        },
        introduced=(At("authentication-lost", VIEWS, "def post(self)", "POST /orders/returns"),),
    ),
    Case(
        "an application's own dependencies removed",
        REFUND_SERVICE,
        {"app/main.py": edit(("FastAPI(dependencies=[Depends(current_user)])", "FastAPI()"))},
        "block",
        because("control-lost"),
        before={
            "app/main.py": edit(
                ("app = FastAPI()", "app = FastAPI(dependencies=[Depends(current_user)])"),
                (", dependencies=[Depends(current_user)])\n", ")\n"),
            )
        },
        introduced=(At("authentication-lost", "app/routers/admin.py", "@router.get", "GET /admin/report"),),
    ),
    Case(
        "an alias of an injected user stops asking for one",
        REFUND_SERVICE,
        {
            "app/deps.py": edit(
                (
                    "Admin = Annotated[User, Depends(require_admin)]",
                    "Admin = Annotated[User, Depends(nobody)]",
                )
            )
        },
        "block",
        because("control-lost"),
        before={
            "app/deps.py": edit(
                ("from app.tokens import user_of", "from app.tokens import User, user_of"),
                (
                    "Database = Annotated",
                    """\
def nobody():
    return User("nobody", True)


Admin = Annotated[User, Depends(require_admin)]
Database = Annotated""",
                ),
            ),
            REFUNDS: edit(
                (
                    "import Database, current_user, require_admin",
                    "import Admin, Database, current_user, require_admin",
                ),
                (
                    "approve(order: int, session: Database, user=Depends(require_admin))",
                    "approve(order: int, session: Database, user: Admin)",
                ),
            ),
        },
        introduced=(
            At(
                "authentication-lost",
                REFUNDS,
                '@router.post("/{order}/approve")',
                "POST /refunds/{order}/approve",
            ),
            At(
                "authorization-lost",
                REFUNDS,
                '@router.post("/{order}/approve")',
                "POST /refunds/{order}/approve",
            ),
        ),
    ),
)
