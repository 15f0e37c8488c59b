"""The published JSON Schemas of answers, events, reviews and releases, made from the structs.

``python -m tidegate.reports.schema [trace|event|review|release]`` prints one; tests hold the files beside
this to it.
"""

from __future__ import annotations

import json
from importlib import resources
from inspect import cleandoc
from typing import Any, NamedTuple

import msgspec

from tidegate.model.event import Event
from tidegate.model.proof import Proof
from tidegate.model.release import ReleaseEvidence
from tidegate.model.result import CheckResult
from tidegate.model.trace import Trace

_ABOUT = (
    "The answer to one question: is this change safe to merge? Keys may be added within a version; a "
    "meaning never changes. Paths are in git's spelling, quoted as git quotes them where they hold control "
    "characters or bytes that are not UTF-8. Lines and columns count from 1; those "
    "of what is fixed count in base."
)
_FROM_ONE = frozenset({"line", "end_line", "column", "start"})
_COUNTS = frozenset({"commits", "files", "added", "removed", "humans", "callers", "analysed"})


_TRACE_ABOUT = (
    "Where a line, a commit or a package came from. Keys may be added within a version; a meaning never "
    "changes. The steps go back in time; without a line the whole file is meant. Paths are in git's spelling."
)
_EVENT_ABOUT = (
    "One event of the ledger. Its canonical JSON (RFC 8785) is what is signed; its SHA-256 is the id. "
    "Keys with their default are left out. Times are UTC in whole seconds, as their signer claims them."
)
_REVIEW_ABOUT = (
    "What the ledger proves about the review of one merged revision: the predicate urn:tidegate:review:1 of "
    "an in-toto statement. Keys may be added within a version; a meaning never changes."
)
_RELEASE_ABOUT = (
    "What a release holds, commit by commit, held against the ledger. Keys may be added within a version; a "
    "meaning never changes."
)


class Document(NamedTuple):
    """What a schema is of. ``full``: every key is always written, so all are required; keys may be added."""

    kind: type[msgspec.Struct]
    about: str
    full: bool = True


DOCUMENTS = {
    "check": Document(CheckResult, _ABOUT),
    "event": Document(Event, _EVENT_ABOUT, full=False),
    "release": Document(ReleaseEvidence, _RELEASE_ABOUT),
    "review": Document(Proof, _REVIEW_ABOUT),
    "trace": Document(Trace, _TRACE_ABOUT),
}


def published(name: str = "check") -> str:
    """The schema as it ships with the package."""
    return resources.files(__name__).joinpath(f"tidegate.{name}-1.schema.json").read_text("utf-8")


def generated(name: str = "check") -> str:
    """The schema as the structs say it is now."""
    kind, about, full = DOCUMENTS[name]
    schema = msgspec.json.schema(kind)
    structs = schema["$defs"]
    for struct in structs.values():
        if "description" in struct:
            struct["description"] = cleandoc(struct["description"])
        if full:
            _refine(struct)
    structs[kind.__name__]["properties"]["schema"] = {"const": f"tidegate.{name}/1"}
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:tidegate:{name}:1",
        "title": f"tidegate.{name}/1",
        "description": about,
        "$ref": schema["$ref"],
        "$defs": structs,
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _refine(struct: dict[str, Any]) -> None:
    """Defaults say nothing where every key is written; numbers have bounds."""
    if "properties" not in struct:
        return
    struct["required"] = list(struct["properties"])
    for name, field in struct["properties"].items():
        field.pop("default", None)
        if name in _FROM_ONE and field.get("type") == "integer":
            field["minimum"] = 1
        if name in _COUNTS and field.get("type") == "integer":
            field["minimum"] = 0
