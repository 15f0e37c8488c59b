"""Finds library files by import root and indexes those that a question needs."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from tidegate.knowledge.schema import Example, Library
from tidegate.knowledge.tables import Tables
from tidegate.model.errors import KnowledgeError

T = TypeVar("T")


class Kept(Protocol):
    """What keeps library files as they were read; ``tidegate.cache.Cache`` does."""

    def get_many(self, namespace: str, keys: Collection[str]) -> dict[str, bytes]: ...

    def put_many(self, namespace: str, items: Mapping[str, bytes]) -> None: ...


ROOT = Path(__file__).parent
_SEPARATOR = "\n---\n"
_ALWAYS = ("builtins", "settings-files", "server-protocols")


class Knowledge:
    """What is known of the libraries of one language; ``require`` reads a root's file at most once.

    ``own`` are the team's library files, name → text; they are always read, after ours. Files of ours that
    ``kept`` has need no reading of YAML.
    """

    def __init__(self, language: str, own: Mapping[str, str] | None = None, kept: Kept | None = None) -> None:
        self.tables = Tables()
        self._kept = kept
        self._folder = ROOT / "libraries" / language
        self._seen: set[str] = set()
        for root in _ALWAYS:
            self.require(root)
        for name, text in (own or {}).items():
            self._add(parse_library(text, name))

    def require(self, module: str) -> None:
        """Make known what is packaged of ``module`` and of the packages around it."""
        if module in self._seen:
            return
        parts = module.split(".")
        for count in range(1, len(parts) + 1):
            root = ".".join(parts[:count])
            if root not in self._seen:
                self._seen.add(root)
                self._read(root)

    def _read(self, root: str) -> None:
        file = self._folder / f"{root}.yaml"
        if root in _names(self._folder):
            self._add(load_library(file, self._kept))

    def _add(self, library: Library) -> None:
        self.tables.add(library)
        for root in library.uses:
            self.require(root)


@cache
def _names(folder: Path) -> frozenset[str]:
    return frozenset(path.stem for path in folder.glob("*.yaml"))


_loaded: dict[Path, Library] = {}


def load_library(file: Path, kept: Kept | None = None) -> Library:
    """A packaged library file, read once a process."""
    if file not in _loaded:
        text = file.read_text("utf-8")
        _loaded[file] = _read(text, file.name, kept) if kept else parse_library(text, file.name)
    return _loaded[file]


def _read(text: str, name: str, kept: Kept) -> Library:
    """From ``kept`` where it has this very text, read by this very schema."""
    key = hashlib.sha256(text.encode()).hexdigest()
    data = kept.get_many(_namespace(), [key]).get(key)
    if data is not None:
        with suppress(msgspec.MsgspecError):
            return msgspec.msgpack.decode(data, type=Library)
    library = parse_library(text, name)
    kept.put_many(_namespace(), {key: msgspec.msgpack.encode(library)})
    return library


@cache
def _namespace() -> str:
    return f"libraries/{_digest((path.name, path.read_bytes()) for path in sorted(ROOT.glob('*.py')))}"


def parse_library(text: str, name: str) -> Library:
    """Raise KnowledgeError where the text is no library file."""
    document = text.split(_SEPARATOR, 1)[0]
    return convert_yaml(document, Library, name)


def load_examples(file: Path) -> list[Example]:
    """The examples of a library or weakness file: its second document."""
    parts = file.read_text("utf-8").split(_SEPARATOR, 1)
    if len(parts) == 1:
        return []
    return convert_yaml(parts[1], dict[str, list[Example]], file.name).get("examples", [])


def convert_yaml(document: str, kind: type[T], name: str) -> T:
    """One YAML document as a ``kind``; KnowledgeError names the file and what is wrong."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return msgspec.convert(yaml.load(document, loader), kind)  # noqa: S506  # a safe loader, in C or not
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        raise KnowledgeError(f"{name}: {error}", "see docs/knowledge.md for the shape of the file") from error


def files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.yaml"))


@cache
def digest() -> str:
    """SHA-256 over all packaged knowledge, with the names of popular packages."""
    paths = [*files("."), *sorted(ROOT.rglob("*.txt"))]
    return _digest((str(path.relative_to(ROOT)), path.read_bytes()) for path in paths)


def _digest(items: Iterable[tuple[str, bytes]]) -> str:
    state = hashlib.sha256()
    for name, data in items:
        state.update(f"{name}\0{len(data)}\0".encode())
        state.update(data)
    return state.hexdigest()
