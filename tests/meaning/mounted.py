"""Protection where handlers are mounted: per mount, per member of a class, by middleware."""

from __future__ import annotations

from meaning.cases import At, Case, Changes, because, edit
from meaning.django_clinic import CLINIC
from meaning.fastapi_refunds import REFUND_SERVICE
from meaning.flask_shop import SHOP
from meaning.gutted import ROUTES

ADMIN = "app/routers/admin.py"
TWICE = {
    "app/main.py": edit(
        (
            'prefix="/admin", dependencies=[Depends(current_user)])\n',
            """\
prefix="/admin", dependencies=[Depends(current_user)])
app.include_router(admin.router, prefix="/internal", dependencies=[Depends(current_user)])
""",
        )
    )
}
CHARTS = {
    "records/views.py": edit(
        (
            "@login_required\ndef search",
            """\
@method_decorator(login_required, name="post")
@method_decorator(login_required, name="get")
class Charts(View):
    def get(self, request):
        return HttpResponse("charts")

    def post(self, request):
        return HttpResponse("drawn")


@login_required
def search""",
        ),
        (
            "from django.views import View",
            "from django.utils.decorators import method_decorator\nfrom django.views import View",
        ),
    ),
    "records/urls.py": edit(
        ('    path("api/"', '    path("charts/", views.Charts.as_view(), name="charts"),\n    path("api/"')
    ),
}
MIDDLEWARE = """\
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import PlainTextResponse


class SignedIn(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        if "user" not in request.session:
            return PlainTextResponse("sign in first", status_code=401)
        return await call_next(request)
"""
ADDED: Changes = {
    "app/signed_in.py": MIDDLEWARE,
    "app/main.py": edit(
        ("app = FastAPI()\n", "app = FastAPI()\napp.add_middleware(SignedIn)\n"),
        (
            "from app.routers import admin, refunds\n",
            "from app.routers import admin, refunds\nfrom app.signed_in import SignedIn\n",
        ),
        (", dependencies=[Depends(current_user)])", ")"),
    ),
}
REPORT = At("authentication-lost", ADMIN, "@router.get", "GET /admin/report")

LOST = (
    Case(
        "a router mounted twice loses the dependency of one mount",
        REFUND_SERVICE,
        {
            "app/main.py": edit(
                ('"/internal", dependencies=[Depends(current_user)])', '"/internal")'),
            )
        },
        "block",
        because("control-lost"),
        before=TWICE,
        introduced=(At("authentication-lost", ADMIN, "@router.get", "GET /internal/report"),),
    ),
    Case(
        "a blueprint registered once more",
        SHOP,
        {
            "shop/__init__.py": edit(
                (
                    '    app.register_blueprint(admin, url_prefix="/admin")\n',
                    """\
    app.register_blueprint(admin, url_prefix="/admin")
    app.register_blueprint(admin, url_prefix="/back", name="back")
""",
                )
            )
        },
        "review",
        because("entry-point-added"),
    ),
    Case(
        "a decorator of a class that is for one member only removed",
        CLINIC,
        {"records/views.py": edit(('@method_decorator(login_required, name="post")\n', ""))},
        "block",
        because("control-lost"),
        before=CHARTS,
        introduced=(At("authentication-lost", "records/views.py", "def post", "POST /records/charts/"),),
    ),
    Case(
        "a middleware that asks who comes in is added no more",
        REFUND_SERVICE,
        {
            "app/main.py": edit(
                ("app.add_middleware(SignedIn)\n", ""), ("from app.signed_in import SignedIn\n", "")
            )
        },
        "block",
        because("control-lost", "control-weakened"),
        before=ADDED,
        introduced=(
            REPORT,
            *(At("control-weakened", "app/routers/refunds.py", line, name) for line, name in ROUTES),
        ),
    ),
    Case(
        "Django's middleware for logins removed from the settings",
        CLINIC,
        {"clinic/settings.py": edit(('    "django.contrib.auth.middleware.LoginRequiredMiddleware",\n', ""))},
        "block",
        because("control-lost", "controls-changed"),
        before={
            "clinic/settings.py": edit(
                (
                    'AuthenticationMiddleware",\n',
                    """\
AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
""",
                )
            ),
            "records/views.py": edit(
                ("class RecordList(LoginRequiredMixin, View)", "class RecordList(View)"),
                ("from django.contrib.auth.mixins import LoginRequiredMixin\n", ""),
            ),
        },
        introduced=(At("authentication-lost", "records/views.py", "def get", "GET /records/"),),
    ),
)

HELD = (
    Case(
        "decorators of a class for each member become one for all",
        CLINIC,
        {
            "records/views.py": edit(
                (
                    """\
@method_decorator(login_required, name="post")
@method_decorator(login_required, name="get")
""",
                    '@method_decorator(login_required, name="dispatch")\n',
                )
            )
        },
        "pass",
        because("nothing-introduced"),
        before=CHARTS,
    ),
    Case(
        "a middleware given to the application instead of added to it",
        REFUND_SERVICE,
        {
            "app/main.py": edit(
                (
                    "app = FastAPI()\napp.add_middleware(SignedIn)\n",
                    "app = FastAPI(middleware=[Middleware(SignedIn)])\n",
                ),
                (
                    "from fastapi import Depends, FastAPI\n",
                    "from fastapi import FastAPI\nfrom starlette.middleware import Middleware\n",
                ),
            )
        },
        "pass",
        because("nothing-introduced"),
        before=ADDED,
    ),
    Case(
        "a dependency of two mounts moved to their router",
        REFUND_SERVICE,
        {
            "app/main.py": edit(
                ('"/admin", dependencies=[Depends(current_user)])', '"/admin")'),
                ('"/internal", dependencies=[Depends(current_user)])', '"/internal")'),
            ),
            ADMIN: edit(
                ("router = APIRouter()", "router = APIRouter(dependencies=[Depends(current_user)])"),
                ("from fastapi import APIRouter\n", "from fastapi import APIRouter, Depends\n"),
                ("from app.deps import Database\n", "from app.deps import Database, current_user\n"),
            ),
        },
        "pass",
        because("nothing-introduced"),
        before=TWICE,
    ),
)
