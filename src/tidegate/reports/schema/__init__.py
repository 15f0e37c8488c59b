"""The published JSON Schema of ``tidegate.check/1``, made from the structs of the model.

``python -m tidegate.reports.schema`` prints it; a test holds the file beside this module to it.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import msgspec

from tidegate.model.result import CheckResult

NAME = "tidegate.check-1.schema.json"

_ABOUT = (
    "The answer to one question: is this change safe to merge? Keys may be added within a version; a "
    "meaning never changes. Paths are in git's spelling, quoted as git quotes them where they hold control "
    "characters or bytes that are not UTF-8. Lines and columns count from 1; those "
    "of what is fixed count in base."
)
_FROM_ONE = frozenset({"line", "end_line", "column", "start"})
_COUNTS = frozenset({"commits", "files", "added", "removed", "humans", "callers", "analysed"})


def published() -> str:
    """The schema as it ships with the package."""
    return resources.files(__name__).joinpath(NAME).read_text("utf-8")


def generated() -> str:
    """The schema as the structs say it is now."""
    schema = msgspec.json.schema(CheckResult)
    structs = schema["$defs"]
    for struct in structs.values():
        _refine(struct)
    structs["CheckResult"]["properties"]["schema"] = {"const": "tidegate.check/1"}
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:tidegate:check:1",
        "title": "tidegate.check/1",
        "description": _ABOUT,
        "$ref": schema["$ref"],
        "$defs": structs,
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _refine(struct: dict[str, Any]) -> None:
    """Every key is always written, so all are required and defaults say nothing; numbers have bounds."""
    if "properties" not in struct:
        return
    struct["required"] = list(struct["properties"])
    for name, field in struct["properties"].items():
        field.pop("default", None)
        if name in _FROM_ONE and field.get("type") == "integer":
            field["minimum"] = 1
        if name in _COUNTS and field.get("type") == "integer":
            field["minimum"] = 0
