"""Composer's ``composer.lock``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tidegate.dependencies.names import normal
from tidegate.dependencies.shapes import items, mapping, text, texts
from tidegate.documents.addresses import host, without_credentials
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

ECOSYSTEM = "Packagist"
_PLUGIN = "composer-plugin"  # whose code Composer runs as soon as it is installed
_LISTS = (("packages", Scope.RUNTIME), ("packages-dev", Scope.DEV))


def read(source: Source) -> Listing:
    document = mapping(source.json(), "the file")
    if "packages" not in document:
        raise Unreadable("it has no packages")
    listed = [(entry, scope) for name, scope in _LISTS for entry in items(document.get(name), name)]
    known = [(entry, scope) for entry, scope in listed if isinstance(entry, dict) and text(entry.get("name"))]
    gaps = ("a package has no name",) if len(known) < len(listed) else ()
    keys = {normal(ECOSYSTEM, entry["name"]) for entry, _ in known}
    dependencies = tuple(_dependency(entry, scope, keys) for entry, scope in known)
    hosts = frozenset(name for one in dependencies if one.location and (name := host(one.location)))
    return Listing(dependencies=dependencies, gaps=gaps, hosts=hosts)


def _dependency(entry: Mapping[str, Any], scope: Scope, keys: set[str]) -> Dependency:
    origin, location, reference = _origin(entry)
    required = entry.get("require")
    names = (normal(ECOSYSTEM, one) for one in (required if isinstance(required, dict) else ()))
    checksum = text(_of(entry, "dist").get("shasum")) or reference
    is_registry = origin is Origin.REGISTRY
    return Dependency(
        ecosystem=ECOSYSTEM,
        name=entry["name"],
        version=text(entry.get("version")),
        scope=scope,
        origin=origin,
        location=location,
        revision=None if is_registry else reference,
        # A release of the registry is a commit: another one under the same version is another content.
        integrity=(checksum,) if checksum and is_registry else (),
        key=normal(ECOSYSTEM, entry["name"]),
        requires=tuple(dict.fromkeys(one for one in names if one in keys)),
        install_script=text(entry.get("type")) == _PLUGIN,
        licence=_licence(entry.get("license")),
        deprecated=_abandoned(entry.get("abandoned")),
    )


def _licence(said: Any) -> str | None:
    """A text or several: whoever uses it may choose."""
    licences = texts(said) or texts([said] if said else None)
    return " OR ".join(f"({one})" for one in licences) if licences[1:] else next(iter(licences), None)


def _abandoned(said: Any) -> str | None:
    """``true``, or the package to use instead."""
    if said is True:
        return "abandoned"
    return f"abandoned; use {instead} instead" if (instead := text(said)) else None


def _of(entry: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = entry.get(name)
    return value if isinstance(value, dict) else {}


def _origin(entry: Mapping[str, Any]) -> tuple[Origin, str | None, str | None]:
    """Where it comes from: only what a registry gave has an address to notify of installations."""
    dist, source = _of(entry, "dist"), _of(entry, "source")
    chosen = dist if text(dist.get("url")) else source
    url = text(chosen.get("url"))
    reference = text(chosen.get("reference"))
    if chosen.get("type") == "path":
        return Origin.PATH, url, None
    location = without_credentials(url) if url else None
    if text(entry.get("notification-url")):
        return Origin.REGISTRY, location, reference
    if repository := text(source.get("url")):
        return Origin.GIT, without_credentials(repository), text(source.get("reference"))
    return Origin.URL, location, reference
