"""The JSON contract and its schema."""

from __future__ import annotations

import json

import jsonschema
import msgspec
import pytest
from reports.samples import HARMLESS, HOSTILE, NOT_UTF8, ODD_PATH, RISKY, SAMPLES

from tidegate.model.paths import display
from tidegate.model.result import CheckResult
from tidegate.reports import render
from tidegate.reports.schema import generated, published

replace = msgspec.structs.replace


def test_the_published_schema_is_up_to_date() -> None:
    assert published() == generated(), "python -m tidegate.reports.schema writes it anew"


def test_the_schema_is_a_schema_and_refuses_what_is_none() -> None:
    schema = json.loads(published())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    document = json.loads(render("json", RISKY))
    for wrong in (
        document | {"decision": "maybe"},
        document | {"schema": "tidegate.check/2"},
        {key: value for key, value in document.items() if key != "findings"},
        document | {"findings": [document["findings"][0] | {"line": 0}]},
    ):
        assert not validator.is_valid(wrong)
    assert validator.is_valid(document | {"something_new": 1})


@pytest.mark.parametrize("name", ["risky", "one", "harmless", "observe", "many"])
def test_the_document_is_the_value(name: str) -> None:
    again = msgspec.json.decode(render("json", SAMPLES[name]), type=CheckResult)
    assert {finding.id: finding for finding in again.findings} == {f.id: f for f in SAMPLES[name].findings}
    assert replace(again, findings=(), blast_radius=HARMLESS.blast_radius, coverage=HARMLESS.coverage,
                   excerpts=()) == replace(SAMPLES[name], findings=(), blast_radius=HARMLESS.blast_radius,
                                           coverage=HARMLESS.coverage, excerpts=())  # fmt: skip


def test_the_order_of_the_input_does_not_matter() -> None:
    radius = replace(RISKY.blast_radius, entry_points=RISKY.blast_radius.entry_points[::-1],
                     data=RISKY.blast_radius.data[::-1], tests=RISKY.blast_radius.tests[::-1])  # fmt: skip
    turned = replace(RISKY, findings=RISKY.findings[::-1], excerpts=RISKY.excerpts[::-1], blast_radius=radius)
    for format_ in ("json", "sarif", "markdown", "text"):
        assert render(format_, turned) == render(format_, RISKY)


def test_findings_stand_in_the_order_of_their_numbers() -> None:
    ids = [finding["id"] for finding in json.loads(render("json", RISKY))["findings"]]
    assert ids == ["3f2a9c1b", "b81d04e6", "c40e77aa", "d9130f52", "5d5d0c0d", "07aa31c9", "e1c2b3a4"]


def test_keys_stand_in_the_order_of_the_contract() -> None:
    assert list(json.loads(render("json", RISKY)))[:7] == [
        "schema", "tool", "inputs", "change", "decision", "tier", "reasons",
    ]  # fmt: skip


def test_a_path_that_is_not_utf8_is_quoted_as_git_does() -> None:
    document = json.loads(render("json", ODD_PATH))
    assert document["reasons"][0]["paths"] == ['"src/caf\\351.py"'] == [display(NOT_UTF8)]
    assert document["coverage"]["not_analysed"][0]["path"] == '"src/caf\\351.py"'


def test_a_hostile_string_is_kept_but_acts_on_no_terminal() -> None:
    text = render("json", HOSTILE)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert json.loads(text)["findings"][0]["title"] == HOSTILE.findings[0].title
    assert "宽字符" in text
    assert json.loads(text)["excerpts"][0]["lines"][1].endswith("# <0xFF>\u202e")
