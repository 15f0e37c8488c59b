"""Migrations that no database sees, each with one that it does."""

from __future__ import annotations

from meaning.cases import Case, Changes, because
from meaning.django_clinic import CLINIC

FOLDER = "records/migrations"
FIRST = """\
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Record",
            fields=[
                ("note", models.TextField()),
                ("kind", models.CharField(choices=[("a", "Acute")], max_length=2)),
            ],
        ),
    ]
"""
BUILT: Changes = {f"{FOLDER}/__init__.py": "", f"{FOLDER}/0001_initial.py": FIRST}


def _migration(*operations: str) -> Changes:
    text = (
        FIRST.partition("    initial")[0]
        + """\
    dependencies = [("records", "0001_initial")]
    operations = [
"""
        + "".join(f"        {operation},\n" for operation in operations)
        + "    ]\n"
    )
    return {f"{FOLDER}/0002_labels.py": text}


def _kind(field: str) -> str:
    return f'migrations.AlterField(model_name="record", name="kind", field={field})'


CHOICES = 'models.CharField(choices=[("a", "acute"), ("c", "chronic")], max_length=2, verbose_name="kind")'
OPTIONS = (
    'migrations.AlterModelOptions(name="record", options={"ordering": ["note"], "verbose_name": "note"})'
)

UNSEEN = tuple(
    Case(name, CLINIC, _migration(*operations), "pass", because("nothing-introduced"), before=BUILT)
    for name, operations in (
        ("a migration of choices and labels", (_kind(CHOICES), OPTIONS)),
        ("a migration that joins two branches", ()),
    )
)

SEEN = tuple(
    Case(name, CLINIC, _migration(operation), "review", because("schema-changed"), before=BUILT)
    for name, operation in (
        ("a migration of a label and a length", _kind(CHOICES.replace("max_length=2", "max_length=4"))),
        ("a migration of a field's type", _kind("models.TextField()")),
        ("a migration of a field that nothing is known of", _kind(CHOICES).replace('"kind"', '"sort"')),
        ("a migration of a table's name", OPTIONS.replace("verbose_name", "db_table")),
        ("a migration that runs code", "migrations.RunPython(fill)"),
    )
)
