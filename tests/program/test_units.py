"""Which parts of a tree know each other."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pytest
from engine import Files

from tidegate.program import units
from tidegate.program.sources import FactsByBlob, Sources
from tidegate.program.units import Units, unit_of

SHOP = {"shop/__init__.py": "", "shop/tax.py": "class Tax: ...\n"}
BANK = {"bank/__init__.py": "", "bank/loans.py": "def f(x): x.rate()\n"}
TAX, LOANS = "shop/tax.py", "bank/loans.py"


def joined(files: Mapping[str, str], path: str, *others: str) -> set[str]:
    return set(Units(Sources(Files(files), FactsByBlob())).joined(path, frozenset(others)))


@pytest.mark.parametrize(
    ("path", "unit"),
    [
        ("shop/a/b.py", "shop"),
        ("manage.py", "manage.py"),
        ("src/shop/a.py", "src/shop"),
        ("src/x.py", "src/x.py"),
        ("lib/shop/a/b.py", "lib/shop"),
        ("src", "src"),
    ],
)
def test_units_are_where_imports_start(path: str, unit: str) -> None:
    assert unit_of(path) == unit


def test_what_nobody_joins_is_apart() -> None:
    assert joined(SHOP | BANK, TAX, TAX, LOANS, "shop/other.py") == {TAX, "shop/other.py"}


@pytest.mark.parametrize(
    "more",
    [
        {LOANS: "import shop\n"},  # it asks for it
        {"bank/other.py": "from shop.tax import Tax\n"},  # another file of it does
        {"shop/other.py": "from bank import loans\nloans.f(Tax())\n"},  # it is given to it
        {"run.py": "import shop.tax, bank.loans\nbank.loans.f(shop.tax.Tax())\n"},  # a third one joins them
        {"conf/settings.py": "APPS = ['shop', 'bank']\n", "conf/__init__.py": ""},
        {
            "core.py": "HELD = {}\n",
            "shop/a.py": "import core\n",
            "bank/a.py": "import core\n",
        },  # kept by a third
        {"run.py": "import main\n", "main.py": "import shop, other\n", "other.py": "import bank\n"},
    ],
)
def test_what_names_the_other_is_joined(more: dict[str, str]) -> None:
    assert joined(SHOP | BANK | more, TAX, LOANS) == {LOANS}
    assert joined(SHOP | BANK | more, LOANS, TAX) == {TAX}


def test_folders_that_are_no_packages_are_known_by_what_is_in_them() -> None:
    apart = {"one/app/__init__.py": "", "one/app/tax.py": "", "two/web/__init__.py": "", "two/web/x.py": ""}
    assert joined(apart, "one/app/tax.py", "two/web/x.py") == set()
    tests = apart | {"tests/test_app.py": "from app import tax\n"}
    assert joined(tests, "one/app/tax.py", "tests/test_app.py") == {"tests/test_app.py"}
    layout = {"src/shop/__init__.py": "", "src/shop/a.py": "", "tests/t.py": "import shop\n"}
    assert joined(layout, "src/shop/a.py", "tests/t.py") == {"tests/t.py"}


def test_who_names_it_is_found_without_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    def unasked(*_: object, **__: object) -> Mapping[str, frozenset[str]]:
        raise AssertionError

    monkeypatch.setattr(Files, "holders", unasked)
    assert joined(SHOP | {"tests/t.py": "import shop\n"}, TAX, TAX, "tests/t.py") == {TAX, "tests/t.py"}


def test_where_it_cannot_be_told_all_are_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "_MOST_NAMES", 1)
    assert joined(SHOP | BANK, TAX, LOANS) == {LOANS}
    monkeypatch.undo()
    chain = {f"m{n}.py": f"import m{n + 1}\n" for n in range(9)} | {"m9.py": "import shop\n"}
    asked: list[Collection[str]] = []
    holders = Files.holders

    def noted(tree: Files, words: Collection[str], *rest: Collection[str], **bounds: str) -> object:
        asked.append(words)
        return holders(tree, words, *rest, **bounds)

    monkeypatch.setattr(Files, "holders", noted)
    assert joined(SHOP | BANK | chain, TAX, LOANS) == {LOANS}
    assert len(asked) == 2 * units._MOST_ASKED
