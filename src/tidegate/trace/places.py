"""Which line of which commit ``FILE:LINE`` means: in a revision, or in the work tree over HEAD."""

from __future__ import annotations

import os
import posixpath
import stat
from pathlib import Path

import msgspec

from tidegate.git import Entry, Tree
from tidegate.git.objects import BLOB_LIMIT
from tidegate.git.revisions import Revision
from tidegate.model.change import Hunk
from tidegate.model.errors import RepositoryError, UsageError
from tidegate.model.paths import display
from tidegate.trace.asked import Asked

_LINK, _SUBMODULE = "120000", "160000"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Line ``line`` of ``path`` in the commit ``revision``.

    ``named`` is the revision that the user asked for (``None``: the work tree), where the line is
    ``asked_line``. ``why`` says why there is no line to be followed: then the file as a whole is, and
    ``line`` is 0; where ``revision`` is ``None`` nothing of it is committed.
    """

    revision: str | None
    path: str
    line: int
    lines: tuple[str, ...] = ()
    named: str | None
    asked_path: str
    asked_line: int
    text: str = ""
    why: str = ""


def split(words: str) -> tuple[str, int]:
    """``FILE:LINE``. Raise UsageError."""
    path, colon, line = words.rpartition(":")
    if not colon or not path or not line.isdecimal() or not 0 < int(line[:10]) < 10**9:
        raise UsageError(
            f'"{words}" is not FILE:LINE', "name a line, such as src/app.py:12; lines count from 1"
        )
    return path, int(line)


def place(asked: Asked, words: str) -> Place:
    """Raise UsageError where there is no such file or line."""
    said, line = split(words)
    path = _path(asked, said)
    at = asked.question.at
    if at is None and asked.repository.layout.work_tree is not None:
        return _of_work_tree(asked, path, line)
    revision = asked.repository.revision(at or "HEAD")
    tree = asked.repository.tree(revision.tree)
    entry = _entry(asked, tree, path, revision)
    known = Place(
        revision=revision.oid, path=path, line=0, named=revision.name, asked_path=path, asked_line=line
    )
    if why := _no_text(entry):
        return msgspec.structs.replace(known, why=why)
    content = tree.read(path) or b""
    if b"\0" in content:
        return msgspec.structs.replace(known, why="it is a binary file, which has no lines")
    return _at(known, _lines(content), line, line)


def _of_work_tree(asked: Asked, path: str, line: int) -> Place:
    head = asked.repository.revision("HEAD")
    tree = asked.repository.tree(head.tree)
    entry = tree.entry(path)
    content, why = _work_content(asked, path)
    if content is None and not why:
        entry = _entry(asked, tree, path, head)  # HEAD has it, or the error says what to do
    known = Place(
        revision=head.oid if entry else None, path=path, line=0, named=None, asked_path=path, asked_line=line
    )
    why = why or (_no_text(entry) if entry else "")
    if why:
        return msgspec.structs.replace(known, why=why)
    if content is None:
        raise UsageError(
            f"{display(path)} is not in the work tree", f"name a revision: --at HEAD {display(path)}"
        )
    if b"\0" in content:
        return msgspec.structs.replace(known, why="it is a binary file, which has no lines")
    lines = _lines(content)
    if entry is None:
        return _new(msgspec.structs.replace(known, why="the file is not committed yet"), lines, line)
    hunks = asked.repository.following.uncommitted(entry.oid, content)
    before = _before(hunks, line)
    if before is None:
        return _new(
            msgspec.structs.replace(known, revision=None, why="the line is not committed yet"), lines, line
        )
    committed = _lines(tree.read(path) or b"")
    _within(lines, line, path)
    return _at(known, committed, before, line)


def _before(hunks: list[Hunk], line: int) -> int | None:
    """The line in the older file; ``None`` where the newer one brought it."""
    shift = 0
    for hunk in hunks:
        if line < hunk.head_start or (hunk.head_count == 0 and line <= hunk.head_start):
            break
        if line < hunk.head_start + hunk.head_count:
            return None
        shift += hunk.base_count - hunk.head_count
    return line + shift


def _at(known: Place, lines: tuple[str, ...], line: int, asked_line: int) -> Place:
    _within(lines, line, known.path)
    return msgspec.structs.replace(
        known, line=line, asked_line=asked_line, lines=lines, text=lines[line - 1].rstrip("\r")
    )


def _new(known: Place, lines: tuple[str, ...], line: int) -> Place:
    _within(lines, line, known.path)
    return msgspec.structs.replace(known, text=lines[line - 1].rstrip("\r"))


def _within(lines: tuple[str, ...], line: int, path: str) -> None:
    if line > len(lines):
        count = f"{len(lines):,} line{'' if len(lines) == 1 else 's'}"
        raise UsageError(f"{display(path)} has {count}, and no line {line:,}", "name one of these")


def _lines(content: bytes) -> tuple[str, ...]:
    lines = content.decode("utf-8", "surrogateescape").split("\n")
    return tuple(lines[:-1] if lines[-1] == "" else lines)


def _no_text(entry: Entry) -> str:
    """Why an entry has no lines."""
    if entry.mode == _SUBMODULE:
        return f"it is a submodule, a repository of its own: tidegate trace -C {display(entry.name)} …"
    if entry.kind == "tree":
        return "it is a folder"
    if entry.mode == _LINK:
        return "it is a symbolic link, which is not followed"
    if entry.size is not None and entry.size > BLOB_LIMIT:
        return f"it has {entry.size:,} bytes, more than the {BLOB_LIMIT:,} that are read"
    return ""


def _work_content(asked: Asked, path: str) -> tuple[bytes | None, str]:
    """The bytes of a file of the work tree, and else why there are none. Nothing on the way is followed."""
    at = asked.repository.layout.work_tree
    assert at is not None
    *folders, name = path.split("/")
    for folder in folders:
        at = at / folder
        if at.is_symlink():
            return None, "a folder on its way is a symbolic link, which is not followed"
    try:
        status = (at / name).lstat()
    except (OSError, ValueError):
        return None, ""
    if stat.S_ISLNK(status.st_mode):
        return None, "it is a symbolic link, which is not followed"
    if not stat.S_ISREG(status.st_mode):
        return None, ""
    if status.st_size > BLOB_LIMIT:
        return None, f"it has {status.st_size:,} bytes, more than the {BLOB_LIMIT:,} that are read"
    return (at / name).read_bytes(), ""


def _entry(asked: Asked, tree: Tree, path: str, revision: Revision) -> Entry:
    """What stands at a path. Raise UsageError with where it was, or that it is in a submodule."""
    entry = tree.entry(path)
    if entry is not None:
        return entry
    parts = path.split("/")
    for end in range(1, len(parts)):
        above = tree.entry("/".join(parts[:end]))
        if above is not None and above.mode == _SUBMODULE:
            inside, rest = "/".join(parts[:end]), "/".join(parts[end:])
            raise UsageError(
                f"{display(path)} is in the submodule {display(inside)}, a repository of its own",
                f"ask there: tidegate trace -C {display(inside)} {display(rest)}:LINE",
            )
    raise UsageError(f"{display(path)} is not in {revision.name}", _where_it_was(asked, path, revision))


def _where_it_was(asked: Asked, path: str, revision: Revision) -> str:
    try:
        last = asked.repository.following.last_touching(revision.oid, path)
    except RepositoryError:
        last = None
    if last is None:
        return "paths are as git has them, from the top of the repository or from -C"
    return f"{last[:12]} took it away: tidegate trace --at {last[:12]}^ {display(path)}:LINE"


def _path(asked: Asked, said: str) -> str:
    """The path in the repository: from where the command runs (``-C``), else from the top."""
    top = asked.repository.layout.work_tree
    here = asked.question.directory.resolve()
    given = said.replace("\\", "/") if os.name == "nt" else said
    if top is None or not here.is_relative_to(top.resolve()):
        return _plain(given)
    if Path(given).is_absolute():
        absolute = Path(os.path.normpath(given))
        if not absolute.is_relative_to(top.resolve()):
            raise UsageError(
                f"{display(said)} is outside of the repository {top}", "name the repository with -C"
            )
        return absolute.relative_to(top.resolve()).as_posix()
    prefix = here.relative_to(top.resolve()).as_posix()
    below = posixpath.normpath(posixpath.join(prefix, given))
    return _plain(below if (top / below).exists() or not (top / given).exists() else given)


def _plain(path: str) -> str:
    plain = posixpath.normpath(path).removeprefix("/")
    if plain == ".." or plain.startswith("../"):
        raise UsageError(f"{display(path)} is outside of the repository", "name the repository with -C")
    return plain
