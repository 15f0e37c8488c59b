"""Images of containers by the names that Dockerfiles, workflows and dev containers give them.

Source: the reference grammar of the Distribution project. A tag can be moved, so it is what is asked for; a
digest names one content for ever.
"""

from __future__ import annotations

import re

from tidegate.documents.errors import Unreadable
from tidegate.model.dependency import Dependency, Scope

ECOSYSTEM = "Docker"
NOTHING = "scratch"  # the empty image
_LONGEST = 1000  # characters
_DIGEST = re.compile(r"[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-f]{32,}")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*")


def image(text: str, *, scope: Scope = Scope.BUILD, line: int = 0) -> Dependency:
    """``[host/]path[:tag][@digest]``. Raise Unreadable."""
    rest, _, digest = text.partition("@")
    folder, slash, last = rest.rpartition("/")
    last, colon, tag = last.partition(":")
    name = folder + slash + last
    wrong = len(text) > _LONGEST or not _NAME.fullmatch(name)
    if wrong or (colon and not _TAG.fullmatch(tag)) or ("@" in text and not _DIGEST.fullmatch(digest)):
        raise Unreadable(f"{text[:80]!r} is no image")
    return Dependency(
        ecosystem=ECOSYSTEM,
        name=name,
        requirement=tag or None,
        revision=digest or None,
        direct=True,
        scope=scope,
        location=host(name),
        key=name,
        line=line,
    )


def host(name: str) -> str | None:
    """The registry that a name begins with; ``None`` for the one that is meant without any."""
    first, slash, _ = name.partition("/")
    is_host = bool(slash) and ("." in first or ":" in first or first == "localhost")
    return first if is_host else None
