"""One commit as a step: its own word, the change that it came with, who claims to have looked."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.knowledge import changes
from tidegate.model.attribution import Attribution
from tidegate.model.change import Commit
from tidegate.model.trace import CommitSaid, How, Landing, Review, Step
from tidegate.trace.asked import Asked

_LONGEST = 200  # characters of what a message says
_TRAILERS = 200


def step(
    asked: Asked,
    how: How,
    commit: Commit,
    attribution: Attribution,
    path: str | None = None,
    line: int | None = None,
) -> Step:
    """The step that a commit is."""
    landed = asked.bounded("the change that it came with", lambda: _landed(asked, commit), None)
    landing = _landing(asked, landed) if landed else None
    said = [commit, *([landed] if landed and landed.id != commit.id else [])]
    return Step(
        how=how,
        commit=told(commit),
        path=path,
        line=line,
        landing=landing,
        attribution=attribution,
        reviews=tuple(dict.fromkeys(one for each in said for one in _reviews(each))),
        is_cut=asked.repository.following.is_cut(commit.id),
    )


def told(commit: Commit) -> CommitSaid:
    """A commit by its own word."""
    return CommitSaid(
        id=commit.id,
        number=changes.number(commit.message),
        subject=(commit.message.splitlines() or [""])[0][:_LONGEST],
        author=commit.author_name[:_LONGEST],
        author_time=commit.author_time,
        committer=commit.committer_name[:_LONGEST],
        commit_time=commit.commit_time,
    )


def _landed(asked: Asked, commit: Commit) -> Commit | None:
    if asked.branch is None:
        return None
    found = asked.repository.following.landing(commit.id, asked.branch.oid)
    if found is None or found == commit.id:
        return commit if found else None
    return next(iter(asked.repository.commits([found])), None)


def _landing(asked: Asked, landed: Commit) -> Landing:
    return Landing(
        branch=asked.branch.name if asked.branch else "",
        how="merge" if len(landed.parents) > 1 else "commit",
        commit=told(landed),
    )


def _reviews(commit: Commit) -> Iterator[Review]:
    keys = {key.lower() for key in changes.words().reviews}
    for key, value in commit.trailers[:_TRAILERS]:
        if key.lower() in keys:
            yield Review(value[:_LONGEST], key, commit.id)
