"""CVSS 4.0: the base score of a vector. Source: FIRST's specification of CVSS 4.0, §8.

A vector belongs to a MacroVector (six equivalence classes, "EQ"), whose most severe vector has a known
score. From that is taken how far the vector is from the most severe one, class by class, as a part of the
way to the next class below. The base score takes threat and environment for the worst, as the
specification says of what is not defined.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path

import msgspec

_TABLE = Path(__file__).with_suffix(".json")

# Steps below the most severe value of each metric.
_IMPACT = {"H": 0, "L": 1, "N": 2}
_ELSEWHERE = {"H": 1, "L": 2, "N": 3}  # 0 is "safety", which only an environment gives
_STEPS: Mapping[str, Mapping[str, int]] = {
    "AV": {"N": 0, "A": 1, "L": 2, "P": 3},
    "PR": {"N": 0, "L": 1, "H": 2},
    "UI": {"N": 0, "P": 1, "A": 2},
    "AC": {"L": 0, "H": 1},
    "AT": {"N": 0, "P": 1},
    "VC": _IMPACT,
    "VI": _IMPACT,
    "VA": _IMPACT,
    "SC": _ELSEWHERE,
    "SI": _ELSEWHERE,
    "SA": _ELSEWHERE,
}

Steps = Mapping[str, int]
Macro = tuple[int, int, int, int, int, int]


class _Class(msgspec.Struct, frozen=True):
    """One level of an equivalence class: its most severe vectors as steps, and how deep it is."""

    worst: tuple[tuple[int, ...], ...]
    depth: int


_REACH = ("AV", "PR", "UI")
_EQ1 = (
    _Class(((0, 0, 0),), 1),
    _Class(((1, 0, 0), (0, 1, 0), (0, 0, 1)), 4),
    _Class(((3, 0, 0), (1, 1, 1)), 5),
)
_COMPLEXITY = ("AC", "AT")
_EQ2 = (_Class(((0, 0),), 1), _Class(((1, 0), (0, 1)), 2))
# Of EQ3 with EQ6. The requirements are all high, so that EQ6 is 0 wherever an impact is high.
_IMPACTS = ("VC", "VI", "VA")
_EQ3 = (
    _Class(((0, 0, 0),), 7),
    _Class(((1, 0, 0), (0, 1, 0)), 8),
    _Class(((1, 1, 1),), 10),
)
_BEYOND = ("SC", "SI", "SA")
_EQ4 = (_Class(((1, 0, 0),), 6), _Class(((1, 1, 1),), 5), _Class(((2, 2, 2),), 4))


def base_score(metrics: Mapping[str, str]) -> float:
    """0.0 to 10.0. Raise KeyError where a base metric is missing or has a value that there is not."""
    steps = {name: values[metrics[name]] for name, values in _STEPS.items()}
    if all(steps[name] == 2 for name in _IMPACTS) and all(steps[name] == 3 for name in _BEYOND):
        return 0.0
    macro = _macro(steps)
    score = _known(macro)
    assert score is not None
    parts = list(_parts(macro, steps, score))
    score -= sum(parts, Fraction(0)) / len(parts) if parts else 0
    return int(max(Fraction(0), score) * 10 + Fraction(1, 2)) / 10


def _macro(steps: Steps) -> Macro:
    reach = [steps[name] == 0 for name in _REACH]
    eq1 = 0 if all(reach) else 1 if any(reach) and steps["AV"] < 3 else 2
    eq2 = int(any(steps[name] for name in _COMPLEXITY))
    high = [steps[name] == 0 for name in _IMPACTS]
    eq3 = 0 if high[0] and high[1] else 1 if any(high) else 2
    eq4 = 1 if any(steps[name] == 1 for name in _BEYOND) else 2
    return eq1, eq2, eq3, eq4, 0, int(not any(high))


def _parts(macro: Macro, steps: Steps, score: Fraction) -> Iterator[Fraction]:
    """What each class takes off, of those that have a class below."""
    eq1, eq2, eq3, eq4, eq5, eq6 = macro
    beneath = (
        (_known((eq1 + 1, eq2, eq3, eq4, eq5, eq6)), _REACH, _EQ1[eq1]),
        (_known((eq1, eq2 + 1, eq3, eq4, eq5, eq6)), _COMPLEXITY, _EQ2[eq2]),
        (_below_impacts(macro), _IMPACTS, _EQ3[eq3]),
        (_known((eq1, eq2, eq3, eq4 + 1, eq5, eq6)), _BEYOND, _EQ4[eq4]),
    )
    for below, names, level in beneath:
        if below is not None:
            yield (score - below) * Fraction(_distance([steps[name] for name in names], level), level.depth)
    if _known((eq1, eq2, eq3, eq4, eq5 + 1, eq6)) is not None:
        yield Fraction(0)  # the worst of threats is no step away from itself, but counts as a class


def _below_impacts(macro: Macro) -> Fraction | None:
    """EQ3 and EQ6 depend on each other: the better known of the ways down."""
    eq1, eq2, eq3, eq4, eq5, eq6 = macro
    ways = {(0, 0): ((0, 1), (1, 0)), (1, 0): ((1, 1),), (2, 1): ()}[eq3, eq6]
    found = (_known((eq1, eq2, one, eq4, eq5, other)) for one, other in ways)
    return max((score for score in found if score is not None), default=None)


def _distance(steps: list[int], level: _Class) -> int:
    """Steps from the first of the level's worst vectors that is at least as severe in every metric."""
    for worst in level.worst:
        away = [one - other for one, other in zip(steps, worst, strict=True)]
        if min(away) >= 0:
            return sum(away)
    raise AssertionError("every vector of a class is below one of its worst")


def _known(macro: Macro) -> Fraction | None:
    return _scores().get("".join(map(str, macro)))


class _Table(msgspec.Struct):
    scores: dict[str, float]


@cache
def _scores() -> dict[str, Fraction]:
    table = msgspec.json.decode(_TABLE.read_bytes(), type=_Table)
    return {macro: Fraction(str(score)) for macro, score in table.scores.items()}
