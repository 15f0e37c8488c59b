"""From what git says of a file to what the model says of it."""

from __future__ import annotations

from collections.abc import Mapping

from tidegate.git.difference import Difference, Record
from tidegate.git.errors import MissingObject, TooLarge
from tidegate.git.objects import Objects
from tidegate.model.change import FileChange, FileKind, FileStatus
from tidegate.model.paths import classify

STATUSES = {
    "A": FileStatus.ADDED,
    "D": FileStatus.DELETED,
    "M": FileStatus.MODIFIED,
    "R": FileStatus.RENAMED,
    "C": FileStatus.COPIED,
    "T": FileStatus.TYPE_CHANGED,
}
MODES = {"120000": FileKind.SYMLINK, "160000": FileKind.SUBMODULE}
LFS_START = b"version https://git-lfs.github.com/spec/v1\n"
LFS_SIZE = 1024  # a pointer is smaller


def file_change(difference: Difference, objects: Objects, marks: Mapping[str, str]) -> FileChange:
    """``marks`` maps a path to "generated" or "vendored"."""
    record = difference.record
    kind = _kind(record, objects)
    hunks = difference.hunks if kind is FileKind.TEXT else ()
    added, deleted = record.status == "A", record.status == "D"
    return FileChange(
        path=record.head_path,
        status=_status(record),
        kind=kind,
        path_class=classify(record.head_path),
        base_path=None if added else record.base_path,
        base_mode=None if added else record.base_mode,
        head_mode=None if deleted else record.head_mode,
        base_blob=None if added else record.base_blob,
        head_blob=None if deleted else record.head_blob,
        hunks=hunks,
        added=sum(hunk.head_count for hunk in hunks),
        removed=sum(hunk.base_count for hunk in hunks),
        marked=marks.get(record.head_path),
    )


def _status(record: Record) -> FileStatus:
    if record.status == "M" and record.base_blob == record.head_blob:
        return FileStatus.MODE_CHANGED
    return STATUSES[record.status]


def _kind(record: Record, objects: Objects) -> FileKind:
    """Of head's side, of base's where the file is deleted; by mode and content alone."""
    deleted = record.status == "D"
    mode, oid = (record.base_mode, record.base_blob) if deleted else (record.head_mode, record.head_blob)
    if mode in MODES:
        return MODES[mode]
    try:
        return kind_of(objects.blob(oid))
    except MissingObject:
        return FileKind.MISSING
    except TooLarge:
        return FileKind.TOO_LARGE


def kind_of(content: bytes) -> FileKind:
    if b"\0" in content:
        return FileKind.BINARY
    if len(content) < LFS_SIZE and content.startswith(LFS_START):
        return FileKind.LFS_POINTER
    return FileKind.TEXT
