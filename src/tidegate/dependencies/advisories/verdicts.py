"""What is known of one version of a package: each bug once, whatever ids speak of it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tidegate.dependencies import versions
from tidegate.dependencies.advisories.matching import fixed_versions, is_affected
from tidegate.dependencies.advisories.store import Known
from tidegate.model.advisory import Advisory
from tidegate.model.finding import Severity

_ORDER = [Severity.UNKNOWN, Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL]


class Bug(msgspec.Struct, frozen=True):
    """One weakness of a package.

    ``ids`` are all that speak of it, the clearest first; ``published`` the earliest day of any of them.
    ``fixed`` are versions above the asked one that mend it. ``is_sure`` is false where it cannot be told
    whether the version has it.
    """

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


def bugs(ecosystem: str, known: Iterable[Known], version: str | None) -> list[Bug]:
    """The bugs that a version has or may have, worst first; without a version all may be had."""
    groups: dict[int, list[tuple[Known, bool]]] = {}
    for one in known:
        answer = is_affected(ecosystem, one.affected, version) if version is not None else None
        if answer is not False:
            groups.setdefault(one.bug, []).append((one, answer is True))
    found = [_bug(ecosystem, group, version) for group in groups.values()]
    return sorted(found, key=lambda bug: (not bug.is_malware, -_ORDER.index(bug.severity), bug.ids))


def _bug(ecosystem: str, group: list[tuple[Known, bool]], version: str | None) -> Bug:
    advisories = [one.advisory for one, _ in group]
    clearest = min(advisories, key=_unclear)
    ids = dict.fromkeys([clearest.id, *(one.id for one in advisories)])
    ids.update(dict.fromkeys(name for one in advisories for name in one.aliases))
    fixed = {text for one, _ in group for text in fixed_versions(ecosystem, one.affected, version)}
    return Bug(
        ids=tuple(ids),
        summary=clearest.summary,
        severity=max((one.severity for one in advisories), key=_ORDER.index),
        published=min((one.published for one in advisories if one.published), default=None),
        fixed=tuple(sorted(fixed, key=lambda text: versions.sort_key(ecosystem, text))),
        symbols=tuple(dict.fromkeys(name for one, _ in group for name in one.affected.symbols)),
        references=clearest.references,
        informational=next((one.informational for one in advisories if one.informational), None),
        is_malware=any(one.is_malware for one in advisories),
        is_sure=any(sure for _, sure in group),
    )


def _unclear(advisory: Advisory) -> tuple[bool, bool, str]:
    """Malware first, then a record with a severity; the id decides among equals."""
    return not advisory.is_malware, advisory.severity is Severity.UNKNOWN, advisory.id
