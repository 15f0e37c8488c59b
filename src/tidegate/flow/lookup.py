"""The order in which Python looks up members: a class, then its bases, those of libraries as far as known."""

from __future__ import annotations

from typing import TypeAlias

from tidegate.flow.classes import bases
from tidegate.flow.engine import Engine
from tidegate.program.names import ClassId

Base: TypeAlias = ClassId | str  # a class of the program, or a reference
_MOST = 40  # classes in one order


def lookup_order(engine: Engine, of: ClassId) -> list[Base]:
    """The method resolution order (C3) of a class. Where bases contradict each other: as they are written."""
    return engine.remember(("lookup", of), lambda: _order(engine, of), [of])


def _order(engine: Engine, of: ClassId) -> list[Base]:
    direct: list[Base] = []
    for base in bases(engine, of):
        found: list[Base] = [entity for entity in base.entities if isinstance(entity, ClassId)]
        direct += [one for one in (*found, *base.references) if one not in (of, *direct)]
    chains = [_chain(engine, base) for base in direct]
    return [of, *_merged([*chains, direct])][:_MOST]


def _chain(engine: Engine, base: Base) -> list[Base]:
    return list(engine.library.family(base)) if isinstance(base, str) else lookup_order(engine, base)


def _merged(chains: list[list[Base]]) -> list[Base]:
    """The C3 merge: always the first head that stands in no other chain's tail."""
    found: list[Base] = []
    left = [chain for chain in chains if chain]
    while left:
        heads = [chain[0] for chain in left]
        tails = {base for chain in left for base in chain[1:]}
        chosen = next((head for head in heads if head not in tails), heads[0])
        found.append(chosen)
        left = [rest for chain in left if (rest := [base for base in chain if base != chosen])]
    return found
