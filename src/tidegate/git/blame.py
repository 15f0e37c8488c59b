"""Which commit brought a line: ``git blame``, through renames, moves within a file and copies from others."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence

import msgspec

from tidegate.git.difference import HUNK, parse_hunk, unquote
from tidegate.git.process import Git
from tidegate.model.change import Hunk

_HEADER = re.compile(rb"([0-9a-f]{40,64}) (\d+) (\d+)(?: \d+)?\n")
_ALWAYS = ("--line-porcelain", "--root", "-w", "--no-textconv", "--no-progress")
MOVES = ("-M", "-C", "-C")


class Origin(msgspec.Struct, frozen=True):
    """A line as ``commit`` brought it."""

    commit: str
    path: str
    line: int


def blame(
    git: Git,
    revision: str,
    path: str,
    lines: tuple[int, int],
    *,
    options: Sequence[str] = (),
    ignored: Sequence[str] = (),
) -> dict[int, Origin]:
    """Line of ``path`` in ``revision`` → its origin, from the first to the last of ``lines``.

    ``options`` may be ``MOVES``. Commits that are ``ignored`` are looked through. White space does not count.
    Raises GitFailed where an object is missing, RepositoryError where it takes too long.
    """
    through = [word for commit in ignored for word in ("--ignore-rev", commit)]
    where = (
        "-L",
        f"{lines[0]},{lines[1]}",
        revision,
        "--",
        os.fsdecode(path.encode("utf-8", "surrogateescape")),
    )
    with git.lines("blame", *_ALWAYS, *options, *through, *where) as stream:
        return dict(_origins(stream))


def _origins(stream: Iterator[bytes]) -> Iterator[tuple[int, Origin]]:
    commit, origin, final, path = "", 0, 0, ""
    for line in stream:
        if line.startswith(b"\t"):
            yield final, Origin(commit, path, origin)
        elif line.startswith(b"filename "):
            path = unquote(line[len(b"filename ") : -1])
        elif found := _HEADER.fullmatch(line):
            commit, origin, final = found[1].decode(), int(found[2]), int(found[3])


def between(git: Git, base: str, head: str) -> list[Hunk]:
    """What differs between two blobs; ends of lines do not count."""
    printed = git.run(
        "diff", "--unified=0", "--inter-hunk-context=0", "--text", "--ignore-cr-at-eol", "--no-ext-diff",
        "--no-textconv", "--no-color", base, head,
    )  # fmt: skip
    return [parse_hunk(found) for line in printed.split(b"\n") if (found := HUNK.match(line))]
