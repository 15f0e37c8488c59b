"""The three questions, each answered by one function."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tidegate.cache import Cache
from tidegate.git import Repository
from tidegate.git.process import SECONDS
from tidegate.model.trace import How, Step, Trace
from tidegate.trace.asked import Asked, Question, is_said, models_of
from tidegate.trace.authors import of_commit, of_file
from tidegate.trace.commits import step
from tidegate.trace.lines import trace_line
from tidegate.trace.places import Place, place
from tidegate.trace.recorded import recorded


def of_line(question: Question, words: str) -> Trace:
    """Where ``FILE:LINE`` came from. Raise TidegateError where there is no such line."""
    with _asked(question) as asked:
        found = place(asked, words)
        return trace_line(asked, words, found) if found.line else _of_whole_file(asked, words, found)


def of_named_commit(question: Question, name: str) -> Trace:
    """What a commit, or the commits that a merge brought, are and who wrote them. Raise TidegateError."""
    with _asked(question) as asked:
        revision = asked.repository.revision(name)
        commit = asked.repository.commits([revision.oid])[0]
        change = asked.repository.change(name)
        asked.gaps += change.limits
        found = step(asked, How.ASKED, commit, of_commit(asked, change))
        return _answer(asked, f"--commit {name}", revision.name, (found,))


def of_dependency(question: Question, name: str) -> Trace:
    """Which commit first brought a package. Raise TidegateError where no file names it."""
    from tidegate.trace.dependencies import trace_dependency

    with _asked(question) as asked:
        return trace_dependency(asked, name)


@contextmanager
def _asked(question: Question) -> Iterator[Asked]:
    seconds = question.seconds or SECONDS
    with Cache.open() as cache, Repository.open(question.directory, cache, seconds) as repository:
        asked = Asked(question, repository, cache)
        asked.branch  # noqa: B018  # a branch that was named and is not there ends the question
        yield asked


def _of_whole_file(asked: Asked, words: str, found: Place) -> Trace:
    """What has no lines, or none that are committed: the newest commit of the file."""
    asked.gaps.append(f"{found.asked_path}:{found.asked_line}: {found.why}")
    steps: tuple[Step, ...] = ()
    revision = found.revision
    if revision is not None:
        last = asked.repository.following.last_touching(revision, found.path)
        for commit in asked.repository.commits([last]) if last else ():
            steps = (step(asked, How.CHANGED, commit, of_file(asked, commit), found.path),)
    return _answer(asked, words, found.named, steps, found)


def _answer(
    asked: Asked, question: str, revision: str | None, steps: tuple[Step, ...], found: Place | None = None
) -> Trace:
    return Trace(
        question=question,
        repository=asked.name,
        revision=revision,
        path=found.asked_path if found else None,
        line=found.asked_line if found else None,
        text=found.text if found else "",
        steps=steps,
        models=models_of(steps),
        recorded=recorded(asked, steps),
        gaps=tuple(dict.fromkeys(asked.gaps)),
        settled=found is None and all(is_said(one.attribution) and not one.is_cut for one in steps),
    )
