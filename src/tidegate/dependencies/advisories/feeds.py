"""Where records come from: OSV's ``all.zip`` of an ecosystem, or a folder that holds them."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from tidegate.dependencies.advisories.osv import Record, record
from tidegate.documents.errors import Unreadable
from tidegate.model.errors import TidegateError

RECORD_LIMIT = 8 * 1024 * 1024  # bytes of one record
TOTAL_LIMIT = 16 * 1024 * 1024 * 1024  # bytes of all of them, unpacked
COUNT_LIMIT = 3_000_000


# What the standard library raises for an archive that is cut, changed, encrypted or packed in an unknown way.
_DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError)


class FeedError(TidegateError):
    """A feed that cannot be read; the message says why."""


class Feed:
    """Records of one ``all.zip`` or of a folder of JSON files. ``unreadable`` counts those that are none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.unreadable = 0

    def records(self) -> Iterator[Record]:
        """Raise FeedError where the whole cannot be read."""
        for content in self._contents():
            try:
                yield record(msgspec.json.decode(content))
            except (Unreadable, msgspec.DecodeError, RecursionError):
                self.unreadable += 1

    def _contents(self) -> Iterator[bytes]:
        if self.path.is_dir():
            for name in sorted(self.path.rglob("*.json")):
                with name.open("rb") as file:
                    yield file.read(RECORD_LIMIT + 1)
            return
        try:
            with zipfile.ZipFile(self.path) as archive:
                yield from _members(archive)
        except _DAMAGED as error:
            raise FeedError(f"{self.path} cannot be read: {error}", "fetch it again") from error


def _members(archive: zipfile.ZipFile) -> Iterator[bytes]:
    members = [one for one in archive.infolist() if one.filename.endswith(".json")]
    if len(members) > COUNT_LIMIT or sum(one.file_size for one in members) > TOTAL_LIMIT:
        raise FeedError(f"{archive.filename} is larger than any feed", "look at where it comes from")
    for member in members:
        with archive.open(member) as file:
            yield file.read(RECORD_LIMIT + 1)


def feeds(path: Path) -> dict[str, Path]:
    """Feeds by ecosystem under a folder: ``<ecosystem>/all.zip``, ``osv-scanner/<ecosystem>/all.zip``."""
    found = sorted(path.glob("*/all.zip")) + sorted(path.glob("osv-scanner/*/all.zip"))
    return {file.parent.name: file for file in found}
