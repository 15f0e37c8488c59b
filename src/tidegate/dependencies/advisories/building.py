"""Writes a store from OSV records."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import zstandard

from tidegate.dependencies.advisories.bugs import Bugs
from tidegate.dependencies.advisories.feeds import Feed
from tidegate.dependencies.advisories.osv import Record
from tidegate.dependencies.advisories.store import VERSION, About

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


def build(path: Path, ecosystem: str, source: str, feed: Feed, as_of: str | None = None) -> About:
    """Write the store of one ecosystem and put it in place at once; withdrawn records are left out."""
    found = list(feed.records())
    kept = [one for one in found if not one.is_withdrawn and _packages(one, ecosystem)]
    about = About(
        ecosystem=ecosystem,
        source=source,
        imported=datetime.now(UTC).isoformat(timespec="seconds"),
        as_of=as_of or max((one.advisory.modified or "" for one in found), default=""),
        records=len(kept),
        withdrawn=sum(one.is_withdrawn for one in found),
        unreadable=feed.unreadable,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", suffix=".new", dir=path.parent)
    os.close(handle)
    try:
        _write(Path(name), about, kept)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return about


def _packages(record: Record, ecosystem: str) -> dict[str, Any]:
    return {name: affected for (where, name), affected in record.affected.items() if where == ecosystem}


def _write(path: Path, about: About, records: list[Record]) -> None:
    advisories = [msgspec.msgpack.encode(one.advisory) for one in records]
    affected = [
        (name, number, msgspec.msgpack.encode(one))
        for number, record in enumerate(records)
        for name, one in _packages(record, about.ecosystem).items()
    ]
    packed = {"advisory": _Packed(advisories), "affected": _Packed([content for *_, content in affected])}
    bugs = Bugs((one.advisory.id, *one.advisory.aliases) for one in records)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(_LAYOUT)
        connection.executemany("INSERT INTO about VALUES (?, ?)", _texts(about).items())
        connection.executemany(
            "INSERT INTO dictionaries VALUES (?, ?)", [(name, one.dictionary) for name, one in packed.items()]
        )
        connection.executemany(
            "INSERT INTO advisories VALUES (?, ?, ?)",
            (
                (number, bugs.of(record.advisory.id), packed["advisory"].pack(content))
                for number, (record, content) in enumerate(zip(records, advisories, strict=True))
            ),
        )
        connection.executemany(
            "INSERT INTO affected VALUES (?, ?, ?)",
            sorted((name, number, packed["affected"].pack(content)) for name, number, content in affected),
        )
        connection.commit()
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _texts(about: About) -> Mapping[str, str]:
    return {key: str(value) for key, value in msgspec.structs.asdict(about).items()}


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
