"""The words for what a change does to the dependencies: what matters first, then what was asked for."""

from __future__ import annotations

from collections.abc import Iterable

from tidegate.model.finding import Status
from tidegate.model.result import CheckResult, Dependencies, DependencyChange
from tidegate.reports import words

_WHAT = {
    "left-registry": "left its registry",
    "source-changed": "comes from elsewhere",
    "integrity-changed": "has another hash",
    "integrity-lost": "lost its hash",
    "pin-removed": "is not pinned any more",
    "install-script-added": "runs code when it is installed",
    "became-runtime": "is needed by the running program now",
}
_OTHERS = {"preferred": "where the team prefers {}", "used": "where {} is used", "replaced": "in place of {}"}


_REVISION = 12  # characters of a commit or digest


def summary(dependencies: Dependencies) -> str:
    """``2 added, 1 updated, 1 removed; 3 asked for directly``; empty where nothing changed."""
    counts = (
        ("added", dependencies.added),
        ("updated", dependencies.updated),
        ("removed", dependencies.removed),
    )
    said = ", ".join(f"{len(changes):,} {word}" for word, changes in counts if changes)
    direct = sum(change.direct is True for _, changes in counts for change in changes)
    return f"{said}; {direct:,} asked for directly" if said else ""


def lines(result: CheckResult) -> list[str]:
    """One line a package: those with findings first, then direct ones."""
    why = _findings(result)
    changes = [*result.dependencies.added, *result.dependencies.updated, *result.dependencies.removed]
    changes.sort(key=lambda change: (not _why(change, why), change.direct is not True))
    return [_line(change, _why(change, why)) for change in changes]


def _findings(result: CheckResult) -> dict[str, list[str]]:
    """Titles of introduced findings by package."""
    found: dict[str, list[str]] = {}
    for finding in words.with_status(result, Status.INTRODUCED):
        for package in finding.packages:
            found.setdefault(package, []).append(finding.title)
    return found


def _why(change: DependencyChange, titles: dict[str, list[str]]) -> list[str]:
    return list(dict.fromkeys(titles.get(f"{change.ecosystem}:{change.name}", [])))


def _line(change: DependencyChange, why: Iterable[str]) -> str:
    """``adds wand 0.6 (PyPI, dev) for image processing, where pillow is used in 14 places: …``."""
    kinds = ", ".join([change.ecosystem, *([change.scope] if change.scope != "runtime" else [])])
    via = f", pulled in by {' → '.join(change.via)}" if change.via else ""
    said = [_WHAT[word] for word in change.what if word in _WHAT]
    matters = "; ".join(dict.fromkeys([*said, *why]))
    return f"{_what(change)} ({kinds}){_why_it(change)}{via}" + (f": {matters}" if matters else "")


def _why_it(change: DependencyChange) -> str:
    """What it is for, where something else does that, too."""
    other = next((one for one in change.alternatives if one.why in _OTHERS), None)
    if change.purpose is None or other is None:
        return ""
    count = f"{'' if other.complete else 'at least '}{other.places or 0:,}"
    where = f" in {count} place{'' if other.places == 1 else 's'}" if other.places else ""
    return f" for {change.purpose.words}, {_OTHERS[other.why].format(other.name)}{where}"


def _what(change: DependencyChange) -> str:
    before = change.base_version or change.base_range or ""
    after = change.head_version or change.head_range or (change.revision or "").rpartition(":")[2][:_REVISION]
    if "removed" in change.what:
        return f"removes {change.name} {before}".rstrip()
    if "added" in change.what:
        return f"adds {change.name} {after}".rstrip()
    verb = "takes back" if "downgraded" in change.what else "updates"
    moved = f" {before or 'any'} → {after or 'any'}" if before != after else f" {after}"
    return f"{verb} {change.name}{moved}".rstrip()
