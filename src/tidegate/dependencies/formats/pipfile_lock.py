"""Pipenv's ``Pipfile.lock``: all packages of each category, without what pulled them in.

Source: Pipenv's documentation of the Pipfile.lock.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tidegate.dependencies.shapes import mapping, texts
from tidegate.dependencies.tables import Indexes, asked, indexes_of
from tidegate.documents.addresses import hosts
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Scope

_SCOPES = {"default": Scope.RUNTIME, "develop": Scope.DEV}


def read(source: Source) -> Listing:
    document = mapping(source.json(), "the file")
    meta = mapping(document.get("_meta"), "_meta")
    indexes = indexes_of(meta.get("sources"))
    found: list[Dependency] = []
    gaps: list[str] = []
    for category, packages in document.items():
        if category == "_meta":
            continue
        for name, entry in mapping(packages, category).items():
            try:
                found += _locked(name, entry, category, indexes)
            except Unreadable as error:
                gaps.append(f"{category}: {error}")
    return Listing(dependencies=tuple(found), gaps=tuple(gaps), hosts=hosts(indexes.values()))


def _locked(name: str, entry: Any, category: str, indexes: Indexes) -> list[Dependency]:
    if not isinstance(entry, dict):
        raise Unreadable(f"{name[:80]!r} is no object")
    scope = _SCOPES.get(category, Scope.OPTIONAL)
    group = None if category == "default" else category
    return [
        replace(
            one,
            direct=None,
            requirement=None if one.version else one.requirement,
            integrity=texts(entry.get("hashes")),
            key=f"{category}:{name}",
        )
        for one in asked(name, entry, indexes, scope=scope, group=group)
    ]
