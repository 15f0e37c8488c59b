"""npm, crates.io, Go: Semantic Versioning 2.0.0, §11.

Go writes a "v" before it, and "+incompatible" or a pseudo version's date after it: the first means nothing,
the second is a pre-release like any other.
"""

from __future__ import annotations

import re

_VERSION = re.compile(
    r"^[v=\s]*(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
    r"(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?\s*$"
)
_LONGEST = 256  # characters

Identifier = tuple[int, int, str]  # numbers come before words
Key = tuple[int, int, int, int, tuple[Identifier, ...]]


def key(version: str) -> Key:
    """Raise ValueError for what is no semantic version."""
    found = _VERSION.match(version) if len(version) <= _LONGEST else None
    if found is None:
        raise ValueError(f"{version[:80]!r} is no semantic version")
    major, minor, patch, before = found.groups()
    released = before is None
    return int(major), int(minor), int(patch), int(released), tuple(identifiers(before or ""))


def identifiers(text: str) -> list[Identifier]:
    """The parts of a pre-release; numbers come before words."""
    return [(0, int(one), "") if one.isdigit() else (1, 0, one) for one in (text.split(".") if text else ())]
