"""Data of persons as a source: what the team says, what names say, and what is none."""

from __future__ import annotations

from textwrap import dedent

import pytest
from engine import Analysis

from tidegate.config.settings import PersonalData, ThreatModel

HEAD = """\
import logging
from django.contrib.auth.models import AbstractUser
from django.db import models
log = logging.getLogger(__name__)


class Customer(models.Model):
    nickname = models.CharField(max_length=20)
    email = models.EmailField()
    card_number = models.CharField(max_length=20)
    newsletter = models.BooleanField()
    joined = models.DateTimeField()
    owner = models.ForeignKey("self", on_delete=models.CASCADE)

    class Meta:
        db_table = "crm_people"

    def label(self):
        return f"{self.nickname} <{self.email}>"


class Staff(AbstractUser):
    pass


class Mail:
    email = ""


def acme_clean(text):
    return text


"""


def logged(expression: str, model: ThreatModel | None = None, before: str = "") -> list[bool]:
    """Whether ``expression`` tells a log of a person: how sure each flow is."""
    lines = [
        "def f(pk, request):",
        "one = Customer.objects.get(pk=pk)",
        before or "pass",
        f"log.info({expression})",
    ]
    arrivals = Analysis({"app.py": HEAD + "\n    ".join(lines) + "\n"}, model).arrivals()
    return [arrival.taint.certain for arrival in arrivals if arrival.kind == "record"]


@pytest.mark.parametrize(
    "expression",
    [
        "one.email",
        "'for %s', one.email",
        "f'for {one.card_number!r}'",
        "'for ' + one.email.lower().strip()",
        "one.label()",
        "{'to': one.email}",
        "[c.email for c in Customer.objects.all()]",
        "Customer.objects.filter(pk=pk).first().email",
        "list(Customer.objects.values_list('email', flat=True))",
        "getattr(one, 'email')",
    ],
)
def test_a_name_makes_it_likely(expression: str) -> None:
    assert logged(expression) == [False]


@pytest.mark.parametrize(
    "expression",
    [
        "one.pk",
        "one.id",
        "one.nickname",
        "one.newsletter",
        "one.joined",
        "one.owner_id",
        "Customer.email",
        "Mail().email",
        "len(one.email)",
        "bool(one.email)",
        "one.card_number[-4:]",
        "one.email[:1]",
        "one.email.split('@')[1]",
        "hash_of(one.email)",
        "list(Customer.objects.values_list('pk', flat=True))",
        "Customer.objects.filter(email=pk).count()",
    ],
)
def test_what_tells_of_nobody(expression: str) -> None:
    assert logged(expression) == []


def test_a_longer_piece_is_still_a_person() -> None:
    assert logged("one.card_number[-10:]") == [False]


def test_a_field_that_was_given_on_construction() -> None:
    assert logged("two.email", before="two = Customer(email=pk)") == [False]


@pytest.mark.parametrize("field", ["email", "nickname"])
def test_a_comparison_with_a_row_checks_what_it_did(field: str) -> None:
    code = HEAD + (
        "import os\nfrom flask import Flask, request\napp = Flask(__name__)\n\n\n"
        '@app.post("/x")\ndef f(one: Customer):\n    said = request.form["x"]\n'
        f"    if said in {{c.{field} for c in Customer.objects.all()}}:\n        os.system('a ' + said)\n"
        f"    if said == Customer.objects.get(pk=1).{field}:\n        os.system('b ' + said)\n"
    )
    found = Analysis({"app.py": code}).findings()
    plain = Analysis({"app.py": code.replace(f".{field}", ".nothing")}).findings()
    assert found == plain


@pytest.mark.parametrize("tables", [("Customer",), ("crm_*",), ("customer",)])
def test_a_table_of_the_team(tables: tuple[str, ...]) -> None:
    model = ThreatModel(personal_data=PersonalData(tables=tables))
    assert logged("one.nickname", model) == [True]
    assert logged("one.email", model) == [True]
    for tells_nobody in ("one.pk", "one.newsletter", "one.joined", "one.owner"):
        assert logged(tells_nobody, model) == []


@pytest.mark.parametrize("fields", [("*.nickname",), ("crm_people.nick*",)])
def test_a_field_of_the_team(fields: tuple[str, ...]) -> None:
    model = ThreatModel(personal_data=PersonalData(fields=fields))
    assert logged("one.nickname", model) == [True]
    assert logged("one.email", model) == [False]
    assert logged("one.newsletter", model) == []


def test_what_the_team_masks_with() -> None:
    model = ThreatModel(sanitizers={"personal-data": ("app.acme_clean",)})
    assert logged("acme_clean(one.email)") == [False]
    assert logged("acme_clean(one.email)", model) == []
    other = ThreatModel(sanitizers={"log": ("app.acme_clean",)})
    assert logged("acme_clean(one.email)", other) == [False]


def test_users_of_a_library() -> None:
    code = HEAD + dedent(
        """
        def f(request, pk):
            one = Staff.objects.get(pk=pk)
            log.info(one.email)
            log.info(one.username)
        """
    )
    lines = code.splitlines()
    found = Analysis({"app.py": code}).findings()["personal-data-in-log"]
    assert [lines[line - 1].strip() for line in found] == ["log.info(one.email)"]


def test_what_makes_a_log_line_safe_hides_no_person() -> None:
    code = HEAD + 'def f(one: Customer):\n    log.info("%r", one.email.replace("\\n", ""))\n'
    assert "personal-data-in-log" in Analysis({"app.py": code}).findings()
