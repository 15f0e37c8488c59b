"""The evaluation that the OSV schema describes, with the shapes of ranges that databases publish."""

from __future__ import annotations

import pytest

from tidegate.dependencies.advisories.matching import fixed_versions, is_affected
from tidegate.model.advisory import Affected, Event, Range


def of(*events: tuple[str, str], kind: str = "ECOSYSTEM", listed: tuple[str, ...] = ()) -> Affected:
    return Affected((Range(kind, tuple(Event(*event) for event in events)),), listed)


TWO = of(("introduced", "1.0"), ("fixed", "1.2"), ("introduced", "2.0"), ("fixed", "2.1"))


@pytest.mark.parametrize(
    ("affected", "version", "expected"),
    [
        (of(("introduced", "0"), ("fixed", "2.0")), "1.9", True),
        (of(("introduced", "0"), ("fixed", "2.0")), "2.0", False),
        (of(("introduced", "0"), ("fixed", "2.0")), "2.0rc1", True),
        (of(("introduced", "1.0")), "99", True),
        (of(("introduced", "1.0")), "0.9", False),
        (of(("introduced", "1.0"), ("last_affected", "1.5")), "1.5", True),
        (of(("introduced", "1.0"), ("last_affected", "1.5")), "1.5.1", False),
        (TWO, "1.1", True),
        (TWO, "1.2", False),
        (TWO, "2.0", True),
        (TWO, "2.1", False),
        (of(("introduced", "2.0"), ("fixed", "1.2"), ("introduced", "1.0"), ("fixed", "2.1")), "1.1", True),
        (of(("introduced", "0"), ("limit", "3.0")), "2.9", True),
        (of(("introduced", "0"), ("limit", "3.0")), "3.0", False),
        (of(("introduced", "0"), ("limit", "*")), "3.0", True),
        (Affected((), ("1", "1.1")), "1.0.0", True),
        (Affected((), ("1", "1.1")), "1.2", False),
        (of(("introduced", "0"), ("fixed", "1.0"), listed=("7",)), "7.0", True),
    ],
)
def test_affected(affected: Affected, version: str, expected: bool) -> None:
    assert is_affected("PyPI", affected, version) is expected


@pytest.mark.parametrize(
    ("affected", "version"),
    [
        (of(("introduced", "0"), ("fixed", "2.0")), "2004d"),
        (of(("introduced", "0"), ("fixed", "release-7")), "1.0"),
        (of(("introduced", "0"), kind="GIT"), "1.0"),
        (Affected(), "1.0"),
    ],
)
def test_what_cannot_be_told(affected: Affected, version: str) -> None:
    assert is_affected("PyPI", affected, version) is None


def test_every_version_needs_no_order() -> None:
    assert is_affected("PyPI", of(("introduced", "0")), "2004d") is True
    assert is_affected("an ecosystem", of(("introduced", "0")), "x") is True
    assert is_affected("an ecosystem", of(("introduced", "1")), "x") is None


def test_fixed_versions_are_those_above() -> None:
    assert fixed_versions("PyPI", TWO, "1.1") == ("1.2", "2.1")
    assert fixed_versions("PyPI", TWO, "2.0") == ("2.1",)
    assert fixed_versions("PyPI", TWO, None) == ("1.2", "2.1")
