"""Facts on tools' weaknesses, held against the records that they were made of."""

from __future__ import annotations

from datetime import date

import pytest

from tidegate.knowledge.configurations import configurations
from tidegate.knowledge.tool_weaknesses import ToolWeakness, entries, minimum_safe, oldest, weaknesses

OSV = {
    "id": "GHSA-4fgq-fpq9-mr3g",
    "aliases": ["CVE-2025-59536"],
    "published": "2025-10-03T18:00:00Z",
    "affected": [
        {
            "package": {"ecosystem": "npm", "name": "@anthropic-ai/claude-code"},
            "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.0.111"}]}],
        },
        {"package": {"ecosystem": "npm", "name": "left-pad"}, "ranges": [{"events": [{"fixed": "1"}]}]},
    ],
}
CVE = {
    "cveMetadata": {"cveId": "CVE-2025-54135", "datePublished": "2025-08-05T00:00:00.000Z"},
    "containers": {
        "cna": {
            "affected": [
                {
                    "product": "cursor",
                    "versions": [{"version": "0", "lessThan": "1.3.9", "status": "affected"}],
                },
                {"product": "other", "versions": [{"lessThan": "9", "status": "affected"}]},
            ]
        }
    },
}


@pytest.mark.parametrize("record", [OSV, CVE], ids=["OSV", "CVE"])
def test_records_say_what_is_stored(record: dict[str, object]) -> None:
    (found,) = entries(record)
    (stored,) = [one for one in weaknesses().weaknesses if one.id == found.id]
    fields = ("tool", "published", "introduced", "fixed", "last")
    assert [getattr(found, name) for name in fields] == [getattr(stored, name) for name in fields]


def test_what_is_stored_is_possible() -> None:
    found = weaknesses()
    assert len({(one.id, one.tool) for one in found.weaknesses}) == len(found.weaknesses)
    for one in found.weaknesses:
        assert one.tool in configurations().tools
        assert one.published <= found.as_of
        assert (one.fixed is None) != (one.last is None)
        assert one.touches(one.fixed or "0") is (one.fixed is None)
        assert one.introduced is None or one.touches(one.introduced) is True


@pytest.mark.parametrize(
    ("version", "touched"), [("1.83.0", False), ("1.84.0", True), ("1.85.0", False), ("new", None)]
)
def test_versions(version: str, touched: bool | None) -> None:
    one = ToolWeakness(id="C", tool="t", published=date(2025, 1, 1), introduced="1.84.0", fixed="1.85.0")
    assert one.touches(version) is touched


def test_the_newest_fix_is_the_minimum() -> None:
    safe = minimum_safe("cursor")
    assert safe is not None
    assert safe.fixed == "3.0"
    assert minimum_safe("roo-code") is None  # no version is without it
    assert minimum_safe("aider") is None


def test_the_oldest_of_several_is_told_by_the_order_of_versions() -> None:
    assert oldest(["1.10.0", "1.9.3"]) == "1.9.3"
    assert oldest(["1.10.0", "canary"]) == "canary"
