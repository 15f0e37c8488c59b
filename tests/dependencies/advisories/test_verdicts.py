from __future__ import annotations

from pathlib import Path
from typing import Any

from records import Record, archive, record, until

from tidegate.dependencies.advisories.building import Origin
from tidegate.dependencies.advisories.feeds import Feed
from tidegate.dependencies.advisories.installing import install
from tidegate.dependencies.advisories.store import Known, Store
from tidegate.dependencies.advisories.verdicts import bugs, first_clean
from tidegate.model.finding import Severity


def known(folder: Path, *records: Record) -> list[Known]:
    """What a store of these records knows of the package "lib"."""
    install(
        folder / "s.sqlite", "PyPI", Origin("a test"), Feed(archive(folder / "all.zip", records)), force=True
    )
    store = Store.open(folder / "s.sqlite")
    assert store is not None
    with store:
        return store.of(["lib"]).get("lib", [])


def test_a_fix_is_one_for_every_record_of_the_bug(tmp_path: Path) -> None:
    early = record("GHSA-1", "lib", *until("1.2"), aliases=["CVE-1"])
    late = record("PYSEC-1", "lib", *until("1.3"), aliases=["CVE-1"])
    (bug,) = bugs("PyPI", known(tmp_path, early, late), "1.0")
    assert bug.fixed == ("1.3",)


def test_aliases_meet_over_several_steps(tmp_path: Path) -> None:
    first = record("GHSA-1", "lib", *until("2"), aliases=["CVE-1"])
    second = record("PYSEC-1", "lib", *until("2"), aliases=["OTHER-1"])
    between = record("X-1", "elsewhere", *until("2"), aliases=["CVE-1", "OTHER-1", "OTHER-1"])
    (bug,) = bugs("PyPI", known(tmp_path, first, second, between), "1")
    assert set(bug.ids) == {"GHSA-1", "PYSEC-1", "CVE-1", "OTHER-1"}
    assert bug.name == "CVE-1"


def test_one_number_whichever_records_hold(tmp_path: Path) -> None:
    first = record("GHSA-1", "lib", *until("1.5"), aliases=["CVE-1"])
    second = record("PYSEC-1", "lib", *until("2"), aliases=["CVE-1"])
    found = known(tmp_path, first, second)
    (older,), (newer,) = bugs("PyPI", found, "1.0"), bugs("PyPI", found, "1.6")
    assert older.ids != newer.ids
    assert older.number == newer.number


def test_the_earliest_day_of_all_that_speak_of_it(tmp_path: Path) -> None:
    first = record("GHSA-1", "lib", *until("2"), aliases=["CVE-1"], published="2026-05-01T00:00:00Z")
    second = record("CVE-1", "lib", *until("2"), published="2025-01-31T23:59:59Z")
    none = record("GO-1", "lib", *until("2"), aliases=["CVE-1"], published="0001-01-01T00:00:00Z")
    (bug,) = bugs("PyPI", known(tmp_path, first, second, none), "1")
    assert bug.published == "2025-01-31"


def test_no_day_is_no_day(tmp_path: Path) -> None:
    one = record("GO-1", "lib", *until("2"), published="soon", modified=None)
    (bug,) = bugs("PyPI", known(tmp_path, one), "1")
    assert bug.published is None


def test_malware_that_names_no_version_is_every_one(tmp_path: Path) -> None:
    found = known(tmp_path, record("MAL-1", "lib"))
    for version in ("1.0", "nonsense", None):
        (bug,) = bugs("PyPI", found, version)
        assert (bug.is_malware, bug.is_sure) == (True, True)


def test_malware_in_some_versions_is_in_those(tmp_path: Path) -> None:
    found = known(tmp_path, record("MAL-1", "lib", affected={"versions": ["1.0"]}))
    assert bugs("PyPI", found, "1.1") == []
    assert [bug.is_sure for bug in bugs("PyPI", found, "1.0")] == [True]
    assert [bug.is_sure for bug in bugs("PyPI", found, None)] == [False]


def test_a_word_rates_where_no_vector_does(tmp_path: Path) -> None:
    words: dict[str, Any] = {"database_specific": {"severity": "MODERATE"}}
    (bug,) = bugs("PyPI", known(tmp_path, record("GHSA-1", "lib", *until("2"), **words)), "1")
    assert bug.severity is Severity.MEDIUM
    (bug,) = bugs("PyPI", known(tmp_path, record("GHSA-2", "lib", *until("2"))), "1")
    assert bug.severity is Severity.UNKNOWN


def test_the_first_version_without_any(tmp_path: Path) -> None:
    lower, upper = record("A-1", "lib", *until("1.2")), record("A-2", "lib", *until("1.4"))
    again = record("A-3", "lib", {"introduced": "1.4"}, {"last_affected": "1.4"})
    found = known(tmp_path, lower, upper, again)
    assert first_clean("PyPI", found, ["1.2", "1.4", "1.5"]) == "1.5"
    assert first_clean("PyPI", found, ["1.2", "1.4"]) is None
