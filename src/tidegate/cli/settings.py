"""Which settings a command goes by."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tidegate.config import Words


def words() -> Words:
    """The rules and kinds of sinks that settings may name."""
    from tidegate.config import Words
    from tidegate.knowledge.weaknesses import by_sink, catalogue

    return Words(rules=frozenset(catalogue()), kinds=frozenset(by_sink()))


def own_file(directory: Path) -> Path:
    """``.tidegate/config.yaml`` of the work tree that ``directory`` is in."""
    from tidegate.config import SETTINGS
    from tidegate.git import Repository

    with Repository.open(directory) as repository:
        return (repository.layout.work_tree or directory) / SETTINGS
