"""An inventory as a CycloneDX document: what a repository is made of, or what a change did to that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tidegate.dependencies.touched import changes_by_name, concerning
from tidegate.model.inventory import Inventory
from tidegate.model.paths import display
from tidegate.model.result import DependencyChange
from tidegate.reports.bom.components import component, references, removed
from tidegate.reports.bom.document import ROOT, VERSIONS, metadata, remarks, timestamp, written
from tidegate.reports.bom.graph import compositions, dependencies
from tidegate.reports.bom.properties import Pairs, properties
from tidegate.reports.bom.validation import validate
from tidegate.reports.bom.vulnerabilities import vulnerabilities

MOST_NOTES = 1_000


def render_sbom(format: str, inventory: Inventory) -> str:  # noqa: A002
    """``format`` is a key of ``document.VERSIONS``. Raise InvalidBom where the result is not valid."""
    text = written(_parts(inventory), VERSIONS[format])
    validate(text, VERSIONS[format])
    return text


def gaps(inventory: Inventory) -> list[str]:
    """What the document could not tell, in words."""
    read = [f"{display(gap.path)}: {gap.why}" for gap in inventory.contents.gaps]
    return [*read, *inventory.known.gaps]


def _parts(inventory: Inventory) -> dict[str, Any]:
    packages = inventory.contents.packages
    by_identity = {one.identity: one for one in packages}
    refs = references(packages)
    changes = changes_by_name(inventory.changes or ())
    when = timestamp(inventory.time)
    whole = inventory.changes is None and not inventory.contents.gaps
    components = [component(one, refs[one.identity], concerning(one, changes)) for one in packages]
    return {
        "metadata": metadata(inventory.name, inventory.revision, when, properties(_told(inventory))),
        "components": sorted(components, key=lambda one: str(one["bom-ref"])),
        "dependencies": dependencies(ROOT, packages, refs),
        "compositions": compositions(ROOT, packages, refs, whole=whole),
        "vulnerabilities": vulnerabilities(inventory.known.weaknesses, by_identity, refs),
        "annotations": remarks(_notes(inventory, refs), when),
    }


def _told(inventory: Inventory) -> Pairs:
    yield "subject", "head" if inventory.changes is None else "change"
    yield from (("file", display(path)) for path in inventory.contents.files)
    yield from ((f"advisories:{ecosystem}", day or "unknown") for ecosystem, day in inventory.known.dates)
    if inventory.changes is not None:
        yield "base", inventory.base or "nothing"
        yield from (("change:removed", removed(one)) for one in _gone(inventory))


def _gone(inventory: Inventory) -> Iterator[DependencyChange]:
    return (one for one in inventory.changes or () if "removed" in one.what)


def _notes(inventory: Inventory, refs: dict[Any, str]) -> list[tuple[str, str]]:
    """What could not be told, each with what it is about; then what is gone."""
    notes = [(ROOT, text) for text in gaps(inventory)]
    notes += [(refs[one.package], one.why) for one in inventory.known.unsure]
    notes += [(ROOT, f"The change removes {removed(one)}.") for one in _gone(inventory)]
    more = len(notes) - MOST_NOTES
    return [*notes[:MOST_NOTES], *([(ROOT, f"And {more:,} more remarks.")] if more > 0 else [])]
