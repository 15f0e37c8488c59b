from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from records import archive

from tidegate.dependencies.advisories.building import Origin
from tidegate.dependencies.advisories.feeds import Feed, FeedError, feeds
from tidegate.dependencies.advisories.holdings import Holdings, NoAnswer
from tidegate.dependencies.advisories.installing import install, writing
from tidegate.dependencies.advisories.store import About, Store, StoreError
from tidegate.dependencies.advisories.verdicts import bugs
from tidegate.model.finding import Severity

JINJA: dict[str, Any] = {
    "id": "PYSEC-2019-217",
    "modified": "2024-05-01T00:00:00Z",
    "published": "2019-04-07T00:29:00Z",
    "aliases": ["CVE-2019-10906", "CVE-2019-10906"],
    "summary": "Sandbox escape by str.format_map",
    "affected": [
        {
            "package": {"ecosystem": "PyPI", "name": "Jinja2"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.10.1"}]}],
            "versions": ["2.10", "2.9.6"],
        }
    ],
}
SAME_BUG = JINJA | {
    "id": "GHSA-462w-v97r-4m45",
    "published": "2019-04-10T14:30:00Z",
    "aliases": ["CVE-2019-10906"],
    "severity": [{"type": "CVSS_V3", "score": "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:N/A:N"}],
}
MALWARE = JINJA | {"id": "MAL-2024-1", "aliases": []}
MALWARE["affected"] = [
    {"package": {"ecosystem": "PyPI", "name": "jimja2"}, "ranges": [], "versions": ["1.0"]}
]

WITHDRAWN = JINJA | {"id": "PYSEC-2019-0", "withdrawn": "2020-01-01T00:00:00Z"}


def build(path: Path, ecosystem: str, source: str, feed: Feed, day: str | None = None) -> About:
    with writing(path):
        return install(path, ecosystem, Origin(source, day), feed, force=True)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    feed = Feed(archive(tmp_path / "all.zip", [JINJA, SAME_BUG, MALWARE, WITHDRAWN]))
    build(tmp_path / "PyPI.sqlite", "PyPI", "a test", feed)
    opened = Store.open(tmp_path / "PyPI.sqlite")
    assert opened is not None
    return opened


def test_one_bug_under_two_ids(store: Store) -> None:
    (bug,) = bugs("PyPI", store.of(["jinja2"])["jinja2"], "2.10.0")
    assert bug.ids == ("GHSA-462w-v97r-4m45", "PYSEC-2019-217", "CVE-2019-10906")
    assert (bug.severity, bug.published, bug.fixed, bug.is_sure) == (
        Severity.HIGH,
        "2019-04-07",
        ("2.10.1",),
        True,
    )


def test_a_fixed_version_has_none(store: Store) -> None:
    assert bugs("PyPI", store.of(["jinja2"])["jinja2"], "2.10.1") == []


def test_a_version_without_order_may_have_it(store: Store) -> None:
    (bug,) = bugs("PyPI", store.of(["jinja2"])["jinja2"], "2004d")
    assert not bug.is_sure


def test_malware(store: Store) -> None:
    (bug,) = bugs("PyPI", store.of(["jimja2"])["jimja2"], "1.0")
    assert bug.is_malware


def test_what_is_not_known_is_left_out(store: Store) -> None:
    assert store.of(["flask"]) == {}


def test_more_names_than_one_statement_takes(store: Store) -> None:
    assert list(store.of([*(f"p{n}" for n in range(5000)), "jinja2"])) == ["jinja2"]


def test_about(store: Store) -> None:
    about = store.about
    assert (about.records, about.withdrawn, about.as_of) == (3, 1, "2024-05-01")


def test_the_day_that_the_source_says(tmp_path: Path) -> None:
    feed = Feed(archive(tmp_path / "all.zip", [JINJA]))
    assert build(tmp_path / "a.sqlite", "PyPI", "a test", feed, "2024-06-01").as_of == "2024-06-01"


def test_no_record_is_of_a_day_to_come(tmp_path: Path) -> None:
    feed = Feed(archive(tmp_path / "all.zip", [JINJA | {"modified": "9999-01-01T00:00:00Z"}]))
    about = build(tmp_path / "a.sqlite", "PyPI", "a test", feed)
    assert about.as_of == about.imported[:10]


def test_a_record_of_two_ecosystems_is_in_both_stores(tmp_path: Path) -> None:
    other = {"package": {"ecosystem": "npm", "name": "jinja-js"}, "versions": ["1.0.0"]}
    feed = archive(tmp_path / "all.zip", [JINJA | {"affected": [*JINJA["affected"], other]}])
    for ecosystem, name in (("PyPI", "jinja2"), ("npm", "jinja-js")):
        build(tmp_path / "a.sqlite", ecosystem, "a test", Feed(feed))
        opened = Store.open(tmp_path / "a.sqlite")
        assert opened is not None
        with opened:
            assert list(opened.of(["jinja2", "jinja-js"])) == [name]


def test_records_that_are_none_are_counted(tmp_path: Path) -> None:
    feed = Feed(archive(tmp_path / "all.zip", [JINJA], junk=b"[1"))
    assert build(tmp_path / "a.sqlite", "PyPI", "a test", feed).unreadable == 1


def test_feeds_of_both_layouts(tmp_path: Path) -> None:
    archive(tmp_path / "PyPI" / "all.zip", [JINJA])
    archive(tmp_path / "osv-scanner" / "npm" / "all.zip", [JINJA])
    assert sorted(feeds(tmp_path)) == ["PyPI", "npm"]


def test_an_archive_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "all.zip").write_bytes(b"PK no")
    with pytest.raises(FeedError):
        build(tmp_path / "PyPI.sqlite", "PyPI", "a test", Feed(tmp_path / "all.zip"))
    assert not (tmp_path / "PyPI.sqlite").exists()


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" + b"\0" * 100, b"nonsense"])
def test_a_damaged_store(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "PyPI.sqlite").write_bytes(content)
    with pytest.raises(StoreError, match=r"damaged|another version"):
        Store.open(tmp_path / "PyPI.sqlite")


class TestHoldings:
    def holdings(self, tmp_path: Path) -> Holdings:
        holdings = Holdings(tmp_path)
        build(holdings.path("PyPI"), "PyPI", "a test", Feed(archive(tmp_path / "all.zip", [JINJA])))
        return holdings

    def test_fresh(self, tmp_path: Path) -> None:
        holdings = self.holdings(tmp_path)
        assert holdings.asked("PyPI").about.ecosystem == "PyPI"
        assert holdings.too_old("PyPI", date(2024, 5, 15), 14) is None
        assert holdings.date() == "2024-05-01"

    def test_too_old(self, tmp_path: Path) -> None:
        why = self.holdings(tmp_path).too_old("PyPI", date(2024, 5, 16), 14)
        assert why is not None
        assert "are of 2024-05-01" in why

    def test_no_date(self, tmp_path: Path) -> None:
        holdings = Holdings(tmp_path)
        build(
            holdings.path("PyPI"), "PyPI", "", Feed(archive(tmp_path / "a.zip", [JINJA | {"modified": ""}]))
        )
        why = holdings.too_old("PyPI", date(2024, 5, 1), 14)
        assert why == "the advisories of PyPI have no date: run tidegate advisories update --online PyPI"
        assert holdings.date() is None

    def test_none(self, tmp_path: Path) -> None:
        with pytest.raises(NoAnswer, match="no advisories of npm"):
            self.holdings(tmp_path).asked("npm")


def test_damage_within_is_said(tmp_path: Path, store: Store) -> None:
    store.close()
    path = tmp_path / "PyPI.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE affected SET content = x'00'")
    connection.close()
    opened = Store.open(path)
    assert opened is not None
    with opened, pytest.raises(StoreError, match="damaged"):
        opened.of(["jinja2"])
