"""Pipenv's ``Pipfile``.

Source: Pipenv's documentation of the Pipfile and of package categories: every table that is not a setting
is a category of packages.
"""

from __future__ import annotations

from tidegate.dependencies.shapes import mapping
from tidegate.dependencies.tables import asked, indexes_of
from tidegate.documents.addresses import hosts
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Scope

_SETTINGS = frozenset({"source", "requires", "scripts", "pipenv"})
_SCOPES = {"packages": Scope.RUNTIME, "dev-packages": Scope.DEV}


def read(source: Source) -> Listing:
    document = source.toml()
    indexes = indexes_of(document.get("source"))
    found: list[Dependency] = []
    gaps: list[str] = []
    for category, packages in document.items():
        if category in _SETTINGS:
            continue
        scope = _SCOPES.get(category, Scope.OPTIONAL)
        group = None if category == "packages" else category
        for name, value in mapping(packages, category).items():
            try:
                found += asked(name, value, indexes, scope=scope, group=group)
            except Unreadable as error:
                gaps.append(f"{category}: {error}")
    return Listing(dependencies=tuple(found), gaps=tuple(gaps), hosts=hosts(indexes.values()))
