"""NuGet's ``packages.config``: every package with its exact version, direct or not."""

from __future__ import annotations

from tidegate.dependencies.nuget import ECOSYSTEM
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Scope


def read(source: Source) -> Listing:
    root = source.xml()
    if root.tag != "packages":
        raise Unreadable("its root is no packages")
    found: list[Dependency] = []
    gaps: list[str] = []
    for entry in root.findall("package"):
        name, version = entry.get("id"), entry.get("version")
        line = getattr(entry, "line", 0)
        if not name or not version:
            gaps.append(f"line {line} is no package with its version")
            continue
        found.append(
            Dependency(
                ecosystem=ECOSYSTEM,
                name=name,
                version=version,
                requirement=entry.get("allowedVersions"),
                scope=Scope.DEV if entry.get("developmentDependency") == "true" else Scope.RUNTIME,
                key=f"{entry.get('targetFramework', '')}/{name}",
                group=entry.get("targetFramework"),
                line=line,
            )
        )
    return Listing(dependencies=tuple(found), gaps=tuple(gaps))
