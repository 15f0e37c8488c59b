"""The catalogue of weaknesses: one file each."""

from __future__ import annotations

from functools import cache

from tidegate.knowledge.schema import Weakness
from tidegate.knowledge.store import convert_yaml, files


@cache
def catalogue() -> dict[str, Weakness]:
    """All packaged weaknesses by id, in the order of their ids."""
    found: dict[str, Weakness] = {}
    for file in files("weaknesses"):
        weakness = convert_yaml(file.read_text("utf-8").split("\n---\n", 1)[0], Weakness, file.name)
        found[weakness.id] = weakness
    return found


@cache
def by_sink() -> dict[str, list[Weakness]]:
    """Flow weaknesses by the sink kind they are about."""
    table: dict[str, list[Weakness]] = {}
    for weakness in catalogue().values():
        if weakness.sink is not None:
            table.setdefault(weakness.sink, []).append(weakness)
    return table
