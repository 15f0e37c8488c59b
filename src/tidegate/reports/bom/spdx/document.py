"""The text of an SPDX document: the same elements always give the same bytes."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from tidegate.model.generated import Generated
from tidegate.reports.bom.document import cleaned, timestamp
from tidegate.reports.bom.masking import masked
from tidegate.reports.bom.spdx.elements import elements, frame
from tidegate.reports.bom.spdx.terms import Element
from tidegate.reports.bom.spdx.validation import validate

CONTEXT = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
REFERENCES = frozenset(
    {
        "spdxId", "from", "to", "subject", "createdBy", "rootElement", "suppliedBy", "originatedBy",
        "software_snippetFromFile",
    }
)  # fmt: skip
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "tidegate")


def render_spdx(generated: Generated) -> str:
    """Raise InvalidBom where the result is not valid."""
    inventory = generated.inventory
    made = [*frame(timestamp(inventory.time), inventory.name), *_numbered(elements(generated))]
    graph = cleaned(masked({"@graph": made}))["@graph"]
    digest = hashlib.sha256(json.dumps(graph, sort_keys=True).encode()).hexdigest()
    place = f"https://spdx.org/spdxdocs/ai-bom-{uuid.uuid5(_NAMESPACE, digest)}#"
    document = {"@context": CONTEXT, "@graph": [_placed(one, place) for one in graph]}
    validate(document)
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _numbered(made: Iterable[Element]) -> list[Element]:
    """An id that stands twice gets a number."""
    taken: dict[str, int] = {}
    found = []
    for one in made:
        name = one["spdxId"]
        taken[name] = number = taken.get(name, 0) + 1
        found.append(one | {"spdxId": f"{name}:{number}"} if number > 1 else one)
    return found


def _placed(element: Element, place: str) -> Element:
    return {key: _absolute(value, place) if key in REFERENCES else value for key, value in element.items()}


def _absolute(value: Any, place: str) -> Any:
    if isinstance(value, list):
        return [_absolute(one, place) for one in value]
    return f"{place}{quote(value, safe=':/@.-_~%')}"
