"""The dependency files of one side of a change, read on demand."""

from __future__ import annotations

import posixpath
from typing import Protocol

import msgspec

from tidegate.dependencies.errors import Unreadable
from tidegate.dependencies.formats import Format, format_of
from tidegate.dependencies.reading import Source
from tidegate.model.dependency import Listing

_EMPTY = Listing()


class Tree(Protocol):
    """What is asked of a side: ``tidegate.program.trees.GitTree`` is one."""

    def read(self, path: str) -> bytes | None: ...


class Read(msgspec.Struct, frozen=True):
    """One file of one side. ``why`` says why it could not be read; ``exists`` is false where it is not."""

    format: Format
    listing: Listing = _EMPTY
    exists: bool = True
    why: str | None = None


class Listings:
    """Reads each file at most once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._read: dict[str, Read | None] = {}

    def at(self, path: str) -> Read | None:
        """What the file says; ``None`` where no format knows such a name."""
        if path not in self._read:
            known = format_of(path)
            self._read[path] = _read(known, path, self._tree.read(path)) if known else None
        return self._read[path]

    def text(self, path: str) -> bytes | None:
        return self._tree.read(path)


def _read(known: Format, path: str, content: bytes | None) -> Read:
    if content is None:
        return Read(known, exists=False)
    try:
        return Read(known, known.read(Source(path, content)))
    except Unreadable as error:
        return Read(known, why=str(error))


def included(path: str, listing: Listing) -> list[str]:
    """The files that a file includes, as paths of the repository; what leads out of it is left out."""
    folder = posixpath.dirname(path)
    paths = (posixpath.normpath(posixpath.join(folder, one)) for one in listing.includes if "://" not in one)
    return [one for one in paths if not one.startswith(("../", "/"))]
