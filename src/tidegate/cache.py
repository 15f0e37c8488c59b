"""The cache: what was worked out once, kept under a key that names everything it depends on.

One SQLite file in the user's cache directory, shared by every process and repository. It only saves time:
where it cannot be had, is damaged or is busy, callers work without it and ``Cache.problem`` says why.
A value that does not match its checksum is no value.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import Self, TypeVar

FILE = "cache.sqlite"
VERSION = 1  # of the file's layout; a file with another one is thrown away
MAX_BYTES = 1024 * 1024 * 1024  # of the file
KEPT = 0.75  # of the limit, once it was passed
COMPRESSED = 512  # bytes from which on a value is compressed
VALUE_LIMIT = 256 * 1024 * 1024  # bytes of one value
BUSY_SECONDS = 2.0
DAY = 24 * 60 * 60

LAYOUT = (
    "DROP TABLE IF EXISTS entries",
    """
    CREATE TABLE entries (
        id INTEGER PRIMARY KEY,
        key BLOB NOT NULL UNIQUE,
        value BLOB NOT NULL,
        size INTEGER NOT NULL,
        used INTEGER NOT NULL -- a day, so that reading writes once a day at most
    )
    """,
    "CREATE INDEX entries_by_use ON entries (used, size)",
    f"PRAGMA user_version = {VERSION}",
)
SELECT = "SELECT id, key, value, used FROM entries WHERE key IN ({})"
INSERT = "INSERT OR REPLACE INTO entries (key, value, size, used) VALUES (?, ?, ?, ?)"
MARK_USED = "UPDATE entries SET used = ? WHERE id = ?"
DELETE_OLDEST = """
DELETE FROM entries WHERE id IN (
    SELECT id FROM (SELECT id, SUM(size) OVER (ORDER BY used, id) - size AS before FROM entries)
    WHERE before < ?
)
"""
BYTES_IN_USE = """
SELECT (page_count - freelist_count) * page_size
FROM pragma_page_count, pragma_freelist_count, pragma_page_size
"""

BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT)

Answer = TypeVar("Answer")
Connection = sqlite3.Connection
Row = tuple[int, bytes, bytes, int]  # id, key, value, day


class Cache:
    """Values by namespace and key. Safe to use from several threads and processes.

    ``problem`` is one line about why nothing is kept, or ``None``.
    """

    def __init__(
        self, path: Path | None, connection: Connection | None, problem: str | None, max_bytes: int
    ) -> None:
        self.path = path
        self.problem = problem
        self._connection = connection
        self._max_bytes = max_bytes
        self._lock = Lock()

    @classmethod
    def open(
        cls, directory: Path | None = None, *, outside: Path | None = None, max_bytes: int = MAX_BYTES
    ) -> Self:
        """The cache in ``directory`` (by default ``default_directory()``), at most ``max_bytes`` large.

        A cache inside ``outside``, the work tree that is judged, is not used: a change could bring its
        own answers there. Never raises for what stands in the way: ``problem`` says it.
        """
        directory = directory or default_directory()
        if directory is None:
            return cls(None, None, "no cache: there is no home directory; set TIDEGATE_CACHE_DIR", max_bytes)
        path = directory / FILE
        try:
            _prepare(directory, outside)
            return cls(path, _open_or_recreate(path), None, max_bytes)
        except (OSError, sqlite3.Error) as reason:
            return cls(path, None, f"no cache in {directory}: {reason}; set TIDEGATE_CACHE_DIR", max_bytes)

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def get_many(self, namespace: str, keys: Collection[str]) -> dict[str, bytes]:
        """The values of those of ``keys`` that are known."""
        names = {_digest(namespace, key): key for key in keys}
        rows: list[Row] = self._attempt(lambda connection: _select(connection, names), [])
        found = ((names[key], unpack(value)) for _, key, value, _ in rows)
        return {name: value for name, value in found if value is not None}

    def put_many(self, namespace: str, items: Mapping[str, bytes]) -> None:
        """Keep values; one that the same key already has is replaced."""
        rows = [
            (_digest(namespace, key), value := pack(item), len(value), today())
            for key, item in items.items()
            if len(item) <= VALUE_LIMIT
        ]
        if rows and self._attempt(lambda connection: _insert(connection, rows), 0) > self._max_bytes:
            self.prune(int(self._max_bytes * KEPT))

    def size(self) -> int:
        """Bytes in use in the file."""
        return self._attempt(_bytes_in_use, 0)

    def prune(self, max_bytes: int) -> None:
        """Drop what was not used for longest, until about ``max_bytes`` are in use."""
        self._attempt(lambda connection: _drop(connection, _bytes_in_use(connection) - max_bytes), None)

    def clear(self) -> None:
        """Drop everything."""
        self._attempt(lambda connection: _drop(connection, sys.maxsize), None)

    def _attempt(self, action: Callable[[Connection], Answer], otherwise: Answer) -> Answer:
        """Do it, or go on without a cache from here on where the file fails; a busy file is let be."""
        with self._lock:
            if self._connection is None:
                return otherwise
            try:
                return action(self._connection)
            except sqlite3.DatabaseError as reason:
                if _code(reason) not in BUSY:
                    self._give_up(self._connection, reason)
                return otherwise

    def _give_up(self, connection: Connection, reason: sqlite3.DatabaseError) -> None:
        self.problem = f"the cache failed and is not used any more: {reason}"
        connection.close()
        self._connection = None
        if _code(reason) in DAMAGED and self.path is not None:
            with suppress(OSError):
                _remove(self.path)


def default_directory() -> Path | None:
    """``$TIDEGATE_CACHE_DIR``, else the platform's place for caches; ``None`` without a home."""
    if chosen := os.environ.get("TIDEGATE_CACHE_DIR"):
        return Path(chosen).absolute()
    try:
        return _platform_directory(sys.platform, os.environ, Path.home())
    except RuntimeError:
        return None


def _platform_directory(platform: str, environment: Mapping[str, str], home: Path) -> Path:
    if platform == "win32":
        local = environment.get("LOCALAPPDATA")
        return Path(local or home / "AppData" / "Local") / "tidegate" / "Cache"
    if platform == "darwin":
        return home / "Library" / "Caches" / "tidegate"
    chosen = Path(environment.get("XDG_CACHE_HOME", ""))
    return (chosen if chosen.is_absolute() else home / ".cache") / "tidegate"


def today() -> int:
    """Days since the epoch."""
    return int(time.time()) // DAY


def pack(value: bytes) -> bytes:
    """Checksum (4 bytes), "z" or "r", and the value, compressed where that is worth it."""
    checksum = zlib.crc32(value).to_bytes(4)
    if len(value) < COMPRESSED:
        return checksum + b"r" + value
    import zstandard

    return checksum + b"z" + zstandard.ZstdCompressor(level=3).compress(value)


def unpack(packed: bytes) -> bytes | None:
    """What ``pack`` was given; ``None`` where the bytes are damaged."""
    checksum, form, content = packed[:4], packed[4:5], packed[5:]
    value = _decompress(content) if form == b"z" else content
    return value if value is not None and zlib.crc32(value).to_bytes(4) == checksum else None


def _decompress(compressed: bytes) -> bytes | None:
    import zstandard

    try:
        if zstandard.frame_content_size(compressed) > VALUE_LIMIT:
            return None
        return zstandard.ZstdDecompressor().decompress(compressed)
    except zstandard.ZstdError:
        return None


def _digest(namespace: str, key: str) -> bytes:
    text = f"{namespace}\0{key}".encode("utf-8", "surrogateescape")
    return blake2b(text, digest_size=20).digest()


def _prepare(directory: Path, outside: Path | None) -> None:
    """Make the directory, for this user alone. Raises OSError where it cannot be trusted."""
    if outside is not None and directory.resolve().is_relative_to(outside.resolve()):
        raise OSError("it lies in the work tree that is checked")
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = directory.stat()
    if os.name == "posix" and os.geteuid() not in (0, status.st_uid):
        raise OSError("it belongs to another user")
    if os.name == "posix" and status.st_mode & 0o002:
        raise OSError("everybody may write to it")


def _open_or_recreate(path: Path) -> Connection:
    try:
        return _open(path)
    except sqlite3.DatabaseError as reason:
        if _code(reason) not in DAMAGED:
            raise
        _remove(path)
        return _open(path)


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _open(path: Path) -> Connection:
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        _lay_out(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _lay_out(connection: Connection) -> None:
    connection.execute("PRAGMA synchronous = OFF")  # what a loss of power damages is thrown away
    if _is_laid_out(connection):
        return
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    connection.execute("PRAGMA journal_mode = WAL")
    with _transaction(connection):
        if not _is_laid_out(connection):  # another process may have come first
            for statement in LAYOUT:
                connection.execute(statement)


def _is_laid_out(connection: Connection) -> bool:
    return bool(connection.execute("PRAGMA user_version").fetchone()[0] == VERSION)


def _select(connection: Connection, names: Collection[bytes]) -> list[Row]:
    rows = [
        row
        for some in _steps(list(names))
        for row in connection.execute(SELECT.format(",".join("?" * len(some))), some)
    ]
    day = today()
    stale = [(day, row[0]) for row in rows if row[3] != day]
    if stale:
        with suppress(sqlite3.OperationalError):  # busy: it is marked another time
            _change(connection, MARK_USED, stale)
    return rows


def _insert(connection: Connection, rows: Iterable[tuple[bytes, bytes, int, int]]) -> int:
    """Returns the bytes in use after it."""
    _change(connection, INSERT, rows)
    return _bytes_in_use(connection)


def _drop(connection: Connection, excess: int) -> None:
    if excess > 0:
        _change(connection, DELETE_OLDEST, [(excess,)])
        connection.executescript("PRAGMA incremental_vacuum")  # execute() would free one page
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _change(connection: Connection, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
    with _transaction(connection):
        connection.executemany(statement, rows)


@contextmanager
def _transaction(connection: Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _bytes_in_use(connection: Connection) -> int:
    return int(connection.execute(BYTES_IN_USE).fetchone()[0])


def _code(reason: sqlite3.DatabaseError) -> int:
    """SQLite's primary code; 0 for an error that the Python module found."""
    return getattr(reason, "sqlite_errorcode", 0) & 0xFF


def _steps(keys: list[bytes]) -> Iterator[list[bytes]]:
    """SQLite takes a limited number of parameters."""
    return (keys[start : start + 500] for start in range(0, len(keys), 500))
