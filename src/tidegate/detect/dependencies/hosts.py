"""Hosts that packages are downloaded from, and that base did not know.

No list of hosts is built in: what base's manifests, lock files and commands name is known, or what the team
allows. Where base names none for an ecosystem, the hosts of a first lock file that serve a tenth of it are
taken for its registry.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain

from msgspec.structs import replace

from tidegate.config.patterns import names
from tidegate.dependencies.compare import Entry
from tidegate.dependencies.difference import Sort
from tidegate.dependencies.formats import Role
from tidegate.dependencies.listings import COMMANDS, Read
from tidegate.detect.dependencies.context import (
    DependencyContext,
    Said,
    by_file,
    listed,
    report_at,
    report_group,
)
from tidegate.documents.addresses import host_of
from tidegate.model.dependency import Listing, Origin
from tidegate.model.finding import Finding
from tidegate.model.result import DependencyPlace

UNKNOWN = "dependency-from-new-host"
FORBIDDEN = "forbidden-source"
MOVED = "dependency-source-changed"
_REGISTRY_SHARE = 10  # one of so many entries


def detect(context: DependencyContext) -> Iterator[Finding]:
    """One finding for each host of each file."""
    yield from _moved(context)
    for base_path, head_path in context.compared.files:
        read = context.compared.head.at(head_path) if head_path else None
        if head_path is None or read is None:
            continue
        before = context.compared.base.at(base_path) if base_path else None
        candidates = _hosts(read.listing) - (_hosts(before.listing) if before else frozenset())
        if candidates:
            yield from _unknown(context, head_path, read, candidates)
    for base_path, head_path in context.compared.scripts:
        yield from _of_commands(context, base_path, head_path)


def _of_commands(
    context: DependencyContext, base_path: str | None, head_path: str | None
) -> Iterator[Finding]:
    """Indexes that a script's commands name, by the ecosystem of what they install."""
    after = context.compared.head.script(head_path) if head_path else None
    before = context.compared.base.script(base_path) if base_path else None
    for ecosystem in sorted({one.ecosystem for one in after.listing.dependencies} if after else ()):
        candidates = _hosts(_of(after, ecosystem)) - _hosts(_of(before, ecosystem))
        if candidates and head_path:
            form = replace(COMMANDS, ecosystem=ecosystem)
            yield from _unknown(context, head_path, Read(form, _of(after, ecosystem)), candidates)


def _of(read: Read | None, ecosystem: str) -> Listing:
    found = read.listing.dependencies if read else ()
    return Listing(dependencies=tuple(one for one in found if one.ecosystem == ecosystem))


def _unknown(
    context: DependencyContext, path: str, read: Read, candidates: frozenset[str]
) -> Iterator[Finding]:
    is_allowed, rule = _allowed(context, read, candidates)
    by_host: dict[str | None, list[Entry]] = {}
    for one in context.compared.entries:
        if one.place.path == path and one.differing.head:
            by_host.setdefault(host_of(one.differing.head.location), []).append(one)
    for name in sorted(candidates):
        if is_allowed(name):
            continue
        coming = by_host.get(name, [])
        if any(one.differing.head and one.differing.head.origin is Origin.GIT for one in coming):
            continue  # told as what does not come from a registry
        yield _finding(path, name, coming, rule)


def _allowed(
    context: DependencyContext, read: Read, candidates: frozenset[str]
) -> tuple[Callable[[str], bool], str]:
    """Whether a host is no news, and the rule that one breaks which is."""
    if sources := context.settings.dependencies.sources:
        return names(sources), FORBIDDEN
    known: set[str] = set()
    base = context.compared.base
    ecosystems = (read.format.ecosystem, *read.format.also)
    files = (one.listing for ecosystem in ecosystems for _, one in base.naming(ecosystem))
    commands = (_of(one, ecosystem) for one in base.scripts() for ecosystem in ecosystems)
    for listing in chain(files, commands):
        known |= _hosts(listing)
        if candidates <= known:
            break
    return (known or _registries(read)).__contains__, UNKNOWN


def _registries(read: Read) -> set[str]:
    """The hosts that a first lock file mostly names; a manifest's own indexes are always news."""
    if read.format.role is not Role.LOCK:
        return set()
    counts = Counter(host for one in read.listing.dependencies if (host := host_of(one.location)))
    enough = sum(counts.values()) / _REGISTRY_SHARE
    return {host for host, count in counts.items() if count >= enough} | (read.listing.hosts - counts.keys())


def _hosts(listing: Listing) -> frozenset[str]:
    located = (one for one in listing.dependencies if one.origin is not Origin.PATH)
    return listing.hosts | {host for one in located if (host := host_of(one.location))}


def _finding(path: str, name: str, coming: list[Entry], rule: str) -> Finding:
    of = f"{listed(coming)} from" if coming else "packages from"
    why = "which the team does not allow" if rule == FORBIDDEN else "a host that nothing in base named"
    said = Said(rule=rule, message=f"{path} takes {of} {name}, {why}.", identity=(name,))
    place = coming[0].place if coming else DependencyPlace(path, 1)
    return report_at(place, said, (path,), f"{name} {path}")


def _moved(context: DependencyContext) -> Iterator[Finding]:
    """The same version from another host that is known: told once for a file."""
    moved = [one for one in context.compared.entries if _is_moved(one)]
    for group in by_file(moved):
        message = f"The same version comes from elsewhere than before: {listed(group)}."
        yield report_group(group, Said(rule=MOVED, message=message))


def _is_moved(entry: Entry) -> bool:
    was, now = entry.differing.base, entry.differing.head
    if was is None or now is None or Sort.SOURCE_CHANGED not in entry.differing.sorts:
        return False
    return was.version == now.version and host_of(was.location) != host_of(now.location)
