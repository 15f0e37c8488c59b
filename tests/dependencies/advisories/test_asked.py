from __future__ import annotations

import pytest

from tidegate.dependencies.advisories.asked import Asked
from tidegate.dependencies.advisories.store import Known
from tidegate.model.advisory import Advisory, Affected, Event, Range

FIXED = "1" * 40
BROKEN = "2" * 40


def known(
    *events: tuple[str, str], kind: str = "ECOSYSTEM", listed: tuple[str, ...] = (), bug: int = 0
) -> Known:
    ranges = (Range(kind, tuple(Event(*event) for event in events)),) if events else ()
    return Known(Advisory(id=f"A-{bug}"), Affected(ranges, listed), bug)


def answer(asked: Asked, *records: Known) -> bool | None:
    """Whether the one bug is had: surely, not, or it cannot be told."""
    found = asked.bugs(records)
    return (True if found[0].is_sure else None) if found else False


UNTIL_2 = known(("introduced", "0"), ("fixed", "2.0"))
FROM_2 = known(("introduced", "2.0"))
TO_25 = known(("introduced", "0"), ("last_affected", "2.5"))


@pytest.mark.parametrize(
    ("requirement", "record", "expected"),
    [
        # Every version that is allowed.
        ("<2", UNTIL_2, True),
        (">=1.4,<2", UNTIL_2, True),
        ("==1.*", UNTIL_2, True),
        ("~=1.4", UNTIL_2, True),
        ("==1.4", UNTIL_2, True),
        (">=2.1", FROM_2, True),
        ("<=2.5", TO_25, True),
        ("==1.0", known(listed=("1",)), True),
        ("", known(("introduced", "0")), True),
        (None, known(("introduced", "0")), True),
        # None of them.
        (">=2", UNTIL_2, False),
        (">1.99,>=2.0.1", UNTIL_2, False),
        ("<2", FROM_2, False),
        (">2.5", TO_25, False),
        ("==1.1", known(listed=("1",)), False),
        # Some.
        (">=1.4", UNTIL_2, None),
        ("", UNTIL_2, None),
        (None, UNTIL_2, None),
        ("<3", FROM_2, None),
        (">1", FROM_2, None),
        ("<2.6", TO_25, None),
        (">=2.5", TO_25, None),
        ("~=1.4", known(("introduced", "1.5"), ("fixed", "1.6")), None),
        (">=1", known(listed=("1", "1.1")), None),
        # What cannot be read.
        ("^1.2 || nonsense", UNTIL_2, None),
        ("x" * 100_000, UNTIL_2, None),
    ],
)
def test_ranges(requirement: str | None, record: Known, expected: bool | None) -> None:
    assert answer(Asked("PyPI", None, requirement), record) is expected


def test_the_bound_above_every_hole() -> None:
    records = [UNTIL_2, known(("introduced", "2.2"), ("fixed", "2.4"), bug=1)]
    asked = Asked("PyPI", None, ">=1")
    assert asked.raised(records, asked.bugs(records)) == "2.4"
    asked = Asked("PyPI", None, ">=1,<2.3")
    assert asked.raised(records, asked.bugs(records)) == "2.0"


def test_no_bound_where_nothing_mends() -> None:
    records = [UNTIL_2, known(("introduced", "1.5"), bug=1)]
    asked = Asked("PyPI", None, ">=1")
    assert asked.raised(records, asked.bugs(records)) is None


COMMITS = known(("introduced", "0"), ("fixed", FIXED), ("introduced", BROKEN), kind="GIT")


@pytest.mark.parametrize(
    ("revision", "record", "expected"),
    [
        (BROKEN, COMMITS, True),
        (BROKEN[:12], COMMITS, True),
        (FIXED, COMMITS, False),
        ("3" * 40, COMMITS, None),
        ("3" * 40, known(listed=("3" * 40,)), True),
        ("3" * 40, known(("introduced", "0"), kind="GIT"), True),
        ("3" * 40, known(("introduced", "0")), True),
        ("3" * 40, UNTIL_2, None),
        # A tag can accuse, and not excuse.
        ("v1.4", UNTIL_2, True),
        ("2.0", UNTIL_2, None),
        ("main", UNTIL_2, None),
    ],
)
def test_commits_and_tags(revision: str, record: Known, expected: bool | None) -> None:
    assert answer(Asked("PyPI", None, None, revision), record) is expected


def test_the_version_of_a_commit_as_a_lock_file_says() -> None:
    assert answer(Asked("PyPI", "1.0", None, "3" * 40), UNTIL_2) is True
    assert answer(Asked("PyPI", "2.0", None, "3" * 40), UNTIL_2) is False
    assert answer(Asked("PyPI", "1.0", None, FIXED), COMMITS) is False
