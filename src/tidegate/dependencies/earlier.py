"""What base already knows: packages that its manifests and lock files name or its code imports."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Protocol

from tidegate.dependencies.difference import package
from tidegate.dependencies.formats import FORMATS, Role, format_of
from tidegate.dependencies.listings import Listings
from tidegate.dependencies.names import has_spellings
from tidegate.model.configuration import words
from tidegate.model.dependency import Dependency, Origin, Scope

CODE: dict[str, tuple[str, ...]] = {
    "PyPI": (".py", ".pyi"),
    "npm": (".js", ".jsx", ".ts", ".tsx", ".mjs", ".cjs", ".mts", ".cts", ".vue", ".svelte"),
}
_SCRIPTS = words(".sh .bash .yml .yaml .json .ini .mk Dockerfile Makefile Procfile Containerfile")
_FILES = 200  # of base that are read because they hold a name
_ASKING = frozenset({Role.MANIFEST, Role.USE})
_RUNNING = frozenset({Scope.RUNTIME, Scope.OPTIONAL})


class Tree(Protocol):
    def read(self, path: str) -> bytes | None: ...

    def names(self, directory: str) -> Collection[str]: ...

    def paths(self) -> Collection[str]: ...

    def holders(
        self, words: Collection[str], suffixes: Collection[str], *, inside: str = "", outside_of: str = ""
    ) -> Mapping[str, frozenset[str]]: ...


class Earlier:
    """Looks for names in base on demand: one search for all of them."""

    def __init__(self, base: Tree) -> None:
        self._base = base
        self._listings = Listings(base)
        self._listed: dict[str, frozenset[tuple[str, str]]] = {}

    def knows(self, ecosystem: str, names: Collection[str]) -> frozenset[str]:
        """Those of the ``names`` (normal ones) that base asks for, locks, or imports as others' code.

        Where an ecosystem lets a name be spelled in many ways, files that name its packages are read too.
        """
        spelled = {name: _spellings(ecosystem, name) for name in names}
        words = {word for spellings in spelled.values() for word in spellings}
        listed = self._base.holders(words, _suffixes(ecosystem))
        code = self._base.holders(words, CODE.get(ecosystem, ()))
        known = {
            name
            for name, spellings in spelled.items()
            if self._is_listed(ecosystem, name, _files(listed, spellings))
            or self._is_imported(ecosystem, spellings, _files(code, spellings))
        }
        left = spelled.keys() - known if has_spellings(ecosystem) else ()
        others = self._naming(ecosystem) if left else []
        return frozenset(known.union(name for name in left if self._is_listed(ecosystem, name, others)))

    def _naming(self, ecosystem: str) -> list[str]:
        """Manifests and lock files, those with few folders above them first."""
        known = ((path, format_of(path)) for path in self._base.paths())
        naming = [path for path, one in known if one is not None and one.names(ecosystem)]
        return sorted(naming, key=lambda path: (path.count("/"), path))[:_FILES]

    def asked_for(self, ecosystem: str, names: Collection[str], near: Collection[str]) -> frozenset[str]:
        """Those of the ``names`` (normal ones) that base's manifests ask for, for the running program.

        Read are the manifests beside the paths ``near`` and in the folders above them, however they spell a
        name, and elsewhere those that spell it in a usual way.
        """
        words = {word for name in names for word in _spellings(ecosystem, name)}
        elsewhere = _files(self._base.holders(words, _suffixes(ecosystem)), words) if words else []
        paths = (path for path in dict.fromkeys([*self._beside(near), *elsewhere]) if _is_manifest(path))
        listed = (one for path in paths for one in self._asked_at(path))
        asked = {package(one) for one in listed if one.direct is not False and one.scope in _RUNNING}
        return frozenset(name for name in names if (ecosystem, name) in asked)

    def _beside(self, near: Collection[str]) -> Iterator[str]:
        folders = {folder for path in near for folder in _folders(path)}
        for folder in sorted(folders):
            yield from (posixpath.join(folder, name) for name in sorted(self._base.names(folder)))

    def _is_listed(self, ecosystem: str, name: str, paths: Collection[str]) -> bool:
        """A folder of the repository that has the name is no proof that the registry's package was there."""
        return any((ecosystem, name) in self._packages(path) for path in paths)

    def _packages(self, path: str) -> frozenset[tuple[str, str]]:
        if path not in self._listed:
            entries = [one for read in self._listings.reads(path) for one in read.listing.dependencies]
            self._listed[path] = frozenset(package(one) for one in entries if one.origin is not Origin.PATH)
        return self._listed[path]

    def _asked_at(self, path: str) -> tuple[Dependency, ...]:
        read = self._listings.at(path)
        return read.listing.dependencies if read is not None else ()

    def _is_imported(self, ecosystem: str, spellings: Collection[str], paths: Collection[str]) -> bool:
        """A module of the repository's own that has the name is no package that it uses."""
        if not paths:
            return False
        pattern = _import(ecosystem, spellings)
        if not any(pattern.search(self._base.read(path) or b"") for path in paths):
            return False
        return not any(part in spellings for path in self._base.paths() for part in _modules(path))


def _spellings(ecosystem: str, name: str) -> tuple[str, ...]:
    """How a manifest or an import may write it."""
    if ecosystem != "PyPI":
        return (name,)
    cased = (name, name.title())
    return tuple(dict.fromkeys(one.replace("-", mark) for one in cased for mark in "-_."))


def _is_manifest(path: str) -> bool:
    known = format_of(path)
    return known is not None and known.role in _ASKING


def _folders(path: str) -> list[str]:
    """The folder of a path and those above it; "" is the top."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:depth]) for depth in range(len(parts) + 1)]


def _files(found: Mapping[str, frozenset[str]], spellings: Collection[str]) -> list[str]:
    return sorted({path for one in spellings for path in found.get(one, ())})[:_FILES]


def _import(ecosystem: str, spellings: Collection[str]) -> re.Pattern[bytes]:
    names = "|".join(re.escape(one) for one in spellings).encode()
    if ecosystem == "PyPI":
        return re.compile(rb"^[ \t]*(?:from|import)[ \t]+(?:%s)(?![\w-])" % names, re.MULTILINE)
    return re.compile(rb"(?:\bfrom|\bimport|\brequire\()[ \t]{0,8}[\"'](?:%s)[\"'/]" % names)


def _modules(path: str) -> list[str]:
    """What code of the repository may call a file: its folders, and itself without its ending."""
    parts = path.split("/")
    return [*parts[:-1], parts[-1].partition(".")[0]] if path.endswith(".py") else []


@cache
def _suffixes(ecosystem: str) -> tuple[str, ...]:
    """What the names of an ecosystem's files end with."""
    patterns = [pattern for known in FORMATS if known.names(ecosystem) for pattern in known.patterns]
    manifests = {posixpath.splitext(one)[1] or posixpath.basename(one) for one in patterns}
    return tuple(sorted(manifests | _SCRIPTS))
