"""AI tools on the developer's own machine, looked for only when somebody asks: names, never values or texts.

Where each tool leaves its files is knowledge; editors keep extensions in folders that carry their names.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from tidegate.documents.errors import Unreadable
from tidegate.documents.located import Form, load
from tidegate.documents.reading import Source
from tidegate.knowledge.configurations import Configured, configurations

_LIMIT = 2 * 1024 * 1024  # bytes of one file
_ENTRIES = 5_000  # of a folder
_FORMS: dict[str, Form] = {
    ".json": "json",
    ".jsonc": "json",
    ".toml": "toml",
    ".yaml": "yaml",
    ".yml": "yaml",
}


class OnMachine(msgspec.Struct, frozen=True, kw_only=True):
    """One tool. ``places`` are below the home folder; ``servers`` are names of MCP servers."""

    id: str
    name: str
    places: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()  # "publisher.name version"
    servers: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()  # files that nobody could read


def discover(home: Path) -> tuple[OnMachine, ...]:
    """What lies below ``home``; nothing is run, and nothing leaves the machine."""
    known = configurations()
    installed = _extensions(home)
    found = (_tool(home, tool, known.names[tool], one, installed) for tool, one in known.tools.items())
    return tuple(one for one in found if one.places or one.extensions)


def _tool(home: Path, tool: str, name: str, known: Configured, installed: dict[str, str]) -> OnMachine:
    places = [place for place in known.machine if (home / place).exists()]
    servers: set[str] = set()
    unread = []
    for place in places:
        try:
            servers |= _servers(home / place)
        except (Unreadable, OSError):
            unread.append(place)
    extensions = [f"{one} {installed[one]}".strip() for one in known.extensions if one in installed]
    return OnMachine(
        id=tool,
        name=name,
        places=tuple(places),
        extensions=tuple(extensions),
        servers=tuple(sorted(servers)),
        unread=tuple(unread),
    )


def _servers(file: Path) -> set[str]:
    """Names of MCP servers in a settings file. Raise Unreadable, OSError."""
    form = _FORMS.get(file.suffix)
    if form is None or not file.is_file():
        return set()
    with file.open("rb") as stream:
        value = load(Source(file.name, stream.read(_LIMIT + 1)), form).value
    keys = configurations().common.server["tables"]
    tables = [value.get(key) for key in keys] if isinstance(value, dict) else []
    return {str(name)[:200] for table in tables if isinstance(table, dict) for name in table}


def _extensions(home: Path) -> dict[str, str]:
    """Extensions of editors, in lower case → version, by the names of their folders."""
    found: dict[str, str] = {}
    for editor in configurations().common.editors:
        folder = home / editor
        entries = sorted(folder.iterdir())[:_ENTRIES] if folder.is_dir() else []
        for entry in entries:
            name, _, version = entry.name.lower().rpartition("-")
            while "-" in name and not version[:1].isdigit():  # "publisher.name-1.2.3-linux-x64"
                name, _, version = name.rpartition("-")
            found[name or entry.name.lower()] = version
    return found
