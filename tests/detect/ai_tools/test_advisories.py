"""What is known against packages that AI tools run, by stores of real form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from records import archive, record, until

from tidegate.dependencies.advisories.building import Origin
from tidegate.dependencies.advisories.feeds import Feed
from tidegate.dependencies.advisories.holdings import Holdings
from tidegate.dependencies.advisories.installing import install, writing
from tidegate.detect.ai_tools.advisories import Advisories
from tidegate.detect.ai_tools.material import Material
from tidegate.model.finding import Confidence, Severity
from tidegate.model.tools import Configuration, Place, Server, Snapshot, Version

DAY = date(2026, 11, 2)
RECORDS = [
    record("GHSA-6xpm-ggf7-wc3p", "mcp-remote", *until("0.1.16"), ecosystem="npm"),
    record("MAL-2025-1", "bad-mcp", {"introduced": "0"}, ecosystem="npm"),
    record("GHSA-jh7p-qr78-84p7", "@anthropic-ai/claude-code", *until("2.0.65"), ecosystem="npm"),
]


@pytest.fixture
def advisories(tmp_path: Path) -> Iterator[Advisories]:
    holdings = Holdings(tmp_path)
    feed = archive(tmp_path / "all.zip", RECORDS)
    place = holdings.path("npm")
    with writing(place):
        install(place, "npm", Origin(str(feed), DAY.isoformat()), Feed(feed), force=True)
    yield Advisories(holdings, DAY, 7)
    holdings.close()


def material(*servers: Server, versions: tuple[Version, ...] = ()) -> Material:
    tool = Configuration(tool="claude-code", name="Claude Code", servers=servers, versions=versions)
    return Material(tools=Snapshot(tools={"claude-code": tool}))


def server(name: str, version: str | None, ecosystem: str = "npm") -> Server:
    package = f"{ecosystem}:{name}"
    return Server(name="a", package=package, version=version, places=(Place(".mcp.json", 3),))


def test_a_vulnerable_server(advisories: Advisories) -> None:
    (hit,) = advisories.detect(material(server("mcp-remote", "0.1.15")))
    assert (hit.rule, hit.path, hit.line) == ("ai-tool-vulnerable", ".mcp.json", 3)
    assert "GHSA-6xpm-ggf7-wc3p" in hit.message


def test_a_version_that_mends_it(advisories: Advisories) -> None:
    assert list(advisories.detect(material(server("mcp-remote", "0.1.16")))) == []
    assert advisories.gaps == {}


def test_a_malicious_server(advisories: Advisories) -> None:
    (hit,) = advisories.detect(material(server("bad-mcp", "1.0.0")))
    assert (hit.rule, hit.severity, hit.confidence) == (
        "ai-server-malicious",
        Severity.CRITICAL,
        Confidence.HIGH,
    )


def test_a_malicious_server_without_a_version(advisories: Advisories) -> None:
    (hit,) = advisories.detect(material(server("bad-mcp", None)))
    assert hit.rule == "ai-server-malicious"


def test_the_tool_itself(advisories: Advisories) -> None:
    places = (Place(".github/workflows/a.yml", 4),)
    old, new = (
        material(versions=(Version(kind="pinned", version=v, places=places),)) for v in ("2.0.1", "2.1.0")
    )
    assert any("GHSA-jh7p-qr78-84p7" in hit.message for hit in advisories.detect(old))
    assert not any("GHSA-jh7p-qr78-84p7" in hit.message for hit in advisories.detect(new))


def pinned(version: str) -> Material:
    places = (Place(".github/workflows/a.yml", 4),)
    return material(versions=(Version(kind="pinned", version=version, places=places),))


def test_records_of_the_tool_itself_need_no_store(tmp_path: Path) -> None:
    advisories = Advisories(Holdings(tmp_path), DAY, 7)
    found = {hit.identity[1]: hit for hit in advisories.detect(pinned("2.1.100"))}
    assert set(found) == {"CVE-2026-46406", "CVE-2026-54316", "CVE-2026-55607"}
    assert found["CVE-2026-54316"].message.endswith("2.1.163 mends it.")
    assert found["CVE-2026-54316"].severity is Severity.HIGH
    assert list(advisories.detect(pinned("2.1.163"))) == []


def test_a_record_that_an_advisory_tells_stands_once(tmp_path: Path) -> None:
    holdings = Holdings(tmp_path)
    told = record(
        "GHSA-a", "@anthropic-ai/claude-code", *until("2.1.163"), ecosystem="npm", aliases=["CVE-2026-55607"]
    )
    place, feed = holdings.path("npm"), archive(tmp_path / "all.zip", [told])
    with writing(place):
        install(place, "npm", Origin(str(feed), DAY.isoformat()), Feed(feed), force=True)
    found = list(Advisories(holdings, DAY, 7).detect(pinned("2.1.150")))
    holdings.close()
    assert len([hit for hit in found if "CVE-2026-55607" in hit.message or "GHSA-a" in hit.message]) == 1


def test_a_version_that_cannot_be_compared_is_named(tmp_path: Path) -> None:
    advisories = Advisories(Holdings(tmp_path), DAY, 7)
    assert list(advisories.detect(pinned("canary"))) == []
    assert "Claude Code canary has CVE-2025-54794 and" in advisories.gaps[".github/workflows/a.yml"]


def test_without_a_store_nobody_can_tell(advisories: Advisories) -> None:
    assert list(advisories.detect(material(server("x", "1.0", "PyPI")))) == []
    assert "no advisories of PyPI" in advisories.gaps[".mcp.json"]
