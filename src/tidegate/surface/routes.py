"""Routes as texts: joined, and as people write them."""

from __future__ import annotations

import re

_GROUPS = re.compile(r"(\((?:\?P<\w+>)?|\))")
_GROUP_NAME = re.compile(r"\(\?P<(\w+)>")
_SLASHES = re.compile(r"/{2,}")


def joined(kind: str, prefix: str, route: str) -> str:
    """Fields stand behind a dot: ``Query.user``."""
    return f"{prefix}.{route}" if kind == "graphql" and prefix else prefix + route


def readable(route: str) -> str:
    """A route as people write it: groups of a regular expression are ``<name>``, its ends are left out."""
    found: list[str] = []
    depth = 0
    for piece in _GROUPS.split(route):
        if piece.startswith("("):
            depth += 1
            if depth == 1:
                found.append(_GROUP_NAME.sub(r"<\1>", piece) if "<" in piece else "<>")
        elif piece == ")":
            depth = max(depth - 1, 0)
        elif not depth:
            found.append(piece)
    text_ = "".join(found).replace("^", "").removesuffix("$").removesuffix("\\Z")
    return _SLASHES.sub("/", text_)


def named(kind: str, method: str, route: str) -> str:
    path = route if route.startswith("/") else "/" + route
    if kind == "websocket":
        return f"WEBSOCKET {path}"
    if kind == "queue":
        return f"QUEUE {route}"
    return f"{method} {path}" if method else path
