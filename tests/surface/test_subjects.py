"""What changed code is about: each way to tell, with a change beside it that is about nothing of the sort."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.cache import Cache
from tidegate.check import CheckOptions, judge
from tidegate.git import Repository
from tidegate.model.kinds import About, ChangeKind
from tidegate.question import understood
from tidegate.stages import Stages

AUTHENTICATION, AUTHORIZATION = ChangeKind.AUTHENTICATION, ChangeKind.AUTHORIZATION
CRYPTOGRAPHY, PAYMENT, PERSONAL = ChangeKind.CRYPTOGRAPHY, ChangeKind.PAYMENT, ChangeKind.PERSONAL_DATA
SIGN_IN = """\
from django.contrib import auth
from django.contrib.auth.models import User


def enter(request):
    user = auth.authenticate(request, username=request.POST["u"], password=request.POST["p"])
    return user is not None


def leave(request):
    return User.__name__
"""
CHARGE = """\
import stripe


def move(amount):
    return stripe.Charge.create(amount=amount, currency="eur")


def shown(amount):
    return f"{amount} EUR"
"""
TOKEN = """\
def token(text):
    from hashlib import sha256 as digest

    return digest(text).hexdigest()


def plain(text):
    return text.strip()
"""
GUARD = """\
from flask import Flask, abort, session

app = Flask(__name__)


def signed_in(function):
    def inner(*args):
        if "user" not in session:
            abort(401)
        return function(*args)

    return inner


@app.get("/orders")
@signed_in
def orders():
    return "orders"
"""
TEAM = """\
version: 1
threat_model:
  payment: [core.money]
  cryptography: [core.vault.seal]
  authentication: [core.door.enter]
"""


def about(tmp_path: Path, base: dict[str, str], head: Mapping[str, str | None]) -> set[About]:
    """What a change from ``base`` to ``head`` is about, by the real program."""
    repository = RepositoryBuilder(tmp_path / "r")
    repository.commit("base", base)
    repository.branch("change")
    repository.commit("change", head)
    options = CheckOptions(directory=repository.path, revision_range="main..change")
    with Cache.open() as cache, Repository.open(repository.path, cache) as opened:
        judged = judge(understood(options, opened), opened, cache, Stages())
    return set(judged.facts.about)


def kinds(found: set[About]) -> set[ChangeKind]:
    return {one.kind for one in found}


@pytest.mark.parametrize(
    ("code", "old", "new", "expected"),
    [
        (SIGN_IN, "is not None", "is not None and user.is_active", {AUTHENTICATION}),
        (SIGN_IN, "User.__name__", "str(User)", set()),
        (CHARGE, '"eur"', '"usd"', {PAYMENT}),
        (CHARGE, '{amount} EUR"', '{amount} €"', set()),
        (TOKEN, ".hexdigest()", ".hexdigest()[:40]", {CRYPTOGRAPHY}),
        (TOKEN, ".strip()", ".lower()", set()),
    ],
)
def test_by_what_a_changed_function_uses(
    tmp_path: Path, code: str, old: str, new: str, expected: set[ChangeKind]
) -> None:
    base = {"core/__init__.py": "", "core/work.py": code}
    assert kinds(about(tmp_path, base, {"core/work.py": code.replace(old, new)})) == expected


def test_the_name_that_is_told_is_the_longest(tmp_path: Path) -> None:
    base = {"core/work.py": CHARGE}
    found = about(tmp_path, base, {"core/work.py": CHARGE.replace('"eur"', '"usd"')})
    assert found == {About(PAYMENT, "core.work.move", "it uses stripe.Charge.create", "core/work.py")}


def test_code_that_is_gone_was_about_something(tmp_path: Path) -> None:
    base = {"core/work.py": CHARGE, "core/other.py": "A = 1\n"}
    assert kinds(about(tmp_path, base, {"core/work.py": None})) == {PAYMENT}


def test_an_import_alone_uses_nothing(tmp_path: Path) -> None:
    base = {"core/work.py": "A = 1\n"}
    assert about(tmp_path, base, {"core/work.py": "import hmac\n\nA = 1\n"}) == set()


STATEMENTS = (
    "import jwt\nfrom core import settings, site\n\nsite.register(1)\nsettings.key = jwt.encode({})\n"
)


def test_of_a_file_s_own_statements_those_that_differ_count(tmp_path: Path) -> None:
    base = {"core/work.py": STATEMENTS}
    other = {"core/work.py": STATEMENTS.replace("register(1)", "register(2)")}
    assert about(tmp_path / "other", base, other) == set()
    key = {"core/work.py": STATEMENTS.replace("encode({})", "encode({1: 2})")}
    assert kinds(about(tmp_path / "key", base, key)) == {AUTHENTICATION, CRYPTOGRAPHY}


def test_layout_and_comments_are_no_change(tmp_path: Path) -> None:
    base = {"core/work.py": CHARGE}
    assert about(tmp_path, base, {"core/work.py": CHARGE.replace("\n\n\ndef", "\n\n\n# once\ndef")}) == set()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("billing/rates.py", {PAYMENT}),
        ("core/credit_card.py", {PAYMENT}),
        ("core/cards.py", set()),
        ("tests/test_billing.py", set()),
        ("web/paymentForm.ts", {PAYMENT}),
        ("templates/checkout.html", {PAYMENT}),
        ("docs/billing.md", set()),
    ],
)
def test_by_what_it_is_called(tmp_path: Path, path: str, expected: set[ChangeKind]) -> None:
    assert kinds(about(tmp_path, {path: "a = 1\n"}, {path: "a = 2\n"})) == expected


@pytest.mark.parametrize(
    ("path", "code", "expected"),
    [
        ("core/money.py", "def move(a):\n    return {}\n", {PAYMENT}),
        ("core/moneybox.py", "def move(a):\n    return {}\n", set()),
        ("core/vault.py", "def seal(a):\n    return {}\n", {CRYPTOGRAPHY}),
        ("core/vault.py", "def look(a):\n    return {}\n", set()),
        ("core/door.py", "def enter(a):\n    return {}\n", {AUTHENTICATION}),
    ],
)
def test_by_what_the_team_names(tmp_path: Path, path: str, code: str, expected: set[ChangeKind]) -> None:
    base = {".tidegate/config.yaml": TEAM, path: code.format("a")}
    assert kinds(about(tmp_path, base, {path: code.format("a + 1")})) == expected


def test_a_provider_of_a_control_is_told_and_compared_by_what_it_asks(tmp_path: Path) -> None:
    after = GUARD.replace('"user" not in session', 'session.get("user") is None')
    found = about(tmp_path, {"shop/app.py": GUARD}, {"shop/app.py": after})
    assert found == {About(AUTHENTICATION, "shop.app.signed_in", "it is such a control", "shop/app.py", True)}
    other = GUARD.replace('return "orders"', 'return "all orders"')
    assert about(tmp_path / "other", {"shop/app.py": GUARD}, {"shop/app.py": other}) == set()


QUERY = """\
import sqlite3


def find(name):
    return sqlite3.connect("a").execute("SELECT {column} FROM {table} WHERE id = ?", (name,))
"""


@pytest.mark.parametrize(
    ("table", "column", "expected"),
    [("payments", "id", {PAYMENT}), ("people", "email", {PERSONAL}), ("parts", "id", set())],
)
def test_by_what_is_asked_of_a_database(
    tmp_path: Path, table: str, column: str, expected: set[ChangeKind]
) -> None:
    new = QUERY.replace("{table}", table).replace("{column}", column)
    assert kinds(about(tmp_path, {"core/a.py": "A = 1\n"}, {"core/a.py": new})) == expected
