"""What is asked: which change is judged, and under whose rules."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec

from tidegate.config.loading import FOLDER
from tidegate.config.nested import places
from tidegate.config.policy import Policy, from_file, from_tree
from tidegate.git import Repository
from tidegate.git.errors import MergeConflict
from tidegate.git.tree import Tree
from tidegate.model.change import Change
from tidegate.model.finding import REPORTED, Status
from tidegate.model.request import Request, Told


class CheckOptions(Told, frozen=True, kw_only=True):
    """What the user says."""

    timeout: float | None = None  # seconds that the analysis may take
    online: bool = False
    told: frozenset[Status] = REPORTED  # findings in these states are shown with their whole path
    pusher: str | None = None  # who pushed last: an address, or FORGE:ACCOUNT
    today: date | None = None  # of exceptions and observation; by default the day of the check


class Question(msgspec.Struct, frozen=True):
    """``conflict`` are the paths that do not merge: then the branch is judged by itself."""

    options: CheckOptions
    today: date
    change: Change
    conflict: tuple[str, ...]
    policy: Policy

    @property
    def paths(self) -> set[str]:
        """Of everything that changes, before and after."""
        return touched(self.change)


def understood(options: CheckOptions, repository: Repository) -> Question:
    """Raise TidegateError where the question cannot be asked."""
    change, conflict = _change(options, repository)
    today = options.today or datetime.now(UTC).date()
    return Question(options, today, change, conflict, policy_of(options, repository, change))


def _change(options: CheckOptions, repository: Repository) -> tuple[Change, tuple[str, ...]]:
    try:
        return repository.change(options.revision_range, staged=options.staged, merged=options.merged), ()
    except MergeConflict as conflict:
        return repository.change(f"{conflict.ours}...{conflict.theirs}"), conflict.paths


def policy_of(options: Request, repository: Repository, change: Change) -> Policy:
    """The settings of the base branch's tip, or of the file that is asked for, with those of the tip's
    folders. Raise SettingsError."""
    if options.config is not None:
        return from_file(options.config, in_folders(repository.tree(change.policy_tree), change))
    return policy_at(change.policy_tree, repository, change)


def policy_at(tree_id: str, repository: Repository, change: Change | None = None) -> Policy:
    """The settings of a tree, with those of the folders that ``change`` touches. Raise SettingsError."""
    tree, layout = repository.tree(tree_id), repository.layout
    folders = in_folders(tree, change) if change is not None else {}
    beside = layout.work_tree or layout.git_directory
    return from_tree(tree.read, tree.paths(FOLDER), folders, beside)


def in_folders(tree: Tree, change: Change) -> dict[str, bytes]:
    """The settings in folders that a change touches, by path, the highest first."""
    return {path: tree.read(path) or b"" for path in tree.blob_ids(places(touched(change)))}


def touched(change: Change) -> set[str]:
    return {path for file in change.files for path in (file.path, file.base_path) if path}
