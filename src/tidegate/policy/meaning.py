"""What changes in meaning ask for: controls and the code behind them, ways in, data, outside services."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tidegate.model.kinds import ChangeKind
from tidegate.model.result import Access, EntryPoint
from tidegate.model.tier import Tier
from tidegate.policy.facts import ControlChange
from tidegate.policy.weighing import DEFINES, Case, Weighed, highest_tier, review

_SHOWN = 3
_IDENTIFYING = (
    (ChangeKind.AUTHENTICATION, "authentication-changed", "code that says who asks changes"),
    (ChangeKind.AUTHORIZATION, "authorization-changed", "code that says who may changes"),
)


def controls(case: Case) -> Iterator[Weighed]:
    """Another set of controls, or others' questions, told once a tier; a kind that is lost is a finding."""
    changes: dict[tuple[Tier, bool], list[ControlChange]] = {}
    for change in case.facts.control_changes:
        tier = case.exposed(Tier.HIGH, change.path, change.entry_point)
        changes.setdefault((tier, change.before == change.after), []).append(change)
    for (tier, is_same), found in changes.items():
        names = _some(list(dict.fromkeys(change.entry_point for change in found)))
        text = f"what stands before {names} asks something else"
        text = text if is_same else f"other controls stand before {names}"
        yield review(tier, "controls-changed", text, [change.path for change in found])


def identity(case: Case) -> Iterator[Weighed]:
    """Code that signs people in or grants them something, and what the team names as such. Of providers of
    controls it is compared what they ask."""
    about = [one for one in case.facts.about if not one.compared and case.is_shipped(one.path)]
    for kind, code, text in _IDENTIFYING:
        found = [one for one in about if one.kind is kind]
        if found:
            said = _some(list(dict.fromkeys(one.what for one in found)))
            yield review(Tier.HIGH, code, f"{text}: {said}", [one.path for one in found])


def entry_points(case: Case) -> Iterator[Weighed]:
    added = case.entries_added
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
        meaningful = [one for one in case.meaningful(accesses) if one.operation != DEFINES]
        if meaningful:
            said = _some(sorted({access.name for access in meaningful if access.name}))
            tier = highest_tier(case.exposed(Tier.MEDIUM, access.path, None) for access in meaningful)
            yield review(tier, code, f"{text}: {said}" if said else text, _paths(meaningful))
    yield from _personal(case)


def _personal(case: Case) -> Iterator[Weighed]:
    touched = [access for access in case.meaningful(case.facts.data) if case.is_personal(access)]
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
