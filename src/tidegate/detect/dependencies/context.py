"""What detectors of dependencies work on, and how they say what they found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from tidegate.config.loading import SETTINGS
from tidegate.config.settings import Settings
from tidegate.dependencies.added_imports import AddedImport
from tidegate.dependencies.advisories.holdings import Holdings
from tidegate.dependencies.compare import Compared, Entry
from tidegate.dependencies.earlier import Earlier
from tidegate.dependencies.names import TAGGED, normal
from tidegate.detect.dependencies.mentions import Searched
from tidegate.detect.findings import finding, fingerprints
from tidegate.flow.summary import Place
from tidegate.model.finding import Confidence, Finding, Kind, Severity, Status
from tidegate.model.learned import Learned
from tidegate.model.period import is_date
from tidegate.model.registry import Facts
from tidegate.model.result import DependencyChange, DependencyPlace, NotAnalysed
from tidegate.program.names import MODULE, FunctionId

if TYPE_CHECKING:
    from tidegate.dependencies.online.osv_api import OsvApi

Package = tuple[str, str, str | None]  # ecosystem, normal name, version

_NAMED = 3
_REVISION = 12  # characters of a commit or digest that people compare


class DependencyContext(msgspec.Struct, frozen=True):
    """``gaps`` is filled by detectors: what could not be told, and of which file.

    ``registry`` has what registries say of packages, by normal names; ``None``: nobody asked them.
    ``learned`` has up to when the model had learned that wrote a package's line, where somebody says which.
    ``asked`` is OSV's service, where it may be asked. ``head`` is the tree of the change, to be searched for
    what uses a package. ``imports`` are those of others' modules that are new in the repository.
    """

    compared: Compared
    earlier: Earlier
    holdings: Holdings
    settings: Settings
    today: date
    gaps: list[NotAnalysed]
    registry: Mapping[Package, Facts] | None = None
    head: Searched | None = None
    asked: OsvApi | None = None
    imports: Sequence[AddedImport] = ()
    learned: Mapping[tuple[str, str], Learned] = {}

    def could_not_tell(self, change: DependencyChange, why: str) -> None:
        gap = NotAnalysed(change.places[0].path, why)
        if gap not in self.gaps:
            self.gaps.append(gap)

    def facts(self, ecosystem: str, name: str, version: str | None) -> Facts | None:
        """What a registry says of a version; ``None`` where nobody asked it, and where it does not know."""
        asked = (ecosystem, normal(ecosystem, name), version)
        return self.registry.get(asked) if self.registry is not None else None

    def learned_until(self, ecosystem: str, name: str) -> Learned | None:
        """Of the model that wrote its line, else of the assistants in use; ``None``: nobody says."""
        written_by = self.learned.get((ecosystem, normal(ecosystem, name)))
        return written_by or _by_settings(self.settings.dependencies.assistants_learned_until)

    def advisories_date(self) -> str | None:
        """The day up to which the answer knows everything, of all that was asked."""
        days = [day for day in (self.holdings.date(), self.asked and self.asked.day) if day]
        return min(days, default=None)


def _by_settings(said: str | None) -> Learned | None:
    """What the team says of its assistants: a date, or one of the models that are known."""
    if said is None:
        return None
    if is_date(said):
        what = "the day up to which the assistants in use have learned"
        return Learned(what=what, until=said, source=SETTINGS)
    from tidegate.knowledge.models import learned

    return learned(said)


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a finding says in its own words; the catalogue says the rest."""

    rule: str
    message: str
    severity: Severity | None = None
    confidence: Confidence = Confidence.HIGH
    status: Status = Status.INTRODUCED
    fix: str | None = None
    identity: tuple[str, ...] = ()  # beside rule and package: what makes it another finding


def report(change: DependencyChange, said: Said) -> Finding:
    """A finding at the first place of a change of a package."""
    name = normal(change.ecosystem, change.name)
    found = report_at(change.places[0], said, (change.ecosystem, name), f"{name} {change.places[0].path}")
    return _about(found, [change])


def report_entry(entry: Entry, said: Said) -> Finding:
    """A finding at one file's part in a change."""
    name = normal(entry.change.ecosystem, entry.change.name)
    found = report_at(entry.place, said, (entry.change.ecosystem, name), f"{name} {entry.place.path}")
    return _about(found, [entry.change])


def report_group(entries: Sequence[Entry], said: Said) -> Finding:
    """One finding for what holds of several packages of one file."""
    names = sorted({normal(one.change.ecosystem, one.change.name) for one in entries})
    place = entries[0].place
    found = report_at(place, said, (place.path, *names), f"{' '.join(names)} {place.path}")
    return _about(found, [one.change for one in entries])


def _about(found: Finding, changes: Iterable[DependencyChange]) -> Finding:
    return replace(found, packages=tuple(dict.fromkeys(f"{one.ecosystem}:{one.name}" for one in changes)))


def report_at(where: DependencyPlace, said: Said, about: tuple[str, ...], line_text: str) -> Finding:
    place = Place(FunctionId(where.path, MODULE), where.line, where.line, 1)
    identity = (*about, *said.identity)
    prints = fingerprints(said.rule, identity, line_text, [part for part in identity if part != where.path])
    found = finding(said.rule, Kind.DEPENDENCY, said.status, place, prints, said.confidence)
    return replace(
        found,
        message=said.message,
        severity=said.severity or found.severity,
        fix=said.fix or found.fix,
    )


def by_file(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Entries of one file together."""
    found: dict[str, list[Entry]] = {}
    for one in entries:
        found.setdefault(one.place.path, []).append(one)
    return list(found.values())


def listed(entries: Sequence[Entry]) -> str:
    """The packages, the first three by name: "a 1.0, b 2.0, c 3.0 and 4 more"."""
    names = list(dict.fromkeys(shown(one.change) for one in entries))
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def pulled(change: DependencyChange) -> str:
    """``, pulled in by flask``; nothing for what is asked for directly."""
    return f", pulled in by {change.via[0]}" if change.via else ""


def shown(change: DependencyChange) -> str:
    """The package and what head has of it: "jinja2 2.10", "jinja2 >=2,<3"; of a bare commit its beginning."""
    revision = (change.revision or "").rpartition(":")[2] if change.ecosystem in TAGGED else ""
    return " ".join(
        filter(None, (change.name, change.head_version or change.head_range or revision[:_REVISION]))
    )
