from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from records import Record, archive, record, until

from tidegate.dependencies.advisories.affecting import known
from tidegate.dependencies.advisories.building import Origin as Source
from tidegate.dependencies.advisories.feeds import Feed
from tidegate.dependencies.advisories.holdings import Holdings
from tidegate.dependencies.advisories.installing import install, writing
from tidegate.dependencies.advisories.store import Store
from tidegate.model.dependency import Dependency, Origin
from tidegate.model.inventory import Identity, Known, Package

DAY = date(2026, 11, 2)


def package(
    name: str,
    version: str = "",
    *,
    requirement: str | None = None,
    origin: Origin = Origin.REGISTRY,
    ecosystem: str = "PyPI",
) -> Package:
    entry = Dependency(
        ecosystem=ecosystem, name=name, version=version or None, requirement=requirement, origin=origin
    )
    asked = (requirement,) if requirement else ()
    return Package(
        identity=Identity(ecosystem, name, version), entry=entry, occurrences=(), requirements=asked
    )


@pytest.fixture
def holdings(tmp_path: Path) -> Iterator[Holdings]:
    made = Holdings(tmp_path)
    yield made
    made.close()


def asked(holdings: Holdings, records: list[Record], *packages: Package) -> Known:
    """What a store of these records says."""
    feed = archive(holdings.directory.parent / "all.zip", records)
    place = holdings.path("PyPI")
    with writing(place):
        install(place, "PyPI", Source(str(feed)), Feed(feed), force=True)

    def stores(ecosystem: str) -> Store:
        return holdings.asked(ecosystem)

    return known(packages, stores)


def test_one_bug_of_several_packages_is_one(holdings: Holdings) -> None:
    """Also where two records speak of it, and each of other versions."""
    records = [
        record("GHSA-1", "flask", *until("2.2.5"), aliases=["CVE-1"]),
        record("PYSEC-1", "flask", *until("2.0.0"), aliases=["CVE-1"], published="2026-09-01T00:00:00Z"),
    ]
    old, new, mended = (package("flask", version) for version in ("1.0", "2.1", "2.2.5"))
    found = asked(holdings, records, old, new, mended)
    assert [one.affects for one in found.weaknesses] == [(old.identity, new.identity)]
    one = found.weaknesses[0]
    assert set(one.ids) == {"GHSA-1", "PYSEC-1", "CVE-1"}
    assert one.published == "2026-09-01"
    assert one.fixed == ((old.identity, "2.2.5"), (new.identity, "2.2.5"))
    assert found.dates == (("PyPI", "2026-11-01"),)
    assert (found.unsure, found.gaps) == ((), ())


def test_a_range_is_a_question(holdings: Holdings) -> None:
    records = [record("PYSEC-1", "flask", *until("2.2.5"))]
    wide, narrow, fixed = (package("flask", requirement=text) for text in (">=2", "<2.2.5", ">=3"))
    found = asked(holdings, records, wide)
    assert found.weaknesses == ()
    assert [one.why for one in found.unsure] == ["Whether flask >=2 has PYSEC-1 could not be told."]
    assert asked(holdings, records, narrow).weaknesses[0].affects == (narrow.identity,)
    assert asked(holdings, records, fixed) == Known(dates=(("PyPI", "2026-11-01"),))


def test_a_version_without_an_order_is_a_question(holdings: Holdings) -> None:
    found = asked(holdings, [record("PYSEC-1", "flask", *until("2.2.5"))], package("flask", "nightly!"))
    assert found.weaknesses == ()
    assert len(found.unsure) == 1


def test_own_folders_are_in_nobodys_advisories(holdings: Holdings) -> None:
    own = package("flask", "1.0", origin=Origin.PATH)
    assert asked(holdings, [record("PYSEC-1", "flask", *until("2.2.5"))], own) == Known()


def test_without_a_store(holdings: Holdings) -> None:
    found = asked(holdings, [record("PYSEC-1", "flask", *until("2"))], package("leaf", "1", ecosystem="npm"))
    assert [text.partition(":")[0] for text in found.gaps] == [
        "there are no advisories of npm on this machine"
    ]


def test_withdrawn_records_do_not_count(holdings: Holdings) -> None:
    records = [
        record("PYSEC-1", "flask", *until("2.2.5"), withdrawn="2026-10-02T00:00:00Z"),
        record("PYSEC-2", "click", *until("1")),
    ]
    assert asked(holdings, records, package("flask", "1.0")).weaknesses == ()
