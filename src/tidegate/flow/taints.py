"""Outside data: where it came from, by which steps, and for what it is safe already."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from tidegate.knowledge.personal import SOURCE as PERSONAL
from tidegate.languages.templates.builder import CONTEXT
from tidegate.program.names import FunctionId

DEEPEST_PATH = 3  # access path that a symbolic input keeps
MOST_TAINTS = 12  # more inputs than this are told apart by parameter only
_LONGEST_INSIDE = 24  # steps inside of a call


class Source(NamedTuple):
    """Where outside data enters."""

    kind: str
    says: str
    path: str
    line: int


class Input(NamedTuple):
    """Whatever the caller passes as a parameter, or a part of it (".name", "['key']", "[]")."""

    owner: FunctionId
    parameter: str
    steps: tuple[str, ...]

    def whole(self) -> Input:
        """The parameter itself."""
        return Input(self.owner, self.parameter, ())


Origin: TypeAlias = Source | Input


class Taint(NamedTuple):
    """Data from ``origin`` that is safe for the sink kinds in ``cleared``.

    ``certain`` is False where a guess (a type suggested by a name) was on the way.
    """

    origin: Origin
    cleared: frozenset[str]
    certain: bool


NO_KINDS: frozenset[str] = frozenset()


def is_of_person(taint: Taint) -> bool:
    """Whether data is what the program's own tables hold of a person: nobody sent it."""
    return isinstance(taint.origin, Source) and taint.origin.kind == PERSONAL


class Trace(NamedTuple):
    """The steps by which data came, last first. ``kinds`` are those that a step made it safe for.

    ``inside`` is the way in the function that a step goes into, from its parameter on: it is read for few.
    """

    path: str
    line: int
    note: str
    previous: Trace | None
    kinds: frozenset[str] = NO_KINDS
    inside: Trace | None = None

    def chain(self) -> list[Trace]:
        """First step first; of a way inside, the last steps."""
        found: list[Trace] = []
        current: Trace | None = self
        while current is not None:
            if current.inside is not None:
                found.extend(reversed(current.inside.chain()[1:][-_LONGEST_INSIDE:]))
            found.append(current)
            current = current.previous
        return found[::-1]


Taints: TypeAlias = dict[Taint, Trace]
NOTHING: Taints = {}


def join_taints(one: Taints, other: Taints) -> Taints:
    if not other or one is other:
        return one
    if not one:
        return other
    merged = {**other, **one}
    if len(merged) == len(one):
        return one
    return few(merged) if len(merged) > MOST_TAINTS else merged


def few(taints: Taints) -> Taints:
    """Parts of one parameter become the parameter where there are too many of them."""
    if len(taints) <= MOST_TAINTS:
        return taints
    found: Taints = {}
    safe: dict[Input, frozenset[str]] = {}
    traces: dict[Input, Trace] = {}
    for taint, trace in taints.items():
        origin = taint.origin
        if isinstance(origin, Input):
            whole = origin.whole()
            safe[whole] = safe[whole] & taint.cleared if whole in safe else taint.cleared
            traces.setdefault(whole, trace)
        else:
            found[taint] = trace
    for whole, trace in traces.items():
        found[Taint(whole, safe[whole], True)] = trace
    return found


def parts_of_taints(taints: Taints, key: str) -> Taints:
    """Taints of a part: symbolic inputs become inputs of that part."""
    if not taints:
        return taints
    return {_step(taint, key): trace for taint, trace in taints.items()}


def _step(taint: Taint, key: str) -> Taint:
    origin = taint.origin
    named = isinstance(origin, Input) and origin.parameter == CONTEXT  # its first step is a variable's name
    if isinstance(origin, Input) and len(origin.steps) < DEEPEST_PATH + named:
        return Taint(
            Input(origin.owner, origin.parameter, (*origin.steps, key)), taint.cleared, taint.certain
        )
    return taint


def clear_taints(taints: Taints, kinds: frozenset[str]) -> Taints:
    if "all" in kinds:
        return NOTHING
    return {Taint(t.origin, with_kinds(t.cleared, kinds), t.certain): trace for t, trace in taints.items()}


def raw(taints: Taints) -> Taints:
    """Data that is not safe for anything any more."""
    return {Taint(t.origin, NO_KINDS, t.certain): trace for t, trace in taints.items()}


def with_kinds(cleared: frozenset[str], kinds: frozenset[str]) -> frozenset[str]:
    """``kinds`` added; ``a<b&c`` means ``a`` for data that is already safe for ``b`` and ``c``."""
    if kinds <= cleared:
        return cleared
    needed = {kind: kind.partition("<")[2].split("&") for kind in kinds if "<" in kind}
    met = [kind.partition("<")[0] for kind, words in needed.items() if cleared.issuperset(words)]
    return cleared.union(kinds, met)
