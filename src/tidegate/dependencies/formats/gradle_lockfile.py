"""Gradle's lock files: ``group:artifact:version=configurations``, in older ones one file a configuration."""

from __future__ import annotations

import re

from tidegate.dependencies.maven import ECOSYSTEM, scope
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Scope

_ENTRY = re.compile(r"([^\s:=]+):([^\s:=]+):([^\s:=]+)(?:=(\S*))?")
_OF_BUILDS = ("buildscript-gradle.lockfile", "settings-gradle.lockfile")
_OF_ONE = "dependency-locks/"  # the folder of old files, one a configuration: those may be empty


def read(source: Source) -> Listing:
    found: list[Dependency] = []
    gaps: list[str] = []
    is_known = _OF_ONE in source.path.lower()
    last = ""
    is_build = source.path.rpartition("/")[2].lower() in (
        "buildscript-gradle.lockfile",
        "settings-gradle.lockfile",
    )
    for number, line in enumerate(source.lines, 1):
        text = line.strip()
        last = text or last
        if not text or text.startswith(("#", "empty=")):
            is_known = is_known or text.startswith("empty=")
            continue
        entry = _ENTRY.fullmatch(text)
        if entry is None:
            gaps.append(f"line {number} is no locked module")
        else:
            found.append(_dependency(entry, number, is_build))
    if not found and (gaps or not is_known):
        raise Unreadable("it locks nothing and does not say so")
    if "=" in last and not last.startswith("empty="):
        gaps.append("it does not end with what is empty, as if it were cut off")
    return Listing(dependencies=tuple(found), gaps=tuple(gaps))


def _dependency(entry: re.Match[str], line: int, is_build: bool) -> Dependency:
    group, artifact, version, configurations = entry.groups()
    return Dependency(
        ecosystem=ECOSYSTEM,
        name=f"{group}:{artifact}",
        version=version,
        scope=Scope.BUILD if is_build else scope((configurations or "").split(",")),
        key=f"{group}:{artifact}:{version}",
        line=line,
    )
