"""Attribution: which AI tool and model wrote which lines, who says so and how sure that is.

A claim is a value (who, which tool, which model) with its confidence class and its evidence; claims that
contradict each other are all kept. Where nobody says anything the answer is "unknown", never "human".
"""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Author(StrEnum):
    AI = "ai"
    HUMAN = "human"
    MIXED = "mixed"  # both, and the record does not tell them apart
    UNKNOWN = "unknown"


class Trust(StrEnum):
    """Who says so, from the surest on. Classes are never multiplied into one number."""

    RECORDED = "recorded"  # the agent reported the edit, and it agrees with the difference
    DECLARED = "declared"  # a person or the team said so
    TRAILER = "trailer"  # the commit says so: a trailer, its author, its committer
    HEURISTIC = "heuristic"  # a hint: shown, decides nothing
    UNKNOWN = "unknown"  # nobody says anything


class Evidence(msgspec.Struct, frozen=True, order=True):
    """``source`` is where it stands, ``method`` the convention it was read by, ``text`` what it says."""

    source: str  # "commit", "author", "committer", "description", "refs/notes/ai", a file
    method: str  # "address", "account", "trailer", "git-ai", "agent-trace", "declaration", …
    text: str = ""


class LineRange(msgspec.Struct, frozen=True, order=True):
    """Lines ``start`` to ``end`` of a file in head, both included."""

    path: str
    start: int
    end: int


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One fact on a commit, or on the whole change where ``commit`` is ``None``.

    ``lines`` are those of head that it is about; ``None`` where it does not tell lines. A record whose
    lines were all edited again has an empty list.
    """

    author: Author = Author.AI
    tool: str | None = None  # id; None: an AI tool, not said which
    name: str = ""  # of the tool, for people
    model: str | None = None  # "claude-opus-4-8"; None: not said
    model_said: str = ""  # the model as it was written
    confidence: Trust
    evidence: tuple[Evidence, ...]
    commit: str | None = None
    lines: tuple[LineRange, ...] | None = None
    links: tuple[str, ...] = ()  # to sessions and logs; never opened
    sessions: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()  # of a declaration: globs; none: everything
    tool_versions: tuple[str, ...] = ()  # that records name


class Share(msgspec.Struct, frozen=True):
    """How many added lines one tool and model wrote. A line that two tools wrote counts for both."""

    author: Author
    tool: str | None
    name: str
    model: str | None
    confidence: Trust
    lines: int


class Doubt(msgspec.Struct, frozen=True):
    """Evidence that is not believed, contradicts other evidence, or could not be read.

    ``matters`` says that a rule which asks for attribution cannot be answered because of it.
    """

    code: str  # "conflict", "note-outside-diff", "note-disagrees", "note-broken", "note-too-large", …
    text: str
    commit: str | None = None
    paths: tuple[str, ...] = ()
    matters: bool = False


class Attribution(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of who wrote a change. ``added`` = ai + mixed + human + unknown, in lines."""

    confidence: Trust = Trust.UNKNOWN  # of the surest claim
    added: int = 0
    ai: int = 0
    mixed: int = 0
    human: int = 0
    unknown: int = 0
    shares: tuple[Share, ...] = ()
    claims: tuple[Claim, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    unknown_commits: tuple[str, ...] = ()  # of which nobody says anything, and lines are in head


class Ai(msgspec.Struct, frozen=True, kw_only=True):
    """What AI has to do with a change."""

    attribution: Attribution = Attribution()
