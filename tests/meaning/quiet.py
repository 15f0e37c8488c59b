"""Changes that only look like changes of schema, dependencies or controls, each with one that really is."""

from __future__ import annotations

from meaning.cases import At, Case, because, edit
from meaning.django_clinic import CLINIC

MIGRATION = """\
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(name='Record', fields=[('note', models.TextField())]),
    ]
"""
PROJECT = """\
[project]
name = "clinic"
version = "1.0"
dependencies = ["django>=5"]

[tool.ruff]
line-length = 100
"""
CHECKED = """\
[metadata]
name = clinic

[flake8]
max-line-length = 100
"""
FIRST = "records/migrations/0001_initial.py"
BUILT = {FIRST: MIGRATION, "pyproject.toml": PROJECT, "setup.cfg": CHECKED}

STAFF = """\
from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin


class Staff(LoginRequiredMixin):
    pass


class Staff(Staff):
    login_url = "/in"


"""
STAFF_LIST = {
    "records/views.py": edit(
        ("class RecordList(LoginRequiredMixin, View)", f"{STAFF}class RecordList(Staff, View)")
    )
}

QUIET = (
    Case(
        "a migration laid out otherwise, linters' settings and a version changed",
        CLINIC,
        {
            FIRST: MIGRATION.replace("'", '"').replace("dependencies = []", "dependencies = []  # none"),
            "records/migrations/__init__.py": "",
            "pyproject.toml": PROJECT.replace("100", "110").replace("1.0", "1.1") + 'select = ["S"]\n',
            "setup.cfg": CHECKED.replace("100", "110"),
        },
        "pass",
        because("nothing-introduced"),
        before=BUILT,
    ),
    Case(
        "a query ordered, and what belongs to its rows fetched with them",
        CLINIC,
        {
            "records/views.py": edit(
                (
                    'patient=request.GET.get("patient", ""))',
                    'patient=request.GET.get("patient", "")).select_related("ward").order_by("created")',
                )
            )
        },
        "pass",
        because("nothing-introduced"),
    ),
    Case(
        "a template of plain text and a sample of the environment",
        CLINIC,
        {"records/templates/records/mail.txt": "Dear {{ name }},\n", ".env.sample": "DEBUG=0\n"},
        "pass",
        because("nothing-introduced"),
    ),
    Case(
        "a class that extends its earlier self",
        CLINIC,
        {"records/views.py": edit(('login_url = "/in"', 'login_url = "/login"'))},
        "pass",
        because("nothing-introduced"),
        before=STAFF_LIST,
    ),
)

NOTICED = (
    Case(
        "a field in a migration",
        CLINIC,
        {FIRST: edit(("models.TextField())]", "models.TextField()), ('ward', models.TextField())]"))},
        "review",
        because("schema-changed"),
        before=BUILT,
    ),
    Case(
        "a dependency beside linters' settings",
        CLINIC,
        {"pyproject.toml": PROJECT.replace("100", "110").replace('django>=5"', 'django>=5", "httpx"')},
        "review",
        because("not-analysed"),
        before=BUILT,
    ),
    Case(
        "code that runs when the project is built",
        CLINIC,
        {"pyproject.toml": PROJECT + '\n[tool.hatch.build.hooks.custom]\npath = "build.py"\n'},
        "review",
        because("dependencies-not-judged"),
        before=BUILT,
    ),
    Case(
        "a script that npm runs beside unchanged dependencies",
        CLINIC,
        {"package.json": '{"name": "clinic", "scripts": {"postinstall": "node a.js"}, "dependencies": {}}\n'},
        "review",
        because("dependencies-not-judged"),
        before={"package.json": '{"name": "clinic", "scripts": {}, "dependencies": {}}\n'},
    ),
    Case(
        "a manifest that cannot be read",
        CLINIC,
        {"pyproject.toml": PROJECT + "[tool.ruff\n", "setup.cfg": CHECKED + "max\n"},
        "review",
        because("dependencies-not-judged", "not-analysed"),
        before=BUILT,
    ),
    Case(
        "a class that takes the place of an earlier one of its name",
        CLINIC,
        {"records/views.py": edit(("class Staff(Staff):", "class Staff:"))},
        "block",
        because("control-lost"),
        before=STAFF_LIST,
        introduced=(
            At("authentication-lost", "records/views.py", "def get(self, request):", "GET /records/"),
        ),
    ),
)
