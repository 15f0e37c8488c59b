"""One side of a change as source files: text, facts (through the cache), directories."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from tidegate.languages import registry
from tidegate.languages.facts import Facts


class Tree(Protocol):
    """What is needed of a git tree."""

    @property
    def oid(self) -> str: ...

    def blob_id(self, path: str) -> str | None: ...
    def blob_ids(self, paths: Collection[str]) -> Mapping[str, str]: ...
    def read(self, path: str) -> bytes | None: ...
    def read_all(self, paths: Collection[str]) -> Mapping[str, bytes]: ...
    def names(self, directory: str) -> Collection[str]: ...
    def search(self, words: Collection[str], suffixes: Collection[str]) -> Mapping[str, Collection[str]]: ...
    def holders(
        self, words: Collection[str], suffixes: Collection[str], *, inside: str = "", outside_of: str = ""
    ) -> Mapping[str, frozenset[str]]: ...


class FactsByBlob:
    """Facts of all blobs seen in this run, shared by both sides; ``stored`` come from the cache."""

    def __init__(self, stored: FactStore | None = None) -> None:
        self._facts: dict[tuple[str, str], Facts] = {}
        self._stored = stored
        self._loaded: dict[tuple[str, str], bytes] = {}  # asked of the cache for what is to come
        self.texts: dict[str, bytes] = {}  # of blobs
        self.parsed = 0
        self.restored = 0

    def get(self, blob: str, suffix: str, source: bytes) -> Facts | None:
        language = registry.by_suffix(suffix)
        if language is None:
            return None
        key = (blob, language.NAME)
        found = self._facts.get(key)
        if found is None:
            found = self._facts[key] = self._load(key, language, source)
        return found

    def expect(self, files: Iterable[tuple[str, str]]) -> None:
        """Ask the cache at once for facts that are needed soon; ``files`` are (blob, suffix)."""
        known = [(blob, language.NAME) for blob, suffix in files if (language := registry.by_suffix(suffix))]
        keys = {key for key in known if key not in self._facts and key not in self._loaded}
        if self._stored and keys:
            self._loaded.update(self._stored.load(keys))

    def _load(self, key: tuple[str, str], language: registry.Language, source: bytes) -> Facts:
        data = self._loaded.pop(key, None)
        if data is None and self._stored:
            data = self._stored.load([key]).get(key)
        if data is not None:
            self.restored += 1
            return language.restore(data, source)
        self.parsed += 1
        return language.extract(source)

    def save(self) -> None:
        """Give what was learned to the cache."""
        if self._stored:
            fresh = {key: facts.encode() for key, facts in self._facts.items() if facts.fresh}
            self._stored.save(fresh)


class FactStore(Protocol):
    """Where encoded facts are kept, by (blob id, language)."""

    def load(self, keys: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], bytes]: ...
    def save(self, items: Mapping[tuple[str, str], bytes]) -> None: ...


class Sources:
    """The files of one tree. Everything asked is remembered; nothing is read twice."""

    def __init__(self, tree: Tree, facts: FactsByBlob) -> None:
        self.tree = tree
        self._by_blob = facts
        self._facts: dict[str, Facts | None] = {}
        self._names: dict[str, frozenset[str]] = {}
        self._texts: dict[str, bytes | None] = {}

    def names(self, directory: str) -> frozenset[str]:
        """Names in a directory; empty where there is none."""
        found = self._names.get(directory)
        if found is None:
            found = self._names[directory] = frozenset(self.tree.names(directory))
        return found

    def text(self, path: str) -> bytes | None:
        if path not in self._texts:
            self._texts[path] = self._text(path)
        return self._texts[path]

    def _text(self, path: str) -> bytes | None:
        """What both sides have alike is read once."""
        blob, known = self.tree.blob_id(path), self._by_blob.texts
        if blob is not None and blob in known:
            return known[blob]
        text = self.tree.read(path)
        if blob is not None and text is not None:
            known[blob] = text
        return text

    def expect_texts(self, paths: Iterable[str]) -> None:
        """Read files together that are needed soon; what cannot be read is told when it is asked for."""
        known = self._by_blob.texts
        blobs = self.tree.blob_ids([path for path in paths if path not in self._texts])
        fresh = {path: blob for path, blob in blobs.items() if blob not in known}
        for path, text in self.tree.read_all(fresh).items():
            known[fresh[path]] = text

    def expect(self, paths: Collection[str]) -> None:
        """As ``expect_texts``, with the facts of the files."""
        self.expect_texts(paths)
        blobs = ((self.tree.blob_id(path), _suffix(path)) for path in paths if path not in self._facts)
        self._by_blob.expect((blob, suffix) for blob, suffix in blobs if blob is not None)

    def facts(self, path: str) -> Facts | None:
        """``None``: no such file, or a language that is not known."""
        if path not in self._facts:
            self._facts[path] = self._read(path)
        return self._facts[path]

    def _read(self, path: str) -> Facts | None:
        suffix = _suffix(path)
        if registry.by_suffix(suffix) is None:
            return None
        blob = self.tree.blob_id(path)
        source = self.text(path) if blob else None
        return self._by_blob.get(blob, suffix, source) if blob and source is not None else None


def _suffix(path: str) -> str:
    return path[path.rfind(".") :] if "." in path else ""
