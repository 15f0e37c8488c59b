"""A change: what git says lies between a base and a head."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tidegate.model.paths import PathClass


class FileStatus(StrEnum):
    ADDED = "added"
    DELETED = "deleted"
    MODIFIED = "modified"
    RENAMED = "renamed"
    COPIED = "copied"
    TYPE_CHANGED = "type-changed"  # file to symlink, to submodule, or back
    MODE_CHANGED = "mode-changed"  # same content, other mode


class FileKind(StrEnum):
    """What the head's side is (the base's side where the file is deleted)."""

    TEXT = "text"
    BINARY = "binary"
    SYMLINK = "symlink"
    SUBMODULE = "submodule"
    LFS_POINTER = "lfs-pointer"
    MISSING = "missing"  # the object is not in this clone
    TOO_LARGE = "too-large"  # over the size that is read


class Hunk(msgspec.Struct, frozen=True):
    """Lines ``base_start .. base_start+base_count-1`` became ``head_start ..``.

    As in a unified diff with no context: a count of 0 means nothing on that side, and the start
    is then the line before the place.
    """

    base_start: int
    base_count: int
    head_start: int
    head_count: int


class FileChange(msgspec.Struct, frozen=True):
    path: str  # in head; in base where deleted
    status: FileStatus
    kind: FileKind
    path_class: PathClass
    base_path: str | None = None  # None where added
    base_mode: str | None = None  # "100644", "100755", "120000", "160000"
    head_mode: str | None = None
    base_blob: str | None = None
    head_blob: str | None = None
    hunks: tuple[Hunk, ...] = ()
    added: int = 0
    removed: int = 0
    marked: str | None = None  # "generated" | "vendored", by the base branch's .gitattributes


class Commit(msgspec.Struct, frozen=True):
    id: str
    parents: tuple[str, ...]
    author_name: str
    author_email: str
    author_time: int  # seconds since the epoch
    committer_name: str
    committer_email: str
    commit_time: int
    message: str
    trailers: tuple[tuple[str, str], ...] = ()  # key and value on one line, by git's own reading


class Change(msgspec.Struct, frozen=True):
    """What is judged: ``base_tree`` to ``head_tree``.

    ``base`` and ``head`` are what the user named, resolved to commits (``head`` is ``None`` for an
    index or a work tree). ``policy_tree`` is the tree of the tip of the base branch: settings,
    knowledge and attribute marks come from there and never from head.
    """

    repository: str
    base: str | None
    head: str | None
    merge_base: str | None
    base_tree: str
    head_tree: str
    policy_tree: str
    title: str  # how the user would name it: "main..refunds", "staged changes", "work tree"
    commits: tuple[Commit, ...]
    files: tuple[FileChange, ...]
    limits: tuple[str, ...] = ()  # what git could not tell, in words
