"""Projects of .NET (``*.csproj`` and its like) and ``Directory.Packages.props``: references to packages.

Source: NuGet's documentation of PackageReference and of central package management. A reference without a
version has it from elsewhere, of which this file says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tidegate.dependencies.nuget import ECOSYSTEM, exact
from tidegate.dependencies.properties import Properties
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_PROPERTY = re.compile(r"\$\(([A-Za-z_][\w-]*)\)")
_VERSIONS = {  # which items name packages, and where each says its version
    "PackageReference": ("VersionOverride", "Version"),
    "PackageVersion": ("Version",),
    "GlobalPackageReference": ("Version",),
    "PackageDownload": ("Version",),
    "DotNetCliToolReference": ("Version",),
}
_BUILD = frozenset({"GlobalPackageReference", "PackageDownload", "DotNetCliToolReference"})


def read(source: Source) -> Listing:
    root = source.xml()
    if root.tag != "Project":
        raise Unreadable("its root is no Project")
    values = {one.tag: (one.text or "").strip() for one in root.findall("PropertyGroup/*")}
    properties = Properties(values, _PROPERTY)
    found: list[Dependency] = []
    gaps: list[str] = []
    for item, condition in _items(root):
        try:
            found += _references(item, condition, properties)
        except Unreadable as error:
            gaps.append(f"line {getattr(item, 'line', 0)}: {error}")
    return Listing(dependencies=(*_sdks(root), *found), gaps=tuple(gaps))


def _items(root: Element) -> Iterator[tuple[Element, str | None]]:
    """Items and the condition in which they count."""
    for group in root.iter("ItemGroup"):
        for item in group:
            if item.tag in _VERSIONS:
                yield item, item.get("Condition") or group.get("Condition")


def _sdks(root: Element) -> Iterator[Dependency]:
    """SDKs that are packages: those with a version."""
    listed = [*(root.get("Sdk") or "").split(";")]
    listed += [f"{one.get('Name') or ''}/{one.get('Version') or ''}" for one in root.findall("Sdk")]
    for one in listed:
        name, _, version = one.strip().partition("/")
        if name and version:
            yield Dependency(
                ecosystem=ECOSYSTEM,
                name=name,
                version=exact(version),
                requirement=version,
                direct=True,
                scope=Scope.BUILD,
                key=f"Sdk/{name}",
                group="Sdk",
            )


def _references(item: Element, condition: str | None, properties: Properties) -> Iterator[Dependency]:
    named = item.get("Include") or item.get("Update")
    if not named:
        return  # Remove: what others brought in
    names = properties.resolve(named)
    written = next((said for one in _VERSIONS[item.tag] if (said := _said(item, one))), None)
    requirement = properties.resolve(written) if written else None
    if names is None or (written and requirement is None):
        raise Unreadable(f"{(written or named)[:80]!r} names a property that is not defined in this file")
    for name in filter(None, (one.strip() for one in names.split(";"))):
        yield Dependency(
            ecosystem=ECOSYSTEM,
            name=name,
            version=exact(requirement),
            requirement=requirement,
            direct=item.tag != "PackageVersion",  # which only decides
            scope=_scope(item),
            origin=Origin.REGISTRY,
            key=f"{item.tag}/{condition or ''}/{name}",
            group=item.tag if item.tag != "PackageReference" else None,
            marker=condition,
            line=getattr(item, "line", 0),
        )


def _said(item: Element, name: str) -> str | None:
    """Metadata, which may be an attribute or an element."""
    return (item.get(name) or item.findtext(name) or "").strip() or None


def _scope(item: Element) -> Scope:
    """What keeps all of its assets to itself does not come along with the program: analyzers, generators."""
    is_private = (_said(item, "PrivateAssets") or "").lower() == "all"
    return Scope.BUILD if item.tag in _BUILD or is_private else Scope.RUNTIME
