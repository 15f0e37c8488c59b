"""Bun's ``bun.lock``: JSON with comments and trailing commas, lockfile versions 0 to 2.

Source: Bun's reference, "BunLockFile". ``packages`` is keyed by the way to a folder ("chalk/ansi-styles"),
each entry a list: "name@version", then by its kind a registry, what it asks for, a hash.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tidegate.dependencies import versions
from tidegate.dependencies.graph import Graph
from tidegate.dependencies.node import ECOSYSTEM, SECTIONS, requirement, resolved, split
from tidegate.dependencies.shapes import items, mapping, text
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin

_BINARY = (
    "it is Bun's binary lock file; `bun install --save-text-lockfile --frozen-lockfile --lockfile-only` "
    "writes bun.lock, which can be read"
)
_KNOWN = (0, 1, 2)
_DEPTH = 32  # folders within folders
_LONGEST = 2000  # characters of a key
_HASH = re.compile(r"^(?:sha\d+|md5)-")
_PULLING = ("dependencies", "optionalDependencies", "peerDependencies")


def read(source: Source) -> Listing:
    if source.path.endswith(".lockb") or source.content.startswith(b"#!/usr/bin/env bun"):
        raise Unreadable(_BINARY)
    document = mapping(source.json_with_comments(), "the file")
    if document.get("lockfileVersion") not in _KNOWN or isinstance(document["lockfileVersion"], bool):
        raise Unreadable(
            f"its lockfileVersion is {document.get('lockfileVersion')!r:.80}, which is not known"
        )
    return _Reader(document).listing()


class _Reader:
    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.packages = mapping(document.get("packages") or {}, "packages")
        self.graph = Graph()
        self.installed: set[str] = set()  # the last pieces of all keys
        trusted = items(document.get("trustedDependencies"), "trustedDependencies")
        self.trusted = {one for one in trusted if isinstance(one, str)}

    def listing(self) -> Listing:
        for key, entry in self.packages.items():
            self._entry(key, entry)
        for key in self.graph.entries:
            self._pulled(key, _says(self.packages[key]))
        for workspace in mapping(self.document.get("workspaces") or {}, "workspaces").values():
            self._asked(mapping(workspace, "a workspace"))
        return self.graph.listing()

    def _entry(self, key: str, entry: Any) -> None:
        ident = text(entry[0]) if isinstance(entry, list) and entry else None
        name, rest = split(ident or "")
        if not rest or len(key) > _LONGEST or key.count("/") > 2 * _DEPTH:
            self.graph.gaps.append(f"{key[:80]} names no package")
        elif not rest.startswith("root:"):
            self.installed.add(_pieces(key)[-1])
            self.graph.entries[key] = self._dependency(key, name, rest, entry)

    def _dependency(self, key: str, name: str, rest: str, entry: list[Any]) -> Dependency:
        is_version = versions.key(ECOSYSTEM, rest) is not None
        origin, location, revision = _registry(entry) if is_version else _where(rest)
        installed = _pieces(key)[-1]
        return Dependency(
            ecosystem=ECOSYSTEM,
            name=name,
            version=rest if is_version else None,
            origin=origin,
            location=location,
            revision=revision,
            integrity=tuple(one for one in entry[1:] if isinstance(one, str) and _HASH.match(one)),
            key=key,
            install_script=True if name in self.trusted or installed in self.trusted else None,
            alias=installed if installed != name else None,
        )

    def _pulled(self, key: str, says: Mapping[str, Any]) -> None:
        pieces = _pieces(key)
        peers = says.get("optionalPeers")
        optional = set(filter(text, peers)) if isinstance(peers, list) else set[str]()
        for section in _PULLING:
            for name in _names(says.get(section)):
                if found := self._found(pieces, name):
                    self.graph.link(key, found, soft=section == "optionalDependencies" or name in optional)
                elif section == "dependencies":
                    self.graph.missing[name] = None

    def _found(self, pieces: list[str], name: str) -> str | None:
        """What ``name`` means in a folder: what lies in it, or in a folder above."""
        if name not in self.installed:
            return None
        for depth in range(len(pieces), -1, -1):
            key = "/".join((*pieces[:depth], name))
            if key in self.graph.entries:
                return key
        return None

    def _asked(self, workspace: Mapping[str, Any]) -> None:
        own = text(workspace.get("name"))
        peers = workspace.get("optionalPeers")
        optional = set(filter(text, peers)) if isinstance(peers, list) else set[str]()
        for section, scope in SECTIONS.items():
            entries = mapping(workspace.get(section) or {}, section)
            for name, spec in entries.items():
                if found := self._found([own] if own else [], name):
                    self.graph.ask(found, scope, self._requirement(name, text(spec)))
                elif name not in optional and section != "optionalDependencies":
                    self.graph.missing[name] = None

    def _requirement(self, name: str, spec: str | None) -> str | None:
        """What was asked for; of a catalog, what that says."""
        if spec is None or not spec.startswith("catalog:"):
            return requirement(name, spec)
        catalogs = self.document.get("catalogs")
        wanted = spec.removeprefix("catalog:")
        named = catalogs.get(wanted) if isinstance(catalogs, dict) else None
        catalog = named if wanted else self.document.get("catalog")
        return (text(catalog.get(name)) if isinstance(catalog, dict) else None) or spec


def _says(entry: Any) -> Mapping[str, Any]:
    return next((one for one in entry if isinstance(one, dict)), {})


def _names(value: Any) -> Iterator[str]:
    yield from value if isinstance(value, dict) else ()


def _registry(entry: list[Any]) -> tuple[Origin, str | None, None]:
    """A registry that is not the usual one stands second."""
    written = text(entry[1]) if len(entry) > 1 else None
    return Origin.REGISTRY, resolved(written)[1] if written else None, None


def _where(rest: str) -> tuple[Origin, str | None, str | None]:
    if rest.startswith("workspace:"):
        return Origin.PATH, rest.removeprefix("workspace:"), None
    if ":" not in rest:  # an archive beside the project
        return Origin.PATH, rest, None
    return resolved(rest)


def _pieces(key: str) -> list[str]:
    """``@shop/web/chalk`` → ``@shop/web``, ``chalk``."""
    found: list[str] = []
    for part in key.split("/"):
        if found and found[-1].startswith("@") and "/" not in found[-1]:
            found[-1] += f"/{part}"
        else:
            found.append(part)
    return found
