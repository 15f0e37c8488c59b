"""Which settings a command goes by."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tidegate.cli.options import Common
    from tidegate.config import Settings, Words


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


def in_force(shared: Common, revision_range: str | None) -> tuple[Settings, str]:
    """The settings that a check of ``revision_range`` goes by, and where they stand, for people."""
    from tidegate.config import DEFAULTS, SETTINGS, load
    from tidegate.config.disk import reader
    from tidegate.git import Repository

    if shared.config is not None:
        return load(reader(shared.config), words=words()), str(shared.config)
    with Repository.open(shared.directory) as repository:
        change = repository.change(revision_range)
        settings = load(repository.tree(change.policy_tree).read, words=words())
    where = f"{SETTINGS} at the base branch's tip, for {change.title}"
    return settings, where if settings is not DEFAULTS else f"no {where}: the defaults"
