"""Heads of which a change is what landing them here gives, and nothing else.

A merge queue checks a commit of its own before it lands: the head merged into base, or squashed onto it. What
such a commit holds is computed here, never believed: whoever pushes one that looks like it lands nothing but
what merging the head gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from tidegate.git import Repository
from tidegate.git.commits import COMMIT_LIMIT
from tidegate.model.change import Change, Commit
from tidegate.model.errors import RepositoryError
from tidegate.model.people import People, PersonKind

Known = Callable[[str], Iterable[str]]


class Landing(msgspec.Struct, frozen=True):
    """``commits`` are those of ``head``; ``None``: they are not in this clone, and it lands by its patch."""

    head: str
    commits: tuple[Commit, ...] | None


def landings(change: Change, repository: Repository, people: People, known: Known) -> tuple[Landing, ...]:
    """``known`` gives the heads that the ledger knows by an id, a patch's digest or a merged tree."""
    if change.base is None or change.merge_base != change.base:
        return ()
    candidates = dict.fromkeys(_candidates(change, repository, people, known))
    found = (_landing(head, change, repository) for head in candidates if head != change.head)
    return tuple(one for one in found if one is not None)


def _candidates(change: Change, repository: Repository, people: People, known: Known) -> Iterator[str]:
    queued = next((one for one in change.commits if one.id == change.head), None)
    if queued is None:
        return
    if len(queued.parents) == 2 and queued.parents[0] == change.base:
        yield from known(queued.parents[1])
    elif len(change.commits) == 1 and _is_of_forge(queued, people):
        tree = repository.line.tree_of(queued.id) or change.head_tree
        for key in (tree, repository.line.patch_digest(change.base_tree, tree)):
            yield from known(key) if key else ()


def _is_of_forge(commit: Commit, people: People) -> bool:
    """What people push is a push, whatever it is like: a bot that is enrolled has committed this."""
    committer = people.of_email(commit.committer_email)
    return committer is not None and committer.kind is PersonKind.BOT


def _landing(head: str, change: Change, repository: Repository) -> Landing | None:
    assert change.base is not None
    assert change.head is not None
    commits = _commits(change.base, head, repository)
    if commits is None:
        return Landing(head, None)
    try:
        merged = repository.line.merged_tree(change.base, head)
    except RepositoryError:
        return None
    return Landing(head, commits) if merged == repository.line.tree_of(change.head) else None


def _commits(base: str, head: str, repository: Repository) -> tuple[Commit, ...] | None:
    """The commits that led to ``head`` and not to ``base``; ``None`` where not all are in this clone."""
    if repository.tree_of(head) is None:
        return None
    try:
        found = repository.between(base, head)
    except RepositoryError:
        return None
    is_cut = repository.layout.shallow and any(not one.parents for one in found)
    return None if is_cut or len(found) >= COMMIT_LIMIT else found
