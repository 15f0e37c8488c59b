"""How much of real code is understood: functions of published packages without a "could not tell"."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec

from accuracy.fetch import wheel
from accuracy.ordinary import Package
from accuracy.repositories import history
from accuracy.tables import share, table
from accuracy.whole import functions, whole

FUNCTIONS = 250  # of a package: of twenty large ones, 5,000
SEED = 20260601


class Reading(msgspec.Struct, frozen=True):
    """``limits`` are the drawn functions with a bound reached, and which."""

    project: str
    version: str
    drawn: int
    limits: dict[str, tuple[str, ...]]


def read(package: Package, data: Path) -> Reading:
    """Draw functions of a package. Raise FetchError where it cannot be had."""
    folder = data / "repositories" / f"reading-{package.project}"
    history(folder, [("all", wheel(package.project, package.version, data))])
    with whole(folder) as side:
        known = functions(side)
        drawn = random.Random(SEED).sample(known, min(FUNCTIONS, len(known)))  # noqa: S311 - the same each time
        said = {function: side.engine.summary(function).limits for function in drawn}
    limits = {
        f"{function.path}:{function.qualname}": tuple(found) for function, found in said.items() if found
    }
    return Reading(package.project, package.version, len(drawn), limits)


def shown(rows: Sequence[Reading]) -> str:
    """A table, and what was reached how often."""
    lines = [(row.project, row.version, str(row.drawn), str(len(row.limits))) for row in rows]
    drawn, limited = sum(row.drawn for row in rows), sum(len(row.limits) for row in rows)
    why = Counter(_kind(limit) for row in rows for found in row.limits.values() for limit in set(found))
    causes = [f"  {count:5} {kind}" for kind, count in why.most_common()]
    head = ("package", "version", "functions", "could not tell")
    return "\n".join([table(head, lines), f"could not tell: {share(limited, drawn)}", *causes])


def _kind(limit: str) -> str:
    """A limit without the names in it."""
    return " ".join(word for word in limit.split() if "." not in word and "/" not in word)
