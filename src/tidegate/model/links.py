"""Where a symbolic link leads, inside of a repository."""

from __future__ import annotations

import posixpath

_LONGEST = 4_096  # bytes of a link's text


def leads_to(path: str, link: bytes) -> str | None:
    """The path that a link at ``path`` names; ``None`` for one that leads out of the repository."""
    text = link[: _LONGEST + 1].decode("utf-8", "surrogateescape")
    if not text or len(link) > _LONGEST or "\0" in text or text.startswith("/"):
        return None
    found = posixpath.normpath(posixpath.join(posixpath.dirname(path), text))
    return None if found == ".." or found.startswith("../") else found
