"""What AI tools wrote of a change, as a CycloneDX document: an AI-BOM."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tidegate.dependencies.touched import changes_by_name, concerning
from tidegate.model.generated import Generated, Introduced, Judged
from tidegate.model.inventory import Package
from tidegate.reports.bom.alternatives import alternative
from tidegate.reports.bom.components import component
from tidegate.reports.bom.document import ROOT, VERSIONS, metadata, remarks, timestamp, written
from tidegate.reports.bom.formulation import citations, formulation
from tidegate.reports.bom.generated_parts import parts
from tidegate.reports.bom.generated_refs import Refs
from tidegate.reports.bom.generated_refs import refs as refs_of
from tidegate.reports.bom.graph import compositions, dependencies
from tidegate.reports.bom.masking import masked
from tidegate.reports.bom.properties import Pairs, properties
from tidegate.reports.bom.sbom import MOST_NOTES
from tidegate.reports.bom.validation import validate
from tidegate.reports.bom.vulnerabilities import vulnerabilities

_CITING = frozenset({"1.7"})  # specifications that have citations


def render_generated(format: str, generated: Generated) -> str:  # noqa: A002
    """``format`` is a key of ``document.VERSIONS``. Raise InvalidBom where the result is not valid."""
    specification = VERSIONS[format]
    text = written(masked(_document(generated, specification)), specification)
    validate(text, specification)
    return text


def gaps(generated: Generated) -> list[str]:
    """What the document could not tell, in words."""
    return [*generated.gaps, *_never_told(generated)]


def _never_told(generated: Generated) -> Iterator[str]:
    """What nothing in a repository says."""
    if generated.works:
        yield "Nobody says to which services the tools sent what they read."
        if not generated.reviewers:
            yield "No commit names a reviewer."
    for work in generated.works:
        if work.model is None:
            yield f"Nobody says which model wrote lines as {work.name or 'an AI tool'}."


def _document(generated: Generated, specification: str) -> dict[str, Any]:
    inventory, refs = generated.inventory, refs_of(generated)
    packages, when = inventory.contents.packages, timestamp(inventory.time)
    components = sorted([*parts(generated), *_packages(generated, refs)], key=lambda one: str(one["bom-ref"]))
    subject = properties(_told(generated))
    return {
        "metadata": metadata(inventory.name, inventory.revision, when, subject),
        "components": components,
        "dependencies": dependencies(ROOT, packages, refs.packages),
        "compositions": _compositions(generated, refs),
        "vulnerabilities": _vulnerabilities(generated, refs),
        "annotations": remarks(_notes(generated, refs), when),
        "formulation": formulation(generated, refs),
        "citations": citations(components, generated, refs, when) if specification in _CITING else [],
    }


def _told(generated: Generated) -> Pairs:
    found = generated.attribution
    yield "subject", "AI tools"
    yield "base", generated.inventory.base or "nothing"
    for name in ("added", "ai", "mixed", "human", "unknown"):
        yield (
            f"attribution:added:{name}" if name != "added" else "attribution:added",
            str(getattr(found, name)),
        )
    yield from (
        (f"advisories:{ecosystem}", day or "unknown") for ecosystem, day in generated.inventory.known.dates
    )


def _compositions(generated: Generated, refs: Refs) -> list[dict[str, Any]]:
    """What is not told makes it incomplete; even where all is told it is nobody's promise."""
    of_packages = compositions(ROOT, generated.inventory.contents.packages, refs.packages, whole=False)[1:]
    how = "incomplete" if gaps(generated) else "unknown"
    return [{"aggregate": how, "assemblies": [ROOT]}, *of_packages]


def _packages(generated: Generated, refs: Refs) -> Iterator[dict[str, Any]]:
    packages = {one.identity: one for one in generated.inventory.contents.packages}
    for one in generated.introduced:
        package = packages[one.package]
        made = component(package, refs.packages[one.package])
        more = properties(_brought(one, package, generated, refs))
        told = sorted([*made.get("properties", []), *more], key=lambda pair: (pair["name"], pair["value"]))
        yield made | {"properties": told}


def _brought(one: Introduced, package: Package, generated: Generated, refs: Refs) -> Pairs:
    """Who brought it, and what may be taken instead."""
    yield from (("introducedBy", refs.sessions[number]) for number in one.works)
    yield from (("introducedBy:via", name) for name in one.via)
    known = [weakness for weakness in generated.inventory.known.weaknesses if one.package in weakness.affects]
    changes = concerning(package, changes_by_name(generated.inventory.changes or ()))
    yield from alternative(package, changes, known)


def _vulnerabilities(generated: Generated, refs: Refs) -> list[dict[str, Any]]:
    known = generated.inventory.known.weaknesses
    packages = {one.identity: one for one in generated.inventory.contents.packages}
    made = vulnerabilities(known, packages, refs.packages)
    return [_compared(one, number, generated) for number, one in enumerate(made)]


def _compared(made: dict[str, Any], number: int, generated: Generated) -> dict[str, Any]:
    """With whether it came out after what the models had learned."""
    judged = [one for one in generated.judged if one.weakness == number]
    told = [pair for one in judged for pair in _late(one)]
    more = sorted(
        [*made.get("properties", []), *properties(told)], key=lambda one: (one["name"], one["value"])
    )
    return made | {"detail": "\n".join(dict.fromkeys(one.text for one in judged)), "properties": more}


def _late(one: Judged) -> Pairs:
    yield "advisory:publishedAfterModelCutoff", one.late
    if one.model:
        yield "advisory:model", one.model
        yield f"advisory:publishedAfterModelCutoff:{one.model}", one.late
        yield "advisory:trainingCutoff", one.until or "unknown"


def _notes(generated: Generated, refs: Refs) -> list[tuple[str, str]]:
    """What could not be told, each with what it is about."""
    notes = [(ROOT, text) for text in gaps(generated)]
    notes += [(refs.packages[one.package], one.why) for one in generated.inventory.known.unsure]
    more = len(notes) - MOST_NOTES
    return [*notes[:MOST_NOTES], *([(ROOT, f"And {more:,} more remarks.")] if more > 0 else [])]
