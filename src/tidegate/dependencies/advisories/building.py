"""Writes a store from OSV records."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import zstandard

from tidegate.dependencies.advisories.bugs import Bugs
from tidegate.dependencies.advisories.feeds import Feed
from tidegate.dependencies.advisories.osv import Record
from tidegate.dependencies.advisories.store import VERSION, About
from tidegate.model.advisory import Affected

_LEVEL = 12  # of zstd
_DICTIONARY = 32 * 1024  # bytes
_SAMPLES = 2000
_FEWEST = 50  # samples that a dictionary can be made from

_LAYOUT = f"""
PRAGMA page_size = 4096;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA user_version = {VERSION};
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE dictionaries (name TEXT PRIMARY KEY, content BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE advisories (id INTEGER PRIMARY KEY, bug INTEGER NOT NULL, content BLOB NOT NULL);
CREATE TABLE affected (
    package TEXT NOT NULL,
    advisory INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (package, advisory)
) WITHOUT ROWID;
"""


class Origin(msgspec.Struct, frozen=True):
    """Where a feed is from. ``as_of`` is the day that the source says; ``etag`` what it calls this state."""

    source: str
    as_of: str | None = None
    etag: str | None = None


class Content(msgspec.Struct):
    """What a feed holds of one ecosystem, packed as it is read: hundreds of thousands fit into memory.

    ``affected`` are (package, number of the advisory, content).
    """

    about: About
    advisories: list[bytes]
    groups: list[tuple[str, ...]]
    affected: list[tuple[str, int, bytes]]


def gather(ecosystem: str, origin: Origin, feed: Feed) -> Content:
    """Read a feed; withdrawn records are left out, and those of other ecosystems. Raise FeedError."""
    content = Content(About(ecosystem, origin.source, "", "", 0), [], [], [])
    newest, withdrawn = "", 0
    for record in feed.records():
        newest = max(newest, record.advisory.modified or "")
        packages = _packages(record, ecosystem)
        if record.is_withdrawn:
            withdrawn += 1
        elif packages:
            number = len(content.advisories)
            content.advisories.append(msgspec.msgpack.encode(record.advisory))
            content.groups.append((record.advisory.id, *record.advisory.aliases))
            content.affected += [
                (name, number, msgspec.msgpack.encode(one)) for name, one in packages.items()
            ]
    now = datetime.now(UTC)
    content.about = About(
        ecosystem=ecosystem,
        source=origin.source,
        imported=now.isoformat(timespec="seconds"),
        as_of=_bounded(origin.as_of or newest, now.date()),
        records=len(content.advisories),
        withdrawn=withdrawn,
        unreadable=feed.unreadable,
        etag=origin.etag,
    )
    return content


def _bounded(day: str, today: date) -> str:
    """No data are of a day to come: one such record must not make a store look new for ever."""
    return min(day, today.isoformat())


def _packages(record: Record, ecosystem: str) -> dict[str, Affected]:
    return {name: affected for (where, name), affected in record.affected.items() if where == ecosystem}


def write(path: Path, content: Content) -> None:
    """Write a store to a new file, through to the disk."""
    packed = {
        "advisory": _Packed(content.advisories),
        "affected": _Packed([one for *_, one in content.affected]),
    }
    bugs = Bugs(content.groups)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(_LAYOUT)
        connection.executemany("INSERT INTO about VALUES (?, ?)", _texts(content.about).items())
        connection.executemany(
            "INSERT INTO dictionaries VALUES (?, ?)", [(name, one.dictionary) for name, one in packed.items()]
        )
        connection.executemany(
            "INSERT INTO advisories VALUES (?, ?, ?)",
            (
                (number, bugs.of(group[0]), packed["advisory"].pack(one))
                for number, (group, one) in enumerate(zip(content.groups, content.advisories, strict=True))
            ),
        )
        connection.executemany(
            "INSERT OR IGNORE INTO affected VALUES (?, ?, ?)",
            sorted((name, number, packed["affected"].pack(one)) for name, number, one in content.affected),
        )
        connection.commit()
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _texts(about: About) -> Mapping[str, str]:
    return {key: str(value) for key, value in msgspec.structs.asdict(about).items() if value is not None}


class _Packed:
    """Compresses short values that are alike with one dictionary."""

    def __init__(self, samples: list[bytes]) -> None:
        chosen: list[Any] = samples[:: max(1, len(samples) // _SAMPLES)]
        trained = zstandard.ZstdCompressionDict(b"")
        if len(chosen) >= _FEWEST:
            trained = zstandard.train_dictionary(_DICTIONARY, chosen)
        self.dictionary = trained.as_bytes()
        self._compressor = zstandard.ZstdCompressor(level=_LEVEL, dict_data=trained)

    def pack(self, content: bytes) -> bytes:
        return self._compressor.compress(content)
