"""uv's ``uv.lock``.

Source: uv's documentation of projects and lock files. The workspace's members stand among the packages: they
are not dependencies, but what they name is asked for directly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from tidegate.dependencies.edges import Keys
from tidegate.dependencies.python import ECOSYSTEM, uploaded
from tidegate.dependencies.shapes import named, tables, text, texts
from tidegate.dependencies.tables import placed
from tidegate.documents.addresses import hosts, without_credentials
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

_LOCAL = ("editable", "virtual")


class _Asked(msgspec.Struct):
    """When and for which extra or group an entry is needed."""

    scope: Scope
    group: str | None
    is_direct: bool


def read(source: Source) -> Listing:
    document = source.toml()
    if "version" not in document:
        raise Unreadable("it has no version, so it is no lock file of uv")
    packages = document.get("package", [])
    if not isinstance(packages, list):
        raise Unreadable("package is no list")
    entries, gaps = named(packages)
    keys = Keys(ECOSYSTEM)
    by_key = {keys.add(one["name"], text(one.get("version")), str(one.get("source"))): one for one in entries}
    members = _members(document, by_key)
    needed = _needed(by_key, members, keys)
    found = tuple(
        _dependency(key, one, needed.get(key), keys) for key, one in by_key.items() if key not in members
    )
    gaps = (*gaps, *_ownerless(document, members), *keys.missing())
    return Listing(dependencies=found, gaps=gaps, hosts=hosts(_addresses(entries)))


def _ownerless(document: dict[str, Any], members: set[str]) -> Iterator[str]:
    """A project's lock file lists the project; a script's says what that asks for."""
    if not members and "manifest" not in document:
        yield "it does not list the project itself, as if it were cut off"


def _members(document: dict[str, Any], by_key: dict[str, dict[str, Any]]) -> set[str]:
    """Keys of the packages that are developed here."""
    manifest = document.get("manifest")
    listed = set(texts(manifest.get("members"))) if isinstance(manifest, dict) else set()
    return {
        key
        for key, one in by_key.items()
        if any(kind in _source(one) for kind in _LOCAL)
        and (one["name"] in listed or "." in (_source(one).get(kind) for kind in _LOCAL))
    }


def _source(package: dict[str, Any]) -> dict[str, Any]:
    found = package.get("source")
    return found if isinstance(found, dict) else {}


def _needed(by_key: dict[str, dict[str, Any]], members: set[str], keys: Keys) -> dict[str, _Asked]:
    """The most serious need of each entry: what members ask for, and what that pulls in."""
    found: dict[str, _Asked] = {}
    asked = [
        (scope, group, keys.of(one["name"], text(one.get("version"))))
        for member in members
        for scope, group, named in _kinds(by_key[member])
        for one in named
    ]
    for scope in (Scope.RUNTIME, Scope.OPTIONAL, Scope.DEV):
        starts = [(key, group) for kind, group, meant in asked if kind is scope for key in meant]
        for key, group in starts:
            if key in found:
                found[key].is_direct = True
                continue
            found[key] = _Asked(scope, group, is_direct=True)
            _spread(key, scope, by_key, keys, found)
    return found


def _spread(
    start: str, scope: Scope, by_key: dict[str, dict[str, Any]], keys: Keys, found: dict[str, _Asked]
) -> None:
    waiting = [start]
    while waiting:
        for key in _pulled(by_key[waiting.pop()], keys):
            if key not in found:
                found[key] = _Asked(scope, None, is_direct=False)
                waiting.append(key)


def _kinds(package: dict[str, Any]) -> Iterator[tuple[Scope, str | None, list[dict[str, Any]]]]:
    """What a package asks for: always, for its extras, for its groups."""
    yield Scope.RUNTIME, None, _named(package.get("dependencies"))
    for scope, field in ((Scope.OPTIONAL, "optional-dependencies"), (Scope.DEV, "dev-dependencies")):
        groups = package.get(field)
        for group, listed in groups.items() if isinstance(groups, dict) else ():
            yield scope, group, _named(listed)


def _named(listed: Any) -> list[dict[str, Any]]:
    return [one for one in tables(listed) if text(one.get("name"))]


def _pulled(package: dict[str, Any], keys: Keys) -> Iterable[str]:
    """Extras are followed, too: uv writes down those that are in use."""
    found = (
        key
        for scope, _, named in _kinds(package)
        if scope is not Scope.DEV
        for one in named
        for key in keys.of(one["name"], text(one.get("version")))
    )
    return dict.fromkeys(found)


def _dependency(key: str, package: dict[str, Any], asked: _Asked | None, keys: Keys) -> Dependency:
    origin, location, revision = _place(_source(package))
    return Dependency(
        ecosystem=ECOSYSTEM,
        name=package["name"],
        version=text(package.get("version")),
        direct=asked is not None and asked.is_direct,
        scope=asked.scope if asked else Scope.RUNTIME,
        origin=origin,
        location=location,
        revision=revision,
        integrity=tuple(found for one in _files(package) if (found := text(one.get("hash")))),
        key=key,
        requires=tuple(_pulled(package, keys)),
        group=asked.group if asked else None,
        marker=" or ".join(texts(package.get("resolution-markers"))) or None,
        released=uploaded(_files(package)),
    )


def _place(source: dict[str, Any]) -> tuple[Origin, str | None, str | None]:
    if registry := text(source.get("registry")):
        return Origin.REGISTRY, without_credentials(registry), None
    origin, location, revision = placed(source, {})
    if origin is Origin.GIT:
        revision = (text(source.get("git")) or "").partition("#")[2] or revision
    return origin, location, revision


def _files(package: dict[str, Any]) -> list[dict[str, Any]]:
    sdist = package.get("sdist")
    return [*([sdist] if isinstance(sdist, dict) else []), *tables(package.get("wheels"))]


def _addresses(packages: list[dict[str, Any]]) -> Iterator[Any]:
    for package in packages:
        source = _source(package)
        yield from (source.get(kind) for kind in ("registry", "git", "url"))
        yield from (one.get("url") for one in _files(package))
