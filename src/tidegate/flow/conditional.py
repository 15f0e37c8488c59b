"""Checks that count where the outside has no part in what was compared with: ``item in user.clinics``.

Whether it has is known to the caller. Till then data is safe under a condition: ``all?user.clinics``
is a kind, which each call decides with its arguments, or hands on to its own caller.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tidegate.flow.frame import Frame
from tidegate.flow.taints import Input, Taints
from tidegate.flow.values import Value, part
from tidegate.program.names import FunctionId

_IF = "?"
_MOST = 2  # conditions of one check
_DATA = ("builtins.", "typing.", "pathlib.")


def quiet(frame: Frame, taints: Taints) -> Taints:
    """The data that is left without the objects of libraries, of which knowledge says what they carry."""
    return {taint: trace for taint, trace in taints.items() if not _is_handle(frame, taint.origin)}


def _is_handle(frame: Frame, origin: object) -> bool:
    """Whether a parameter is an object of a library: a session, a request, no text of its own."""
    if not isinstance(origin, Input) or origin.owner != frame.identity:
        return False
    given = frame.given.get(origin.parameter)
    names = [name for name in given.references if frame.library.has_type(name)] if given is not None else []
    families = [base for name in names for base in frame.library.family(name.removesuffix("()"))]
    return bool(names) and not any(base.startswith(_DATA) for base in families)


def conditions(frame: Frame, taints: Taints) -> list[str]:
    """The parameters, and parts of them, in which the outside must have no part; none where it may have."""
    origins = [taint.origin for taint in taints]
    mine = [o for o in origins if isinstance(o, Input) and o.owner == frame.identity]
    found = {_named(origin) for origin in mine}
    return sorted(found) if len(mine) == len(origins) and len(found) <= _MOST else []


def _named(origin: Input) -> str:
    step = origin.steps[0] if origin.steps and origin.steps[0].startswith(".") else ""
    return f"{origin.parameter}{step}"


def under(kinds: Iterable[str], places: list[str]) -> frozenset[str]:
    """The kinds under the condition that all of ``places`` are free of outside data."""
    return frozenset(f"{kind}{_IF}{_IF.join(places)}" for kind in kinds)


def decided(kinds: frozenset[str], argument: Callable[[str], Value], caller: FunctionId) -> frozenset[str]:
    """The kinds at a call, by what is given there: certain, under conditions of the caller's own, or gone."""
    if not any(_IF in kind for kind in kinds):
        return kinds
    found: set[str] = set()
    for kind in kinds:
        plain, *places = kind.split(_IF)
        given = (taint for place in places for taint in _given(argument, place))
        left = [taint.origin for taint in given if plain not in taint.cleared]
        if not left:
            found.add(plain)
        elif all(isinstance(o, Input) and o.owner == caller for o in left):
            named = sorted({_named(o) for o in left if isinstance(o, Input)})
            found |= under([plain], named) if len(named) <= _MOST else set()
    return frozenset(found)


def _given(argument: Callable[[str], Value], place: str) -> Taints:
    name, dot, member = place.partition(".")
    value = argument(name)
    return part(value, f".{member}").all_taints() if dot else value.all_taints()
