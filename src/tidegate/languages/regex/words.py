"""Words that an automaton reads in more than one way: where a backtracking matcher may be slow.

Two shapes are looked for (Weber and Seidl, "On the degree of ambiguity of finite automata", 1991):
EDA, a word that leads round one loop in two ways: 2ⁿ readings of its n-fold; and IDA, a word that
leads round a loop, from it to another loop, and round that: a power of n readings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import msgspec

from tidegate.languages.regex.automaton import Automaton

MAX_PAIRS = 30_000  # of states that are looked at together
MAX_PUMPS = 6
_NARROW = 3  # kinds of characters, those first that are fewest


class Pump(msgspec.Struct, frozen=True):
    """``prefix`` leads to the loop that reads ``word``; after ``ends`` a match may fail."""

    prefix: str
    word: str
    exponential: bool
    ends: tuple[str, ...]


class Search:
    """Looks for words that are read in more than one way. ``cut`` says that a bound was reached."""

    def __init__(self, automaton: Automaton) -> None:
        self.automaton = automaton
        self.edges = automaton.edges
        self.pairs = 0
        self.cut = False
        self.rare = self._rarest()
        self.component = _components(self.edges)
        self.loops = self._loops()

    def pumps(self) -> list[Pump]:
        """The first few suspicious words, exponential ones first."""
        found: list[Pump] = []
        for word_in in (self._exponential, self._polynomial):
            for state, word in word_in():
                pump = self._pump(state, word, word_in == self._exponential)
                if pump not in found:
                    found.append(pump)
                if len(found) >= MAX_PUMPS:
                    return found
        return found

    def _pump(self, state: int, word: str, exponential: bool) -> Pump:
        return Pump(self._prefix(state), word, exponential, self._ends(state, word))

    def _ends(self, state: int, word: str) -> tuple[str, ...]:
        """What nothing reads near the loop, a line end, half a word, what the pattern seldom reads, and twice
        what few places there read: the second time it may find none."""
        pattern = self.automaton.pattern
        near = {state}
        for _ in range(3):
            near |= {follower for one in near for follower in self.edges[one]}
        before = set(self.automaton.before)
        read = pattern.end
        for one in near - before:
            read |= self.automaton.labels[one]
        unread = pattern.anything & ~read
        strange = pattern.example(unread) if unread else ""
        read_somewhere = 0
        for label in self.automaton.labels[: min(before, default=None)]:
            read_somewhere |= label
        rare = 2 * self._example(read_somewhere)
        narrow = sorted({self.automaton.labels[one] for one in near - before} - {0}, key=int.bit_count)
        twice = [2 * self._example(label) for label in narrow[:_NARROW]]
        return tuple(
            dict.fromkeys((strange, "", "\n" + (strange or "\0"), word[0], word[0] + strange, rare, *twice))
        )

    def _loops(self) -> dict[int, list[int]]:
        loops: dict[int, list[int]] = {}
        for state, component in enumerate(self.component):
            loops.setdefault(component, []).append(state)
        return {
            component: states
            for component, states in loops.items()
            if len(states) > 1 or states[0] in self.edges[states[0]]
        }

    def _spend(self) -> bool:
        self.pairs += 1
        self.cut |= self.pairs > MAX_PAIRS
        return not self.cut

    # Exponential: two ways round one loop

    def _exponential(self) -> Iterator[tuple[int, str]]:
        for states in self.loops.values():
            yield from self._doubled(states)
            parted = self._parted(states)
            if parted:
                yield parted

    def _doubled(self, states: list[int]) -> Iterator[tuple[int, str]]:
        """The steps of a loop that are there twice."""
        inside = set(states)
        for state in states:
            for follower, ways in self.edges[state].items():
                if follower in inside and ways.twice:
                    yield state, self._example(ways.twice) + self._path(follower, state, inside)

    def _parted(self, states: list[int]) -> tuple[int, str] | None:
        """Two ways that part at a state, read the same, and meet again."""
        inside = set(states)
        seen: dict[tuple[int, int], tuple[tuple[int, int], int]] = {}
        todo: list[tuple[int, int]] = [(state, state) for state in states]
        for pair in todo:
            for one, other, mask in self._pair_steps(pair, inside):
                new = (min(one, other), max(one, other))
                if one == other:
                    if pair[0] != pair[1]:
                        return self._round(seen, pair, one, mask, inside)
                elif new not in seen:
                    seen[new] = (pair, mask)
                    todo.append(new)
        return None

    def _pair_steps(self, pair: tuple[int, int], inside: set[int]) -> Iterator[tuple[int, int, int]]:
        for one, ways in self.edges[pair[0]].items():
            if one not in inside:
                continue
            for other, other_ways in self.edges[pair[1]].items():
                if not self._spend():
                    return
                mask = ways.once & other_ways.once
                if mask and other in inside:
                    yield one, other, mask

    def _round(
        self,
        seen: dict[tuple[int, int], tuple[tuple[int, int], int]],
        pair: tuple[int, int],
        meeting: int,
        mask: int,
        inside: set[int],
    ) -> tuple[int, str]:
        word = self._example(mask)
        while pair[0] != pair[1]:
            pair, mask = seen[pair]
            word = self._example(mask) + word
        return pair[0], word + self._path(meeting, pair[0], inside)

    # Polynomial: one word round a loop, from it to another, and round that

    def _polynomial(self) -> Iterator[tuple[int, str]]:
        order = sorted(self.loops, key=lambda loop: self.loops[loop][0] not in self.automaton.before)
        for first in order:
            beyond = self._reachable(self.loops[first])
            for second in order:
                if first != second and self.loops[second][0] in beyond:
                    yield from self._two_loops(first, second)

    def _two_loops(self, first: int, second: int) -> Iterator[tuple[int, str]]:
        """The shortest word that it finds for two loops; one that a state reads again and again is best."""
        best: tuple[int, str] | None = None
        for start, goal in product(self._by_self(first), self._by_self(second)):
            word = self._triple(start, goal, set(self.loops[first]), set(self.loops[second]))
            if word and (best is None or len(word) < len(best[1])):
                best = (start, word)
            if self.cut or (best and len(best[1]) == 1):
                break
        if best:
            yield best

    def _by_self(self, loop: int) -> list[int]:
        """Those first that read themselves again, and of them those that read most: line breaks last."""
        labels = self.automaton.labels
        return sorted(
            self.loops[loop], key=lambda state: (state not in self.edges[state], -labels[state].bit_count())
        )

    def _triple(self, start: int, goal: int, one: set[int], two: set[int]) -> str | None:
        """A word that leads start → start, start → goal and goal → goal."""
        begin, end = (start, start, goal), (start, goal, goal)
        came: dict[tuple[int, int, int], tuple[tuple[int, int, int], int]] = {}
        todo = [begin]
        for triple in todo:
            for new, mask in self._triple_steps(triple, one, two):
                if new in came:
                    continue
                came[new] = (triple, mask)
                if new == end:
                    return self._read_back(came, new, begin)
                todo.append(new)
            if self.cut:
                return None
        return None

    def _triple_steps(
        self, triple: tuple[int, int, int], one: set[int], two: set[int]
    ) -> Iterator[tuple[tuple[int, int, int], int]]:
        a, b, c = triple
        for a2, a_ways in self.edges[a].items():
            if a2 not in one:
                continue
            for c2, c_ways in self.edges[c].items():
                shared = a_ways.once & c_ways.once
                if not shared or c2 not in two:
                    continue
                for b2, b_ways in self.edges[b].items():
                    if not self._spend():
                        return
                    if shared & b_ways.once:
                        yield (a2, b2, c2), shared & b_ways.once

    def _read_back(
        self,
        came: dict[tuple[int, int, int], tuple[tuple[int, int, int], int]],
        at: tuple[int, int, int],
        begin: tuple[int, int, int],
    ) -> str:
        word = ""
        while True:
            at, mask = came[at]
            word = self._example(mask) + word
            if at == begin:
                return word

    # Ways through the automaton

    def _example(self, mask: int) -> str:
        """A character of ``mask`` that as few states as possible read: it is the likeliest to fail."""
        return next(character for bit, character in self.rare if mask & bit)

    def _rarest(self) -> list[tuple[int, str]]:
        alphabet = self.automaton.pattern.alphabet
        labels = set(self.automaton.labels)
        bits = [(1 << index, character) for index, character in enumerate(alphabet)]
        return sorted(bits, key=lambda one: sum(bool(label & one[0]) for label in labels))

    def _reachable(self, states: list[int]) -> set[int]:
        reached = set(states)
        todo = list(states)
        while todo:
            for follower in self.edges[todo.pop()]:
                if follower not in reached:
                    reached.add(follower)
                    todo.append(follower)
        return reached

    def _path(self, start: int, goal: int, inside: set[int]) -> str:
        """A shortest word from ``start`` to ``goal`` within one loop."""
        words = {start: ""}
        todo = [start]
        for state in todo:
            if state == goal:
                break
            for follower, ways in self.edges[state].items():
                if follower in inside and follower not in words:
                    words[follower] = words[state] + self._example(ways.once)
                    todo.append(follower)
        return words[goal]

    def _prefix(self, goal: int) -> str:
        """A shortest word from the start of the text to ``goal``; none is needed before a search."""
        if goal in self.automaton.before:
            return ""
        before = set(self.automaton.before)
        words = {
            state: self._example(ways.once)
            for state, ways in self.automaton.entry.items()
            if ways.once and state not in before
        }
        todo = list(words)
        for state in todo:
            for follower, ways in self.edges[state].items():
                if follower not in words:
                    words[follower] = words[state] + self._example(ways.once)
                    todo.append(follower)
        return words.get(goal, "")


def _components(edges: Sequence[Mapping[int, object]]) -> list[int]:
    """The strongly connected component of each state (Tarjan, without recursion)."""
    number = [0] * len(edges)
    low = [0] * len(edges)
    component = [-1] * len(edges)
    stack: list[int] = []
    count = 0
    for root in range(len(edges)):
        if number[root]:
            continue
        work = [(root, iter(edges[root]))]
        count += 1
        number[root] = low[root] = count
        stack.append(root)
        while work:
            state, followers = work[-1]
            for follower in followers:
                if not number[follower]:
                    count += 1
                    number[follower] = low[follower] = count
                    stack.append(follower)
                    work.append((follower, iter(edges[follower])))
                    break
                if component[follower] < 0:
                    low[state] = min(low[state], number[follower])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[state])
                if low[state] == number[state]:
                    while component[state] < 0:
                        component[stack.pop()] = state
    return component
