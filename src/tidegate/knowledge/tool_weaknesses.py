"""Known weaknesses of AI tools: dated facts out of OSV and CVE records.

``python -m tidegate.knowledge.tool_weaknesses FILE…`` prints the entries that records in JSON make; what no
record says a person enters, and says so in the note.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from packaging.version import InvalidVersion, Version

from tidegate.knowledge.configurations import configurations
from tidegate.knowledge.store import ROOT, convert_yaml


class ToolWeakness(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Versions from ``introduced`` on, before ``fixed``, or up to ``last`` and that one too."""

    id: str
    tool: str
    published: date
    introduced: str | None = None
    fixed: str | None = None
    last: str | None = None
    note: str = ""

    def touches(self, version: str) -> bool | None:
        """``None`` where versions cannot be compared."""
        try:
            at = Version(version)
            if self.introduced and at < Version(self.introduced):
                return False
            return at < Version(self.fixed) if self.fixed else at <= Version(self.last or "")
        except InvalidVersion:
            return None


def oldest(versions: list[str]) -> str:
    """The one that has most weaknesses; one that cannot be compared comes first: it may be any."""

    def place(version: str) -> tuple[bool, Version]:
        try:
            return True, Version(version)
        except InvalidVersion:
            return False, Version("0")

    return min(versions, key=place)


class ToolWeaknesses(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    as_of: date
    weaknesses: list[ToolWeakness]


@cache
def weaknesses() -> ToolWeaknesses:
    text = (ROOT / "tool_weaknesses.yaml").read_text("utf-8")
    return convert_yaml(text, ToolWeaknesses, "tool_weaknesses.yaml")


def of_tool(tool: str) -> list[ToolWeakness]:
    return [one for one in weaknesses().weaknesses if one.tool == tool]


def minimum_safe(tool: str) -> ToolWeakness | None:
    """The record whose fix is the newest: its ``fixed`` is the first version that nothing is known against.

    ``None`` where nothing is known, or where what is known is not fixed in any version."""
    known = of_tool(tool)
    if not known or unfixed(tool):
        return None
    return max((one for one in known if one.fixed), key=lambda one: Version(one.fixed or "0"), default=None)


def unfixed(tool: str) -> list[ToolWeakness]:
    """What no record names a fixed version of, and no later fix outlives."""
    known = of_tool(tool)
    newest = max((Version(one.fixed) for one in known if one.fixed), default=Version("0"))
    return [one for one in known if one.last and Version(one.last) >= newest]


def entries(record: dict[str, Any]) -> Iterator[ToolWeakness]:
    """What a record in OSV's or CVE's form says of tools that are known by a package or product."""
    yield from _osv(record) if "affected" in record else _cve(record)


def _osv(record: dict[str, Any]) -> Iterator[ToolWeakness]:
    name = next((one for one in record.get("aliases", ()) if one.startswith("CVE-")), record["id"])
    for affected in record["affected"]:
        package = affected.get("package", {})
        tool = _products().get(f"{package.get('ecosystem')}:{package.get('name')}".lower())
        for ranges in affected.get("ranges", ()) if tool else ():
            points = {key: value for event in ranges.get("events", ()) for key, value in event.items()}
            yield _entry(name, tool or "", record["published"], points, points.get("last_affected"))


def _cve(record: dict[str, Any]) -> Iterator[ToolWeakness]:
    about = record["cveMetadata"]
    for affected in record["containers"]["cna"].get("affected", ()):
        tool = _products().get(str(affected.get("product", "")).lower())
        for version in affected.get("versions", ()) if tool else ():
            points = {"introduced": version.get("version"), "fixed": version.get("lessThan")}
            last = version.get("lessThanOrEqual")
            if version.get("status") == "affected" and (points["fixed"] or last):
                yield _entry(about["cveId"], tool or "", about["datePublished"], points, last)


def _entry(name: str, tool: str, published: str, points: dict[str, Any], last: str | None) -> ToolWeakness:
    start = points.get("introduced")
    return ToolWeakness(
        id=name,
        tool=tool,
        published=date.fromisoformat(published[:10]),
        introduced=None if start in (None, "0", "n/a", "unspecified") else str(start),
        fixed=points.get("fixed"),
        last=last,
    )


@cache
def _products() -> dict[str, str]:
    """Package or product name, in lower case → tool."""
    known = configurations()
    packages = {p.lower(): tool for tool, one in known.tools.items() for p in one.packages}
    return {name.lower(): tool for tool, name in known.names.items()} | packages


if __name__ == "__main__":
    for path in sys.argv[1:]:
        for found in entries(json.loads(Path(path).read_text("utf-8"))):
            plain = {key: value for key, value in msgspec.to_builtins(found).items() if value}
            sys.stdout.write(f"- {json.dumps(plain)}\n")
