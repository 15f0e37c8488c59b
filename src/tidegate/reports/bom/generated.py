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
from tidegate.reports.bom.tools.components import edges
from tidegate.reports.bom.tools.declarations import declarations
from tidegate.reports.bom.tools.remarks import remarks as of_tools
from tidegate.reports.bom.tools.services import service, services
from tidegate.reports.bom.tools.weaknesses import found
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
    return list(dict.fromkeys(text for _, text in untold(generated)))


def untold(generated: Generated) -> list[tuple[str, str]]:
    """The same, each with the ``bom-ref`` of what it is about."""
    said = [(ROOT, text) for text in (*generated.gaps, *_never_told(generated))]
    return list(dict.fromkeys([*said, *of_tools(generated.tooling)]))


def _never_told(generated: Generated) -> Iterator[str]:
    """What nothing in a repository says."""
    known = refs_of(generated).services
    for tool, name in sorted({(work.tool, work.name or "an AI tool") for work in generated.works}, key=str):
        if not known.get(tool or ""):
            yield f"Nobody says to which services {name} sends what it reads."
    if generated.works and not generated.reviewers:
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
        "services": [service(one) for one in services(generated.tooling)],
        "dependencies": [
            *dependencies(ROOT, packages, refs.packages),
            *edges(generated.tooling, generated.models),
        ],
        "compositions": _compositions(generated, refs),
        "vulnerabilities": _vulnerabilities(generated, refs),
        "annotations": remarks(_notes(generated, refs), when),
        "formulation": formulation(generated, refs),
        "declarations": declarations(generated),
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
    compared = [_compared(one, number, generated) for number, one in enumerate(made)]
    return _once([*compared, *found(generated.tooling)])


def _once(made: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A bug of a package that lines brought and that a tool runs, too, stands once."""
    by_ref: dict[str, dict[str, Any]] = {}
    for one in made:
        known = by_ref.setdefault(one["bom-ref"], one)
        if known is not one:
            by_ref[one["bom-ref"]] = known | {"affects": [*known["affects"], *one["affects"]]}
    return [{key: value for key, value in one.items() if value} for one in by_ref.values()]


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
    notes = untold(generated)
    notes += [(refs.packages[one.package], one.why) for one in generated.inventory.known.unsure]
    more = len(notes) - MOST_NOTES
    return [*notes[:MOST_NOTES], *([(ROOT, f"And {more:,} more remarks.")] if more > 0 else [])]
