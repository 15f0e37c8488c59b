"""The inventory of AI tools: each with what it may change, what it reaches, where it sends data, and who
answers for it. It holds no secret and no text of a prompt."""

from __future__ import annotations

from datetime import date

import msgspec

from tidegate.model.tools import NotUnderstood, Place


class SignedReview(msgspec.Struct, frozen=True, kw_only=True):
    """An event of the ledger that counts. ``config_hash`` is that of the configuration that was looked at."""

    event: str
    by: str  # a person's id
    day: date  # as the signer says
    outcome: str  # "allowed", "refused"
    next_review: date | None = None
    config_hash: str | None = None


class ToolEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One tool. ``sources``: configuration, workflow, attribution, declared."""

    id: str
    name: str
    kind: str
    vendor: str = ""
    version: str | None = None
    minimum_safe: str | None = None
    minimum_because: str = ""
    weaknesses: tuple[str, ...] = ()  # ids of records that touch the version, where it is known
    unsure: tuple[str, ...] = ()  # ids of records of which the version, or that none is known, does not tell
    can_modify: tuple[str, ...] = ()
    permissions: tuple[str, ...] = ()  # what is allowed without asking, or refused
    credentials: tuple[str, ...] = ()  # names
    endpoints: tuple[str, ...] = ()  # hosts
    servers: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    unsafe: tuple[str, ...] = ()  # settings that take a protection away
    locations: tuple[Place, ...] = ()
    config_hash: str = ""
    sources: tuple[str, ...] = ()
    last_seen: date | None = None  # in a commit
    commits: int = 0
    owner: str = ""
    allowed: bool | None = None  # None: not listed
    reviewer: str = ""
    last_reviewed: date | None = None
    next_review: date | None = None
    signed: SignedReview | None = None  # without it what the list says of reviews is a claim
    gaps: tuple[
        str, ...
    ] = ()  # "unlisted", "unowned", "never-reviewed", "overdue", "refused", "endpoint HOST"


class ToolInventory(msgspec.Struct, frozen=True, kw_only=True):
    """``notes`` say what an inventory cannot see."""

    schema: str = "tidegate.ai-tools/1"
    revision: str = ""
    today: date
    tools: tuple[ToolEntry, ...] = ()
    not_understood: tuple[NotUnderstood, ...] = ()
    notes: tuple[str, ...] = ()
