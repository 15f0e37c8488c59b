"""What the Python formats share: requirements as PEP 508 writes them, and addresses in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from msgspec.structs import replace
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet

from tidegate.documents.addresses import without_credentials
from tidegate.documents.errors import Unreadable
from tidegate.model.dependency import Dependency, Origin, Scope

ECOSYSTEM = "PyPI"
_DAY = re.compile(r"[12]\d{3}-\d{2}-\d{2}")
_VCS = ("git+", "hg+", "svn+", "bzr+")
_ARCHIVE = (".whl", ".tar.gz", ".zip", ".tar.bz2", ".tgz")
_EGG = re.compile(r"#(?:.*&)?egg=([A-Za-z0-9._-]+)")
_SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.-]*://|file:|[a-z]:[\\/]|\.{0,2}/|\.{1,2}(?:\[|$))", re.IGNORECASE)
_REVISION = re.compile(r"@([^@/#]+)(?:#|$)")


def uploaded(files: Iterable[Mapping[str, object]]) -> str | None:
    """The ISO date on which the first of a version's files was uploaded, where a lock file keeps it."""
    days = (str(one.get("upload-time"))[:10] for one in files)
    return min((day for day in days if _DAY.fullmatch(day)), default=None)


def requirement(
    text: str,
    *,
    scope: Scope = Scope.RUNTIME,
    group: str | None = None,
    line: int = 0,
    integrity: tuple[str, ...] = (),
) -> Dependency:
    """A PEP 508 requirement as a direct dependency. Raise Unreadable."""
    try:
        asked = Requirement(text)
    except InvalidRequirement as error:
        raise Unreadable(f"{text[:80]!r} is no requirement: {str(error).splitlines()[0]}") from None
    origin, location, revision = address(asked.url) if asked.url else (Origin.REGISTRY, None, None)
    return Dependency(
        ecosystem=ECOSYSTEM,
        name=asked.name,
        version=pinned(asked.specifier),
        requirement=str(asked.specifier) or None,
        direct=True,
        scope=scope,
        origin=origin,
        location=location,
        revision=revision,
        integrity=integrity,
        key=asked.name,
        group=group,
        marker=str(asked.marker) if asked.marker else None,
        line=line,
    )


def line(
    text: str,
    *,
    scope: Scope = Scope.RUNTIME,
    group: str | None = None,
    number: int = 0,
    integrity: tuple[str, ...] = (),
) -> Dependency:
    """What pip takes on one line: a requirement, or an address whose name stands in it. Raise Unreadable."""
    if not _SCHEME.match(text) and ("@" in text or not text.lower().endswith(_ARCHIVE)):
        return requirement(text, scope=scope, group=group, line=number, integrity=integrity)
    origin, location, revision = address(text.partition(";")[0].strip())
    egg = _EGG.search(text)
    name = egg[1] if egg else archive_name(location) or location
    return Dependency(
        ecosystem=ECOSYSTEM,
        name=name,
        direct=True,
        scope=scope,
        origin=origin,
        location=location,
        revision=revision,
        integrity=integrity,
        key=name,
        group=group,
        line=number,
    )


def pinned(specifiers: SpecifierSet) -> str | None:
    """The only version that is allowed, where there is one."""
    exact = [one.version for one in specifiers if one.operator in ("==", "===") and "*" not in one.version]
    return exact[0] if len(specifiers) == 1 and exact else None


def address(url: str) -> tuple[Origin, str, str | None]:
    """Where a direct reference leads, without credentials, and the revision that it names."""
    if url.startswith(_VCS):
        found = _REVISION.search(url.partition("://")[2].partition("/")[2])
        bare = url.partition("#")[0]
        if found:
            bare = bare.removesuffix(f"@{found[1]}")
        return Origin.GIT, without_credentials(bare), found[1] if found else None
    if url.startswith("file:") or "://" not in url:
        return Origin.PATH, url.partition("#egg=")[0], None
    return Origin.URL, without_credentials(url.partition("#")[0]), None


def archive_name(path: str) -> str | None:
    """The package that an sdist's or a wheel's file name says, or ``None``."""
    from packaging.utils import (
        InvalidSdistFilename,
        InvalidWheelFilename,
        parse_sdist_filename,
        parse_wheel_filename,
    )

    name = PurePosixPath(path.partition("#")[0].partition("?")[0]).name
    try:
        return str(parse_wheel_filename(name)[0] if name.endswith(".whl") else parse_sdist_filename(name)[0])
    except (InvalidWheelFilename, InvalidSdistFilename):
        return None


def of_extra(found: Dependency, extra: str | None) -> Dependency:
    """As an extra of setuptools asks for it: ``name``, ``name:marker`` or ``:marker``."""
    if extra is None:
        return found
    group, _, condition = extra.partition(":")
    both = " and ".join(filter(None, (found.marker, condition.strip()))) or None
    scope = found.scope if group else Scope.RUNTIME
    return replace(found, group=group or None, marker=both, scope=scope)
