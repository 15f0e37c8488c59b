"""Which reader a file's name asks for. One module a format; each has ``read(source) -> Listing``.

A reader raises ``Unreadable`` where the file as a whole cannot be read, and names in ``gaps`` the entries
that it could not. It never returns an empty listing for what it did not understand.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from fnmatch import fnmatchcase
from importlib import import_module

import msgspec
from msgspec.structs import replace

from tidegate.documents.reading import Source
from tidegate.model.dependency import Listing


class Role(StrEnum):
    MANIFEST = "manifest"  # what people ask for
    LOCK = "lock"  # what was chosen for it
    USE = "use"  # both in one: images, actions, modules
    SUMS = "sums"  # hashes of what may be used: nothing comes in or goes by them


class Format(msgspec.Struct, frozen=True):
    """``patterns`` are globs of a file's whole path in lower case; a pattern without "/" is of its name.

    ``locks`` are the formats whose files beside this manifest (or in a folder above it) pin what it asks for.
    ``included`` is the format of the files that it reads in, whatever their names; without it they are none.
    ``also`` are other ecosystems whose packages it may name. ``apart`` are patterns of names that
    are something else all the same.
    """

    name: str  # of the module, too
    ecosystem: str
    role: Role
    patterns: tuple[str, ...]
    locks: tuple[str, ...] = ()
    included: str | None = None
    also: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()

    def names(self, ecosystem: str) -> bool:
        """Whether it may name packages of an ecosystem."""
        return ecosystem == self.ecosystem or ecosystem in self.also

    def read(self, source: Source) -> Listing:
        """What a file lists; an entry without a name is a gap: nobody could look it up. Raise Unreadable."""
        reader: Callable[[Source], Listing] = import_module(f"{__name__}.{self.name}").read
        listing = _named(reader(source))
        return _to_its_end(listing, source) if self.role in (Role.LOCK, Role.SUMS) else listing


def _named(listing: Listing) -> Listing:
    found = tuple(one for one in listing.dependencies if one.name)
    if len(found) == len(listing.dependencies):
        return listing
    return replace(listing, dependencies=found, gaps=(*listing.gaps, "an entry has no name"))


def _to_its_end(listing: Listing, source: Source) -> Listing:
    """What tools write ends with a line or with what closes it: anything else may be cut off."""
    if source.text.rstrip(" \t").endswith(("\n", "}")) or not source.text:
        return listing
    return replace(listing, gaps=(*listing.gaps, "its last line does not end, as if it were cut off"))


_PYTHON = ("uv_lock", "poetry_lock", "pdm_lock", "pylock", "pipfile_lock")
_NODE = ("package_lock", "yarn_lock", "pnpm_lock", "bun_lock", "deno_lock")

FORMATS: tuple[Format, ...] = (
    Format(
        "devcontainer",
        "devcontainer",
        Role.USE,
        ("devcontainer.json", ".devcontainer.json"),
        included="dockerfile",
        also=("Docker",),
    ),
    Format(
        "dockerfile",
        "Docker",
        Role.USE,
        (
            "dockerfile",
            "containerfile",
            "dockerfile.*",
            "dockerfile-*",
            "containerfile.*",
            "containerfile-*",
            "*.dockerfile",
            "*.containerfile",
        ),
        apart=("*.dockerignore", "*.containerignore", "*.md"),
    ),
    Format(
        "github_actions",
        "GitHub Actions",
        Role.USE,
        (
            "action.yml",
            "action.yaml",
            *(
                f".{forge}/workflows/*.{ending}"
                for forge in ("github", "gitea", "forgejo")
                for ending in ("yml", "yaml")
            ),
        ),
        also=("Docker",),
    ),
    Format("pre_commit", "pre-commit", Role.USE, (".pre-commit-config.yaml",), also=("PyPI", "npm")),
    Format("pdm_lock", "PyPI", Role.LOCK, ("pdm.lock",)),
    Format("pipfile", "PyPI", Role.MANIFEST, ("pipfile",), locks=("pipfile_lock",)),
    Format("pipfile_lock", "PyPI", Role.LOCK, ("pipfile.lock",)),
    Format("poetry_lock", "PyPI", Role.LOCK, ("poetry.lock",)),
    Format("pylock", "PyPI", Role.LOCK, ("pylock.toml", "pylock.*.toml")),
    Format("pyproject", "PyPI", Role.MANIFEST, ("pyproject.toml",), _PYTHON, included="requirements"),
    Format(
        "requirements",
        "PyPI",
        Role.MANIFEST,
        (
            "*requirements*.txt",
            "*requirements*.in",
            "constraints*.txt",
            "requirements/*.txt",
            "requirements/*.in",
            "*/requirements/*.txt",
            "*/requirements/*.in",
        ),
        included="requirements",
    ),
    Format("setup_cfg", "PyPI", Role.MANIFEST, ("setup.cfg",), included="requirements"),
    Format("setup_py", "PyPI", Role.MANIFEST, ("setup.py",)),
    Format("uv_lock", "PyPI", Role.LOCK, ("uv.lock",)),
    Format("bun_lock", "npm", Role.LOCK, ("bun.lock", "bun.lockb")),
    Format("deno_lock", "npm", Role.LOCK, ("deno.lock",)),
    Format("package_json", "npm", Role.MANIFEST, ("package.json",), _NODE),
    Format("package_lock", "npm", Role.LOCK, ("package-lock.json", "npm-shrinkwrap.json")),
    Format("pnpm_lock", "npm", Role.LOCK, ("pnpm-lock.yaml",)),
    Format("pnpm_workspace", "npm", Role.MANIFEST, ("pnpm-workspace.yaml",), ("pnpm_lock",)),
    Format("yarn_lock", "npm", Role.LOCK, ("yarn.lock",)),
    Format("go_mod", "Go", Role.USE, ("go.mod",), ("go_sum",)),
    Format("go_sum", "Go", Role.SUMS, ("go.sum", "go.work.sum")),
    Format("go_work", "Go", Role.USE, ("go.work",)),
    Format("cargo_toml", "crates.io", Role.MANIFEST, ("cargo.toml",), ("cargo_lock",)),
    Format("cargo_lock", "crates.io", Role.LOCK, ("cargo.lock",)),
    Format("pom", "Maven", Role.MANIFEST, ("pom.xml", "*.pom")),
    Format("version_catalogue", "Maven", Role.MANIFEST, ("*.versions.toml",), ("gradle_lockfile",)),
    Format(
        "gradle_build", "Maven", Role.MANIFEST, ("build.gradle", "build.gradle.kts"), ("gradle_lockfile",)
    ),
    Format(
        "gradle_lockfile",
        "Maven",
        Role.LOCK,
        (
            "gradle.lockfile",
            "buildscript-gradle.lockfile",
            "settings-gradle.lockfile",
            "gradle/dependency-locks/*.lockfile",
            "*/gradle/dependency-locks/*.lockfile",
        ),
    ),
    Format(
        "nuget_project",
        "NuGet",
        Role.MANIFEST,
        ("*.csproj", "*.fsproj", "*.vbproj", "directory.packages.props", "directory.build.props"),
        ("nuget_lock",),
    ),
    Format("nuget_packages", "NuGet", Role.USE, ("packages.config", "packages.*.config")),
    Format("nuget_lock", "NuGet", Role.LOCK, ("packages.lock.json",)),
    Format("composer_json", "Packagist", Role.MANIFEST, ("composer.json",), ("composer_lock",)),
    Format("composer_lock", "Packagist", Role.LOCK, ("composer.lock",)),
    Format("gemfile", "RubyGems", Role.MANIFEST, ("gemfile", "gems.rb"), ("gemfile_lock",)),
    Format("gemfile_lock", "RubyGems", Role.LOCK, ("gemfile.lock", "gems.locked")),
    Format("terraform_lock", "Terraform", Role.LOCK, (".terraform.lock.hcl",)),
)


def format_of(path: str) -> Format | None:
    """The format of a file by its path; ``None`` where this version reads no such file."""
    lowered = path.lower()
    name = lowered.rpartition("/")[2]
    for known in FORMATS:
        if _matches(known.patterns, lowered, name) and not _matches(known.apart, lowered, name):
            return known
    return None


def _matches(patterns: tuple[str, ...], path: str, name: str) -> bool:
    return any(fnmatchcase(path if "/" in one else name, one) for one in patterns)


def by_name(name: str) -> Format:
    return next(known for known in FORMATS if known.name == name)
