"""AI tools as a repository configures them, in words that are the same for all tools.

A fact of two files is one with two places. Names of variables and headers are kept, values never; what a
command or an address carries beyond that is masked.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Place(msgspec.Struct, frozen=True, order=True):
    """Where it stands; ``line`` is 1-based, 0 where it is not known."""

    path: str
    line: int = 0


class Effect(StrEnum):
    ALLOW = "allow"  # without asking
    ASK = "ask"
    DENY = "deny"


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a configuration says. Two are the same where all but their places is equal."""

    places: tuple[Place, ...] = ()


class Permission(Fact, frozen=True, kw_only=True):
    """``what`` is the tool's own rule: ``Bash(git status:*)``, ``mcp__db__query``, ``*``.

    ``scope`` is what it belongs to where that is not the whole tool: an MCP server, an agent's file.
    """

    effect: Effect
    what: str
    is_catch_all: bool = False  # everything, or every command, file or address
    scope: str = ""


class Server(Fact, frozen=True, kw_only=True):
    """An MCP server: a command that is run, or an address that is asked."""

    name: str
    command: str = ""
    args: tuple[str, ...] = ()  # secrets masked
    package: str | None = None  # "npm:mcp-remote", "PyPI:mcp-server-git", "Docker:mcp/fetch", "git:https://…"
    version: str | None = None  # as it is asked for
    is_pinned: bool | None = None  # to one content; None: nothing is fetched
    url: str | None = None  # without user, query and fragment
    host: str | None = None
    headers: tuple[str, ...] = ()  # names
    environment: tuple[str, ...] = ()  # names
    is_disabled: bool = False


class Command(Fact, frozen=True, kw_only=True):
    """A command that a tool runs by itself. ``when``: "hook PreToolUse", "to get a key", …"""

    when: str
    what: str  # secrets masked


class Endpoint(Fact, frozen=True, kw_only=True):
    """Where a tool's traffic goes, set by the key or variable ``via``. No host: it is a reference."""

    host: str | None
    via: str
    url: str = ""  # without user, query and fragment
    kind: str = "model"  # or "proxy", "telemetry"


class Switch(Fact, frozen=True, kw_only=True):
    """A setting that changes what the tool may do by itself.

    ``kind``: mode, sandbox, trust, auto-approve, shield, folder-trust, share, telemetry, …
    ``is_unsafe``: this value takes a protection away; None: nobody said which values do.
    """

    kind: str
    key: str
    value: str
    is_unsafe: bool | None = None


class Model(Fact, frozen=True, kw_only=True):
    name: str
    key: str


class Variable(Fact, frozen=True, kw_only=True):
    """An environment variable, header or argument by its name.

    ``is_inline``: it looks like a secret, and its value stands in the file (no reference, no placeholder).
    """

    name: str
    of: str  # "environment", "header of NAME", "environment of NAME", "argument of NAME", "secret"
    is_secret: bool = False
    is_inline: bool = False


class Plugin(Fact, frozen=True, kw_only=True):
    """Code or a marketplace that the tool loads; ``is_pinned``: to one content."""

    kind: str  # "plugin", "marketplace"
    name: str
    source: str = ""
    is_pinned: bool | None = None


class Instructions(Fact, frozen=True, kw_only=True):
    """What a model is told: a file (``blob`` is git's id of its content), or an address outside."""

    source: str
    kind: str  # "rules", "agent", "command", "skill", "remote"
    blob: str | None = None


class Directory(Fact, frozen=True, kw_only=True):
    """A folder that the tool may use besides the repository."""

    path: str


class Version(Fact, frozen=True, kw_only=True):
    """``kind``: "pinned" (what runs), "minimum" (what the settings ask for)."""

    kind: str
    version: str


class CiAgent(Fact, frozen=True, kw_only=True):
    """A step of a workflow that runs the tool."""

    job: str
    runs: str  # the action, or the program
    version: str | None = None  # the action's revision
    is_pinned: bool | None = None  # to a commit
    triggers: tuple[str, ...] = ()
    token: tuple[str, ...] = ()  # "contents: write"; empty: the repository's default
    secrets: tuple[str, ...] = ()  # names


class Setting(Fact, frozen=True, kw_only=True):
    """A key that nobody described: kept, not understood. ``digest``: SHA-256 of its value."""

    key: str
    digest: str


class Configuration(msgspec.Struct, frozen=True, kw_only=True):
    """All that a tree configures of one tool. ``digest`` is the same where the meaning is.

    ``is_ordered``: of several permissions that fit, the last one counts.
    """

    tool: str
    name: str
    files: tuple[str, ...] = ()
    permissions: tuple[Permission, ...] = ()
    servers: tuple[Server, ...] = ()
    commands: tuple[Command, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    switches: tuple[Switch, ...] = ()
    models: tuple[Model, ...] = ()
    variables: tuple[Variable, ...] = ()
    plugins: tuple[Plugin, ...] = ()
    instructions: tuple[Instructions, ...] = ()
    directories: tuple[Directory, ...] = ()
    versions: tuple[Version, ...] = ()
    ci_agents: tuple[CiAgent, ...] = ()
    settings: tuple[Setting, ...] = ()
    is_ordered: bool = False
    digest: str = ""


class NotUnderstood(msgspec.Struct, frozen=True, order=True):
    """A file, or a part of one, of which nobody can say what it allows."""

    path: str
    tool: str
    why: str
    line: int = 0


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """The AI tools of one tree, by their ids."""

    tools: dict[str, Configuration] = {}
    not_understood: tuple[NotUnderstood, ...] = ()
