"""SPDX documents held against the specification's own shapes (SHACL), beside its JSON Schema.

Without inference: with it every element counts as one of an abstract class, too, and none is valid.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from authored import Authored
from boms import advisories, bom
from cli.commands.test_ai_round_trip import history, own_data
from pyshacl import validate
from rdflib import Graph
from rdflib.namespace import SH
from records import record, until

__all__ = ["history", "own_data"]  # fixtures
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # of rdflib's own
OFFICIAL = Path(__file__).parent / "official"


@cache
def model() -> Graph:
    """Shapes and ontology are one file."""
    return Graph().parse(OFFICIAL / "spdx-model.ttl")


def faults(document: dict[str, Any]) -> set[tuple[str, str]]:
    """The element and the property of each fault, without where these are from."""
    context = json.loads((OFFICIAL / "spdx-context.jsonld").read_text("utf-8"))
    told = Graph().parse(data=json.dumps(document | context), format="json-ld")  # nothing is fetched
    assert len(told) > len(document["@graph"])
    _, report, _ = validate(told, shacl_graph=model(), ont_graph=model(), inference="none")
    assert isinstance(report, Graph)
    return {
        (_end(report.value(one, SH.focusNode)), _end(report.value(one, SH.resultPath)))
        for one in report.subjects(SH.focusNode, None)
    }


def _end(name: object) -> str:
    return str(name).rpartition("#")[2].rpartition("/")[2]


def test_what_is_written_fits(history: Authored, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    npm = record("GHSA-6xpm", "mcp-remote", *until("0.1.16"), ecosystem="npm")
    advisories(tmp_path, npm, ecosystem="npm")
    document = json.loads(bom(history, capsys, "--format", "spdx").text)
    kinds = {one["type"] for one in document["@graph"]}
    assert len(kinds) == 13, kinds  # every class that is ever written
    assert faults(document) == set()


def test_faults_are_seen() -> None:
    place = "https://example.com/bom#"
    creation = {
        "type": "CreationInfo",
        "@id": "_:creation",
        "specVersion": "3.0.1",
        "created": "2026-01-01T00:00:00Z",
        "createdBy": [f"{place}agent"],
    }
    wrong: list[dict[str, Any]] = [
        {"type": "software_Snippet", "spdxId": f"{place}snippet"},
        {
            "type": "Annotation",
            "spdxId": f"{place}note",
            "annotationType": "gossip",
            "subject": f"{place}agent",
        },
        {
            "type": "Relationship",
            "spdxId": f"{place}edge",
            "relationshipType": "other",
            "to": [f"{place}agent"],
        },
        {"type": "SoftwareAgent", "spdxId": f"{place}agent", "name": "a"},
    ]
    common = {"creationInfo": "_:creation"}
    graph: list[dict[str, Any]] = [creation, *(one | common for one in wrong)]
    assert faults({"@graph": graph}) >= {
        ("snippet", "snippetFromFile"),
        ("note", "annotationType"),
        ("edge", "from"),
    }
