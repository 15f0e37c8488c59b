"""pnpm's ``pnpm-lock.yaml``, lockfile versions 5, 6 and 9 (7 and 8 were never released).

Source: pnpm's documentation of the lock file. Versions 5 and 6 key ``packages`` by "/name/1.0.0_peers" and
"/name@1.0.0(peers)"; 9 keys them by "name@1.0.0" and writes what they pull in into ``snapshots``. A file may
hold two documents, of which the first is what pnpm itself needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from tidegate.dependencies import versions
from tidegate.dependencies.graph import Graph
from tidegate.dependencies.node import ECOSYSTEM, SECTIONS, requirement, resolved, split
from tidegate.dependencies.shapes import mapping, text
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

_KNOWN = (5, 6, 9)
_ASKED = {
    **SECTIONS,
    "configDependencies": Scope.BUILD,
    "packageManagerDependencies": Scope.BUILD,
}
_LOCAL = ("link:", "workspace:")


def read(source: Source) -> Listing:
    documents = [mapping(one, "the file") for one in source.yaml_documents()]
    if not documents:
        raise Unreadable("it is empty")
    graph = Graph()
    for number, document in enumerate(documents, 1):
        _Document(document, graph, "" if number == len(documents) else f"{number}:").take()
    return graph.listing()


class _Document:
    """One document, whose keys get a prefix that sets them apart from the others'."""

    def __init__(self, document: Mapping[str, Any], graph: Graph, prefix: str) -> None:
        self.graph = graph
        self.prefix = prefix
        self.version = _version(document)
        self.document = document
        self.packages = self._objects("packages")
        self.snapshots = self._objects("snapshots") if self.version >= 9 else self.packages

    def _objects(self, name: str) -> dict[str, dict[str, Any]]:
        found = mapping(self.document.get(name) or {}, name)
        self.graph.gaps += [
            f"{key[:80]} of {name} is no object" for key in found if not _is_object(found[key])
        ]
        return {key: value or {} for key, value in found.items() if _is_object(value)}

    def take(self) -> None:
        named = {key.partition("(")[0] for key in self.snapshots}
        rest = [key for key in self.packages if key not in named]
        for key in (*self.snapshots, *rest):
            self._entry(key)
        self.graph.gaps += [
            f"{key[:80]} has no snapshot, as if it were cut off" for key in rest[: self.version >= 9]
        ]
        for key, snapshot in self.snapshots.items():
            self._pulled(key, snapshot)
        for folder, importer in self._importers():
            for section, scope in _ASKED.items():
                self._asked(folder, importer, section, scope)

    def _entry(self, key: str) -> None:
        says = self.packages.get(key) or self.packages.get(key.partition("(")[0]) or {}
        name, version = self._identity(key, says)
        self.graph.entries.setdefault(
            self.prefix + key, _dependency(self.prefix + key, name, version, says, self.version)
        )
        if version is None and "resolution" not in says:
            self.graph.gaps.append(f"{key[:80]} has no version")

    def _identity(self, key: str, says: Mapping[str, Any]) -> tuple[str, str | None]:
        """Name and version as the key tells them; what is not from a registry says them itself."""
        name, version = (_slashed if self.version < 6 else _joined)(key)
        version = text(says.get("version")) or version
        is_one = versions.key(ECOSYSTEM, version) is not None
        return text(says.get("name")) or name or key, version if is_one else None

    def _pulled(self, key: str, snapshot: Mapping[str, Any]) -> None:
        for section in ("dependencies", "optionalDependencies"):
            for name, reference in _texts(snapshot.get(section)):
                found = self._found(name, reference)
                if found:
                    self.graph.link(self.prefix + key, found, soft=section != "dependencies")
                elif not reference.startswith(_LOCAL):
                    self.graph.missing[f"{name} {reference}"] = None

    def _found(self, name: str, reference: str) -> str | None:
        """The key of what ``name: reference`` refers to."""
        for key in (reference, f"{name}@{reference}", f"/{name}@{reference}", f"/{name}/{reference}"):
            if self.prefix + key in self.graph.entries:
                self._alias(self.prefix + key, name)
                return self.prefix + key
        return None

    def _alias(self, key: str, name: str) -> None:
        entry = self.graph.entries[key]
        if entry.name != name and entry.alias is None:
            self.graph.entries[key] = replace(entry, alias=name)

    def _importers(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The project and its workspaces; without any the document's top is the project."""
        importers = self.document.get("importers")
        if importers is None and self.version >= 9:
            self.graph.gaps.append("it does not say what is asked for, as if it were cut off")
        elif importers is None:
            yield ".", self.document
        else:
            for folder, importer in mapping(importers, "importers").items():
                yield folder, mapping(importer or {}, f"the importer {folder[:80]}")

    def _asked(self, folder: str, importer: Mapping[str, Any], section: str, scope: Scope) -> None:
        specifiers = dict(_texts(importer.get("specifiers")))
        for name, value in mapping(importer.get(section) or {}, section).items():
            says = value if isinstance(value, dict) else {"version": value, "specifier": specifiers.get(name)}
            reference = text(says.get("version"))
            if reference is None:
                self.graph.gaps.append(f"{name[:80]} of {folder[:80]} has no version")
            elif key := self._local(folder, name, reference) or self._found(name, reference):
                self.graph.ask(key, scope, self._requirement(name, text(says.get("specifier"))))
            else:
                self.graph.missing[f"{name} {reference}"] = None

    def _local(self, folder: str, name: str, reference: str) -> str | None:
        """A folder beside the project, which is listed nowhere else."""
        if not reference.startswith(_LOCAL):
            return None
        key = f"{self.prefix}{folder}>{name}"
        self.graph.entries[key] = Dependency(
            ecosystem=ECOSYSTEM, name=name, key=key, origin=Origin.PATH, location=reference
        )
        return key

    def _requirement(self, name: str, specifier: str | None) -> str | None:
        """What was asked for; of a catalog, what that says."""
        if specifier is None or not specifier.startswith("catalog:"):
            return requirement(name, specifier)
        catalogs = mapping(self.document.get("catalogs") or {}, "catalogs")
        catalog = catalogs.get(specifier.removeprefix("catalog:") or "default")
        entry = catalog.get(name) if isinstance(catalog, dict) else None
        return (text(entry.get("specifier")) if isinstance(entry, dict) else None) or specifier


def _version(document: Mapping[str, Any]) -> int:
    written = text(document.get("lockfileVersion")) or ""
    major = written.partition(".")[0]
    if major not in [str(one) for one in _KNOWN]:
        raise Unreadable(
            f"its lockfileVersion is {written[:80]!r}; versions 5, 6 and 9 can be read: "
            "write it anew with pnpm 6 or newer"
            if written
            else "it has no lockfileVersion"
        )
    return int(major)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict) or value is None or value == ""


def _texts(value: Any) -> Iterator[tuple[str, str]]:
    for name, one in value.items() if isinstance(value, dict) else ():
        if isinstance(one, str):
            yield name, one


def _slashed(key: str) -> tuple[str, str]:
    """Version 5: ``/@scope/name/1.0.0_peer@2.0.0``; another registry's host may stand before."""
    parts = key.rsplit("/", 3)
    if len(parts) < 2:
        return "", ""
    name = parts[-2]
    if len(parts) > 2 and parts[-3].startswith("@"):
        name = f"{parts[-3]}/{name}"
    return name, parts[-1].partition("_")[0]


def _joined(key: str) -> tuple[str, str]:
    """Versions 6 and 9: ``/@scope/name@1.0.0(peer@2.0.0)``; the slash only in 6."""
    return split(key.partition("(")[0].removeprefix("/"))


def _dependency(
    key: str, name: str, version: str | None, says: Mapping[str, Any], file_version: int
) -> Dependency:
    resolution = says.get("resolution")
    origin, location, revision, integrity = _resolution(resolution if isinstance(resolution, dict) else {})
    return Dependency(
        ecosystem=ECOSYSTEM,
        name=name,
        version=version,
        origin=origin,
        location=location,
        revision=revision,
        integrity=integrity,
        key=key,
        install_script=says.get("requiresBuild") == "true" if file_version < 9 else None,
        deprecated=text(says.get("deprecated")),
    )


def _resolution(says: Mapping[str, Any]) -> tuple[Origin, str | None, str | None, tuple[str, ...]]:
    integrity = tuple((text(says.get("integrity")) or "").split())
    if directory := text(says.get("directory")):
        return Origin.PATH, directory, None, integrity
    if repository := text(says.get("repo")):
        _, location, _ = resolved(repository)
        return Origin.GIT, location, text(says.get("commit")), integrity
    if address := text(says.get("tarball")) or text(says.get("url")):
        return (*resolved(address), integrity)
    if isinstance(variants := says.get("variants"), list):
        return _variants(variants)
    return Origin.REGISTRY, None, None, integrity


def _variants(variants: list[Any]) -> tuple[Origin, str | None, str | None, tuple[str, ...]]:
    """One archive for each platform: a runtime such as Node.js itself."""
    found = [
        _resolution(one["resolution"])
        for one in variants
        if isinstance(one, dict)
        and isinstance(one.get("resolution"), dict)
        and "variants" not in one["resolution"]
    ]
    if not found:
        return Origin.URL, None, None, ()
    return Origin.URL, found[0][1], None, tuple(text for one in found for text in one[3])
