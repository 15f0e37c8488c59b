"""What differs between two trees: ``git diff-tree``, raw records and hunks from one call.

Whether a file is text is never git's decision here (``--text``), because it would ask attributes that
the head can write. Paths are read in git's quoted form, so that no name can look like another line.
"""

from __future__ import annotations

import re
from typing import IO

import msgspec

from tidegate.git.objects import BLOB_LIMIT, Object, Objects
from tidegate.git.process import Git, GitFailed, decode_path
from tidegate.model.change import Hunk
from tidegate.model.errors import RepositoryError

RENAME_LIMIT = 1000  # the square of it is how many pairs of files are compared by content

COMPARE = (
    "diff-tree", "-r", "--raw", "--no-abbrev", "--no-color", "--no-relative", "--submodule=short",
    "--ignore-submodules=none", "--no-ext-diff", "--no-textconv", "--text",
)  # fmt: skip
RENAMES = ("-M", "-C", f"-l{RENAME_LIMIT}")
PATCH = ("--patch", "--unified=0", "--inter-hunk-context=0")

RECORD = re.compile(rb":(\d+) (\d+) ([0-9a-f]+) ([0-9a-f]+) ([A-Z])(\d*)\t([^\t]*)(?:\t([^\t]*))?")
HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
ESCAPE = re.compile(rb'\\([abtnvfr"\\]|[0-7]{3})')
ESCAPED = {b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r"}


class Record(msgspec.Struct, frozen=True):
    """One raw record. ``status`` is git's letter; a side that is absent has mode "000000"."""

    base_mode: str
    head_mode: str
    base_blob: str
    head_blob: str
    status: str
    base_path: str
    head_path: str

    @property
    def blobs(self) -> list[str]:
        """The ids of the files and symlinks on both sides."""
        sides = ((self.base_mode, self.base_blob), (self.head_mode, self.head_blob))
        return [oid for mode, oid in sides if mode not in ("000000", "160000")]


class Difference(msgspec.Struct, frozen=True):
    """``hunks`` is empty for a record whose content was not compared (missing, or too large)."""

    record: Record
    hunks: tuple[Hunk, ...] = ()


def compare(git: Git, objects: Objects, base: str, head: str) -> list[Difference]:
    """Everything that differs between two trees, in the order of paths."""
    try:
        with git.lines(*COMPARE, *RENAMES, *PATCH, base, head) as stream:
            records = read_records(stream)
            if not _unreadable(objects, records):
                return read_hunks(stream, records)
    except GitFailed:
        pass  # an object that the contents need is missing: find out which
    return _compare_readable(git, objects, base, head)


def too_many_for_renames(differences: list[Difference]) -> bool:
    """So much was added and removed that git paired only files of the same content."""
    statuses = [found.record.status for found in differences]
    return statuses.count("A") * statuses.count("D") > RENAME_LIMIT**2


def _compare_readable(git: Git, objects: Objects, base: str, head: str) -> list[Difference]:
    """As ``compare``, leaving alone the contents of what is missing or too large."""
    with git.lines(*COMPARE, "--no-renames", base, head) as stream:
        unreadable = _unreadable(objects, read_records(stream))
    excluded = sorted({f":(top,exclude,literal){record.head_path}" for record in unreadable})
    with git.lines(*COMPARE, *RENAMES, *PATCH, base, head, "--", ":(top)", *excluded) as stream:
        readable = read_hunks(stream, read_records(stream))
    return sorted(
        readable + [Difference(record) for record in unreadable], key=lambda found: found.record.head_path
    )


def _unreadable(objects: Objects, records: list[Record]) -> list[Record]:
    blobs = sorted({oid for record in records for oid in record.blobs})
    known = dict(zip(blobs, objects.find_all(blobs), strict=True))
    return [record for record in records if not all(_readable(known[oid]) for oid in record.blobs)]


def _readable(found: Object | None) -> bool:
    return found is not None and found.size <= BLOB_LIMIT


def read_records(stream: IO[bytes]) -> list[Record]:
    """The raw records; reads the empty line that ends them too."""
    records = []
    while (line := stream.readline()) not in (b"", b"\n"):
        found = RECORD.fullmatch(line.rstrip(b"\n"))
        if found is None:
            raise _not_understood(line)
        base_mode, head_mode, base, head, status = (part.decode() for part in found.group(1, 2, 3, 4, 5))
        path = unquote(found[7])
        records.append(
            Record(base_mode, head_mode, base, head, status, path, unquote(found[8]) if found[8] else path)
        )
    return records


def read_hunks(stream: IO[bytes], records: list[Record]) -> list[Difference]:
    """The patch that follows the records, in the same order."""
    sections = list(_read_sections(stream))
    differences, position = [], 0
    for record in records:
        count = 2 if record.status == "T" else 1  # a changed type is printed as removal and addition
        hunks = [hunk for section in sections[position : position + count] for hunk in section]
        position += count
        differences.append(Difference(record, _joined(hunks) if record.status == "T" else tuple(hunks)))
    if position != len(sections):
        raise _not_understood(b"%d records, %d patches" % (len(records), len(sections)))
    return differences


def _read_sections(stream: IO[bytes]) -> list[list[Hunk]]:
    sections: list[list[Hunk]] = []
    for line in stream:
        if line.startswith(b"diff --git "):
            sections.append([])
        elif found := HUNK.match(line):
            hunk = parse_hunk(found)
            sections[-1].append(hunk)
            _skip(stream, hunk.base_count + hunk.head_count)
    return sections


def _skip(stream: IO[bytes], lines: int) -> None:
    """Pass over the lines of a hunk; "\\ No newline at end of file" is not one of them."""
    while lines:
        line = stream.readline()
        if not line:
            raise _not_understood(b"a hunk without its end")
        lines -= not line.startswith(b"\\")


def parse_hunk(found: re.Match[bytes]) -> Hunk:
    base, base_count, head, head_count = (1 if part is None else int(part) for part in found.groups())
    return Hunk(base, base_count, head, head_count)


def _joined(hunks: list[Hunk]) -> tuple[Hunk, ...]:
    base = sum(hunk.base_count for hunk in hunks)
    head = sum(hunk.head_count for hunk in hunks)
    return (Hunk(min(base, 1), base, min(head, 1), head),) if hunks else ()


def unquote(path: bytes) -> str:
    """A path as git prints it: as it is, or in double quotes with C escapes."""
    if path.startswith(b'"') and path.endswith(b'"') and len(path) > 1:
        path = ESCAPE.sub(_unescaped, path[1:-1])
    return decode_path(path)


def _unescaped(found: re.Match[bytes]) -> bytes:
    code = found[1]
    return bytes([int(code, 8) & 0xFF]) if code.isdigit() else ESCAPED.get(code, code)


def _not_understood(line: bytes) -> RepositoryError:
    return RepositoryError(
        f"git diff-tree printed what is not understood: {line[:80]!r}", "report this, with git --version"
    )
