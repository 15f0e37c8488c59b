"""Catastrophic regular expressions: patterns that take exponential or polynomial time to fail.

A backtracking matcher is slow where one text can be read in many ways. ``languages.regex.words`` finds
words that can; each becomes a text (prefix, the word repeated, an end) and is believed only when the
counting matcher really needs that many steps for it; so priorities, anchors, lookarounds, atomic groups
and backreferences are judged as Python judges them. Everything is bounded by counts, so that a pattern
has one answer on every machine.

A pattern that is slow but bounded ((a?){20}a{20}: 2²⁰ steps, whatever the text) is not said to be bad.
"""

from __future__ import annotations

import math
from itertools import pairwise

import msgspec

from tidegate.languages.regex.automaton import Automaton
from tidegate.languages.regex.machine import Machine, Run
from tidegate.languages.regex.tree import UnreadableError, parse
from tidegate.languages.regex.words import Pump, Search

MAX_STEPS = 280_000  # of the counting matcher, over all texts
MAX_RUN = 60_000  # of them for one text


class Ambiguity(msgspec.Struct, frozen=True):
    """``degree`` is the power of the text's length that the time grows with; ``None``: exponential."""

    degree: int | None
    prefix: str
    pump: str
    suffix: str

    def attack(self, times: int) -> str:
        return self.prefix + self.pump * times + self.suffix


class Unknown(msgspec.Struct, frozen=True):
    why: str


def ambiguity(pattern: str, flags: int = 0, searched: bool = True) -> Ambiguity | Unknown | None:
    """How bad ``pattern`` gets, ``None`` where its time is linear, ``Unknown`` where that cannot be told.

    ``searched``: the match may begin anywhere (``re.search``, ``findall``, ``sub``, …); else it
    begins at the start of the text (``re.match``, ``re.fullmatch``).
    """
    try:
        tree = parse(pattern, flags)
        search = Search(Automaton(tree, searched))
        pumps = search.pumps()
        machine = Machine(tree, searched)
        return _proved(machine, search, pumps)
    except UnreadableError as error:
        return Unknown(str(error))
    except RecursionError:
        return Unknown("nested too deeply")


def _proved(machine: Machine, search: Search, pumps: list[Pump]) -> Ambiguity | Unknown | None:
    proof = _Proof(machine)
    worst: Ambiguity | None = None
    for pump in pumps:
        found = proof.of(pump)
        worst = max((one for one in (worst, found) if one), key=_badness, default=None)
        if worst and worst.degree is None:
            break
    if worst:
        return worst
    if search.cut or proof.spent:
        return Unknown("too large to be judged")
    if pumps and search.automaton.inexact and not proof.always_matched:
        return Unknown("ambiguous but for its lookarounds, backreferences or atomic groups")
    return None


def _badness(found: Ambiguity) -> float:
    return math.inf if found.degree is None else found.degree


class _Proof:
    """Runs texts until one bears a suspicion out. ``spent`` says that the steps did not suffice."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.left = MAX_STEPS
        self.spent = False
        self.always_matched = True

    def of(self, pump: Pump) -> Ambiguity | None:
        for end in pump.ends:
            if pump.exponential and self._explodes(pump, end):
                return Ambiguity(None, pump.prefix, pump.word, end)
            degree = self._degree(pump, end)
            if degree > 1:
                return Ambiguity(degree, pump.prefix, pump.word, end)
        return None

    def _explodes(self, pump: Pump, end: str) -> bool:
        """One more round costs about twice as much or more, three times running."""
        steps: list[int] = []
        for times in range(10):
            run = self._run(pump, end, times)
            if run.exhausted:
                steps += [run.steps] if steps and run.steps > 2 * steps[-1] else []  # at least as many
                break
            steps.append(run.steps)
        return len(steps) >= 4 and all(later > 1.9 * earlier for earlier, later in pairwise(steps[-4:]))

    def _degree(self, pump: Pump, end: str) -> int:
        """The power of the growth. From n to 2n to 4n, the differences double once for each degree."""
        steps: list[int] = []
        for times in (2, 4, 8, 16, 32, 64):
            run = self._run(pump, end, times)
            if run.exhausted:
                self.spent |= len(steps) < 3
                break
            steps.append(run.steps)
        differences = [later - earlier for earlier, later in pairwise(steps)][-2:]
        if len(differences) < 2 or differences[0] <= 0:
            return 1
        return round(math.log2(differences[1] / differences[0]) + 0.1) if differences[1] > 0 else 1

    def _run(self, pump: Pump, end: str, times: int) -> Run:
        run = self.machine.run(pump.prefix + pump.word * times + end, min(self.left, MAX_RUN))
        self.left -= run.steps
        self.spent |= self.left <= 0
        self.always_matched &= run.matched
        return run
