"""Whether a document is valid: by the official schema, offline, and by what the schema cannot say.

The schemas and the strict rules are those of cyclonedx-python-lib. Two of its checks are made anew, for they
take a minute where a document has a few thousand components: that items are unique is found by their text,
and addresses are compared with an expression instead of a grammar.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from itertools import islice
from typing import Any

from tidegate.model.errors import TidegateError

_SHOWN = 5  # problems in one message
_REFERENCE = re.compile(r"(?:[^\x00-\x20<>\"{}|\\^`%\x7f]|%[0-9A-Fa-f]{2})*")  # of RFC 3987, no blanks
_ABSOLUTE = re.compile(r'"?(?:/|[A-Za-z]:[\\/])')
_LINKS = ("dependsOn", "provides", "assemblies", "dependencies", "vulnerabilities", "subjects")
INSTALL = 'install it: pip install "tidegate[bom]"'
_NEEDED = {  # module → package
    "cyclonedx": "cyclonedx-python-lib",
    "jsonschema": "jsonschema",
    "packageurl": "packageurl-python",
    "rfc3339_validator": "rfc3339-validator",
}


class InvalidBom(TidegateError):
    """A document that we made and that is not valid."""


def require() -> None:
    """Raise TidegateError where what makes and validates documents is not installed."""
    missing = [name for module, name in _NEEDED.items() if find_spec(module) is None]
    if missing:
        raise TidegateError(f"bills of materials need {', '.join(missing)}", INSTALL)


def validate(text: str, specification: str) -> None:
    """Raise InvalidBom, naming the first problems."""
    found = list(islice(problems(text, specification), _SHOWN))
    if found:
        raise InvalidBom(
            f"the document that was made is not valid CycloneDX {specification}: {'; '.join(found)}",
            "nothing was written; this is a defect in Tidegate: report it",
        )


def problems(text: str, specification: str) -> Iterator[str]:
    """What is wrong, in words: by the schema, then by the references between its parts."""
    document = json.loads(text)
    for error in _validator(specification).iter_errors(document):
        where = "/".join(str(part) for part in error.absolute_path)
        yield f"{where or 'document'}: {error.message[:200]}"
    yield from _references(document)
    yield from _pointers(document)
    yield from _contents(document)


@cache
def _validator(specification: str) -> Any:
    """The official schema with faster checks. Its strict form allows no unknown keys."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator
    from jsonschema import FormatChecker, validators

    # Nothing public leads to the schema and what it refers to: so the versions allowed have a bound.
    official: Any = JsonStrictValidator(SchemaVersion.from_version(specification))._validator
    formats = FormatChecker()
    formats.checkers = {**official.format_checker.checkers, "iri-reference": (_is_reference, ())}
    extend: Any = validators.extend
    faster = extend(type(official), {"uniqueItems": _unique})
    return faster(official.schema, registry=official._registry, format_checker=formats)


def _is_reference(value: object) -> bool:
    return not isinstance(value, str) or _REFERENCE.fullmatch(value) is not None


def _unique(validator: Any, wanted: bool, items: Any, schema: Any) -> Iterator[Any]:
    from jsonschema import ValidationError

    if wanted and isinstance(items, list):
        texts = [json.dumps(one, sort_keys=True) for one in items]
        if len(set(texts)) < len(texts):
            yield ValidationError(f"{len(texts) - len(set(texts))} items stand twice")


def _references(document: dict[str, Any]) -> Iterator[str]:
    """Every ``bom-ref`` is there once, and what names one names one that is there."""
    named: set[str] = set()
    for ref in _all(document, "bom-ref"):
        if ref in named:
            yield f"the bom-ref {ref!r} stands twice"
        named.add(ref)
    for ref in _links(document):
        if ref not in named:
            yield f"nothing has the bom-ref {ref!r}"


def _links(document: dict[str, Any]) -> Iterator[str]:
    for section in ("dependencies", "compositions", "annotations"):
        for entry in document.get(section, ()):
            yield from (ref for key in _LINKS for ref in entry.get(key, ()))
            yield from [entry["ref"]] if "ref" in entry else []
    for entry in document.get("vulnerabilities", ()):
        yield from (affected["ref"] for affected in entry.get("affects", ()))
    for key in ("formulation", "declarations"):
        yield from _all(document.get(key), "ref")
    for entry in document.get("citations", ()):
        yield from (entry[key] for key in ("attributedTo", "process") if key in entry)
    yield from _declared(document.get("declarations", {}))


def _declared(made: dict[str, Any]) -> Iterator[str]:
    for claim in made.get("claims", ()):
        yield from [claim["target"]] if "target" in claim else []
        yield from (ref for key in ("evidence", "counterEvidence") for ref in claim.get(key, ()))
    for attestation in made.get("attestations", ()):
        yield from [attestation["assessor"]] if "assessor" in attestation else []
        for entry in attestation.get("map", ()):
            yield from (ref for key in ("claims", "counterClaims") for ref in entry.get(key, ()))


def _pointers(document: dict[str, Any]) -> Iterator[str]:
    """What citations point at (RFC 6901) is there."""
    for entry in document.get("citations", ()):
        for pointer in entry.get("pointers", ()):
            if not _leads(document, pointer):
                yield f"nothing is at {pointer!r}"


def _leads(value: Any, pointer: str) -> bool:
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list):
            if not key.isdecimal() or int(key) >= len(value):
                return False
            value = value[int(key)]
        elif isinstance(value, dict) and key in value:
            value = value[key]
        else:
            return False
    return True


def _contents(document: dict[str, Any]) -> Iterator[str]:
    """Model cards belong to models, and no place is one of this machine."""
    for one in document.get("components", ()):
        if "modelCard" in one and one.get("type") != "machine-learning-model":
            yield f"{one.get('bom-ref')!r} is no model and has a model card"
        for place in one.get("evidence", {}).get("occurrences", ()):
            if _ABSOLUTE.match(place.get("location", "")):
                yield f"{one.get('bom-ref')!r} stands at an absolute path"


def _all(value: Any, key: str) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get(key), str):
            yield value[key]
        for item in value.values():
            yield from _all(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from _all(item, key)
