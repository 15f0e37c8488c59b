"""The line that a report points to, for formats whose parsers keep none."""

from __future__ import annotations

from tidegate.model.dependency import Dependency

_NEAR = 400  # bytes after a name within which its version stands


def locate(content: bytes, dependency: Dependency) -> int:
    """The line that names the package, the one with its version near where there are several; at least 1."""
    names = [name.encode() for name in (dependency.key, dependency.alias, dependency.name) if name]
    places = [place for name in names for place in _places(content, name)]
    if not places:
        return 1
    version = (dependency.version or dependency.requirement or "").encode()
    best = next(
        (place for place in places if version and version in content[place : place + _NEAR]), places[0]
    )
    return content.count(b"\n", 0, best) + 1


def _places(content: bytes, name: bytes) -> list[int]:
    """Where the name stands as a whole: not as a part of a longer one."""
    found: list[int] = []
    at = content.find(name)
    while at >= 0 and len(found) < 1000:
        around = content[at - 1 : at] + content[at + len(name) : at + len(name) + 1]
        if not any(chr(byte).isalnum() or byte in b"-_." for byte in around):
            found.append(at)
        at = content.find(name, at + 1)
    return found
