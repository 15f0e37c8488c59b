"""Inventories: every package that the manifests and lock files of a tree lead to."""

from __future__ import annotations

import msgspec

from tidegate.model.dependency import Dependency, Origin
from tidegate.model.result import DependencyChange, NotAnalysed


class Identity(msgspec.Struct, frozen=True, order=True):
    """What makes two entries the same package.

    ``name`` is the normal one. ``version`` is empty where no file pins one; ``source`` is empty for what
    comes from a registry, else "git", "url" or "path" with the address and the revision.
    """

    ecosystem: str
    name: str
    version: str
    source: str = ""


class Occurrence(msgspec.Struct, frozen=True, order=True):
    """Where a file names the package; ``line`` is 1-based."""

    path: str
    line: int


class Package(msgspec.Struct, frozen=True, kw_only=True):
    """One package at one version, over all files that name it.

    ``entry`` is what the first file says of it; texts are of all files, sorted. ``direct`` is ``None`` where
    nothing tells. ``requires`` is ``None`` where no file says what it pulls in. ``ways`` lead to it: the
    shortest of each lock file, as names from a direct dependency down.
    """

    identity: Identity
    entry: Dependency
    occurrences: tuple[Occurrence, ...]
    direct: bool | None = None
    scope: str = "runtime"
    integrity: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    install_script: bool = False
    requires: tuple[Identity, ...] | None = None
    ways: tuple[tuple[str, ...], ...] = ()

    @property
    def is_own(self) -> bool:
        """A folder or file of the repository itself: no registry knows it by this name."""
        return self.entry.origin is Origin.PATH


class Contents(msgspec.Struct, frozen=True):
    """The packages in the order of their identities; ``gaps`` are what could not be read or was left out."""

    packages: tuple[Package, ...] = ()
    gaps: tuple[NotAnalysed, ...] = ()
    files: tuple[str, ...] = ()  # that were read


class Weakness(msgspec.Struct, frozen=True, kw_only=True):
    """One bug, once for all packages that have it.

    ``ids`` are all that speak of it, the one that names it first; ``fixed`` is the version that mends it, by
    the package that has it. ``published`` is an ISO date.
    """

    ids: tuple[str, ...]
    summary: str
    severity: str
    affects: tuple[Identity, ...]
    fixed: tuple[tuple[Identity, str], ...] = ()
    score: float | None = None
    vector: str | None = None
    published: str | None = None
    references: tuple[str, ...] = ()
    is_malware: bool = False


class Unsure(msgspec.Struct, frozen=True):
    """Whether a package has what advisories tell of could not be told."""

    package: Identity
    why: str


class Known(msgspec.Struct, frozen=True):
    """What advisories say of packages. ``dates`` are the days that each ecosystem's data are of."""

    weaknesses: tuple[Weakness, ...] = ()
    unsure: tuple[Unsure, ...] = ()
    gaps: tuple[str, ...] = ()
    dates: tuple[tuple[str, str], ...] = ()


class Inventory(msgspec.Struct, frozen=True, kw_only=True):
    """A tree's packages; with ``changes``, what a change did to them.

    ``name`` is the repository's; ``revision`` the commit, else the tree; ``time`` of the commit in seconds
    since the epoch, ``None`` where there is none. ``base`` is the commit that the change begins at.
    """

    name: str
    revision: str
    base: str | None
    time: int | None
    contents: Contents
    known: Known
    changes: tuple[DependencyChange, ...] | None = None
