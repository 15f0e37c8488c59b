"""The dependency files of one side of a change, read on demand."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterator
from itertools import islice
from typing import Protocol

import msgspec

from tidegate.dependencies import scripts
from tidegate.dependencies.formats import Format, Role, by_name, format_of
from tidegate.dependencies.scripts.downloads import Download, downloads
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Listing

MOST_FILES = 500
COMMANDS = Format("scripts", "", Role.USE, ())  # of any ecosystem: each entry says its own
_EMPTY = Listing()
_NO_CONTENT = "it is too large, or its content is not in this clone"


class Tree(Protocol):
    """What is asked of a side: ``tidegate.program.trees.GitTree`` is one."""

    def read(self, path: str) -> bytes | None: ...

    def names(self, directory: str) -> Collection[str]: ...

    def paths(self) -> Collection[str]: ...


class NoTree:
    """A side without files."""

    def read(self, path: str) -> bytes | None:
        return None

    def names(self, directory: str) -> Collection[str]:
        return ()

    def paths(self) -> Collection[str]:
        return ()


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
        self._scripts: dict[str, Read | None] = {}
        self._included: dict[tuple[str, str], Read] = {}

    def at(self, path: str) -> Read | None:
        """What the file says; ``None`` where no format knows such a name."""
        if path not in self._read:
            known = format_of(path)
            self._read[path] = self._as(known, path, path) if known else None
        return self._read[path]

    def included(self, path: str, by: str, known: str) -> Read:
        """What a file says that ``by`` includes, whatever its name, as that one asks for it."""
        if (path, by) not in self._included:
            self._included[path, by] = self._as(by_name(known), path, by)
        return self._included[path, by]

    def script(self, path: str) -> Read | None:
        """What a script or its commands ask for; ``None`` where its name says that there are none."""
        if path not in self._scripts:
            is_one = scripts.may_ask(path)
            self._scripts[path] = self._as(COMMANDS, path, path) if is_one else None
        return self._scripts[path]

    def reads(self, path: str) -> tuple[Read, ...]:
        """What a file says as a manifest or lock file, and by the commands in it."""
        return tuple(read for read in (self.at(path), self.script(path)) if read is not None)

    def downloads(self, path: str) -> tuple[Download, ...]:
        """What the commands in a file run straight from the network."""
        content = self._tree.read(path) if scripts.is_script(path) else None
        try:
            return tuple(downloads(Source(path, content))) if content is not None else ()
        except Unreadable:
            return ()  # told when it was read for what it installs

    def scripts(self) -> Iterator[Read]:
        """What is installed by commands anywhere, in at most ``MOST_FILES`` files."""
        for path in islice(
            (path for path in sorted(self._tree.paths()) if scripts.is_script(path)), MOST_FILES
        ):
            if (read := self.script(path)) is not None:
                yield read

    def _as(self, known: Format, path: str, named: str) -> Read:
        """What is there and cannot be had is no file that is not there."""
        content = self._tree.read(path)
        if content is not None:
            return _read(known, named, content)
        if posixpath.basename(path) in self._tree.names(posixpath.dirname(path)):
            return Read(known, why=_NO_CONTENT)
        return Read(known, exists=False)

    def text(self, path: str) -> bytes | None:
        return self._tree.read(path)

    def paths(self) -> Collection[str]:
        return self._tree.paths()

    def beside(self, path: str) -> Iterator[tuple[str, Read]]:
        """The dependency files in the folder of ``path``, by name."""
        folder = posixpath.dirname(path)
        for name in sorted(self._tree.names(folder)):
            beside = posixpath.join(folder, name)
            if (read := self.at(beside)) is not None and read.exists:
                yield beside, read

    def of(self, ecosystem: str) -> Iterator[tuple[str, Read]]:
        """The files of an ecosystem wherever they lie, at most ``MOST_FILES`` of them."""
        return self._where(lambda known: known.ecosystem == ecosystem)

    def naming(self, ecosystem: str) -> Iterator[tuple[str, Read]]:
        """The same with files of others that may name packages of this one."""
        return self._where(lambda known: known.names(ecosystem))

    def _where(self, is_wanted: Callable[[Format], bool]) -> Iterator[tuple[str, Read]]:
        named = ((path, format_of(path)) for path in sorted(self._tree.paths()))
        wanted = (path for path, known in named if known is not None and is_wanted(known))
        for path in islice(wanted, MOST_FILES):
            if (read := self.at(path)) is not None:
                yield path, read


def _read(known: Format, path: str, content: bytes) -> Read:
    try:
        read = scripts.read if known is COMMANDS else known.read
        return Read(known, read(Source(path, content)))
    except Unreadable as error:
        return Read(known, why=str(error))
