"""``pylock.toml``, the lock file of PEP 751, read without demanding all that the standard does.

Source: the PyPA specification of pylock.toml. It does not say what was asked for directly; groups and extras
stand in the markers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tidegate.dependencies.edges import Keys
from tidegate.dependencies.python import ECOSYSTEM, uploaded
from tidegate.dependencies.shapes import named, tables, text, texts
from tidegate.documents.addresses import hosts, without_credentials
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

_GROUP = re.compile(r"""["']([^"']{1,200})["'] in dependency_groups""")
_EXTRA = re.compile(r"""["']([^"']{1,200})["'] in extras""")


def read(source: Source) -> Listing:
    document = source.toml()
    packages = document.get("packages")
    if not isinstance(packages, list) or "lock-version" not in document:
        raise Unreadable("it has no lock-version and packages, so it is no pylock.toml")
    entries, gaps = named(packages)
    keys = Keys(ECOSYSTEM)
    keyed = [(keys.add(one["name"], text(one.get("version")), str(one.get("index"))), one) for one in entries]
    default = frozenset(texts(document.get("default-groups")))
    return Listing(
        dependencies=tuple(_dependency(key, one, default, keys) for key, one in keyed),
        gaps=gaps,
        hosts=hosts(_addresses(entries)),
    )


def _dependency(key: str, package: dict[str, Any], default: frozenset[str], keys: Keys) -> Dependency:
    origin, location, revision = _place(package)
    marker = text(package.get("marker"))
    scope, group = _needed(marker or "", default)
    hashes = (one.get("hashes") for one in _files(package))
    return Dependency(
        ecosystem=ECOSYSTEM,
        name=package["name"],
        version=text(package.get("version")),
        scope=scope,
        origin=origin,
        location=location,
        revision=revision,
        integrity=tuple(
            f"{kind}:{value}" for one in hashes if isinstance(one, dict) for kind, value in one.items()
        ),
        key=key,
        requires=_requires(package, keys),
        group=group,
        marker=marker,
        released=uploaded(_files(package)),
    )


def _requires(package: dict[str, Any], keys: Keys) -> tuple[str, ...]:
    asked = ((text(one.get("name")), text(one.get("version"))) for one in tables(package.get("dependencies")))
    return tuple(dict.fromkeys(key for name, version in asked if name for key in keys.of(name, version)))


def _needed(marker: str, default: frozenset[str]) -> tuple[Scope, str | None]:
    groups, extras = _GROUP.findall(marker), _EXTRA.findall(marker)
    if (not groups and not extras) or not default.isdisjoint(groups):
        return Scope.RUNTIME, None
    return (Scope.OPTIONAL, extras[0]) if extras else (Scope.DEV, groups[0])


def _table(package: dict[str, Any], field: str) -> dict[str, Any]:
    found = package.get(field)
    return found if isinstance(found, dict) else {}


def _place(package: dict[str, Any]) -> tuple[Origin, str | None, str | None]:
    if vcs := _table(package, "vcs"):
        revision = text(vcs.get("commit-id")) or text(vcs.get("requested-revision"))
        return Origin.GIT, _address(vcs), revision
    if directory := _table(package, "directory"):
        return Origin.PATH, text(directory.get("path")), None
    if archive := _table(package, "archive"):
        return Origin.URL if text(archive.get("url")) else Origin.PATH, _address(archive), None
    index = text(package.get("index"))
    return Origin.REGISTRY, without_credentials(index) if index else None, None


def _address(table: dict[str, Any]) -> str | None:
    url = text(table.get("url"))
    return without_credentials(url) if url else text(table.get("path"))


def _files(package: dict[str, Any]) -> list[dict[str, Any]]:
    single = [_table(package, "archive"), _table(package, "sdist")]
    return [*(one for one in single if one), *tables(package.get("wheels"))]


def _addresses(packages: list[dict[str, Any]]) -> Iterator[Any]:
    for package in packages:
        yield from (package.get("index"), _table(package, "vcs").get("url"))
        yield from (one.get("url") for one in _files(package))
