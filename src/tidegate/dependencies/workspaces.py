"""The manifests whose asking one lock file answers: those beside it, and those of its workspace."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from tidegate.dependencies.formats import Role
from tidegate.dependencies.listings import Listings, Read

_MOST_STARS = 2  # parts of a glob that stand for any number of folders


def manifests(path: str, side: Listings) -> Iterator[Read]:
    """Of the lock file at ``path``."""
    folder = posixpath.dirname(path)
    beside = [read for _, read in side.beside(path) if read.format.role is Role.MANIFEST]
    yield from beside
    for ecosystem in dict.fromkeys(one.format.ecosystem for one in beside if one.listing.members):
        globs = [glob for one in beside if one.format.ecosystem == ecosystem for glob in one.listing.members]
        for other, read in side.of(ecosystem):
            inside = posixpath.relpath(posixpath.dirname(other) or ".", folder or ".")
            if read.format.role is Role.MANIFEST and is_member(inside, globs):
                yield read


def is_member(folder: str, globs: Sequence[str]) -> bool:
    """Whether one of the globs names the folder, and none that begins with "!" takes it out again."""
    if folder == "." or folder.startswith(".."):
        return False
    taken_out = any(_names(one[1:], folder) for one in globs if one.startswith("!"))
    return not taken_out and any(_names(one, folder) for one in globs if not one.startswith("!"))


def _names(glob: str, folder: str) -> bool:
    parts = [one for one in glob.split("/") if one not in ("", ".")]
    return parts.count("**") <= _MOST_STARS and _matches(parts, folder.split("/"))


def _matches(parts: list[str], folders: list[str]) -> bool:
    if not parts:
        return not folders
    if parts[0] == "**":
        return any(_matches(parts[1:], folders[at:]) for at in range(len(folders) + 1))
    return bool(folders) and fnmatchcase(folders[0], parts[0]) and _matches(parts[1:], folders[1:])
