"""What is known of one version of a package: each bug once, whatever ids speak of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from tidegate.dependencies import versions
from tidegate.dependencies.advisories.matching import fixed_versions, is_affected, is_everything
from tidegate.dependencies.advisories.store import Known
from tidegate.model.advisory import Advisory
from tidegate.model.finding import Severity

_ORDER = [Severity.UNKNOWN, Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL]

# Whether one record holds for what was asked; ``None``: it cannot be told.
Question = Callable[[Known], bool | None]


class Bug(msgspec.Struct, frozen=True):
    """One weakness of a package.

    ``number`` is equal for what one store says of one weakness. ``ids`` are all that speak of it, the
    clearest first; ``published`` the earliest day of any of them. ``fixed`` are versions above the asked one
    that mend it, whichever record is asked. ``is_sure`` is false where it cannot be told whether the version
    has it.
    """

    number: int
    ids: tuple[str, ...]
    summary: str
    severity: Severity
    published: str | None
    fixed: tuple[str, ...]
    symbols: tuple[str, ...]
    references: tuple[str, ...]
    informational: str | None
    is_malware: bool
    is_sure: bool
    score: float | None = None
    vector: str | None = None  # of the record with the highest score

    @property
    def name(self) -> str:
        """The id that stays when other databases come to speak of it, too: the CVE's where it has one."""
        return min(self.ids, key=lambda one: (not one.startswith("CVE-"), one))


def bugs(ecosystem: str, known: Iterable[Known], version: str | None) -> list[Bug]:
    """The bugs that a version has or may have, worst first; without one, those of every version are sure."""
    return having(ecosystem, known, lambda one: holds(ecosystem, one, version), version)


def having(ecosystem: str, known: Iterable[Known], asked: Question, version: str | None = None) -> list[Bug]:
    """The bugs whose records hold or may hold, worst first. Fixes are those above ``version``."""
    groups: dict[int, list[tuple[Known, bool]]] = {}
    for one in known:
        answer = asked(one)
        if answer is not False:
            groups.setdefault(one.bug, []).append((one, answer is True))
    found = [_bug(ecosystem, number, group, version) for number, group in groups.items()]
    return sorted(found, key=lambda bug: (not bug.is_malware, -_ORDER.index(bug.severity), bug.ids))


def holds(ecosystem: str, known: Known, version: str | None) -> bool | None:
    """Whether a record is about this version. One of malware that names no version is about each."""
    affected = known.affected
    if known.advisory.is_malware and not affected.ranges and not affected.versions:
        return True
    if version is not None:
        return is_affected(ecosystem, affected, version)
    return True if any(one.type != "GIT" and is_everything(one) for one in affected.ranges) else None


def first_clean(ecosystem: str, known: Iterable[Known], candidates: Iterable[str]) -> str | None:
    """The first of the candidates for which no record of the package holds, as far as can be told."""
    records = list(known)
    for version in candidates:
        if all(holds(ecosystem, one, version) is False for one in records):
            return version
    return None


def _bug(ecosystem: str, number: int, group: list[tuple[Known, bool]], version: str | None) -> Bug:
    advisories = [one.advisory for one, _ in group]
    clearest = min(advisories, key=_unclear)
    worst = max(advisories, key=lambda one: one.score or 0.0)
    ids = dict.fromkeys([clearest.id, *(one.id for one in advisories)])
    ids.update(dict.fromkeys(name for one in advisories for name in one.aliases))
    return Bug(
        number=number,
        ids=tuple(ids),
        summary=clearest.summary,
        severity=max((one.severity for one in advisories), key=_ORDER.index),
        published=min((one.published for one in advisories if one.published), default=None),
        fixed=_fixed(ecosystem, [one for one, _ in group], version),
        symbols=tuple(dict.fromkeys(name for one, _ in group for name in one.affected.symbols)),
        references=clearest.references,
        informational=next((one.informational for one in advisories if one.informational), None),
        is_malware=any(one.is_malware for one in advisories),
        is_sure=any(sure for _, sure in group),
        score=worst.score,
        vector=worst.vector,
    )


def _fixed(ecosystem: str, group: list[Known], version: str | None) -> tuple[str, ...]:
    """Of what the records call fixed, what none of them calls affected."""
    named = {text for one in group for text in fixed_versions(ecosystem, one.affected, version)}
    mending = (text for text in named if not any(holds(ecosystem, one, text) for one in group))
    return tuple(sorted(mending, key=lambda text: versions.sort_key(ecosystem, text)))


def _unclear(advisory: Advisory) -> tuple[bool, bool, str]:
    """Malware first, then a record with a severity; the id decides among equals."""
    return not advisory.is_malware, advisory.severity is Severity.UNKNOWN, advisory.id
