"""Composer's ``composer.json``: what is required, and the repositories that it may come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tidegate.dependencies.shapes import mapping, text
from tidegate.documents.addresses import host
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Scope

ECOSYSTEM = "Packagist"
_TABLES = (("require", Scope.RUNTIME), ("require-dev", Scope.DEV))
_KNOWN = frozenset({"name", "description", "type", "require", "require-dev", "autoload", "repositories"})
_EXACT = re.compile(r"={0,2}\s*(v?[0-9]+\.[0-9]+(?:\.[0-9]+){0,2}(?:-[0-9A-Za-z.]+)?)(?:@\w+)?")


def read(source: Source) -> Listing:
    document = mapping(source.json(), "the file")
    if document and not _KNOWN & document.keys():
        raise Unreadable("it says nothing that Composer knows")
    found: list[Dependency] = []
    gaps: list[str] = []
    for table, scope in _TABLES:
        # An empty object is written as a list by PHP.
        for name, requirement in mapping(document.get(table) or {}, table).items():
            if "/" not in name:
                continue  # the platform: php, ext-json
            if (wanted := text(requirement)) is None:
                gaps.append(f"{table}.{name[:80]}: its requirement is no text")
            else:
                found.append(_dependency(table, name, wanted, scope))
    hosts = frozenset(filter(None, map(host, _repositories(document))))
    return Listing(dependencies=tuple(found), gaps=tuple(gaps), hosts=hosts)


def _dependency(table: str, name: str, requirement: str, scope: Scope) -> Dependency:
    wanted, _, revision = requirement.partition("#")
    exact = _EXACT.fullmatch(wanted.partition(" as ")[0].strip())
    return Dependency(
        ecosystem=ECOSYSTEM,
        name=name,
        version=exact[1] if exact and not exact[1].endswith(("-dev", ".x")) else None,
        requirement=wanted,
        direct=True,
        scope=scope,
        revision=revision or None,
        key=f"{table}.{name}",
    )


def _repositories(document: Mapping[str, Any]) -> Iterator[str]:
    listed = document.get("repositories")
    for entry in listed.values() if isinstance(listed, dict) else listed if isinstance(listed, list) else ():
        if isinstance(entry, dict) and (address := text(entry.get("url"))):
            yield address
