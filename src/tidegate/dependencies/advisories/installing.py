"""Puts a new store in the place of the old one: at once, by one writer at a time, never a poorer one unasked.

Whenever a writer is stopped, the old store is there as it was. What it leaves behind are files whose names
say so; the next writer removes them.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from tidegate.dependencies.advisories.building import Origin, gather, write
from tidegate.dependencies.advisories.feeds import Feed, FeedError
from tidegate.dependencies.advisories.store import About, Store, StoreError
from tidegate.model.errors import TidegateError

FEWEST = 0.9  # of the last feed's records
_MOST_UNREADABLE = 0.1  # of all records
_WAIT = 60.0  # seconds for another writer
_UNFINISHED = ".new"


class BusyError(TidegateError):
    """Another process is writing."""


@contextmanager
def writing(path: Path, wait: float = _WAIT) -> Iterator[None]:
    """Write the store at ``path`` alone; leftovers of others who were stopped are removed. Raise BusyError.

    The lock is one of SQLite's, which every system has, and which ends with the process that holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(
        sqlite3.connect(path.with_name(f".{path.name}.lock"), timeout=wait, isolation_level=None)
    ) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise BusyError(
                f"{path.name} is being written by another process", "try again when that has ended"
            ) from error
        for leftover in path.parent.glob(f".{path.name}-*{_UNFINISHED}"):
            leftover.unlink(missing_ok=True)
        yield


@contextmanager
def unfinished(path: Path) -> Iterator[Path]:
    """A file beside ``path`` that goes when it is no longer needed, at the latest with the next writer."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", suffix=_UNFINISHED, dir=path.parent)
    os.close(handle)
    made = Path(name)
    try:
        yield made
    finally:
        made.unlink(missing_ok=True)


def install(path: Path, ecosystem: str, origin: Origin, feed: Feed, *, force: bool = False) -> About:
    """Make the store at ``path`` from a feed; call it while ``writing``. Raise FeedError, TidegateError."""
    content = gather(ecosystem, origin, feed)
    if not force:
        _judge(content.about, present(path))
    with unfinished(path) as made:
        write(made, content)
        try:
            made.replace(path)
        except OSError as error:
            raise TidegateError(
                f"{path} cannot be replaced: {error.strerror}", "close what reads it"
            ) from error
        _through(path.parent)
    return content.about


def present(path: Path) -> About | None:
    """What the store at ``path`` says of itself; ``None`` where there is none that can be read."""
    with suppress(StoreError):
        if store := Store.open(path):
            with store:
                return store.about
    return None


def _judge(new: About, old: About | None) -> None:
    """Raise FeedError for a feed that cannot be all of it."""
    if not new.records:
        raise FeedError(
            f"{new.source} holds no advisories of {new.ecosystem}", "name another source; --force takes it"
        )
    if new.unreadable > _MOST_UNREADABLE * (new.records + new.unreadable):
        raise FeedError(
            f"{new.unreadable:,} records of {new.source} cannot be read", "fetch it again; --force takes it"
        )
    if old is not None and new.records < FEWEST * old.records:
        raise FeedError(
            f"{new.source} holds {new.records:,} advisories of {new.ecosystem}, the last one {old.records:,}",
            "look at why so many are gone; --force takes it",
        )


def _through(directory: Path) -> None:
    """The new name, too, must outlast a failure of the machine; not every system lets a folder be synced."""
    with suppress(OSError):
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
