"""Advisories of one ecosystem as one SQLite file: small columns to match by, details apart.

A file is written whole under another name and put in place at once, so that a store is either the old or
the new one, whenever the writer is stopped.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import Self, TypeVar
from urllib.parse import quote

import msgspec
import zstandard

from tidegate.model.advisory import Advisory, Affected
from tidegate.model.errors import TidegateError

VERSION = 2  # of the layout
UPDATE = "run: tidegate advisories update --online"
_ASKED_AT_ONCE = 900  # names in one statement

T = TypeVar("T")


class StoreError(TidegateError):
    """A store that cannot be used; the message says why and what to do."""


class About(msgspec.Struct, frozen=True):
    """``imported`` is the time of the import (ISO, UTC); ``as_of`` the day that the data are of (ISO): when
    the source said so, else of the newest change of a record; "" where nothing says it. ``etag`` is what the
    server calls this state of its data."""

    ecosystem: str
    source: str
    imported: str
    as_of: str
    records: int
    withdrawn: int = 0
    unreadable: int = 0
    etag: str | None = None

    @property
    def day(self) -> date | None:
        return date.fromisoformat(self.as_of) if self.as_of else None


class Known(msgspec.Struct, frozen=True):
    """One advisory of one package. Those of one ``bug`` speak of the same weakness under several ids."""

    advisory: Advisory
    affected: Affected
    bug: int


class Store:
    """The advisories of one ecosystem, read only."""

    def __init__(self, connection: sqlite3.Connection, about: About) -> None:
        self._connection = connection
        self.about = about
        self._dictionaries = {
            name: zstandard.ZstdDecompressor(zstandard.ZstdCompressionDict(content))
            for name, content in connection.execute("SELECT name, content FROM dictionaries")
        }

    @classmethod
    def open(cls, path: Path) -> Self | None:
        """``None`` where there is none. Raise StoreError for a file that is damaged or of another version."""
        if not path.is_file():
            return None
        connection = sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1", uri=True)
        try:
            return cls._of(connection, path)
        except StoreError:
            connection.close()
            raise
        except (sqlite3.Error, zstandard.ZstdError, msgspec.ValidationError) as error:
            connection.close()
            raise StoreError(f"{path} is damaged: {error}", UPDATE) from error

    @classmethod
    def _of(cls, connection: sqlite3.Connection, path: Path) -> Self:
        if connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:
            raise StoreError(f"{path} is of another version of tidegate", UPDATE)
        about = msgspec.convert(dict(connection.execute("SELECT key, value FROM about")), About, strict=False)
        return cls(connection, about)

    def of(self, names: Collection[str]) -> dict[str, list[Known]]:
        """What is known of packages by their normal names; those of which nothing is known are left out."""
        found: dict[str, list[Known]] = {}
        wanted = list(names)
        for start in range(0, len(wanted), _ASKED_AT_ONCE):
            for name, known in self._rows(wanted[start : start + _ASKED_AT_ONCE]):
                found.setdefault(name, []).append(known)
        return found

    def _rows(self, names: list[str]) -> Iterator[tuple[str, Known]]:
        marks = ",".join("?" * len(names))
        rows = self._connection.execute(
            "SELECT package, affected.content, bug, advisories.content"  # noqa: S608  # marks are "?" alone
            f" FROM affected JOIN advisories ON advisories.id = advisory WHERE package IN ({marks})"
            " ORDER BY package, advisory",
            names,
        )
        try:
            for name, affected, bug, advisory in rows:
                wrong = self._read("affected", affected, Affected)
                yield name, Known(self._read("advisory", advisory, Advisory), wrong, bug)
        except (sqlite3.Error, zstandard.ZstdError, msgspec.MsgspecError) as error:
            where = f"the store of {self.about.ecosystem}"
            raise StoreError(f"{where} is damaged: {error}", UPDATE) from error

    def _read(self, name: str, content: bytes, kind: type[T]) -> T:
        return msgspec.msgpack.decode(self._dictionaries[name].decompress(content), type=kind)

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
