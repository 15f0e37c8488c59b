"""NuGet's ``packages.lock.json``, versions 1 and 2: one graph of packages for each framework."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping
from typing import Any

from tidegate.dependencies.nuget import ECOSYSTEM
from tidegate.dependencies.shapes import mapping, text
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin


def read(source: Source) -> Listing:
    document = mapping(source.json(), "the file")
    if document.get("version") not in (1, 2):
        raise Unreadable("its version is none that is known")
    graphs = mapping(document.get("dependencies"), "dependencies")
    own = {framework: _keys(framework, packages) for framework, packages in graphs.items()}
    found: list[Dependency] = []
    gaps: list[str] = []
    for framework, packages in graphs.items():
        # A runtime's packages are added to its framework's.
        keys = ChainMap(own[framework], own.get(framework.partition("/")[0], {}))
        for name, entry in mapping(packages, framework).items():
            if isinstance(entry, dict) and name:
                found.append(_dependency(framework, name, entry, keys))
            else:
                gaps.append(f"{framework[:80]}/{name[:80]} is no object")
    return Listing(dependencies=tuple(found), gaps=tuple(gaps))


def _keys(framework: str, packages: Any) -> dict[str, str]:
    """The keys of a framework's packages, by their names in lower case."""
    listed = packages.items() if isinstance(packages, dict) else ()
    return {name.lower(): f"{framework}/{name}" for name, entry in listed if isinstance(entry, dict) and name}


def _dependency(framework: str, name: str, entry: Mapping[str, Any], keys: Mapping[str, str]) -> Dependency:
    sort, digest = text(entry.get("type")), text(entry.get("contentHash"))
    is_project = sort == "Project"
    return Dependency(
        ecosystem=ECOSYSTEM,
        name=name,
        version=text(entry.get("resolved")),
        requirement=text(entry.get("requested")),
        direct=sort in ("Direct", "Project"),
        origin=Origin.PATH if is_project else Origin.REGISTRY,
        integrity=(digest,) if digest else (),
        key=f"{framework}/{name}",
        requires=tuple(_requires(entry, keys)),
        group=framework,
    )


def _requires(entry: Mapping[str, Any], keys: Mapping[str, str]) -> Iterator[str]:
    listed = entry.get("dependencies")
    for name in listed if isinstance(listed, dict) else ():
        if name.lower() in keys:
            yield keys[name.lower()]
