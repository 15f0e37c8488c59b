"""Whether an SPDX document is valid: by the official schema, offline, and by what the schema cannot say.

The schema tries each element against all classes, which takes half a second an element. An element names its
class, and no other fits then: so it is held against that one alone. Of a list of references the first is held
against it, for all have one form; that each leads to an element of the document is checked here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from tidegate.reports.bom.spdx.elements import REQUIRED
from tidegate.reports.bom.validation import InvalidBom

_SHOWN = 5  # problems in one message
_LINKS = ("from", "to", "subject", "createdBy", "rootElement", "suppliedBy", "originatedBy")
_SINGLE_LINKS = ("software_snippetFromFile", "creationInfo")
Document = dict[str, Any]


def validate(document: Document) -> None:
    """Raise InvalidBom, naming the first problems."""
    found = list(islice(problems(document), _SHOWN))
    if found:
        raise InvalidBom(
            f"the document that was made is not valid SPDX 3.0.1: {'; '.join(found)}",
            "nothing was written; this is a defect in Tidegate: report it",
        )


def problems(document: Document) -> Iterator[str]:
    """What is wrong, in words."""
    schema = official()
    if document.get("@context") != schema["properties"]["@context"]["const"]:
        yield "the context is not that of SPDX 3.0.1"
    for one in document["@graph"]:
        yield from _of_class(one)
    yield from _references(document["@graph"])
    for one in document["@graph"]:
        if one["type"] == "ai_AIPackage":
            yield from _of_model(one)


@cache
def official() -> Any:
    """The schema as the specification publishes it."""
    return json.loads((Path(__file__).parent / "schema.json").read_text("utf-8"))


@cache
def _validator(kind: str) -> Any:
    from jsonschema import Draft202012Validator

    alone = {"$schema": official()["$schema"], "$defs": _definitions(), "unevaluatedProperties": False}
    return Draft202012Validator({**alone, "$ref": f"#/$defs/{kind}"})


@cache
def _definitions() -> dict[str, Any]:
    """Where an element or a reference may stand, a text is held against the form of references at once.

    That is what the schema says, too, in another order: it tries all classes of elements first."""
    found = dict(official()["$defs"])
    for name, one in found.items():
        match one:
            case {"anyOf": [{"type": "object"} as element, *texts]}:
                found[name] = {"if": {"type": "object"}, "then": element, "else": {"anyOf": texts}}
    return found


def _of_class(element: Document) -> Iterator[str]:
    kind = element.get("type", "")
    if f"{kind}_derived" not in official()["$defs"]:
        yield f"there is no class {kind!r}"
        return
    thin = {key: value[:1] if _is_references(value) else value for key, value in element.items()}
    for error in _validator(kind).iter_errors(thin):
        yield f"{_id(element)}: {error.message[:200]}"


def _is_references(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and "#" in one for one in value)


def _references(graph: list[Document]) -> Iterator[str]:
    """Every id is there once, and what is referred to is there."""
    named: set[str] = set()
    for one in graph:
        if _id(one) in named:
            yield f"the id {_id(one)!r} stands twice"
        named.add(_id(one))
    for one in graph:
        for key in (*_LINKS, *_SINGLE_LINKS):
            given = one.get(key, [])
            for end in given if isinstance(given, list) else [given]:
                if end not in named:
                    yield f"{_id(one)}: nothing has the id {end!r}"


def _of_model(one: Document) -> Iterator[str]:
    """What its class asks for is there, or said to be unknown."""
    for key in sorted(REQUIRED):
        if not one.get(key) and key not in one.get("comment", ""):
            yield f"{_id(one)}: {key} is missing"


def _id(element: Document) -> str:
    return str(element.get("spdxId") or element.get("@id"))
