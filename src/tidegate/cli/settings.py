"""Which settings a command goes by."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tidegate.cli.judging import Asked
    from tidegate.cli.options import Common
    from tidegate.config import Words
    from tidegate.config.policy import Policy


def words() -> Words:
    """The rules, kinds of sinks, purposes and ecosystems of packages that settings may name."""
    from tidegate.config import Words
    from tidegate.dependencies.formats import FORMATS
    from tidegate.knowledge.purposes import purposes
    from tidegate.knowledge.weaknesses import by_sink, catalogue

    return Words(
        rules=frozenset(catalogue()),
        kinds=frozenset(by_sink()),
        purposes=frozenset(purposes()),
        ecosystems=frozenset(known.ecosystem for known in FORMATS),
    )


def own_file(directory: Path) -> Path:
    """``.tidegate/config.yaml`` of the work tree that ``directory`` is in."""
    from tidegate.config import SETTINGS
    from tidegate.git import Repository

    with Repository.open(directory) as repository:
        return (repository.layout.work_tree or directory) / SETTINGS


def in_force(shared: Common, asked: Asked) -> tuple[Policy, str]:
    """The rules that a check goes by, and where they stand, for people."""
    from tidegate.config import SETTINGS
    from tidegate.config.policy import from_file
    from tidegate.git import Repository
    from tidegate.question import in_folders, policy_at

    if shared.config is not None:
        return from_file(shared.config), str(shared.config)
    with Repository.open(shared.directory) as repository:
        change = repository.change(asked.revision_range, staged=asked.staged, merged=asked.merged)
        tree = repository.tree(change.policy_tree)
        policy = policy_at(change.policy_tree, repository, change)
        found = [path for path in (SETTINGS, *in_folders(tree, change)) if tree.blob_id(path) is not None]
        where = f"at the base branch's tip, for {change.title}"
        return policy, f"{', '.join(found)} {where}" if found else f"no {SETTINGS} {where}: the defaults"
