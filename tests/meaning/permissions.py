"""What protects the entry points of a Django project is taken away: in views, URLconfs, settings."""

from __future__ import annotations

from meaning.cases import At, Case, because, edit
from meaning.django_clinic import CLINIC

PERMISSIONS = (
    Case(
        "a permission class of Django REST framework removed",
        CLINIC,
        {
            "records/api.py": edit(
                ("    permission_classes = [IsAuthenticated]\n\n", ""),
                ("from rest_framework.permissions import IsAuthenticated\n", ""),
            )
        },
        "block",
        because("control-lost"),
        introduced=(At("authentication-lost", "records/api.py", "def get", "GET /records/api/"),),
    ),
    Case(
        "a permission class widened to everybody",
        CLINIC,
        {
            "records/api.py": edit(
                ("permission_classes = [IsAuthenticated]", "permission_classes = [AllowAny]"),
                ("import IsAuthenticated", "import AllowAny"),
            )
        },
        "block",
        because("control-lost"),
        introduced=(At("authentication-lost", "records/api.py", "def get", "GET /records/api/"),),
    ),
    Case(
        "LoginRequiredMixin removed",
        CLINIC,
        {
            "records/views.py": edit(
                ("class RecordList(LoginRequiredMixin, View)", "class RecordList(View)"),
                ("from django.contrib.auth.mixins import LoginRequiredMixin\n", ""),
            )
        },
        "block",
        because("control-lost"),
        introduced=(At("authentication-lost", "records/views.py", "def get", "GET /records/"),),
    ),
    Case(
        "a permission replaced by a mere login",
        CLINIC,
        {
            "records/views.py": edit(
                (
                    '@permission_required("records.export", raise_exception=True)\ndef export',
                    "@login_required\ndef export",
                ),
                ("import login_required, permission_required", "import login_required"),
            )
        },
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
    Case(
        "a login around a view in the URLconf removed",
        CLINIC,
        {"records/urls.py": edit(("login_required(views.search)", "views.search"))},
        "block",
        because("control-lost"),
        before={
            "records/urls.py": edit(
                ("views.search,", "login_required(views.search),"),
                (
                    "from django.urls",
                    "from django.contrib.auth.decorators import login_required\nfrom django.urls",
                ),
            ),
            "records/views.py": edit(("@login_required\ndef search", "def search")),
        },
        introduced=(At("authentication-lost", "records/views.py", "def search", "/records/search/"),),
    ),
    Case(
        "a middleware of the project's own that stops refusing",
        CLINIC,
        {"clinic/middleware.py": edit(("            raise PermissionDenied\n", "            pass\n"))},
        "block",
        because("control-lost", "control-weakened"),
        before={
            "clinic/middleware.py": """\
from django.core.exceptions import PermissionDenied


class Staff:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.user.is_staff:
            raise PermissionDenied
        return self.get_response(request)
""",
            "clinic/settings.py": edit(
                (
                    'AuthenticationMiddleware",\n',
                    'AuthenticationMiddleware",\n    "clinic.middleware.Staff",\n',
                )
            ),
        },
        introduced=(
            At("authorization-lost", "records/views.py", "def get", "GET /records/"),
            At("authorization-lost", "records/views.py", 17, "/records/search/"),
            At("authorization-lost", "records/api.py", "def get", "GET /records/api/"),
            At("control-weakened", "records/views.py", 22, "/records/export/"),
        ),
    ),
    Case(
        "the default permission of all interfaces removed",
        CLINIC,
        {
            "clinic/settings.py": edit(
                ('    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],\n', "")
            )
        },
        "block",
        because("control-lost"),
        before={
            "clinic/settings.py": edit(
                (
                    "TEMPLATES =",
                    """\
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "PAGE_SIZE": 50,
}
TEMPLATES =""",
                )
            ),
            "records/api.py": edit(("    permission_classes = [IsAuthenticated]\n\n", "")),
        },
        introduced=(At("authentication-lost", "records/api.py", "def get", "GET /records/api/"),),
    ),
    Case(
        "a view exempted from CSRF checks",
        CLINIC,
        {
            "records/views.py": edit(
                ("@login_required\ndef search", "@csrf_exempt\n@login_required\ndef search"),
                (
                    "from django.views import View",
                    "from django.views import View\nfrom django.views.decorators.csrf import csrf_exempt",
                ),
            )
        },
        "block",
        because("control-lost"),
        introduced=(At("csrf-lost", "records/views.py", 18, "/records/search/"),),
    ),
)
