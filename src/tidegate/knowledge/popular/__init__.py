"""The packages that people use: names of each registry in the order of their downloads, as of a day.

One file an ecosystem, ``<ecosystem>.txt``: a header of lines ``# key: value``, then a name a line, as
names of that ecosystem are compared. ``python -m tidegate.dependencies.popular`` makes one from a ranking.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec


class Popular(msgspec.Struct, frozen=True):
    """``ranks`` maps names to their rank, 1 being used most; ``date`` is the month, such as "2026-11"."""

    ecosystem: str
    date: str
    ranks: dict[str, int]

    def top(self, count: int) -> list[str]:
        """The names that are used most, in order."""
        return [name for name, rank in self.ranks.items() if rank <= count]


@cache
def popular(ecosystem: str) -> Popular | None:
    """What is used of an ecosystem; ``None`` where nobody has counted."""
    file = files(__name__).joinpath(f"{ecosystem}.txt")
    return parse(ecosystem, file.read_text("utf-8")) if file.is_file() else None


def parse(ecosystem: str, text: str) -> Popular:
    """Raise KeyError where the header says no date."""
    lines = text.splitlines()
    head = dict(line[1:].strip().split(": ", 1) for line in lines if line.startswith("#"))
    names = (line for line in lines if line and not line.startswith("#"))
    return Popular(ecosystem, head["date"], {name: rank for rank, name in enumerate(names, 1)})
