"""Who pulls in whom, and how much of that is known: ``dependencies`` and ``compositions``.

A component without an entry in ``dependencies`` may pull in anything; one with an empty entry, nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tidegate.model.inventory import Identity, Package

Refs = Mapping[Identity, str]


def dependencies(root: str, packages: Sequence[Package], refs: Refs) -> list[dict[str, Any]]:
    """The root pulls in what was asked for; edges to packages that are not in the document are left out."""
    direct = [refs[one.identity] for one in packages if one.direct]
    edges = {refs[one.identity]: _pulled(one, refs) for one in packages if one.requires is not None}
    entries = [(root, direct), *sorted(edges.items())]
    return [{"ref": ref, "dependsOn": sorted(set(pulled))} for ref, pulled in entries]


def _pulled(package: Package, refs: Refs) -> list[str]:
    return [refs[one] for one in package.requires or () if one in refs]


def compositions(root: str, packages: Sequence[Package], refs: Refs, *, whole: bool) -> list[dict[str, Any]]:
    """What the document leaves out. ``whole``: every file was read, and all packages are here.

    Even then it is not known to be all that the program is made of: code may be copied in.
    """
    known: dict[str, list[str]] = {"complete": [], "incomplete": [], "unknown": []}
    reached = whole and not _unreached(packages)
    known["complete" if reached else "incomplete"].append(root)
    for one in packages:
        known[_edges(one, refs)].append(refs[one.identity])
    assemblies = {"aggregate": "unknown" if whole else "incomplete", "assemblies": [root]}
    told = [{"aggregate": how, "dependencies": sorted(found)} for how, found in known.items() if found]
    return [assemblies, *told]


def _edges(package: Package, refs: Refs) -> str:
    if package.requires is None:
        return "unknown"
    return "complete" if all(one in refs for one in package.requires) else "incomplete"


def _unreached(packages: Sequence[Package]) -> set[Identity]:
    """Packages that no way leads to from what was asked for."""
    by_identity = {one.identity: one for one in packages}
    waiting = [one.identity for one in packages if one.direct]
    reached: set[Identity] = set()
    while waiting:
        of = waiting.pop()
        if of not in reached and of in by_identity:
            reached.add(of)
            waiting += by_identity[of].requires or ()
    return by_identity.keys() - reached
