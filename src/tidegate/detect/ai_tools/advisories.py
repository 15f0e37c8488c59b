"""What is known against packages that a tool's settings run, and against the tool's own version."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tidegate.dependencies.advisories.asked import Asked
from tidegate.dependencies.advisories.holdings import ECOSYSTEMS, Holdings, NoAnswer
from tidegate.dependencies.advisories.verdicts import Bug
from tidegate.dependencies.names import normal
from tidegate.detect.ai_tools.facts import hit, tools
from tidegate.detect.ai_tools.hits import Hit
from tidegate.detect.ai_tools.material import Material
from tidegate.knowledge.configurations import configurations
from tidegate.knowledge.tool_weaknesses import ToolWeakness, of_tool
from tidegate.model.finding import Confidence, Severity
from tidegate.model.tools import Configuration, Fact, Version

VULNERABLE = "ai-tool-vulnerable"
MALICIOUS = "ai-server-malicious"
_PINNED = "pinned"


class Advisories:
    """``gaps`` are the paths of what could not be asked, and why."""

    def __init__(self, holdings: Holdings, today: date, days: int) -> None:
        self._holdings = holdings
        self._today, self._days = today, days
        self.gaps: dict[str, str] = {}

    def detect(self, material: Material) -> Iterator[Hit]:
        for tool in tools(material):
            for server in tool.servers:
                if server.package:
                    yield from self._known(tool, server, server.package, server.version)
            for version in tool.versions:
                if version.kind == _PINNED:
                    yield from self._of_version(tool, version)

    def _of_version(self, tool: Configuration, version: Version) -> Iterator[Hit]:
        """What advisories say of its packages, then the packaged records of tools themselves."""
        advised: set[str] = set()
        for package in _packages(tool):
            for bug in self._bugs(version, package, version.version):
                advised.update(bug.ids)
                yield _hit(tool, version, f"{package.partition(':')[2]} {version.version}", bug)
        records = [one for one in of_tool(tool.tool) if one.id not in advised]
        yield from (_recorded(tool, version, one) for one in records if one.touches(version.version))
        if unsure := [one.id for one in records if one.touches(version.version) is None]:
            ids = f"{unsure[0]} and {len(unsure) - 1} more" if unsure[1:] else unsure[0]
            why = f"whether {tool.name} {version.version} has {ids} cannot be told: no version to compare"
            self.gaps |= {place.path: why for place in version.places}

    def _known(self, tool: Configuration, fact: Fact, package: str, version: str | None) -> Iterator[Hit]:
        for bug in self._bugs(fact, package, version):
            yield _hit(tool, fact, f"{package.partition(':')[2]} {version or ''}".strip(), bug)

    def _bugs(self, fact: Fact, package: str, version: str | None) -> Iterator[Bug]:
        """Those that are sure, and malware."""
        ecosystem, _, name = package.partition(":")
        if ecosystem not in ECOSYSTEMS or not name:
            return
        try:
            store = self._holdings.asked(ecosystem)
        except NoAnswer as error:
            self.gaps |= {place.path: str(error) for place in fact.places}
            return
        if old := self._holdings.too_old(ecosystem, self._today, self._days):
            self.gaps |= {place.path: old for place in fact.places}
        known = store.of([normal(ecosystem, name)]).get(normal(ecosystem, name), [])
        for bug in Asked(ecosystem, version, None, None).bugs(known):
            if bug.is_sure or bug.is_malware:
                yield bug


def _packages(tool: Configuration) -> list[str]:
    """By which the tool itself is installed."""
    known = configurations().tools.get(tool.tool)
    return known.packages if known else []


def _recorded(tool: Configuration, version: Version, one: ToolWeakness) -> Hit:
    """No record says how bad it is: an agent's own protections are what it breaks."""
    about = f": {one.note}" if one.note else ""
    mended = f"{one.fixed} mends it" if one.fixed else "no version is known that mends it"
    message = (
        f"{tool.name} {version.version}, which this runs, is affected by {one.id}, "
        f"published {one.published}{about}; {mended}."
    )
    return hit(VULNERABLE, tool, version, message, (one.id,), Severity.HIGH, Confidence.HIGH)


def _hit(tool: Configuration, fact: Fact, what: str, bug: Bug) -> Hit:
    about = (bug.summary or "no summary is given").rstrip(".")
    when = f", published {bug.published}" if bug.published else ""
    affected = "is affected" if bug.is_sure else "may be affected (no version is named)"
    message = f"{what}, which {tool.name} runs, {affected} by {bug.ids[0]}{when}: {about}."
    rule = MALICIOUS if bug.is_malware else VULNERABLE
    severity = Severity.CRITICAL if bug.is_malware else bug.severity
    confidence = Confidence.HIGH if bug.is_sure else Confidence.MEDIUM
    return hit(rule, tool, fact, message, (bug.name,), severity, confidence)
