from __future__ import annotations

from typing import Any

import pytest
from records import record, until

from tidegate.dependencies.advisories import osv
from tidegate.documents.errors import Unreadable


def symbols(ecosystem: str, specific: dict[str, Any]) -> tuple[str, ...]:
    made = record("A", "lib", *until("1"), ecosystem=ecosystem, affected={"ecosystem_specific": specific})
    (affected,) = osv.record(made).affected.values()
    return affected.symbols


def test_symbols_as_each_ecosystem_writes_them() -> None:
    go = {
        "imports": [{"path": "x.example/m/sub", "symbols": ["Auth.Serve", "Open"]}, {"path": "x.example/n"}]
    }
    assert symbols("Go", go) == ("x.example/m/sub:Auth.Serve", "x.example/m/sub:Open", "x.example/n")
    python = {"imports": [{"attribute": "Image.open", "modules": ["PIL", "PIL.compat"]}]}
    assert symbols("PyPI", python) == ("PIL:Image.open", "PIL.compat:Image.open")
    rust = {"affects": {"functions": ["smallvec::SmallVec::grow"], "arch": [], "os": []}}
    assert symbols("crates.io", rust) == ("smallvec::SmallVec::grow",)


@pytest.mark.parametrize("day", ["0001-01-01T00:00:00Z", "1970-01-01", "2024-13-45", "soon", "", None, 5])
def test_days_that_are_none(day: object) -> None:
    advisory = osv.record(record("A", "lib", published=day, modified=day)).advisory
    assert (advisory.published, advisory.modified) == (None, None)


def test_a_package_may_stand_twice() -> None:
    made = record("A", "Lib.One", *until("1"))
    made["affected"] += record("A", "lib-one", {"introduced": "2"}, {"fixed": "3"})["affected"]
    ((package, affected),) = osv.record(made).affected.items()
    assert package == ("PyPI", "lib-one")
    assert len(affected.ranges) == 2


@pytest.mark.parametrize(
    "broken",
    [
        [],
        {},
        {"id": 5},
        {"id": "A", "affected": {}},
        {"id": "A", "affected": ["lib"]},
        {"id": "A", "affected": [{"package": {"ecosystem": "PyPI", "name": "a"}, "ranges": "all"}]},
        {
            "id": "A",
            "affected": [{"package": {"ecosystem": "PyPI", "name": "a"}, "ranges": [{"events": ["0"]}]}],
        },
        {"id": "A", "aliases": "CVE-1"},
    ],
)
def test_what_is_no_record(broken: Any) -> None:
    with pytest.raises(Unreadable):
        osv.record(broken)
