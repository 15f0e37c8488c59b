"""Where a line, a commit or a package came from: what history, messages and records say of it."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tidegate.model.attribution import Attribution
from tidegate.model.learned import Learned


class How(StrEnum):
    """What a commit did to what was asked about."""

    BROUGHT = "brought"  # nothing before it has the line
    MOVED = "moved"  # the line stood elsewhere before
    RETURNED = "returned"  # it takes back a commit that had taken the line away, as its message says
    COPIED = "copied"  # it is a copy of another commit, as its message says
    CHANGED = "changed"  # the file as a whole: of a binary, a link or a submodule
    ASKED = "asked"  # the commit that was named


class CommitSaid(msgspec.Struct, frozen=True, kw_only=True):
    """A commit by its own word. Times are seconds since the epoch.

    ``number`` is that of a pull request, where the message tells one.
    """

    id: str
    subject: str
    number: int | None = None
    author: str
    author_time: int
    committer: str
    commit_time: int


class Landing(msgspec.Struct, frozen=True, kw_only=True):
    """The change that brought a commit to ``branch``.

    ``how`` is "merge", or "commit" where it stands on the branch itself (a squash, a rebase or a push).
    """

    branch: str
    how: str
    commit: CommitSaid


class Review(msgspec.Struct, frozen=True):
    """Who approved, as a trailer claims: anybody can write it."""

    who: str
    key: str
    commit: str


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One commit on the way. ``path`` and ``line`` are in that commit; without a line it is
    the whole file.

    ``attribution`` counts the lines that were asked about. ``landing`` is ``None`` where the commit is not on
    the branch, or could not be looked for. ``is_cut``: the clone's history ends here.
    """

    how: How
    commit: CommitSaid
    path: str | None = None
    line: int | None = None
    landing: Landing | None = None
    attribution: Attribution = Attribution()
    reviews: tuple[Review, ...] = ()
    is_cut: bool = False


class Recorded(msgspec.Struct, frozen=True):
    """What the gate said and who approved, as its ledger keeps it; ``known`` is false where there is none."""

    known: bool = False
    why: str = "no ledger here: what the gate said then, and who approved, is not recorded"
    decision: str | None = None
    approved_by: tuple[str, ...] = ()


class ModelSaid(msgspec.Struct, frozen=True):
    """A model that wrote, and up to when it has learned."""

    model: str
    learned: Learned


class Advised(msgspec.Struct, frozen=True, kw_only=True):
    """One advisory. ``late``: published after the model's cutoff; "true", "false" or "unknown"."""

    ids: tuple[str, ...]
    summary: str
    published: str | None
    late: str
    text: str
    model: str | None = None


class Traced(msgspec.Struct, frozen=True, kw_only=True):
    """A package as it first came in: the version or the range that was asked for then."""

    ecosystem: str
    name: str
    version: str | None = None
    requirement: str | None = None
    is_direct: bool | None = None
    advisories: tuple[Advised, ...] = ()
    returned: tuple[CommitSaid, ...] = ()  # later commits that brought it again, after it had gone


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """The answer. ``steps`` go back in time; the last one is where it came from.

    ``gaps`` say what could not be told. ``text`` is the line that was asked about. ``settled`` is false where
    the commit could not be told, or nobody says who wrote it.
    """

    schema: str = "tidegate.trace/1"
    question: str
    repository: str
    revision: str | None  # that was looked at; None: the work tree
    path: str | None = None
    line: int | None = None
    text: str = ""
    steps: tuple[Step, ...] = ()
    dependencies: tuple[Traced, ...] = ()
    models: tuple[ModelSaid, ...] = ()
    recorded: Recorded = Recorded()
    gaps: tuple[str, ...] = ()
    settled: bool = False
