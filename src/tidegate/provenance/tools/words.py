"""Facts in words: for examples, and for people."""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch

from tidegate.model.tools import (
    CiAgent,
    Command,
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

_PINS = {True: "pinned", False: "unpinned", None: ""}


def told(fact: Fact) -> str:
    """With the line of its first place."""
    return f"{words(fact)} @{fact.places[0].line if fact.places else 0}"


@singledispatch
def words(fact: Fact) -> str:
    """``allow everything Bash(*)``, ``server git PyPI:mcp-server-git unpinned``."""
    raise TypeError(f"{type(fact).__name__} has no words")


def _says(kind: type[Fact], parts: Callable[..., list[str | None]]) -> None:
    words.register(kind)(lambda fact: " ".join(part for part in parts(fact) if part))


_says(Permission, lambda one: [one.effect.value, "everything" if one.is_catch_all else "", one.what])
_says(
    Server,
    lambda one: [
        "server",
        one.name,
        one.package or one.host or one.command,
        one.version,
        _PINS[one.is_pinned],
        "disabled" if one.is_disabled else "",
    ],
)
_says(Command, lambda one: ["command", one.when, one.what])
_says(Endpoint, lambda one: ["endpoint", one.host or "?", one.via])
_says(Switch, lambda one: ["unsafe" if one.is_unsafe else "switch", one.kind, one.value])
_says(Model, lambda one: ["model", one.name])
_says(
    Variable,
    lambda one: ["inline" if one.is_inline else "secret" if one.is_secret else "variable", one.name],
)
_says(Plugin, lambda one: [one.kind, one.name, _PINS[one.is_pinned]])
_says(Instructions, lambda one: [one.kind, one.source])
_says(Directory, lambda one: ["directory", one.path])
_says(Version, lambda one: ["version", one.kind, one.version])
_says(CiAgent, lambda one: ["ci", one.runs, one.version, "pinned" if one.is_pinned else ""])
_says(Setting, lambda one: ["setting", one.key])
