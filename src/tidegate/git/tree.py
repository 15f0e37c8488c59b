"""A tree: files and directories as they were at one moment, read on demand."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from tidegate.git.objects import BLOB_LIMIT, Entry, Objects
from tidegate.git.process import Git, decode_path
from tidegate.git.scope import Scope
from tidegate.git.search import Search


class Tree:
    """An immutable view of one tree object. Paths are relative to it, with ``/`` between the parts."""

    def __init__(self, oid: str, git: Git, objects: Objects, search: Search) -> None:
        self.oid = oid
        self._git = git
        self._objects = objects
        self._search = search
        self._paths: dict[str, list[str]] = {}

    def entry(self, path: str) -> Entry | None:
        """What stands at ``path`` ("" is no entry), with the size of a blob; ``None`` for nothing.

        Costs one directory listing for each directory on the way that was not seen yet.
        """
        found = self._objects.entry(self.oid, path)
        return self._with_sizes([found])[0] if found else None

    def read(self, path: str, limit: int = BLOB_LIMIT) -> bytes | None:
        """The bytes at ``path`` (a symlink's are its target); ``None`` where no blob stands.

        Raises MissingObject for a blob that is not in this clone, TooLarge for one over ``limit``.
        """
        found = self._objects.entry(self.oid, path)
        return self._objects.blob(found.oid, limit) if found and found.kind == "blob" else None

    def read_all(self, paths: Collection[str], limit: int = BLOB_LIMIT) -> dict[str, bytes]:
        """The bytes at those of ``paths`` that ``read`` gives bytes for, asked for together."""
        blobs = self.blob_ids(paths)
        contents = self._objects.blobs(sorted(set(blobs.values())), limit)
        return {path: contents[blob] for path, blob in blobs.items() if blob in contents}

    def blob_id(self, path: str) -> str | None:
        """The id of the blob at ``path``; ``None`` where no blob stands. Reads no blob."""
        found = self._objects.entry(self.oid, path)
        return found.oid if found and found.kind == "blob" else None

    def blob_ids(self, paths: Collection[str]) -> dict[str, str]:
        """The ids at those of ``paths`` where blobs stand, asked for together."""
        self._objects.learn(self.oid, paths)
        return {path: blob for path in paths if (blob := self.blob_id(path)) is not None}

    def names(self, directory: str = "") -> set[str]:
        """The names in one directory ("" is the top); none where it is no directory."""
        return set(self._objects.listing(self.oid, directory) or ())

    def children(self, directory: str = "") -> list[Entry]:
        """The entries of one directory ("" is the top) in git's order; none where it is no directory."""
        listing = self._objects.listing(self.oid, directory)
        return self._with_sizes(list(listing.values())) if listing else []

    def paths(self, prefix: str = "") -> list[str]:
        """Every file below the directory ``prefix`` ("" is the top), symlinks and submodules too."""
        prefix = prefix.strip("/")
        if prefix not in self._paths:
            self._paths[prefix] = self._list(prefix)
        return self._paths[prefix]

    def search(self, words: Collection[str], suffixes: Collection[str]) -> dict[str, set[str]]:
        """Files with one of the ``suffixes`` that contain one of the ``words``: path → words in it.

        A word (identifier, dotted name, file name) is found where it stands as it is with no ASCII
        letter, digit or ``_`` beside it. All words are looked for at once; see ``git.search``.
        """
        return self._search.search(self.oid, words, suffixes)

    def holders(
        self, words: Collection[str], suffixes: Collection[str], *, inside: str = "", outside_of: str = ""
    ) -> dict[str, frozenset[str]]:
        """What ``search`` finds, the other way round: word → the files that it is in.

        Only the files ``inside`` a path are searched, or those not ``outside_of`` one.
        """
        scope = Scope(tuple(sorted(set(suffixes))), inside, outside_of)
        return self._search.holders(self.oid, words, scope)

    def _with_sizes(self, entries: list[Entry]) -> list[Entry]:
        blobs = [entry.oid for entry in entries if entry.kind == "blob"]
        found = dict(zip(blobs, self._objects.find_all(blobs), strict=True))
        return [
            msgspec.structs.replace(entry, size=known.size) if (known := found.get(entry.oid)) else entry
            for entry in entries
        ]

    def _list(self, prefix: str) -> list[str]:
        start = f"{prefix}/" if prefix else ""
        top = self._objects.entry(self.oid, prefix) if prefix else Entry("", "040000", "tree", self.oid)
        if top is None or top.kind != "tree":
            return []
        listing = self._git.run("ls-tree", "-r", "-z", "--name-only", "--full-tree", top.oid)
        return [start + path for path in decode_path(listing).split("\0")[:-1]]
