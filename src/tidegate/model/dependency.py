"""Dependencies: what a manifest asks for and what a lock file pins."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Origin(StrEnum):
    """Where a package comes from."""

    REGISTRY = "registry"  # the ecosystem's own, or a mirror of it
    GIT = "git"
    URL = "url"  # an archive at an address
    PATH = "path"  # a folder or file beside it, a workspace's member


class Scope(StrEnum):
    """When a package is there. One that is needed in two ways has the more serious, the first of them."""

    RUNTIME = "runtime"
    OPTIONAL = "optional"  # an extra, an optional dependency
    BUILD = "build"  # what builds, deploys or runs the program: build systems, images, workflows' actions
    DEV = "dev"


class Dependency(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a file.

    ``ecosystem`` is OSV's name ("PyPI", "npm", "Go", "crates.io", "Maven", "RubyGems", "NuGet", "Packagist",
    "GitHub Actions"), or "Docker", "Terraform", "pre-commit", "devcontainer". ``name`` is the package's real
    name as the file writes it (of an npm alias: what it stands for). ``version`` is the exact version, where
    the file pins one; ``requirement`` is the range as written; of what has only tags
    and branches, that name. ``direct`` is ``None`` where this file alone
    does not say. ``location`` is the address, folder or host as written, credentials left out; ``revision``
    the commit, tag or digest of what is not in a registry. ``integrity`` are hashes as written. ``key`` is
    unique within the file; ``requires`` are the keys of the entries that this one pulls in.
    """

    ecosystem: str
    name: str
    version: str | None = None
    requirement: str | None = None
    direct: bool | None = None
    scope: Scope = Scope.RUNTIME
    origin: Origin = Origin.REGISTRY
    location: str | None = None
    revision: str | None = None
    integrity: tuple[str, ...] = ()
    key: str = ""
    requires: tuple[str, ...] = ()
    install_script: bool | None = None  # whether installing it runs its code; None: not said
    alias: str | None = None  # the name under which the program imports it, where that is another
    group: str | None = None  # the extra, group or target that asks for it
    marker: str | None = None  # the environment in which it counts
    line: int = 0  # 1-based; 0 where the reader does not know
    licence: str | None = None  # an SPDX expression, as the file writes it
    deprecated: str | None = None  # why nobody should use it any more, in its authors' words
    released: str | None = None  # the ISO date on which this version came out, where the file says it


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """What one file says. ``gaps`` are parts that could not be read, in words; ``untold`` are entries that
    something else decides (``FROM ${BASE}``), each in words that stay the same while the entry does.

    ``includes`` are other files that this one reads, relative to its folder, as written; ``members`` are
    globs of folders whose manifests this one's lock file covers, too. ``scripts`` are the project's own that
    run when it is installed: the moment ("postinstall") and the command.
    """

    dependencies: tuple[Dependency, ...] = ()
    includes: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    hosts: frozenset[str] = frozenset()  # that things are downloaded from: indexes, sources, mirrors
    members: tuple[str, ...] = ()
    scripts: tuple[tuple[str, str], ...] = ()
