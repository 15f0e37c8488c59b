"""What is asked, and what every answer needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import msgspec

from tidegate.cache import Cache
from tidegate.git import Repository
from tidegate.git.errors import ObjectError
from tidegate.git.revisions import Revision
from tidegate.model.attribution import Attribution, Author, Trust
from tidegate.model.errors import RepositoryError
from tidegate.model.trace import ModelSaid, Step

T = TypeVar("T")

IGNORED = ".git-blame-ignore-revs"
_MOST_IGNORED = 500
_LONGEST_ID = 64


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """``at`` is the revision whose lines are meant (``None``: the work tree, in a bare repository HEAD);
    ``branch`` the one that changes land on (``None``: the default branch)."""

    directory: Path = Path()
    at: str | None = None
    branch: str | None = None
    seconds: float | None = None


class Asked:
    """One question being answered: its repository, and in ``gaps`` what could not be told."""

    def __init__(self, question: Question, repository: Repository, cache: Cache) -> None:
        self.question = question
        self.repository = repository
        self.cache = cache
        self.gaps: list[str] = []

    @property
    def name(self) -> str:
        """The repository, for people."""
        return str(self.repository.layout.work_tree or self.repository.layout.git_directory)

    @cached_property
    def branch(self) -> Revision | None:
        """The tip of the branch that changes land on."""
        if self.question.branch:
            return self.repository.revision(self.question.branch)
        found = self.repository.default_branch()
        if found is None:
            self.gaps.append("no branch is known that changes land on: name it with --branch")
        return found

    @cached_property
    def ignored(self) -> tuple[str, ...]:
        """The commits that the branch asks to look through (reformatting): it decides, and no head."""
        if self.branch is None:
            return ()
        try:
            text = self.repository.tree(self.branch.tree).read(IGNORED) or b""
        except ObjectError:
            self.gaps.append(f"{IGNORED} cannot be read, so no commit was looked through")
            return ()
        words = [line.partition(b"#")[0].strip().decode("ascii", "replace") for line in text.split(b"\n")]
        ids = [word for word in words if 40 <= len(word) <= _LONGEST_ID and word.isalnum()]
        if len(ids) > _MOST_IGNORED:
            self.gaps.append(
                f"{IGNORED} names {len(ids):,} commits, of which {_MOST_IGNORED} were looked through"
            )
        return tuple(self.repository.following.existing(ids[:_MOST_IGNORED]))

    def bounded(self, what: str, look: Callable[[], T], otherwise: T) -> T:
        """What cannot be told, because it takes too long or is not in this clone, is a gap."""
        try:
            return look()
        except RepositoryError as error:
            self.gaps.append(f"{what}: {error}")
            return otherwise


def is_said(attribution: Attribution) -> bool:
    """Whether somebody says who wrote; a hint says nothing."""
    return any(
        one.confidence not in (Trust.HEURISTIC, Trust.UNKNOWN) and one.author is not Author.UNKNOWN
        for one in attribution.claims
    )


def models_of(steps: Iterable[Step]) -> tuple[ModelSaid, ...]:
    """The models that wrote, each with the end of what it has learned."""
    names = dict.fromkeys(one.model for step in steps for one in step.attribution.claims if one.model)
    if not names:
        return ()
    from tidegate.knowledge.models import learned

    return tuple(ModelSaid(name, learned(name)) for name in names)
