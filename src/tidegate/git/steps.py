"""What many commits changed against their parents: one call of git for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import IO

import msgspec

from tidegate.git.difference import COMPARE, HUNK, RECORD, RENAME_LIMIT, Record, parse_hunk, unquote
from tidegate.git.process import Git
from tidegate.model.change import Hunk

LINE_LIMIT = 3_000_000  # of what git prints in one call

_HEADER = re.compile(rb"([0-9a-f]{40,64})(?: [0-9a-f]{40,64})?\n")
_OPTIONS = (
    "--stdin", "--root", "--always", "--patch", "--unified=0", "--inter-hunk-context=0", "-M",
    f"-l{RENAME_LIMIT}",
)  # fmt: skip


class Moved(msgspec.Struct, frozen=True):
    """One file of a step: its name before and after, ``None`` where there is no such side."""

    before: str | None
    after: str | None
    hunks: tuple[Hunk, ...]


class Steps(msgspec.Struct, frozen=True):
    """``files`` are in the order that was asked for; fewer where the bound was reached."""

    files: list[tuple[Moved, ...]]
    complete: bool


def steps(
    git: Git, commits: Sequence[tuple[str, str | None]], trees: Sequence[tuple[str, str]] = ()
) -> Steps:
    """What each commit changed against its parent (``None``: against nothing), then what trees differ in.

    Of two trees the older one stands first. Raises GitFailed where an object is missing.
    """
    asked = [f"{commit} {parent}\n" if parent else f"{commit}\n" for commit, parent in commits]
    asked += [f"{base} {head}\n" for base, head in trees]
    if not asked:
        return Steps([], complete=True)
    with git.lines(*COMPARE, *_OPTIONS, stdin="".join(asked).encode()) as stream:
        return _Reader(stream).steps()


class _Reader:
    """git prints, for each pair, a line with its first name, raw records, an empty line and the patch."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._lines = 0
        self._found: list[tuple[Moved, ...]] = []
        self._records: list[Record] | None = None
        self._hunks: list[list[Hunk]] = []

    def steps(self) -> Steps:
        for line in self._stream:
            self._lines += 1
            if line.startswith(b"@@ ") and (hunk := HUNK.match(line)):
                self._hunk(parse_hunk(hunk))
            elif line.startswith(b"diff --git "):
                self._hunks.append([])
            elif line.startswith(b":"):
                self._record(line)
            elif _HEADER.fullmatch(line):
                self._end()
                self._records = []
            if self._lines > LINE_LIMIT:
                return Steps(self._found, complete=False)
        self._end()
        return Steps(self._found, complete=True)

    def _hunk(self, hunk: Hunk) -> None:
        self._hunks[-1].append(hunk)
        left = hunk.base_count + hunk.head_count
        self._lines += left
        while left and self._lines <= LINE_LIMIT and (line := self._stream.readline()):
            left -= not line.startswith(b"\\")

    def _record(self, line: bytes) -> None:
        found = RECORD.fullmatch(line.rstrip(b"\n"))
        if found is not None and self._records is not None:
            base_mode, head_mode, base, head, status = (part.decode() for part in found.group(1, 2, 3, 4, 5))
            path = unquote(found[7])
            after = unquote(found[8]) if found[8] else path
            self._records.append(Record(base_mode, head_mode, base, head, status, path, after))

    def _end(self) -> None:
        if self._records is not None:
            self._found.append(tuple(_moved(self._records, self._hunks)))
        self._records, self._hunks = None, []


def _moved(records: Iterable[Record], sections: list[list[Hunk]]) -> Iterable[Moved]:
    """A changed type is printed as a removal and an addition: two sections of one record."""
    position = 0
    for record in records:
        count = 2 if record.status == "T" else 1
        hunks = tuple(hunk for section in sections[position : position + count] for hunk in section)
        position += count
        before = None if record.status == "A" else record.base_path
        yield Moved(before, None if record.status == "D" else record.head_path, hunks)
