"""What the formats of Maven and Gradle share: versions as they write them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tidegate.model.dependency import Scope

ECOSYSTEM = "Maven"
_RANGE = re.compile(r"[\[\](),+*${}\s]")
_TEST = re.compile(r"test|spock|jmh|fixture", re.IGNORECASE)
_BUILD = re.compile(
    r"processor|plugin|detekt|ktlint|checkstyle|pmd|jacoco|lint|kapt|ksp|^classpath$", re.IGNORECASE
)
_FLOATING = frozenset({"latest", "release", "latest.release", "latest.integration"})


def exact(version: str | None) -> str | None:
    """The version that is meant, where it is one: not ``[1,2)``, ``1.+``, ``LATEST``; ``[1.0]`` is 1.0."""
    if not version:
        return None
    bare = version.strip()
    if bare.startswith("[") and bare.endswith("]"):
        bare = bare[1:-1].strip()
    return None if _RANGE.search(bare) or bare.lower() in _FLOATING else bare


OF_BUILDS = "buildscript"  # the group of plugins, and of what a build itself runs


def scope(configurations: Sequence[str]) -> Scope:
    """The most serious of what the names of Gradle's configurations say."""
    if all(_TEST.search(one) for one in configurations):
        return Scope.DEV
    return (
        Scope.BUILD
        if all(_BUILD.search(one) or _TEST.search(one) for one in configurations)
        else Scope.RUNTIME
    )


def plugin(identity: str) -> str:
    """The artifact by which a Gradle plugin's id is looked up."""
    return f"{identity}:{identity}.gradle.plugin"
