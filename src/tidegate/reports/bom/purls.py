"""Package URLs: one text that names a package in any tool.

Source: the purl specification (ECMA-427) and its definitions of types. ``packageurl`` writes and escapes;
which part of a name is the namespace, and what the source of a package adds, stands here.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from tidegate.dependencies.names import TAGGED, label
from tidegate.model.dependency import Dependency, Origin
from tidegate.reports.bom.addresses import public


class _Parts(msgspec.Struct, frozen=True):
    namespace: str | None
    name: str
    subpath: str | None = None


class _Type(msgspec.Struct, frozen=True):
    name: str
    parts: Callable[[str], _Parts]


def purl(one: Dependency) -> str | None:
    """``None`` for a folder or file of the repository, and for a name that its ecosystem does not have."""
    if one.origin is Origin.PATH:
        return None
    known = _TYPES.get(one.ecosystem, _GENERIC)
    parts = known.parts(_without_host(one))
    if not parts.name or "/" in parts.name:
        return None
    return _written(known.name, parts, _version(one), _qualifiers(one))


def parts_of(one: Dependency) -> tuple[str | None, str]:
    """The group and the name that people see: npm's scope, Maven's group, Packagist's vendor."""
    if one.ecosystem not in _GROUPED or one.origin is Origin.PATH:
        return None, one.name
    parts = _TYPES[one.ecosystem].parts(one.name)
    return (parts.namespace, parts.name) if parts.name else (None, one.name)


def _written(kind: str, parts: _Parts, version: str | None, qualifiers: dict[str, str]) -> str | None:
    from packageurl import PackageURL

    try:
        made = PackageURL(kind, parts.namespace, parts.name, version, qualifiers, parts.subpath)
        text = made.to_string()
        return text if PackageURL.from_string(text) == made else None
    except ValueError:
        return None


def _version(one: Dependency) -> str | None:
    """Actions and images have no other than their tag, commit or digest."""
    return label(one) if one.ecosystem in TAGGED else one.version


def _without_host(one: Dependency) -> str:
    """An image's name, which may begin with the registry that it comes from."""
    is_first = one.ecosystem == "Docker" and one.location is not None
    return one.name.removeprefix(f"{one.location}/") if is_first else one.name


def _qualifiers(one: Dependency) -> dict[str, str]:
    """Where a package comes from that is not its registry's."""
    if one.ecosystem == "Docker" and one.location:
        return {"repository_url": one.location.rpartition("@")[2]}
    if one.ecosystem in _BY_REVISION or (address := public(one.location)) is None:
        return {}
    if one.origin is Origin.GIT:
        plain = address if address.startswith("git+") else f"git+{address}"
        return {"vcs_url": f"{plain}@{one.revision}" if one.revision else plain}
    return {"download_url": address} if one.origin is Origin.URL else {}


def _plain(name: str) -> _Parts:
    return _Parts(None, name)


def _scoped(name: str) -> _Parts:
    scope, slash, rest = name.partition("/")
    return _Parts(scope, rest) if slash and scope.startswith("@") else _Parts(None, name)


def _grouped(name: str) -> _Parts:
    group, colon, artifact = name.partition(":")
    return _Parts(group, artifact) if colon else _Parts(None, name)


def _path(name: str) -> _Parts:
    namespace, _, last = name.rpartition("/")
    return _Parts(namespace or None, last)


def _module(name: str) -> _Parts:
    """Go's paths are written in lower case in a purl, though the language tells cases apart."""
    return _path(name.lower())


def _action(name: str) -> _Parts:
    """``owner/repository/folder``."""
    owner, _, rest = name.partition("/")
    repository, _, folder = rest.partition("/")
    return _Parts(owner, repository, folder or None)


_BY_REVISION = frozenset({"GitHub Actions", "Docker"})
_GROUPED = frozenset({"npm", "Maven", "Packagist"})
_TYPES = {
    "PyPI": _Type("pypi", _plain),
    "npm": _Type("npm", _scoped),
    "Go": _Type("golang", _module),
    "crates.io": _Type("cargo", _plain),
    "Maven": _Type("maven", _grouped),
    "RubyGems": _Type("gem", _plain),
    "NuGet": _Type("nuget", _plain),
    "Packagist": _Type("composer", _path),
    "GitHub Actions": _Type("github", _action),
    "Docker": _Type("docker", _path),
}
_GENERIC = _Type("generic", _path)
