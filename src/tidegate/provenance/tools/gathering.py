"""Facts of several files → one configuration: the same thing said twice has two places."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from tidegate.knowledge.configurations import Configurations
from tidegate.model.tools import (
    CiAgent,
    Command,
    Configuration,
    Directory,
    Endpoint,
    Fact,
    Instructions,
    Model,
    Permission,
    Plugin,
    Server,
    Setting,
    Switch,
    Variable,
    Version,
)

F = TypeVar("F", bound=Fact)


def configuration(
    tool: str, known: Configurations, found: Iterable[Fact], files: Iterable[str]
) -> Configuration:
    """Where the last rule wins, another order of rules is another meaning; else order means nothing."""
    facts = merged(found)
    return Configuration(
        tool=tool,
        name=known.names[tool],
        files=tuple(dict.fromkeys(files)),
        permissions=_of(Permission, facts),
        servers=_of(Server, facts),
        commands=_of(Command, facts),
        endpoints=_of(Endpoint, facts),
        switches=_of(Switch, facts),
        models=_of(Model, facts),
        variables=_of(Variable, facts),
        plugins=_of(Plugin, facts),
        instructions=_of(Instructions, facts),
        directories=_of(Directory, facts),
        versions=_of(Version, facts),
        ci_agents=_of(CiAgent, facts),
        settings=_of(Setting, facts),
        is_ordered=known.tools[tool].last_wins,
        digest=digest(facts, is_ordered=known.tools[tool].last_wins),
    )


def meaning(fact: F) -> F:
    """A fact without its places: what two snapshots are compared by."""
    return replace(fact, places=())


def merged(found: Iterable[Fact]) -> list[Fact]:
    places: dict[Fact, list[object]] = {}
    for fact in found:
        places.setdefault(meaning(fact), []).extend(fact.places)
    return [replace(fact, places=tuple(dict.fromkeys(where))) for fact, where in places.items()]


def digest(facts: Iterable[Fact], *, is_ordered: bool) -> str:
    """SHA-256 of what is configured, wherever it stands."""
    said = [_told(fact) for fact in facts]
    rules = [one for one in said if one.startswith(b"Permission")]
    others = sorted(one for one in said if not one.startswith(b"Permission"))
    state = hashlib.sha256()
    for one in [*(rules if is_ordered else sorted(rules)), *others]:
        state.update(b"%d " % len(one) + one)
    return state.hexdigest()


def _told(fact: Fact) -> bytes:
    """In JSON. A file of instructions is its content, not its name."""
    plain = meaning(fact)
    if isinstance(plain, Instructions) and plain.blob is not None:
        plain = replace(plain, source="")
    return type(fact).__name__.encode() + msgspec.json.encode(plain, enc_hook=str)


def _of(kind: type[F], facts: Iterable[Fact]) -> tuple[F, ...]:
    return tuple(fact for fact in facts if isinstance(fact, kind))
