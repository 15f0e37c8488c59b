"""The automaton of a pattern: one state for each place where a character is read.

An edge says by which next characters one gets from a state to another in at least one way
(``once``) and in two or more (``twice``): two ways are what makes a backtracking matcher try again.
Zero-width parts (``$``, ``\\b``, lookarounds, possessive loops) narrow the next characters, or depend
on the character before, of which as many sorts are told apart as the pattern asks for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tidegate.languages.regex.tree import (
    At,
    Atomic,
    Back,
    Chars,
    Depends,
    Either,
    Group,
    Look,
    Node,
    Pattern,
    Repeat,
    Sequence,
    UnreadableError,
    inner,
)

MAX_STATES = 800
MAX_EDGES = 8_000
MAX_SORTS = 12


class Ways(NamedTuple):
    once: int
    twice: int


NONE = Ways(0, 0)
Context = tuple[Ways, ...]  # after the start of the text, then after each sort of character


def both(a: Ways, b: Ways) -> Ways:
    """One after the other."""
    return Ways(a.once & b.once, (a.twice & b.once) | (a.once & b.twice))


def either(a: Ways, b: Ways) -> Ways:
    return Ways(a.once | b.once, a.twice | b.twice | (a.once & b.once))


def _both(a: Context, b: Context) -> Context:
    return tuple(map(both, a, b))


def _either(a: Context, b: Context) -> Context:
    return tuple(map(either, a, b))


class Part(NamedTuple):
    """A piece of the automaton: how it is entered, left, and passed without reading anything."""

    first: dict[int, Context]
    last: dict[int, Context]
    empty: Context


class Automaton:
    """``labels`` and ``edges`` by state; ``entry`` are the edges from the start of the text.

    ``inexact`` is set where more ways are said than there are (backreferences, atomic groups, …).
    Where a search may begin anywhere, ``before`` are the states that read the text before the match.
    """

    def __init__(self, pattern: Pattern, searched: bool) -> None:
        self.pattern = pattern
        self.labels: list[int] = []
        self.edges: list[dict[int, Ways]] = []
        self.inexact = False
        self.before: tuple[int, ...] = ()
        self._connections = 0
        self._groups: dict[int, Node] = {}
        self._sorts = _sorts(pattern)
        self._void: Context = (NONE,) * (1 + len(self._sorts))
        self._free = self._next(pattern.anything)
        root = self._part(pattern.root)
        self.entry = {
            state: both(self._all(self.labels[state]), ways[0]) for state, ways in root.first.items()
        }
        if searched:
            self._search(root)

    def _search(self, root: Part) -> None:
        """States that read anything before the match begins: one for each sort of character."""
        self.before = tuple(self._state(sort) for sort in self._sorts)
        for state in self.before:
            self.entry[state] = self._all(self.labels[state])
        for state in self.before:
            for follower in self.before:
                self._connect(state, follower, self._free, self._free)
            for follower, ways in root.first.items():
                self._connect(state, follower, self._free, ways)

    @staticmethod
    def _all(mask: int) -> Ways:
        return Ways(mask, 0)

    def _next(self, mask: int) -> Context:
        """Whatever came before, the next character is one of ``mask``."""
        return (self._all(mask),) * (1 + len(self._sorts))

    def _state(self, label: int) -> int:
        if len(self.labels) >= MAX_STATES:
            raise UnreadableError(f"more than {MAX_STATES} places")
        self.labels.append(label)
        self.edges.append({})
        return len(self.labels) - 1

    def _connect(self, state: int, follower: int, out: Context, into: Context) -> None:
        self._connections += 1
        if self._connections > MAX_EDGES:
            raise UnreadableError(f"more than {MAX_EDGES:,} steps between places")
        label = self.labels[state]
        ways = NONE
        for index, sort in enumerate(self._sorts, 1):
            if label & sort:
                step = both(out[index], into[index])
                ways = Ways(ways.once | step.once, ways.twice | step.twice)
        ways = both(ways, self._all(self.labels[follower]))
        if not ways.once:
            return
        edges = self.edges[state]
        edges[follower] = either(edges[follower], ways) if follower in edges else ways

    # The parts

    def _part(self, node: Node) -> Part:
        match node:
            case Chars(mask):
                state = self._state(mask)
                return Part({state: self._free}, {state: self._free}, self._void)
            case Sequence(parts):
                return self._sequence(parts)
            case Either(parts):
                return self._choice(parts)
            case Repeat():
                return self._repeat(node)
            case Group(number, body):
                self._groups[number] = body
                return self._part(body)
            case At(place):
                return Part({}, {}, self._at(place))
            case Look():
                return self._look(node)
        return self._inexact(node)

    def _inexact(self, node: Node) -> Part:
        self.inexact = True
        match node:
            case Atomic(body):
                return self._part(body)
            case Depends(_, yes, no):
                return self._choice((yes, no))
            case Back(group):
                return self._part(self._groups.get(group, Sequence(())))
        raise AssertionError(node)

    def _sequence(self, parts: tuple[Node, ...]) -> Part:
        whole = Part({}, {}, self._free)
        for node in parts:
            whole = self._join(whole, self._part(node))
        return whole

    def _join(self, left: Part, right: Part) -> Part:
        for state, out in left.last.items():
            for follower, into in right.first.items():
                self._connect(state, follower, out, into)
        first = left.first | {state: _both(left.empty, ways) for state, ways in right.first.items()}
        last = right.last | {state: _both(ways, right.empty) for state, ways in left.last.items()}
        return Part(self._live(first), self._live(last), _both(left.empty, right.empty))

    @staticmethod
    def _live(ends: dict[int, Context]) -> dict[int, Context]:
        return {state: ways for state, ways in ends.items() if any(way.once for way in ways)}

    def _choice(self, nodes: tuple[Node, ...]) -> Part:
        parts = [self._part(node) for node in nodes]
        first: dict[int, Context] = {}
        last: dict[int, Context] = {}
        empty = self._void
        for part in parts:
            first |= part.first
            last |= part.last
            empty = _either(empty, part.empty)
        return Part(first, last, empty)

    def _repeat(self, node: Repeat) -> Part:
        if node.possessive:
            return self._possessive(node)
        whole = Part({}, {}, self._free)
        for _ in range(node.least if node.most is not None or node.least == 0 else node.least - 1):
            whole = self._join(whole, self._part(node.body))
        if node.most is None:
            return self._join(whole, self._loop(node.body, optional=node.least == 0))
        rest = Part({}, {}, self._free)
        for _ in range(node.most - node.least):
            rest = self._optional(self._join(self._part(node.body), rest))
        return self._join(whole, rest)

    def _loop(self, body: Node, optional: bool) -> Part:
        part = self._part(body)
        for state, out in part.last.items():
            for follower, into in part.first.items():
                self._connect(state, follower, out, into)
        return self._optional(part) if optional else part

    def _optional(self, part: Part) -> Part:
        return Part(part.first, part.last, _either(part.empty, self._free))

    def _possessive(self, node: Repeat) -> Part:
        """Exact for a loop over one set: it is left only where the next character is not in the set."""
        part = self._repeat(node._replace(possessive=False))
        if not isinstance(node.body, Chars) or node.most is not None:
            self.inexact = True
            return part
        leave = self._next(self.pattern.anything & ~node.body.mask)
        last = {state: _both(ways, leave) for state, ways in part.last.items()}
        return Part(part.first, last, _both(part.empty, leave))

    def _at(self, place: str) -> Context:
        pattern = self.pattern
        if place in ("end", "line-end"):
            return self._next(pattern.newline | pattern.end)
        if place == "last":
            return self._next(pattern.end)
        free, word = self._all(pattern.anything), self._all(pattern.word)
        if place in ("start", "line-start"):
            lines = place == "line-start"
            return (free, *(free if lines and sort == pattern.newline else NONE for sort in self._sorts))
        other = self._all(pattern.anything & ~pattern.word)
        after_word, after_other = (other, word) if place == "boundary" else (word, other)
        return (after_other, *(after_word if sort & pattern.word else after_other for sort in self._sorts))

    def _look(self, node: Look) -> Part:
        """A look ahead is a side street without an exit; what it allows next narrows the main road."""
        if node.behind is not None:
            return self._look_behind(node)
        body = self._part(node.body)
        if isinstance(node.body, Chars):
            mask = node.body.mask
            allowed = self.pattern.anything & ~mask if node.negative else mask
            return Part(body.first, {}, self._next(allowed))
        self.inexact = True
        return Part(body.first, {}, self._free)

    def _look_behind(self, node: Look) -> Part:
        """Seen by its last character, which is all of it where it has one."""
        last = _last(node.body)
        self.inexact |= last is None or not isinstance(node.body, Chars)
        if last is None or (node.negative and not isinstance(node.body, Chars)):
            return Part({}, {}, self._free)
        wanted = ~last if node.negative else last
        free = self._all(self.pattern.anything)
        after = (free if sort & wanted else NONE for sort in self._sorts)
        return Part({}, {}, (free if node.negative else NONE, *after))


def _last(node: Node) -> int | None:
    """The last character that a look behind reads, where that is one set."""
    while isinstance(node, Sequence) and node.parts:
        node = node.parts[-1]
    return node.mask if isinstance(node, Chars) else None


def _sorts(pattern: Pattern) -> list[int]:
    """The characters, parted by what the pattern's places ask of the one before."""
    sorts = [
        pattern.newline,
        pattern.word,
        pattern.anything & ~(pattern.word | pattern.newline | pattern.end),
    ]
    for mask in _looked_behind(pattern.root):
        if len(sorts) < MAX_SORTS:
            sorts = [part for sort in sorts for part in (sort & mask, sort & ~mask) if part]
    return sorts


def _looked_behind(node: Node) -> Iterator[int]:
    if isinstance(node, Look) and node.behind is not None:
        mask = _last(node.body)
        if mask is not None:
            yield mask
    for part in inner(node):
        yield from _looked_behind(part)
