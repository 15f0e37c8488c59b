"""AI coding tools and how commits tell of them: one file a tool, and ``attribution.yaml`` for the rest.

The second document of a tool's file holds examples, which are its tests; a third says how the tool is
configured (see ``configurations``).
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import cache
from typing import Literal

import msgspec

from tidegate.knowledge.store import ROOT, Kept, convert_yaml, files

SEPARATOR = "\n---\n"
_TABLES: list[Tools] = []


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Address(_Part, frozen=True):
    """A mailbox that only the tool writes with. ``verified``: the vendor, or many commits, say so."""

    address: str
    verified: bool = True


class Account(_Part, frozen=True):
    """An account of GitHub: known by its number whatever it is called; one of a bot also by its login.

    ``named`` (RE2): only with such a name, for an account that others than the tool write with too.
    """

    login: str
    id: int | None = None
    named: str | None = None


class TrailerForm(_Part, frozen=True):
    """A trailer that says that the tool took part; ``value`` (RE2) is what it must be to count."""

    key: str
    value: str
    gives: Literal["claim", "link", "session"]


class Tool(_Part, frozen=True):
    """One tool. ``agents`` are its names in notes, traces and trailers, in lower case.

    ``names`` (RE2) are of an author's or committer's name; ``footers`` (RE2) of a line, ``subjects``
    of a commit's first line and ``branches`` of a branch's name are hints.
    """

    tool: str
    name: str
    agents: list[str] = []
    addresses: list[Address] = []
    accounts: list[Account] = []
    trailers: list[TrailerForm] = []
    names: list[str] = []
    footers: list[str] = []
    subjects: list[str] = []
    branches: list[str] = []


class Family(_Part, frozen=True):
    """How the names of some models are made. ``dots: false``: a version is written with dashes.

    ``tiers`` stand before the version.
    """

    family: str
    dots: bool = True
    tiers: list[str] = []


class Common(_Part, frozen=True):
    """``attribution.yaml``, which explains each key where it stands."""

    co_authors: list[str]
    agents: list[str]
    declares: str
    trailers: list[TrailerForm]
    hints: list[TrailerForm]
    generic: list[str]
    models: list[Family]
    efforts: list[str]
    no_model: list[str]


class Tools(msgspec.Struct, frozen=True):
    """All of it."""

    tools: list[Tool]
    common: Common


class Written(_Part, frozen=True, kw_only=True):
    """A commit as an example writes it: people as ``Name <address>``."""

    message: str = "Change"
    author: str = "Ada Example <ada@example.com>"
    committer: str = "Ada Example <ada@example.com>"


class ToolExample(_Part, frozen=True, kw_only=True):
    """``expect``: tool → confidence class, with the model behind a blank where one is known."""

    name: str
    commit: Written
    expect: dict[str, str] = {}


def tools(kept: Kept | None = None) -> Tools:
    """Everything packaged, read once a process; what ``kept`` has of it needs no reading of YAML."""
    if not _TABLES:
        texts = [file.read_text("utf-8") for file in [ROOT / "attribution.yaml", *files("tools")]]
        _TABLES.append(_read(texts, kept) if kept else _parsed(texts))
    return _TABLES[0]


def _read(texts: list[str], kept: Kept) -> Tools:
    key = hashlib.sha256("\0".join(texts).encode()).hexdigest()
    data = kept.get_many(_namespace(), [key]).get(key)
    if data is not None:
        with suppress(msgspec.MsgspecError):
            return msgspec.msgpack.decode(data, type=Tools)
    found = _parsed(texts)
    kept.put_many(_namespace(), {key: msgspec.msgpack.encode(found)})
    return found


@cache
def _namespace() -> str:
    """The shape that was kept is that of this very module."""
    return f"tools/{hashlib.sha256((ROOT / 'tools.py').read_bytes()).hexdigest()}"


def _parsed(texts: list[str]) -> Tools:
    common, *documents = (text.split(SEPARATOR, 1)[0] for text in texts)
    return Tools(
        [convert_yaml(document, Tool, "tools") for document in documents],
        convert_yaml(common, Common, "attribution.yaml"),
    )


def examples() -> dict[str, list[ToolExample]]:
    """Tool → the examples of its file."""
    found = {}
    for file in files("tools"):
        parts = file.read_text("utf-8").split(SEPARATOR)
        second = next((part for part in parts if part.startswith("examples:")), "examples: []")
        found[file.stem] = convert_yaml(second, dict[str, list[ToolExample]], file.name)["examples"]
    return found
