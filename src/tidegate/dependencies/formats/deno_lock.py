"""Deno's ``deno.lock``, versions 3 to 5.

Source: Deno's documentation, "Integrity checking and lock files". ``specifiers`` say what each request
became, ``npm`` and ``jsr`` what that pulls in, ``remote`` the hashes of modules from addresses. JSR's
packages have the names under which npm knows them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tidegate.dependencies.graph import Graph
from tidegate.dependencies.node import ECOSYSTEM, parse, split
from tidegate.dependencies.shapes import mapping, text
from tidegate.documents.addresses import without_credentials
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

_KNOWN = ("3", "4", "5")
_REGISTRIES = ("npm", "jsr")


def read(source: Source) -> Listing:
    document = mapping(source.json(), "the file")
    version = text(document.get("version"))
    if version not in _KNOWN:
        raise Unreadable(f"its version is {document.get('version')!r:.80}; 3, 4 and 5 can be read")
    return _Reader(document, mapping(document.get("packages") or {}, "packages")).listing()


class _Reader:
    def __init__(self, document: Mapping[str, Any], packages: Mapping[str, Any]) -> None:
        self.document = document
        self.inner = packages if "packages" in document else document  # version 3 wraps them
        self.graph = Graph()
        self.by_name: dict[str, list[str]] = {}
        self.specifiers = mapping(self.inner.get("specifiers") or {}, "specifiers")

    def listing(self) -> Listing:
        says = {registry: mapping(self.inner.get(registry) or {}, registry) for registry in _REGISTRIES}
        for registry, entries in says.items():
            for ident, entry in entries.items():
                self._entry(registry, ident, entry)
        for registry, entries in says.items():
            for ident, entry in entries.items():
                self._pulled(f"{registry}:{ident}", registry, entry)
        for address, digest in mapping(self.document.get("remote") or {}, "remote").items():
            self._remote(address, digest)
        for specifier in _asked(self.document.get("workspace")) or self.specifiers:
            self._ask(specifier)
        return self.graph.listing()

    def _entry(self, registry: str, ident: str, entry: Any) -> None:
        name, rest = split(ident)
        version = rest.partition("_")[0]
        if not version or not isinstance(entry, dict):
            self.graph.gaps.append(f"{ident[:80]} of {registry} names no version")
            return
        key = f"{registry}:{ident}"
        integrity = text(entry.get("integrity"))
        self.by_name.setdefault(f"{registry}:{name}", []).append(key)
        self.graph.entries[key] = Dependency(
            ecosystem=ECOSYSTEM,
            name=parse(name, f"{registry}:{name}@{version}").name,
            version=version,
            integrity=(integrity,) if integrity else (),
            key=key,
            install_script=entry.get("scripts") is True if registry == "npm" else None,
        )

    def _pulled(self, key: str, registry: str, entry: Any) -> None:
        for section in ("dependencies", "optionalDependencies") if isinstance(entry, dict) else ():
            for written in _texts(entry.get(section)):
                if found := self._found(registry, written):
                    self.graph.link(key, found, soft=section != "dependencies")
                elif section == "dependencies":
                    self.graph.missing[written] = None

    def _found(self, registry: str, written: str) -> str | None:
        """A key, a specifier, or a name alone where there is only one version; ``a@npm:b@1`` is an alias."""
        if written in self.specifiers:
            return self._resolved(written)
        bare = written.rpartition("@npm:")[2]
        for key in (bare, f"{registry}:{bare}"):
            if key in self.graph.entries:
                return key
            if len(known := self.by_name.get(key, [])) == 1:
                return known[0]
        return None

    def _resolved(self, specifier: str) -> str | None:
        """``npm:a@^1`` → ``npm:a@1.2.3``; version 3 writes that itself."""
        to = text(self.specifiers.get(specifier)) or ""
        registry, _, asked = specifier.partition(":")
        key = to if to.startswith(f"{registry}:") else f"{registry}:{split(asked)[0]}@{to}"
        return key if key in self.graph.entries else None

    def _ask(self, specifier: str) -> None:
        registry, _, asked = specifier.partition(":")
        if registry not in _REGISTRIES:
            return
        if key := self._resolved(specifier):
            self.graph.ask(key, Scope.RUNTIME, split(asked)[1] or "*")
        else:
            self.graph.missing[specifier] = None

    def _remote(self, address: str, digest: Any) -> None:
        where = without_credentials(address)
        self.graph.entries[address] = Dependency(
            ecosystem=ECOSYSTEM,
            name=where,
            origin=Origin.URL,
            location=where,
            integrity=(digest,) if isinstance(digest, str) else (),
            key=address,
        )


def _asked(workspace: Any) -> list[str]:
    """What the project and its members ask for."""
    if not isinstance(workspace, dict):
        return []
    members = workspace.get("members")
    found: list[str] = []
    for one in (workspace, *(members.values() if isinstance(members, dict) else ())):
        manifest = one.get("packageJson") if isinstance(one, dict) else None
        for part in (one, manifest):
            found += _texts(part.get("dependencies")) if isinstance(part, dict) else ()
    return found


def _texts(value: Any) -> Iterator[str]:
    values = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    yield from (one for one in values if isinstance(one, str))
