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
    from tidegate.cli.judging import requested
    from tidegate.config import SETTINGS
    from tidegate.git import Repository
    from tidegate.model.request import Request
    from tidegate.question import in_folders, policy_of

    with Repository.open(shared.directory) as repository:
        change = repository.change(asked.revision_range, staged=asked.staged, merged=asked.merged)
        tree = repository.tree(change.policy_tree)
        policy = policy_of(Request(**requested(shared, asked)), repository, change)
        own = str(shared.config or (SETTINGS if tree.blob_id(SETTINGS) is not None else ""))
        found = ", ".join(filter(None, (own, *in_folders(tree, change))))
        if found == str(shared.config):
            return policy, found
        where = f"at the base branch's tip, for {change.title}"
        return policy, f"{found} {where}" if found else f"no {SETTINGS} {where}: the defaults"
