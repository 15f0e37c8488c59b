"""What changes in meaning ask for: controls, ways in, data, outside services."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tidegate.model.result import Access, EntryPoint
from tidegate.model.tier import Tier
from tidegate.policy.facts import ControlChange
from tidegate.policy.weighing import Case, Weighed, highest_tier, review

_MEANINGFUL = frozenset({"new", "changed"})  # what is only reached, or gone, opens nothing
_LOCAL = frozenset({"cli"})  # whoever may start a program on the machine is inside already
_DEFINES = "define"  # columns: a migration is judged by itself
_SHOWN = 3


def controls(case: Case) -> Iterator[Weighed]:
    """Another set of controls, told once a tier; a kind that is lost is a finding."""
    changes: dict[Tier, list[ControlChange]] = {}
    for change in case.facts.control_changes:
        changes.setdefault(case.exposed(Tier.HIGH, change.path, change.entry_point), []).append(change)
    for tier, found in changes.items():
        names = list(dict.fromkeys(change.entry_point for change in found))
        text = f"other controls stand before {_some(names)}"
        yield review(tier, "controls-changed", text, [change.path for change in found])


def entry_points(case: Case) -> Iterator[Weighed]:
    shipped = [entry for entry in case.facts.entry_points_added if case.is_shipped(entry.path)]
    added = [entry for entry in shipped if entry.kind not in _LOCAL]
    if added:
        tier = highest_tier(case.exposed(Tier.MEDIUM, entry.path, entry.name) for entry in added)
        text = f"new way in: {_some(_names(added))}"
        yield review(tier, "entry-point-added", text, [entry.path for entry in added])


def data(case: Case) -> Iterator[Weighed]:
    """New and changed queries, tables and fields; calls to outside services likewise."""
    for code, accesses, text in (
        ("data-access-changed", case.facts.data, "data access changes"),
        ("service-added", case.facts.services, "calls to outside services change"),
    ):
        meaningful = [
            access
            for access in accesses
            if access.change in _MEANINGFUL and access.operation != _DEFINES and case.is_shipped(access.path)
        ]
        if meaningful:
            said = _some(sorted({access.name for access in meaningful if access.name}))
            tier = highest_tier(case.exposed(Tier.MEDIUM, access.path, None) for access in meaningful)
            yield review(tier, code, f"{text}: {said}" if said else text, _paths(meaningful))
    yield from _personal(case)


def _personal(case: Case) -> Iterator[Weighed]:
    touched = [
        access
        for access in case.facts.data
        if access.change in _MEANINGFUL and case.is_shipped(access.path) and case.is_personal(access)
    ]
    if touched:
        tables = _some(sorted({access.name for access in touched}))
        yield review(
            Tier.HIGH, "personal-data", f"access to data of persons changes: {tables}", _paths(touched)
        )


def _paths(accesses: Iterable[Access]) -> list[str]:
    return [access.path for access in accesses]


def _names(entries: Iterable[EntryPoint]) -> list[str]:
    return list(dict.fromkeys(entry.name for entry in entries))


def _some(words: list[str]) -> str:
    more = len(words) - _SHOWN
    return ", ".join(words[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
