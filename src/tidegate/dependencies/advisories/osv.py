"""An OSV record → what is kept of it. Source: the OSV schema, https://ossf.github.io/osv-schema/."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from tidegate.dependencies.advisories.cvss import rated
from tidegate.dependencies.names import normal
from tidegate.dependencies.shapes import items, mapping, text
from tidegate.dependencies.versions import canonical
from tidegate.documents.errors import Unreadable
from tidegate.model.advisory import Advisory, Affected, Event, Range
from tidegate.model.finding import Severity

_KINDS = ("introduced", "fixed", "last_affected", "limit")
_REFERENCES = 5
_FIRST_DAY = date(1980, 1, 1)  # of anything that could be published
_SUMMARY = 300  # characters
_WORDS = {  # of a database that rates without a vector
    "LOW": Severity.LOW,
    "MODERATE": Severity.MEDIUM,
    "MEDIUM": Severity.MEDIUM,
    "HIGH": Severity.HIGH,
    "CRITICAL": Severity.CRITICAL,
}


class Record(msgspec.Struct, frozen=True):
    """``affected`` maps (ecosystem, normal name) to what the record says of that package."""

    advisory: Advisory
    affected: dict[tuple[str, str], Affected]
    is_withdrawn: bool


def record(document: Any) -> Record:
    """Raise Unreadable where it is no OSV record."""
    found = mapping(document, "the record")
    name = text(found.get("id"))
    if name is None:
        raise Unreadable("the record has no id")
    affected: dict[tuple[str, str], Affected] = {}
    informational: list[str] = []
    for one in items(found.get("affected"), "affected"):
        entry = mapping(one, "an affected package")
        informational += [text(_inner(entry, "database_specific").get("informational")) or ""]
        package = _package(entry)
        if package is not None:
            affected[package] = _joined(affected.get(package), _affected(entry))
    return Record(_advisory(name, found, informational), affected, bool(found.get("withdrawn")))


def _advisory(name: str, found: dict[str, Any], informational: list[str]) -> Advisory:
    severity, score, vector = rated(_vectors(found))
    if score is None:
        severity = _WORDS.get(str(_inner(found, "database_specific").get("severity")).upper(), severity)
    links = (
        text(mapping(one, "a reference").get("url")) for one in items(found.get("references"), "references")
    )
    words = text(found.get("summary")) or (text(found.get("details")) or "").strip().partition("\n")[0]
    aliases = (text(one) for one in items(found.get("aliases"), "aliases"))
    return Advisory(
        id=name,
        aliases=tuple(dict.fromkeys(one for one in aliases if one)),
        summary=words if len(words) <= _SUMMARY else f"{words[:_SUMMARY].rpartition(' ')[0]} …",
        published=_date(found.get("published")),
        modified=_date(found.get("modified")),
        severity=severity,
        score=score,
        vector=vector,
        informational=next(filter(None, informational), None),
        references=tuple(link for link in links if link)[:_REFERENCES],
    )


def _vectors(found: dict[str, Any]) -> Iterator[str]:
    """Of the record, and of the packages in it: either may carry them."""
    for holder in (found, *items(found.get("affected"), "affected")):
        for one in items(mapping(holder, "an affected package").get("severity"), "severity"):
            score = text(mapping(one, "a severity").get("score"))
            if score:
                yield score


def _package(entry: dict[str, Any]) -> tuple[str, str] | None:
    package = _inner(entry, "package")
    ecosystem, name = text(package.get("ecosystem")), text(package.get("name"))
    if ecosystem is None or name is None:
        return None
    ecosystem = ecosystem.partition(":")[0]  # "Debian:12", "Maven:https://…": the release and the registry
    return ecosystem, normal(ecosystem, name)


def _affected(entry: dict[str, Any]) -> Affected:
    ranges = tuple(_range(mapping(one, "a range")) for one in items(entry.get("ranges"), "ranges"))
    package = _package(entry)
    ecosystem = package[0] if package else ""
    versions = [text(one) for one in items(entry.get("versions"), "versions")]
    listed = tuple(dict.fromkeys(canonical(ecosystem, one) for one in versions if one))
    return Affected(ranges, listed, tuple(_symbols(entry)))


def _range(found: dict[str, Any]) -> Range:
    events = tuple(
        Event(kind, str(mapping(one, "an event")[kind]))
        for one in items(found.get("events"), "events")
        for kind in _KINDS
        if kind in mapping(one, "an event")
    )
    return Range(text(found.get("type")) or "ECOSYSTEM", events, text(found.get("repo")))


def _symbols(entry: dict[str, Any]) -> Iterator[str]:
    """Go: ``imports`` with a path and symbols in it; PyPI: an attribute in modules; crates.io: functions."""
    specific = _inner(entry, "ecosystem_specific")
    for one in items(specific.get("imports"), "imports"):
        found = mapping(one, "an import")
        attribute, path = text(found.get("attribute")), text(found.get("path"))
        modules = [path] if path else [text(name) for name in items(found.get("modules"), "modules")]
        names = [attribute] if attribute else [text(name) for name in items(found.get("symbols"), "symbols")]
        for module in filter(None, modules):
            yield from (f"{module}:{name}" for name in names if name)
            if not names:
                yield module
    named = _inner(specific, "affects").get("functions") or specific.get("functions")
    functions = items(named, "functions")
    yield from (name for name in functions if isinstance(name, str))


def _inner(holder: dict[str, Any], key: str) -> dict[str, Any]:
    found = holder.get(key)
    return found if isinstance(found, dict) else {}


def _joined(one: Affected | None, other: Affected) -> Affected:
    """A record may name a package several times, once for each line of releases."""
    if one is None:
        return other
    return Affected(one.ranges + other.ranges, one.versions + other.versions, one.symbols + other.symbols)


def _date(value: Any) -> str | None:
    """The day, where it can be one: sources that know none write 0001-01-01."""
    try:
        day = date.fromisoformat((text(value) or "")[:10])
    except ValueError:
        return None
    return day.isoformat() if day >= _FIRST_DAY else None
