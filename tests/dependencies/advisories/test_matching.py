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
        # What the schema's algorithm says of limits: before any of them.
        (of(("introduced", "1.0"), ("limit", "2.0"), ("introduced", "3.0"), ("limit", "4.0")), "2.5", True),
        (of(("introduced", "1.0"), ("limit", "2.0"), ("introduced", "3.0"), ("limit", "4.0")), "4.0", False),
        # A version at which one line ends and the next begins is affected.
        (of(("introduced", "1.0"), ("fixed", "2.0"), ("introduced", "2.0")), "2.0", True),
        (of(("introduced", "2.0"), ("last_affected", "2.0")), "2.0", True),
        (of(("introduced", "2.0"), ("last_affected", "2.0")), "2.1", False),
        (of(("introduced", "2.0"), ("fixed", "2.0")), "2.1", False),
        # A build of somebody's own has what it was built from.
        (of(("introduced", "0"), ("last_affected", "2.0.0")), "2.0.0+cu118", True),
        (of(("introduced", "0"), ("fixed", "2.0.0")), "2.0.0+cu118", False),
        (Affected((), ("2",)), "2.0.0+cpu", True),
        (of(("introduced", "0"), ("fixed", "2.0")), "1!0.1", False),
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
        (of(), "1.0"),
        (of(("fixed", "2.0")), "1.0"),
    ],
)
def test_what_cannot_be_told(affected: Affected, version: str) -> None:
    assert is_affected("PyPI", affected, version) is None


def test_every_version_needs_no_order() -> None:
    assert is_affected("PyPI", of(("introduced", "0")), "2004d") is True
    assert is_affected("an ecosystem", of(("introduced", "0")), "x") is True
    assert is_affected("an ecosystem", of(("introduced", "1")), "x") is None


NPM = of(("introduced", "1.0.0-beta.1"), ("fixed", "1.2.0"), kind="SEMVER")


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("1.0.0-alpha", False),
        ("1.0.0-beta.2", True),
        ("1.2.0-rc.1", True),
        ("1.2.0+build", False),
        ("v1.1.0", True),
        ("1.1", None),
    ],
)
def test_semantic_versions(version: str, expected: bool | None) -> None:
    assert is_affected("npm", NPM, version) is expected


def test_fixed_versions_are_those_above() -> None:
    assert fixed_versions("PyPI", TWO, "1.1") == ("1.2", "2.1")
    assert fixed_versions("PyPI", TWO, "2.0") == ("2.1",)
    assert fixed_versions("PyPI", TWO, None) == ("1.2", "2.1")
