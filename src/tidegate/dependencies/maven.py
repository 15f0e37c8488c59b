"""What the formats of Maven and Gradle share: versions as they write them."""

from __future__ import annotations

import re

ECOSYSTEM = "Maven"
_RANGE = re.compile(r"[\[\](),+*${}\s]")
_FLOATING = frozenset({"latest", "release", "latest.release", "latest.integration"})


def exact(version: str | None) -> str | None:
    """The version that is meant, where it is one: not ``[1,2)``, ``1.+``, ``LATEST``; ``[1.0]`` is 1.0."""
    if not version:
        return None
    bare = version.strip()
    if bare.startswith("[") and bare.endswith("]"):
        bare = bare[1:-1].strip()
    return None if _RANGE.search(bare) or bare.lower() in _FLOATING else bare


def plugin(identity: str) -> str:
    """The artifact by which a Gradle plugin's id is looked up."""
    return f"{identity}:{identity}.gradle.plugin"
