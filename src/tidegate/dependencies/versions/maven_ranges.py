"""Maven and Gradle: which versions a requirement allows (the POM's reference; "Declaring Versions").

A version without brackets is the least one: another module may ask for a newer one, and then gets it.
"""

from __future__ import annotations

from tidegate.dependencies.versions.intervals import within
from tidegate.dependencies.versions.maven import key

_ANY = frozenset({"+", "latest", "release", "latest.release", "latest.integration"})


def satisfies(version: str, requirement: str) -> bool:
    """Raise ValueError where either is none."""
    place, bare = key(version), requirement.strip()
    if bare[:1] in ("[", "(", "]"):
        return within(key, version, bare)
    if bare.lower() in _ANY:
        return True
    if bare.endswith("+"):  # 1.2.+: what begins so
        begin = bare[:-1].rstrip(".")
        return version == begin or version.startswith(bare[:-1] if bare[-2] == "." else begin)
    return place >= key(bare)
