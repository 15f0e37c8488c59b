"""Whether what events are about is still what the repository holds.

Only what is in this clone can be told: of a change that was squashed the head is often gone.
"""

from __future__ import annotations

import hashlib
from functools import cache

from tidegate.git import Repository
from tidegate.model.errors import RepositoryError
from tidegate.model.event import Event, Merge, Subject

_NOTHING = hashlib.sha256(b"").hexdigest()


class Subjects:
    """``name`` is what the repository is called in events; those of others are not looked at."""

    def __init__(self, repository: Repository, name: str) -> None:
        self._repository = repository
        self._name = name
        self._mismatch = cache(self._compared)
        self._line = cache(self._commits)

    def wrong(self, event: Event) -> list[str]:
        """What does not fit any more, in words."""
        if event.repository != self._name:
            return []
        found = [self._mismatch(event.subject)] if event.subject is not None else []
        if isinstance(event.payload, Merge):
            found.append(self._merged(event.payload))
        return [reason for reason in found if reason is not None]

    def _compared(self, subject: Subject) -> str | None:
        line = self._repository.line
        old, new = line.tree_of(subject.merge_base), line.tree_of(subject.head)
        if old is None or new is None:
            return None
        if line.count(subject.merge_base, subject.head) is None:
            return None
        try:
            digest = line.patch_digest(old, new) or _NOTHING
        except RepositoryError:  # contents are not in this clone
            return None
        return None if digest == subject.diff_sha256 else f"{subject.head[:12]} does not change what it says"

    def _merged(self, merge: Merge) -> str | None:
        tree = self._repository.line.tree_of(merge.commit)
        if tree is not None and tree != merge.tree:
            return f"{merge.commit[:12]} has another tree than it says"
        line = self._line(merge.branch)
        if line is None or merge.commit in line:
            return None
        return f"{merge.commit[:12]} is not on {merge.branch} any more: that branch was rewritten"

    def _commits(self, branch: str) -> frozenset[str] | None:
        """The branch's line; ``None`` where the branch, or its beginning, is not in this clone."""
        tip = tip_of(self._repository, branch)
        if tip is None or self._repository.layout.shallow:
            return None
        found = self._repository.line.commits(tip)
        return None if found[-1].parents else frozenset(one.commit for one in found)


def tip_of(repository: Repository, branch: str) -> str | None:
    """The commit that a branch ends in: origin's, as it was fetched last, else the one of this clone."""
    places = (f"refs/{place}/{branch}" for place in ("remotes/origin", "heads"))
    return next((tip for ref in places if (tip := repository.tip(ref))), None)
