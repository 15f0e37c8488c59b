"""A requirement that is a table: what Poetry, Pipenv and uv write in place of one line.

Sources: Poetry's documentation of dependency specification, Pipenv's of the Pipfile, uv's of dependency
sources. They agree in ``git``, ``path``, ``url`` and differ in the names of the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from packaging.version import InvalidVersion, Version

from tidegate.dependencies.python import ECOSYSTEM, address
from tidegate.dependencies.shapes import text
from tidegate.documents.addresses import without_credentials
from tidegate.documents.errors import Unreadable
from tidegate.model.dependency import Dependency, Origin, Scope

_VCS = ("git", "hg", "svn", "bzr")
_FOLDERS = ("path", "editable", "directory", "virtual")
_REVISIONS = ("rev", "ref", "tag", "branch")
_EXACT = re.compile(r"^={0,3}\s*")
_MARKERS = (
    "os_name",
    "sys_platform",
    "platform_machine",
    "platform_python_implementation",
    "platform_release",
    "platform_system",
    "platform_version",
    "python_version",
    "python_full_version",
    "implementation_name",
    "implementation_version",
)

Indexes = Mapping[str, str]  # addresses of indexes by their names


def asked(
    name: str, value: Any, indexes: Indexes, *, scope: Scope = Scope.RUNTIME, group: str | None = None
) -> Iterator[Dependency]:
    """What ``name = value`` asks for: a version, a table, or a list of them. Raise Unreadable."""
    for one in value if isinstance(value, list) else [value]:
        table = {"version": one} if isinstance(one, str) else one
        if not isinstance(table, dict):
            raise Unreadable(f"{name[:80]!r} has neither a version nor a table")
        yield _dependency(name, table, indexes, scope, group)


def _dependency(
    name: str, table: Mapping[str, Any], indexes: Indexes, scope: Scope, group: str | None
) -> Dependency:
    origin, location, revision = placed(table, indexes)
    wanted = text(table.get("version"))
    optional = table.get("optional") is True and scope is Scope.RUNTIME
    return Dependency(
        ecosystem=ECOSYSTEM,
        name=name,
        version=exact(wanted) if origin is Origin.REGISTRY else None,
        requirement=wanted,
        direct=True,
        scope=Scope.OPTIONAL if optional else scope,
        origin=origin,
        location=location,
        revision=revision,
        key=name,
        group=group,
        marker=marker(table),
    )


def exact(wanted: str | None) -> str | None:
    """The only version that Poetry and Pipenv take for ``wanted``: "1.2", "==1.2"; otherwise ``None``."""
    try:
        return str(Version(bare)) and bare if wanted and (bare := _EXACT.sub("", wanted.strip())) else None
    except InvalidVersion:
        return None


def placed(table: Mapping[str, Any], indexes: Indexes) -> tuple[Origin, str | None, str | None]:
    """Where a table says that a package comes from: origin, location, revision."""
    for system in _VCS:
        if url := text(table.get(system)):
            _, location, revision = address(f"{system}+{url.removeprefix(f'{system}+')}")
            named = next((found for key in _REVISIONS if (found := text(table.get(key)))), None)
            return Origin.GIT, location.removeprefix(f"{system}+"), named or revision
    for key in ("url", "file"):
        if url := text(table.get(key)):
            return address(url)
    if folder := next((found for key in _FOLDERS if (found := text(table.get(key)))), None):
        return Origin.PATH, folder, None
    if table.get("workspace") is True:
        return Origin.PATH, None, None
    index = text(table.get("index")) or text(table.get("source"))
    found = indexes.get(index) if index else None
    return Origin.REGISTRY, without_credentials(found) if found else None, None


def marker(table: Mapping[str, Any]) -> str | None:
    """The environment in which it counts, as the table writes it."""
    parts = [found for key in ("markers", "marker") if (found := text(table.get(key)))]
    parts += [f"{key} {found}" for key in _MARKERS if (found := text(table.get(key)))]
    parts += [f"{key} {found}" for key in ("python", "platform") if (found := text(table.get(key)))]
    return " and ".join(parts) or None


def indexes_of(tables: Any) -> dict[str, str]:
    """Names and addresses of ``[[…source]]`` or ``[[…index]]`` tables; one without a name has its address."""
    listed = [one for one in tables if isinstance(one, dict)] if isinstance(tables, list) else []
    return {text(one.get("name")) or url: url for one in listed if (url := text(one.get("url")))}
