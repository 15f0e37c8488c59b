"""Notes on commits: looked up together, within bounds, for anybody who can push may write them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec

from tidegate.git.objects import Entry, Objects, parse_tree

NOTE_LIMIT = 4 * 1024 * 1024  # bytes of one note
ALL_LIMIT = 64 * 1024 * 1024  # bytes of all notes of one question
LISTING_LIMIT = 16 * 1024 * 1024  # bytes of one directory of notes
_DEEPEST = 20  # git parts a commit's id after every two digits


class Notes(msgspec.Struct, frozen=True):
    """Commit → the bytes of its note; the others have one that was not read: it is too large, or missing.

    Of ``unlisted`` commits it is not known whether they have one: a directory is too large, or missing.
    """

    texts: dict[str, bytes]
    too_large: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()


def notes(objects: Objects, tree: str, commits: Collection[str]) -> Notes:
    """The notes on ``commits`` in a tree of notes."""
    blobs, unlisted = _blobs(objects, tree, commits)
    sizes = dict(zip(blobs, objects.find_all(list(blobs.values())), strict=True))
    missing = tuple(commit for commit, known in sizes.items() if known is None or known.kind != "blob")
    wanted: dict[str, str] = {}
    left = ALL_LIMIT
    for commit, known in sizes.items():
        if known is not None and known.kind == "blob" and known.size <= min(left, NOTE_LIMIT):
            left -= known.size
            wanted[commit] = blobs[commit]
    contents = objects.blobs(sorted(set(wanted.values())), NOTE_LIMIT)
    texts = {commit: contents[blob] for commit, blob in wanted.items() if blob in contents}
    too_large = tuple(commit for commit in blobs if commit not in texts and commit not in missing)
    return Notes(texts, too_large, missing, tuple(unlisted))


def _blobs(objects: Objects, tree: str, commits: Collection[str]) -> tuple[dict[str, str], list[str]]:
    """Commit → the object under its id, in one piece or parted (``ab/cdef…``); and the unlisted."""
    found: dict[str, str] = {}
    unlisted: list[str] = []
    level = {tree: {commit: commit for commit in commits}}  # directory → commit → what is left of its id
    for _ in range(_DEEPEST):
        below: dict[str, dict[str, str]] = {}
        listings = _listings(objects, level)
        unlisted += [commit for oid, inside in level.items() if oid not in listings for commit in inside]
        for directory, entries in listings.items():
            for commit, rest in level[directory].items():
                whole, part = entries.get(rest), entries.get(rest[:2])
                if whole is not None and whole.kind == "blob":
                    found[commit] = whole.oid
                elif part is not None and part.kind == "tree":
                    below.setdefault(part.oid, {})[commit] = rest[2:]
        if not below:
            break
        level = below
    return found, unlisted


def _listings(objects: Objects, oids: Iterable[str]) -> dict[str, dict[str, Entry]]:
    raw = objects.blobs(list(oids), LISTING_LIMIT)
    return {oid: parse_tree(listing, len(oid) // 2) for oid, listing in raw.items()}
