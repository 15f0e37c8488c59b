"""The JSON Schemas of the files in ``.tidegate/`` for editors, made from the types.

``python -m tidegate.config.schema`` writes them anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from tidegate.config.ai_tools import AiTools
from tidegate.config.people import Register
from tidegate.config.policy_cases import PolicyCases
from tidegate.config.settings import Settings

FILE = Path(__file__).with_name("config.schema.json")
TOOLS_FILE = Path(__file__).with_name("ai-tools.schema.json")
PEOPLE_FILE = Path(__file__).with_name("people.schema.json")
CASES_FILE = Path(__file__).with_name("policy-cases.schema.json")


def schema() -> dict[str, Any]:
    (reference,), components = msgspec.json.schema_components([Settings], ref_template="#/$defs/{name}")
    definitions = dict(components)
    root = definitions.pop(reference["$ref"].rpartition("/")[2])
    observing = {"properties": {"mode": {"const": "observe"}}, "required": ["mode"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Tidegate settings",
        **{key: value for key, value in root.items() if key != "title"},
        # Types cannot say it: an observed gate has an end, an enforced one has none.
        "if": observing,
        "then": {"properties": {"observe_until": {"type": "string"}}, "required": ["observe_until"]},
        "else": {"properties": {"observe_until": {"type": "null"}}},
        "$defs": definitions,
    }


def tools_schema() -> dict[str, Any]:
    return _of(AiTools, "AI tools of a team")


def people_schema() -> dict[str, Any]:
    return _of(Register, "People of a team")


def cases_schema() -> dict[str, Any]:
    return _of(PolicyCases, "Cases of a policy")


def _of(form: type[msgspec.Struct], title: str) -> dict[str, Any]:
    (reference,), components = msgspec.json.schema_components([form], ref_template="#/$defs/{name}")
    definitions = dict(components)
    root = definitions.pop(reference["$ref"].rpartition("/")[2])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **root,
        "title": title,
        "$defs": definitions,
    }


def text(of: dict[str, Any] | None = None) -> str:
    return json.dumps(of or schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8")
    TOOLS_FILE.write_text(text(tools_schema()), "utf-8")
    PEOPLE_FILE.write_text(text(people_schema()), "utf-8")
    CASES_FILE.write_text(text(cases_schema()), "utf-8")
