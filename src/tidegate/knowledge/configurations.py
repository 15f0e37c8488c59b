"""How AI tools are configured: which files, and what their keys mean.

It stands in the file of each tool, as a document of its own that begins with ``configuration:``;
``configuration.yaml`` says what is the same for all tools.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

import msgspec

from tidegate.knowledge.store import ROOT, convert_yaml, files
from tidegate.knowledge.tools import SEPARATOR

Meaning = Literal[
    "permission", "permissions", "switch", "command", "environment", "endpoint", "model", "servers", "plugin",
    "marketplace", "instructions", "directory", "version", "credential", "nothing",
]  # fmt: skip


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Key(_Part, frozen=True, rename={"means": "is"}):
    """What stands ``at`` a place: ``a.b[].*`` (``[]``: each entry, ``*``: each key, kept for ``{}``).

    ``only``: where these keys beside it have these values. ``parts``: of an object, the keys that make the
    text. ``unsafe``: the values of a switch that take a protection away (``true`` for whatever it is).
    """

    at: str
    means: Meaning
    effect: Literal["allow", "ask", "deny"] = "allow"
    what: str = ""  # of a permission that is a mere true
    when: str = ""  # of a command
    kind: str = ""  # of a switch, an endpoint, instructions, a version
    unsafe: list[Any] = []
    safe: list[Any] = []
    only: dict[str, str] = {}
    parts: list[str] = []


class Files(_Part, frozen=True, rename={"form": "format"}):
    """Globs as in ``.gitignore``, but at any depth unless they begin with ``/``.

    ``shared``: other programs' settings stand there too, so that keys which are not named here say nothing.
    """

    paths: list[str]
    form: Literal["json", "toml", "yaml", "markdown", "text", "script"]
    keys: list[Key] = []
    kind: str = ""  # of instructions; when a script runs
    shared: bool = False


class Action(_Part, frozen=True):
    """Actions that run the tool in a workflow; ``keys`` are of their inputs."""

    uses: list[str]
    keys: list[Key] = []


class Flag(_Part, frozen=True, rename={"means": "is"}):
    """An option on a command line: a switch, or one that names a model.

    ``flag`` may end with its value. ``unsafe``: it takes the tool's limits away, null where it does not.
    ``alone``: nothing else has an option of that name, so that it is known without its program.
    """

    flag: str
    means: Literal["switch", "model", "permission"]
    kind: str = "mode"
    unsafe: Literal[True] | None = True
    alone: bool = False


class Told(_Part, frozen=True):
    """An example: files, and what is found in them, each in words (``words`` of the reader)."""

    name: str
    files: dict[str, str]
    expect: list[str] = []
    not_understood: list[str] = []


class Configured(_Part, frozen=True):
    """One tool's part. ``modifies``, ``endpoints``, ``credentials`` are what it does out of the box."""

    vendor: str = ""
    kind: Literal["coding-agent", "editor", "ci-agent", "generator", "reviewer", "instructions"] = (
        "coding-agent"
    )
    modifies: list[Literal["repository", "workspace", "commands", "ci"]] = []
    endpoints: list[str] = []
    credentials: list[str] = []
    packages: list[str] = []  # "npm:@anthropic-ai/claude-code"
    programs: list[str] = []
    flags: list[Flag] = []
    files: list[Files] = []
    texts: list[str] = []  # globs as of ``files``: what else it may be told in, besides those
    actions: list[Action] = []
    machine: list[str] = []  # below the home folder: where it leaves its own files
    extensions: list[str] = []  # of editors: "publisher.name"
    catch_all: list[str] = []  # RE2
    last_wins: bool = False  # of several permissions that fit

    def action(self, name: str) -> Action | None:
        """The action of a workflow that goes by a name in lower case, where it runs this tool."""
        fits = (one for one in self.actions for used in one.uses if f"{name}/".startswith(f"{used}/"))
        return next(fits, None)


class Launcher(_Part, frozen=True):
    """A program that fetches and runs a package. ``named_by``: the option that names it; ``values``: options
    that take a value; ``skip``: words before the package."""

    words: list[str]
    ecosystem: str
    named_by: list[str] = []
    values: list[str] = []


class Common(_Part, frozen=True):
    """``configuration.yaml``, which explains each key where it stands."""

    catch_all: list[str]
    endpoints: dict[str, list[str]]
    models: list[str]
    secrets: list[str]
    placeholders: list[str]
    references: list[str]
    effects: dict[str, Literal["allow", "ask", "deny"]]
    server: dict[str, list[str]]
    launchers: list[Launcher]
    wrappers: list[str]
    workflows: list[str]
    pins: list[str]
    editors: list[str]


class _Document(_Part, frozen=True):
    configuration: Configured
    examples: list[Told] = []


class Configurations(msgspec.Struct, frozen=True):
    """By the tool's id, with its name."""

    tools: dict[str, Configured]
    names: dict[str, str]
    common: Common


@cache
def configurations() -> Configurations:
    """Everything packaged, read once a process."""
    read = _documents()
    return Configurations(
        {tool: document.configuration for tool, (_, document) in read.items()},
        {tool: name for tool, (name, _) in read.items()},
        convert_yaml((ROOT / "configuration.yaml").read_text("utf-8"), Common, "configuration.yaml"),
    )


def texts() -> list[str]:
    """Globs of the files that any tool reads as its instructions."""
    return [
        glob
        for tool in configurations().tools.values()
        for entry in (tool.texts, *(file.paths for file in tool.files if file.form in ("markdown", "text")))
        for glob in entry
    ]


def told() -> dict[str, list[Told]]:
    """Tool → the examples of its configuration."""
    return {tool: document.examples for tool, (_, document) in _documents().items() if document.examples}


@cache
def _documents() -> dict[str, tuple[str, _Document]]:
    """Tool → its name, and what is said of its configuration."""
    found = {}
    for file in files("tools"):
        first, *others = file.read_text("utf-8").split(SEPARATOR)
        text = next((one for one in others if one.startswith("configuration:")), None)
        if text is not None:
            found[file.stem] = (_name(first), convert_yaml(text, _Document, file.name))
    return found


def _name(document: str) -> str:
    return next(line.partition(":")[2].strip() for line in document.splitlines() if line.startswith("name:"))
