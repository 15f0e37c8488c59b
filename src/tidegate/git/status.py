"""Where the work tree is not as the index says: ``git status``."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from tidegate.git.process import decode_path
from tidegate.model.errors import RepositoryError
from tidegate.model.paths import display

STATUS = ("status", "--porcelain=v2", "-z", "--untracked-files=all", "--no-renames",
          "--ignore-submodules=dirty")  # fmt: skip


class Touched(msgspec.Struct, frozen=True):
    """A path whose state in the work tree is not the index's.

    Modes have six digits, "000000" for absent; a file that is not tracked has no mode in the index, and
    ``mode`` is ``None`` where it is still to be looked up.
    """

    path: str
    index_mode: str
    index_oid: str
    mode: str | None


def parse_status(printed: bytes) -> Iterator[Touched]:
    """Paths of ``git status --porcelain=v2 -z`` whose work tree differs from the index.

    Raises RepositoryError while a merge is not resolved.
    """
    for record in printed.split(b"\0"):
        kind, _, rest = record.partition(b" ")
        if kind == b"?":
            yield Touched(decode_path(rest), "000000", "", None)
        elif kind == b"u":
            path = decode_path(rest.split(b" ", 9)[9])
            raise unfinished_merge(path)
        elif kind == b"1":
            states, _, _, index_mode, mode, _, oid, path_ = rest.split(b" ", 7)
            if states[1:] != b".":
                yield Touched(decode_path(path_), index_mode.decode(), oid.decode(), mode.decode())


def unfinished_merge(path: str) -> RepositoryError:
    return RepositoryError(
        f"a merge is not finished: {display(path)} has conflicts", "resolve them, then: git add FILE"
    )
