"""The kinds of a change, each matched, not matched or unknown, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from tidegate.model.configuration import ConfigurationKind
from tidegate.model.kinds import ChangeKind
from tidegate.model.paths import PathClass
from tidegate.model.requirements import State
from tidegate.model.result import Access
from tidegate.policy.tiers.logic import Answer
from tidegate.policy.tiers.untold import untold_code
from tidegate.policy.weighing import DEFINES, Case

_SETTINGS = {
    ChangeKind.INFRASTRUCTURE: (ConfigurationKind.DEPLOYMENT,),
    ChangeKind.WORKFLOW: (ConfigurationKind.CI,),
    ChangeKind.AI_TOOL_CONFIGURATION: (ConfigurationKind.AGENT,),
    ChangeKind.GATE_CONFIGURATION: (ConfigurationKind.GATE, ConfigurationKind.OWNERS),
}
_SHOWN = 3


def kinds(case: Case) -> Mapping[ChangeKind, Answer]:
    """Of kinds that only code tells, none is denied where some code was not understood: then ``why`` is
    what kept it from that."""
    why_not_told = untold_code(case)
    return {kind: _answer(kind, case, why_not_told) for kind in ChangeKind}


def _answer(kind: ChangeKind, case: Case, untold: str) -> Answer:
    seen = list(dict.fromkeys(_seen(kind, case)))
    if seen:
        more = f" and {len(seen) - _SHOWN} more" if len(seen) > _SHOWN else ""
        return Answer(State.MATCHED, f"{kind}: {'; '.join(seen[:_SHOWN])}{more}")
    doubt = _doubt(kind, case, untold)
    if doubt:
        return Answer(State.UNKNOWN, doubt)
    return Answer(State.NOT_MATCHED, f"{kind}: nothing of it changes")


def _seen(kind: ChangeKind, case: Case) -> Iterator[str]:
    """Everything that makes the change one of ``kind``, in words."""
    for one in case.facts.about:
        if one.kind is kind and case.is_shipped(one.path):
            yield f"{one.what} ({one.why})"
    if kind in _SETTINGS:
        yield from _settings(kind, case)
    if kind in _OF_FACTS:
        yield from _OF_FACTS[kind](case)


def _doubt(kind: ChangeKind, case: Case, untold: str) -> str:
    """Why ``kind`` cannot be denied; paths alone tell settings, unless the change is not known whole."""
    if kind in _SETTINGS:
        return "it does not merge cleanly" if case.facts.conflict else ""
    return untold


def _settings(kind: ChangeKind, case: Case) -> Iterator[str]:
    wanted = _SETTINGS[kind]
    yield from (path for path in case.touched if case.configures(path) in wanted)
    if kind is ChangeKind.GATE_CONFIGURATION and case.facts.first_configuration:
        yield "the first .tidegate/"


def _controls(kind: ChangeKind) -> Callable[[Case], Iterator[str]]:
    def found(case: Case) -> Iterator[str]:
        for change in case.facts.control_changes:
            if kind.value in change.kinds:
                yield f"other controls before {change.entry_point}"
        for finding in case.introduced:
            if finding.rule.startswith(f"{kind.value}-") and case.is_shipped(finding.path):
                yield finding.title

    return found


def _data(case: Case) -> Iterator[str]:
    return _named(one for one in case.meaningful(case.facts.data) if one.operation != DEFINES)


def _calls(case: Case) -> Iterator[str]:
    return _named(case.meaningful(case.facts.services))


def _schema(case: Case) -> Iterator[str]:
    for file in case.facts.files:
        if file.path_class is PathClass.MIGRATION and file.path not in case.facts.same:
            yield file.path
    yield from _named(one for one in case.meaningful(case.facts.data) if one.operation == DEFINES)


def _entries(case: Case) -> Iterator[str]:
    return (one.name for one in case.entries_added)


def _personal(case: Case) -> Iterator[str]:
    return _named(one for one in case.meaningful(case.facts.data) if case.is_personal(one))


def _packages(case: Case) -> Iterator[str]:
    yield from (f"{one.name} ({one.ecosystem})" for one in case.facts.dependencies)
    settled = case.facts.dependencies_read | case.facts.same
    for file in case.facts.files:
        if file.path_class is PathClass.DEPENDENCIES and file.path not in settled:
            yield file.path


_OF_FACTS: Mapping[ChangeKind, Callable[[Case], Iterator[str]]] = {
    ChangeKind.AUTHENTICATION: _controls(ChangeKind.AUTHENTICATION),
    ChangeKind.AUTHORIZATION: _controls(ChangeKind.AUTHORIZATION),
    ChangeKind.DATA_ACCESS: _data,
    ChangeKind.OUTSIDE_CALLS: _calls,
    ChangeKind.DATABASE_SCHEMA: _schema,
    ChangeKind.ENTRY_POINT_ADDED: _entries,
    ChangeKind.PERSONAL_DATA: _personal,
    ChangeKind.DEPENDENCIES: _packages,
}


def _named(accesses: Iterable[Access]) -> Iterator[str]:
    for one in accesses:
        yield f"{one.name or 'something'} ({one.operation}, {one.change})"
