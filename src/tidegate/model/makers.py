"""Everybody whom a commit names as one who made it: its author, its committer, and those of its message.

A message names people in trailers and, as it happens, in lines of that form elsewhere: in its first
paragraph, among prose, several on a line. Whoever is left out could approve their own work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import msgspec

from tidegate.model.change import Commit

CO_AUTHOR = "co-author"
DRIVER = "drove the AI tool"
MOST = 1000  # that one message names
_PARTS = {
    "co-authored-by": CO_AUTHOR,
    "co-developed-by": CO_AUTHOR,
    "initiated-by": DRIVER,
    "on-behalf-of": DRIVER,
    "requested-by": DRIVER,
}
_LINES = re.compile(rf"(?im)^[ \t]*({'|'.join(_PARTS)})[ \t]*:(.*(?:\n[ \t]+\S.*)*)")
_BRACKETS = re.compile(r"<([^<>]*)>")


class Maker(msgspec.Struct, frozen=True):
    """Somebody whom a commit names; ``part`` in words. Of "" as ``address`` nobody can say whose it is.

    ``aside``: said in a line of the message that git does not read as a trailer.
    """

    part: str
    address: str
    said: str
    aside: bool = False


def makers(commit: Commit) -> Iterator[Maker]:
    """Each once in each part. Of more than ``MOST`` in the message, the others are one whom nobody knows."""
    yield Maker("author", commit.author_email, f"{commit.author_name} <{commit.author_email}>")
    yield Maker("committer", commit.committer_email, f"{commit.committer_name} <{commit.committer_email}>")
    found: dict[tuple[str, str], Maker] = {}
    for one in _named(commit):
        found.setdefault((one.part, one.address.lower()), one)
    yield from islice(found.values(), MOST)
    if len(found) > MOST:
        yield Maker(CO_AUTHOR, "", f"one of {len(found):,} who are named")


def _named(commit: Commit) -> Iterator[Maker]:
    for key, value in commit.trailers:
        if part := _PARTS.get(key.lower()):
            yield from (Maker(part, address, said) for address, said in _people(value) or [("", value)])
    for key, value in _LINES.findall(commit.message):
        for address, said in _people(" ".join(value.split())):
            yield Maker(_PARTS[key.lower()], address, said, aside=True)


def _people(value: str) -> list[tuple[str, str]]:
    """The addresses in ``Name <address>``, also several, each with what is said of it; without brackets,
    the words that look like addresses."""
    found, end = [], 0
    for one in _BRACKETS.finditer(value):
        found.append((one[1].strip(), value[end : one.end()].strip(" ,;")))
        end = one.end()
    found = found or [(word, word) for word in (word.strip(",;") for word in value.split()) if "@" in word]
    return [(found[0][0], value)] if len(found) == 1 else found
