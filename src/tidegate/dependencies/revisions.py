"""What is asked for of a repository: a commit stays what it is, a tag and a branch can be moved."""

from __future__ import annotations

import re

_COMMIT = re.compile(r"[0-9a-f]{40}")
_VERSION = re.compile(r"(?:^|[\s:=@(])(v?\d+(?:\.\d+){0,3}(?:[-+.]?[A-Za-z0-9]{1,20})?)(?=$|[\s,;)])")
_LONGEST = 200  # characters of a comment


def asked(ref: str, comment: str = "") -> tuple[str | None, str | None]:
    """``Dependency``'s requirement and revision.

    Bots write the tag that a commit had into a comment (``# v4.2.2``, ``# frozen: v1.0``): people read it as
    what is asked for, and nobody checks it.
    """
    if not _COMMIT.fullmatch(ref):
        return ref, None
    said = _VERSION.search(comment[:_LONGEST])
    return said[1] if said else None, ref
