"""What a repository is made of at one revision, and what a change did to that: the value of an SBOM."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from tidegate.config.policy import Policy
from tidegate.dependencies.advisories.affecting import known
from tidegate.dependencies.advisories.holdings import Holdings
from tidegate.dependencies.advisories.store import Store
from tidegate.dependencies.alternatives import with_alternatives
from tidegate.dependencies.compare import Compared, compare
from tidegate.dependencies.contents import contents, may_name
from tidegate.dependencies.earlier import Earlier
from tidegate.dependencies.names import normal
from tidegate.dependencies.touched import changes_by_name, concerning
from tidegate.git import Repository, Tree
from tidegate.model.change import Change
from tidegate.model.inventory import Contents, Identity, Inventory, Known, Package
from tidegate.model.request import Request
from tidegate.model.result import DependencyChange, NotAnalysed
from tidegate.program.trees import GitTree
from tidegate.question import policy_of

_EPOCH = date(1970, 1, 1)
_LINK = "120000"  # git's mode of a symbolic link


class InventoryOptions(Request, frozen=True, kw_only=True):
    """``of_change``: only what the change brings or takes. ``name`` is by default the folder's."""

    name: str | None = None
    of_change: bool = False


def take(options: InventoryOptions) -> Inventory:
    """Raise TidegateError where the question cannot be asked. The day is the commit's: no clock is asked."""
    with Repository.open(options.directory) as repository:
        change = repository.change(options.revision_range, staged=options.staged, merged=options.merged)
        base, head = (repository.tree(oid) for oid in (change.base_tree, change.head_tree))
        policy = policy_of(options, repository, change)
        found = _contents(head)
        changes = None
        if options.of_change:
            changes, gaps = _changes(change, base, head, policy.settings.dependencies.preferred)
            found = msgspec.structs.replace(found, packages=_concerned(found, changes), gaps=gaps)
        seconds = committed(repository, change)
    return Inventory(
        name=options.name or _name(change),
        revision=change.head or change.head_tree,
        base=change.merge_base,
        time=seconds,
        contents=found,
        known=advised(found.packages, day_of(seconds), policy.settings.dependencies.advisories_max_age),
        changes=changes,
    )


def _contents(tree: Tree) -> Contents:
    """The packages of a tree; what the clone lacks says so."""
    reading = GitTree(tree)
    found = contents(reading, _links(tree))
    gaps = [NotAnalysed(gap.path, reading.problems.get(gap.path, gap.why)) for gap in found.gaps]
    return msgspec.structs.replace(found, gaps=tuple(gaps))


def _links(tree: Tree) -> dict[str, str]:
    """The dependency files that are symbolic links, and where these lead."""
    entries = ((path, tree.entry(path)) for path in tree.paths() if may_name(path))
    links = [path for path, entry in entries if entry is not None and entry.mode == _LINK]
    return {path: os.fsdecode(tree.read(path) or b"") for path in links}


def _changes(
    change: Change, base: Tree, head: Tree, preferred: Mapping[str, Collection[str]]
) -> tuple[tuple[DependencyChange, ...], tuple[NotAnalysed, ...]]:
    compared = _compared(change, base, head)
    compared = with_alternatives(compared, Earlier(GitTree(base)), GitTree(head), preferred)
    return compared.changes, compared.gaps


def _compared(change: Change, base: Tree, head: Tree) -> Compared:
    judged = tuple(file for file in change.files if may_name(file.path))
    return compare(msgspec.structs.replace(change, files=judged), GitTree(base), GitTree(head))


def instead_of(
    brought: Collection[Identity], change: Change, repository: Repository, policy: Policy
) -> tuple[DependencyChange, ...]:
    """Packages of a history that is told from its start, with what would do instead of each.

    What the repository uses already is there what it asks for besides these packages."""
    base, head = (repository.tree(oid) for oid in (change.base_tree, change.head_tree))
    names = {(one.ecosystem, one.name) for one in brought}
    compared = _compared(change, base, head)
    changes = [one for one in compared.changes if (one.ecosystem, normal(one.ecosystem, one.name)) in names]
    compared = msgspec.structs.replace(compared, changes=tuple(changes))
    besides = _Besides(GitTree(head), names)
    return with_alternatives(compared, besides, GitTree(head), policy.settings.dependencies.preferred).changes


class _Besides(Earlier):
    """What a tree asks for, but for some packages (ecosystem and normal name)."""

    def __init__(self, tree: GitTree, without: Collection[tuple[str, str]]) -> None:
        super().__init__(tree)
        self._without = without

    def asked_for(self, ecosystem: str, names: Collection[str], near: Collection[str]) -> frozenset[str]:
        found = super().asked_for(ecosystem, names, near)
        return frozenset(name for name in found if (ecosystem, name) not in self._without)


def _concerned(found: Contents, changes: tuple[DependencyChange, ...]) -> tuple[Package, ...]:
    """The packages that a change brings or has otherwise, at the version that head has after it."""
    by_name = changes_by_name(changes)
    return tuple(one for one in found.packages if concerning(one, by_name))


def advised(packages: Collection[Package], day: date, days: int) -> Known:
    """What the advisories on this machine say; those that are older than ``days`` on ``day`` are named."""
    holdings = Holdings()
    try:
        stores = _Stores(holdings, day, days)
        said = known(packages, stores)
        return msgspec.structs.replace(said, gaps=(*said.gaps, *stores.old))
    finally:
        holdings.close()


class _Stores:
    """The advisories on this machine. Old ones still accuse, and are named in ``old``: they do not excuse."""

    def __init__(self, holdings: Holdings, day: date, days: int) -> None:
        self._holdings, self._day, self._days = holdings, day, days
        self.old: list[str] = []

    def __call__(self, ecosystem: str) -> Store:
        """Raise NoAnswer."""
        store = self._holdings.asked(ecosystem)
        old = self._holdings.too_old(ecosystem, self._day, self._days)
        self.old += [old] if old is not None else []
        return store


def _commit(change: Change) -> str | None:
    """The newest commit that what is described rests on."""
    return change.head or (change.commits[0].id if change.commits else change.merge_base)


def committed(repository: Repository, change: Change) -> int | None:
    """When what is described was committed: seconds since the epoch, ``None`` where nothing is."""
    return repository.committed(commit) if (commit := _commit(change)) else None


def day_of(seconds: int | None) -> date:
    try:
        return datetime.fromtimestamp(seconds or 0, UTC).date()
    except (OverflowError, ValueError, OSError):
        return _EPOCH


def _name(change: Change) -> str:
    return Path(change.repository).name.removesuffix(".git") or "repository"
