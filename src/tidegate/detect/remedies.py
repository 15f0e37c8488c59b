"""What would have made a flow safe: the exact calls to write, as knowledge and the team know them."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.flow.library import Library
from tidegate.flow.summary import Arrival
from tidegate.knowledge.tables import Check
from tidegate.knowledge.weaknesses import Weakness

_MOST = 6


def remedies(library: Library, known: Weakness, arrival: Arrival) -> tuple[str, ...]:
    """What to write instead at this sink, then the sanitizers and guards of the libraries in use."""
    own = arrival.at.safe if arrival.at is not None else ""
    found = [own, *known.safe[1:]] if own else list(known.safe)
    for call in (*_of_team(library, arrival.kind), *_calls(library, arrival.kind)):
        name = call.split("(")[0].removeprefix("if not ").rpartition(".")[2]
        if not any(f"{name}(" in form for form in found):
            found.append(call)
    return tuple(found[:_MOST])


def _of_team(library: Library, kind: str) -> Iterator[str]:
    for name in library.trusted_for(kind):
        yield f"{name}(value)   # your own, from the threat model"


def _calls(library: Library, kind: str) -> Iterator[str]:
    """Functions that are there for this kind alone: what ends in many is not meant for one of them."""
    tables = library.tables
    for reference, cleanings in tables.sanitizers.items():
        elsewhere = reference in tables.sinks or reference in tables.renders  # has a danger of its own
        only = any(one.kinds == {kind} and not one.where for one in cleanings)
        if only and not elsewhere and _is_function(reference):
            yield f"{reference.removeprefix('builtins.')}(value)"
    for reference, checks in tables.guards.items():
        if _is_function(reference) and any(_is_plain(one, kind) for one in checks):
            yield f"if not {reference}(value, …): refuse the request"


def _is_plain(check: Check, kind: str) -> bool:
    holds = check.returns is True and check.kinds == {kind}
    return holds and 0 in check.argument.positions and not check.where


def _is_function(reference: str) -> bool:
    """Whether a reference is a function of a package, which is written as it stands."""
    names = reference.split(".")
    return all(map(str.isidentifier, names)) and names[-1][0].islower()
