"""Go: what is required is the least version, of its major version ("Minimal version selection")."""

from __future__ import annotations

from tidegate.dependencies.versions.semver import key


def satisfies(version: str, requirement: str) -> bool:
    """Raise ValueError where either is none."""
    least, found = key(requirement), key(version)
    return found >= least and (found[0] == least[0] or least[0] < 2 > found[0])
