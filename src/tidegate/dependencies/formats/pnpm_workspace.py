"""pnpm's ``pnpm-workspace.yaml``: catalogs of versions, overrides and what pnpm itself loads.

Source: pnpm's documentation of pnpm-workspace.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tidegate.dependencies.formats.package_json import selected
from tidegate.dependencies.node import ECOSYSTEM, parse
from tidegate.dependencies.shapes import items, mapping, text
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Scope


def read(source: Source) -> Listing:
    document = mapping(source.yaml() or {}, "the file")
    found: list[Dependency] = []
    gaps: list[str] = []
    for group, entries in _groups(document):
        for selector, spec in entries.items():
            if spec == "-":  # pnpm: leave it out
                continue
            try:
                found.append(_dependency(group, selector, spec))
            except Unreadable as error:
                gaps.append(f"{group}: {error}")
    members = tuple(one for one in items(document.get("packages") or None, "packages") if text(one))
    return Listing(dependencies=tuple(found), gaps=tuple(gaps), members=members)


def _groups(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for group in ("catalog", "overrides", "configDependencies"):
        yield group, mapping(document.get(group) or {}, group)
    for name, catalog in mapping(document.get("catalogs") or {}, "catalogs").items():
        yield f"catalog {name}", mapping(catalog or {}, f"the catalog {name[:80]}")


def _dependency(group: str, selector: str, spec: Any) -> Dependency:
    """A catalog's entry counts where a manifest asks for it; an override only decides."""
    name = selected(selector)
    loaded = group == "configDependencies"
    if loaded and isinstance(spec, dict):
        spec = spec.get("integrity")
    if not isinstance(spec, str):
        raise Unreadable(f"{selector[:80]!r} does not say a version")
    version, _, integrity = spec.partition("+") if loaded else (spec, "", "")
    asked = parse(name, version)
    return Dependency(
        ecosystem=ECOSYSTEM,
        name=asked.name,
        version=asked.version,
        requirement=asked.requirement,
        direct=True if loaded else False if group == "overrides" else None,
        scope=Scope.BUILD if loaded else Scope.RUNTIME,
        origin=asked.origin,
        location=asked.location,
        revision=asked.revision,
        integrity=(integrity,) if integrity else (),
        key=f"{group}/{selector}",
        alias=name if asked.name != name else None,
        group=group,
    )
