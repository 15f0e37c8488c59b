"""Maven's ``pom.xml``: dependencies, managed versions, parents, plugins and profiles.

Source: Maven's reference of the POM. Properties are those of the file; what a parent or an imported list of
versions would say is not looked up but named as a gap.
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from tidegate.dependencies.maven import ECOSYSTEM, exact
from tidegate.dependencies.properties import Properties
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_EXPRESSION = re.compile(r"\$\{([^{}]*)\}")
_PLUGINS = "org.apache.maven.plugins"
_SCOPES = {"test": Scope.DEV, "import": Scope.BUILD}
_DECIDING = ("dependencyManagement", "pluginManagement")
_SHOWN = 5  # names in one gap
# Where dependencies stand, below the project or a profile: element, group, what it is for.
_PLACES = (
    ("dependencies/dependency", None, None),
    ("dependencyManagement/dependencies/dependency", "dependencyManagement", None),
    ("build/plugins/plugin", "plugins", Scope.BUILD),
    ("build/plugins/plugin/dependencies/dependency", "plugins", Scope.BUILD),
    ("build/pluginManagement/plugins/plugin", "pluginManagement", Scope.BUILD),
    ("build/pluginManagement/plugins/plugin/dependencies/dependency", "pluginManagement", Scope.BUILD),
    ("build/extensions/extension", "extensions", Scope.BUILD),
    ("reporting/plugins/plugin", "plugins", Scope.BUILD),
)


class _Place(msgspec.Struct, frozen=True):
    element: Element
    section: str  # the profile and the group, for keys
    group: str | None
    scope: Scope | None
    properties: Properties
    is_direct: bool  # not where it only decides what others ask for


class _Read(msgspec.Struct):
    dependencies: list[Dependency]
    unknown: dict[str, list[str]]  # names of properties → what needs them
    unsaid: list[str]  # dependencies whose version the file does not say
    gaps: list[str]


def read(source: Source) -> Listing:
    project = source.xml()
    if project.tag != "project":
        raise Unreadable("its root is no project")
    found = _Read([], {}, [], [])
    places = list(_places(project))
    managed = dict(_managed(places))
    if (parent := project.find("parent")) is not None:
        own = Properties(_of_project(project), _EXPRESSION)
        _take(_Place(parent, "", "parent", Scope.BUILD, own, True), {}, found)
    for place in places:
        _take(place, managed, found)
    return Listing(dependencies=tuple(found.dependencies), gaps=(*found.gaps, *_gaps(found)))


def _text(element: Element, name: str) -> str | None:
    return (element.findtext(name) or "").strip() or None


def _values(element: Element) -> dict[str, str]:
    return {one.tag: (one.text or "").strip() for one in element.findall("properties/*")}


def _of_project(project: Element) -> dict[str, str]:
    """The properties of a project, with those that its own coordinates are."""
    values: dict[str, str] = {}
    for name in ("groupId", "artifactId", "version"):
        own, above = _text(project, name), _text(project, f"parent/{name}")
        if above:
            values[f"project.parent.{name}"] = values[f"parent.{name}"] = above
        if whole := own or above:
            values[f"project.{name}"] = values[f"pom.{name}"] = whole
    return values | _values(project)


def _places(project: Element) -> Iterator[_Place]:
    outer = _of_project(project)
    yield from _below(project, Properties(outer, _EXPRESSION), "")
    for number, profile in enumerate(project.findall("profiles/profile")):
        own = Properties(ChainMap(_values(profile), outer), _EXPRESSION)
        yield from _below(profile, own, _text(profile, "id") or str(number))


def _below(element: Element, properties: Properties, profile: str) -> Iterator[_Place]:
    for path, group, scope in _PLACES:
        named = "/".join(one for one in (profile, group) if one)
        for one in element.findall(path):
            yield _Place(one, named, group or profile or None, scope, properties, group not in _DECIDING)


def _coordinates(place: _Place) -> tuple[str | None, str | None]:
    default = _PLUGINS if place.scope is Scope.BUILD and place.group != "parent" else None
    group = _text(place.element, "groupId") or default
    artifact = _text(place.element, "artifactId")
    resolve = place.properties.resolve
    return resolve(group) if group else None, resolve(artifact) if artifact else None


def _managed(places: list[_Place]) -> Iterator[tuple[str, tuple[str, str | None]]]:
    """What a version and a scope are where a dependency does not say them; of plugins apart."""
    for place in places:
        group, artifact = _coordinates(place)
        version = _text(place.element, "version")
        if place.group in _DECIDING and version:
            resolved = place.properties.resolve(version) or version
            yield f"{place.scope} {group}:{artifact}", (resolved, _text(place.element, "scope"))


def _take(place: _Place, managed: dict[str, tuple[str, str | None]], found: _Read) -> None:
    group, artifact = _coordinates(place)
    line = getattr(place.element, "line", 0)
    if group is None or artifact is None:
        found.gaps.append(f"line {line}: its groupId or artifactId is not said in this file")
        return
    name = f"{group}:{artifact}"
    own = _text(place.element, "version")
    inherited, inherited_scope = managed.get(f"{place.scope} {name}", (None, None))
    version = place.properties.resolve(own) if own else inherited
    if own and version is None:
        for unknown in place.properties.unknown(own) or [own]:
            found.unknown.setdefault(unknown, []).append(name)
    elif version is None and place.scope is None:
        found.unsaid.append(name)
    said = _text(place.element, "scope") or inherited_scope or ""
    path = _text(place.element, "systemPath") or _text(place.element, "relativePath")
    found.dependencies.append(
        Dependency(
            ecosystem=ECOSYSTEM,
            name=name,
            version=exact(version),
            requirement=version or own,
            direct=place.is_direct,
            scope=place.scope or _scope(place, said),
            origin=Origin.PATH if path else Origin.REGISTRY,
            location=path,
            key="/".join([place.section or place.group or "dependencies", name, *_kind(place)]),
            group=place.group,
            line=line,
        )
    )


def _scope(place: _Place, said: str) -> Scope:
    is_optional = _text(place.element, "optional") == "true"
    return _SCOPES.get(said, Scope.OPTIONAL if is_optional else Scope.RUNTIME)


def _kind(place: _Place) -> Iterator[str]:
    for one in ("type", "classifier"):
        if said := _text(place.element, one):
            yield said


def _gaps(found: _Read) -> Iterator[str]:
    """One for each reason, whatever it makes unknown."""
    for name, needing in found.unknown.items():
        yield f"{name[:80]} is not defined in this file, which {_some(needing)} needs"
    if found.unsaid:
        yield f"the version of {_some(found.unsaid)} comes from a parent or an imported list of versions"


def _some(names: list[str]) -> str:
    unique = list(dict.fromkeys(names))
    more = f" and {len(unique) - _SHOWN} more" if len(unique) > _SHOWN else ""
    return ", ".join(unique[:_SHOWN]) + more
