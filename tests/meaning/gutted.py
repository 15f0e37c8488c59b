"""Who may come in is asked no more, though the function that asked is still called."""

from __future__ import annotations

from meaning.cases import At, Case, because, edit
from meaning.django_clinic import CLINIC
from meaning.fastapi_refunds import REFUND_SERVICE
from meaning.flask_shop import SHOP

VIEWS = "shop/orders/views.py"
REFUNDS = "app/routers/refunds.py"
ROUTES = (
    ('@router.get("/{order}")', "GET /refunds/{order}"),
    ('@router.get("/recent/all")', "GET /refunds/recent/all"),
    ('@router.post("/{order}/approve")', "POST /refunds/{order}/approve"),
    ('@router.post("/{order}/notify")', "POST /refunds/{order}/notify"),
)


ASKED = """\
    user = user_of(authorization)
    if user is None:
        raise HTTPException(status_code=401)
"""


def everywhere(rule: str) -> tuple[At, ...]:
    """A finding on each route of the service."""
    routes = tuple(At(rule, REFUNDS, line, name) for line, name in ROUTES)
    return (*routes, At(rule, "app/routers/admin.py", "@router.get", "GET /admin/report"))


# The token is checked in a function of its own, which refuses by itself.
RAISING = {
    "app/tokens.py": edit(
        ("import hmac\n", ""),
        (
            "from app.store import load_token\n",
            "from fastapi import HTTPException\n\nfrom app.store import load_token\n",
        ),
        (
            """\
    if found is None or not hmac.compare_digest(found["token"], token):
        return None
""",
            """\
    if found is None or found["token"] != token:
        raise HTTPException(status_code=401)
""",
        ),
    ),
    "app/deps.py": edit(
        (
            "    user = user_of(authorization)\n    if user is None:\n",
            "    if not authorization:\n",
        ),
        (
            "    return user\n\n\ndef require_admin",
            "    return user_of(authorization)\n\n\ndef require_admin",
        ),
    ),
}

SIGNED = {
    VIEWS: edit(
        (
            '@orders.get("/receipt")',
            """\
@orders.post("/paid")
def paid():
    if not hmac.compare_digest(request.headers.get("X-Signature", ""), SECRET):
        abort(400)
    return jsonify(queries.by_status("paid"))


@orders.get("/receipt")""",
        ),
        ('HTTP."""\n', 'HTTP."""\n\nimport hmac\nimport os\n'),
        ("orders = Blueprint", 'SECRET = os.environ["HOOK_SECRET"]\norders = Blueprint'),
    )
}
OWNER = """\
    if request.args["customer"] != session["user"]:
        abort(401)
"""
TOKEN = """\
    if request.headers.get("X-Token") != settings.HOOK_TOKEN:
        return HttpResponseForbidden()
"""
COMPARED = """\
    if not hmac.compare_digest(request.headers.get("X-Signature", ""), SECRET):
        abort(400)
"""

GUTTED = (
    Case(
        "a function behind a dependency gives everybody a user",
        REFUND_SERVICE,
        {
            "app/tokens.py": edit(
                (
                    """\
    if found is None or not hmac.compare_digest(found["token"], token):
        return None
""",
                    "",
                ),
                ("import hmac\n", ""),
            )
        },
        "block",
        because("control-lost"),
        introduced=everywhere("authentication-lost"),
    ),
    Case(
        "a function behind a dependency compares tokens no more",
        REFUND_SERVICE,
        {
            "app/tokens.py": edit(
                (' or not hmac.compare_digest(found["token"], token)', ""), ("import hmac\n", "")
            )
        },
        "block",
        because("control-lost"),
        introduced=everywhere("verification-lost"),
    ),
    Case(
        "a function behind a dependency refuses no more, the dependency still does",
        REFUND_SERVICE,
        {
            "app/tokens.py": edit(
                (
                    """\
    if found is None or found["token"] != token:
        raise HTTPException(status_code=401)
""",
                    "",
                ),
                ("from fastapi import HTTPException\n\n", ""),
            )
        },
        "review",
        because("control-weakened"),
        before=RAISING,
        introduced=everywhere("control-weakened"),
    ),
    Case(
        "an exception that is made and not raised",
        REFUND_SERVICE,
        {"app/deps.py": edit(("        raise refused\n", "        user = None\n"))},
        "block",
        because("control-lost"),
        before={
            "app/deps.py": edit(
                (
                    ASKED,
                    """\
    refused = HTTPException(status_code=401)
    user = user_of(authorization)
    if user is None:
        raise refused
""",
                )
            )
        },
        introduced=everywhere("authentication-lost"),
    ),
    Case(
        "one of two checks of the same kind removed",
        SHOP,
        {VIEWS: edit((OWNER, ""))},
        "review",
        because("control-weakened"),
        before={
            VIEWS: edit(
                (
                    "import Blueprint, abort, jsonify, render_template, request",
                    "import Blueprint, abort, jsonify, render_template, request, session",
                ),
                (
                    '    customer = request.args["customer"]\n',
                    f'{OWNER}    customer = request.args["customer"]\n',
                ),
            )
        },
        introduced=(At("control-weakened", VIEWS, '@orders.get("/")', "GET /orders/"),),
    ),
    Case(
        "a comparison of a signature removed",
        SHOP,
        {VIEWS: edit((COMPARED, ""))},
        "block",
        because("control-lost"),
        before=SIGNED,
        introduced=(At("verification-lost", VIEWS, '@orders.post("/paid")', "POST /orders/paid"),),
    ),
    Case(
        "a token of a header compared by hand no more",
        CLINIC,
        {"records/views.py": edit((TOKEN, ""))},
        "block",
        because("control-lost"),
        before={
            "records/views.py": edit(
                (
                    "@login_required\ndef search",
                    """\
def hook(request):
    if request.headers.get("X-Token") != settings.HOOK_TOKEN:
        return HttpResponseForbidden()
    return HttpResponse("thanks")


@login_required
def search""",
                ),
                (
                    "import HttpResponse, JsonResponse",
                    "import HttpResponse, HttpResponseForbidden, JsonResponse",
                ),
                (
                    "from django.contrib.auth.decorators",
                    "from django.conf import settings\nfrom django.contrib.auth.decorators",
                ),
            ),
            "records/urls.py": edit(
                ('    path("api/"', '    path("hook/", views.hook, name="hook"),\n    path("api/"')
            ),
        },
        introduced=(At("authorization-lost", "records/views.py", "def hook", "/records/hook/"),),
    ),
)
