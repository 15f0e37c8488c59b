"""Which checks a function has done when it returns, and what a way through a block has found safe."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from tidegate.flow.frame import Environment, Frame
from tidegate.flow.guards import KNOWN
from tidegate.flow.taints import NO_KINDS, Input, Taint
from tidegate.flow.values import Value
from tidegate.knowledge.weaknesses import by_sink

ALL = frozenset({"all", KNOWN})


def cleared_inputs(frame: Frame, environments: Iterable[Environment]) -> dict[str, frozenset[str]]:
    """Parameters that every one of the ``environments`` leaves checked, and for which kinds."""
    found: dict[str, frozenset[str]] | None = None
    for environment in environments:
        here = {p.name: _cleared(frame, environment, p.name) for p in frame.function.parameters}
        found = {name: _both(kinds, here[name]) for name, kinds in (found or here).items()}
    return {name: kinds for name, kinds in (found or {}).items() if kinds}


def _both(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """Kinds that both are safe for; words that are no sink's kind are not in "all"."""
    shared = one & other
    for whole, part in ((one, other), (other, one)):
        if "all" in whole:
            shared |= frozenset(kind for kind in part if kind in by_sink())
    return shared


def shared_kinds(taints: Iterable[Taint]) -> frozenset[str]:
    """The kinds that all of some data is safe for."""
    cleared = [taint.cleared for taint in taints]
    return reduce(_both, cleared) if cleared else ALL


def _cleared(frame: Frame, environment: Environment, parameter: str) -> frozenset[str]:
    value = environment.get(parameter)
    if value is None:
        return frozenset()
    mine = [t for t in value.taints if t.origin == Input(frame.identity, parameter, ())]
    if not mine:
        untouched = parameter not in frame.assigned_at
        return ALL if untouched and not value.taints and _still_input(value) else frozenset()
    return shared_kinds(mine)


def _still_input(value: Value) -> bool:
    """An input that lost its taint in a check, rather than a variable that was given something else."""
    return value.constants is not None or (
        not value.references and not value.entities and value.fields is None
    )


def gained(before: Value, after: Value) -> frozenset[str]:
    """The kinds that a value was found safe for on the way, if it was outside data before."""
    if not before.all_taints():
        return NO_KINDS
    return shared_kinds(after.all_taints())
