"""``FILE:LINE``: the commits that brought a line, back through moves, reverts and copies."""

from __future__ import annotations

from functools import partial

import msgspec

from tidegate.git.blame import Origin
from tidegate.git.process import GitFailed
from tidegate.knowledge import changes
from tidegate.model.change import Commit
from tidegate.model.errors import RepositoryError
from tidegate.model.trace import How, Step, Trace
from tidegate.trace.asked import Asked, is_said, models_of
from tidegate.trace.authors import of_line
from tidegate.trace.commits import step
from tidegate.trace.places import Place
from tidegate.trace.recorded import recorded

_DEEPEST = 4  # reverts and copies that are followed


def trace_line(asked: Asked, question: str, place: Place) -> Trace:
    """Where a line of a text came from."""
    assert place.revision is not None
    steps = _followed(asked, place.revision, place.path, place.line, place.lines)
    return Trace(
        question=question,
        repository=asked.name,
        revision=place.named,
        path=place.asked_path,
        line=place.asked_line,
        text=place.text,
        steps=tuple(steps),
        models=models_of(steps),
        recorded=recorded(asked, steps),
        gaps=tuple(dict.fromkeys(asked.gaps)),
        settled=bool(steps) and not steps[-1].is_cut and is_said(steps[-1].attribution),
    )


class _Spot(msgspec.Struct, frozen=True):
    """A line of a file of a revision, with how many lines the file has."""

    revision: str
    path: str
    line: int
    lines: tuple[str, ...]


def _followed(asked: Asked, revision: str, path: str, line: int, lines: tuple[str, ...]) -> list[Step]:
    steps: list[Step] = []
    how = How.BROUGHT
    spot: _Spot | None = _Spot(revision, path, line, lines)
    for _ in range(_DEEPEST):
        if spot is None:
            return steps
        found = _of_spot(asked, spot)
        if not found:
            return steps
        if steps:  # what the one before was said to take back, or to be a copy of
            steps[-1] = msgspec.structs.replace(steps[-1], how=how)
        steps += found
        how, spot = _earlier(asked, found[-1], spot.lines[spot.line - 1])
    if spot is not None:
        asked.gaps.append(f"more than {_DEEPEST} reverts and copies: the rest was not followed")
    return steps


def _of_spot(asked: Asked, spot: _Spot) -> list[Step]:
    """The commit that put the line there, where it is another, then the one that it was brought by."""
    following = asked.repository.following
    put = asked.bounded(
        "the line cannot be followed",
        lambda: following.origin(spot.revision, spot.path, spot.line, asked.ignored),
        None,
    )
    if put is None:
        return []
    brought = _source(asked, spot) or put
    commits = {one.id: one for one in asked.repository.commits(list({put.commit, brought.commit}))}
    steps = [_step(asked, How.BROUGHT, commits[brought.commit], brought)]
    if put.commit != brought.commit:
        steps.insert(0, _step(asked, How.MOVED, commits[put.commit], put))
    return steps


def _source(asked: Asked, spot: _Spot) -> Origin | None:
    try:
        return asked.repository.following.source(
            spot.revision, spot.path, spot.line, len(spot.lines), asked.ignored
        )
    except RepositoryError as error:
        why = "an object is missing" if isinstance(error, GitFailed) else str(error)
        asked.gaps.append(f"moves between files were not followed: {why}")
        return None


def _step(asked: Asked, how: How, commit: Commit, origin: Origin) -> Step:
    return step(
        asked, how, commit, of_line(asked, commit, origin.path, origin.line), origin.path, origin.line
    )


def _earlier(asked: Asked, last: Step, text: str) -> tuple[How, _Spot | None]:
    """Where the line stood before the last step's commit, where its message names one and that had it."""
    message = asked.repository.commits([last.commit.id])[0].message
    for how, named, suffix in (
        (How.RETURNED, changes.reverted(message), "^"),
        (How.COPIED, changes.copied(message), ""),
    ):
        for commit in named:
            spot = asked.bounded(
                "what the message names", partial(_spot, asked, commit + suffix, last, text), None
            )
            if spot is not None:
                return how, spot
    return How.BROUGHT, None


def _spot(asked: Asked, name: str, last: Step, text: str) -> _Spot | None:
    """The line with the same text that is nearest, in the same file of another commit."""
    if not asked.repository.following.existing([name]) or last.path is None or not text.strip():
        return None
    revision = asked.repository.revision(name)
    content = asked.repository.tree(revision.tree).read(last.path)
    lines = tuple((content or b"").decode("utf-8", "surrogateescape").split("\n"))
    alike = [number for number, one in enumerate(lines, 1) if one.split() == text.split()]
    nearest = min(alike, key=lambda number: abs(number - (last.line or 0)), default=None)
    return _Spot(revision.oid, last.path, nearest, lines) if nearest else None
