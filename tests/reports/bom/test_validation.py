from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tidegate.model.errors import TidegateError
from tidegate.reports.bom.document import written
from tidegate.reports.bom.validation import InvalidBom, problems, require, validate

A, B = "pkg:pypi/a@1", "pkg:pypi/b@2"


def component(ref: str, **more: Any) -> dict[str, Any]:
    return {"type": "library", "bom-ref": ref, "name": ref[9], "purl": ref} | more


def document(**parts: Any) -> dict[str, Any]:
    return {
        "components": [component(A), component(B)],
        "dependencies": [{"ref": A, "dependsOn": [B]}, {"ref": B, "dependsOn": []}],
        "compositions": [{"aggregate": "incomplete", "dependencies": [A]}],
        "vulnerabilities": [{"id": "CVE-1", "published": "2026-01-01T00:00:00Z", "affects": [{"ref": B}]}],
    } | parts


def at(place: str) -> dict[str, Any]:
    return {"occurrences": [{"location": place}]}


def cited(pointer: str, process: str = A) -> dict[str, Any]:
    return {"pointers": [pointer], "timestamp": "2026-01-01T00:00:00Z", "process": process}


def made(used: str, output: str) -> list[dict[str, Any]]:
    """A workflow of one task."""
    task = {
        "bom-ref": "task",
        "uid": "1",
        "taskTypes": ["other"],
        "resourceReferences": [{"ref": used}],
        "outputs": [{"type": "artifact", "resource": {"ref": output}}],
    }
    flow = {"bom-ref": "flow", "uid": "1", "taskTypes": ["other"], "tasks": [task]}
    return [{"bom-ref": "formula", "workflows": [flow]}]


def official(text: str, specification: str) -> bool:
    """Whether the library itself calls it valid, with its own checks."""
    validator = JsonStrictValidator(SchemaVersion.from_version(specification))
    return validator.validate_str(text) is None


@pytest.mark.parametrize("specification", ["1.6", "1.7"])
def test_a_valid_document(specification: str) -> None:
    text = written(document(), specification)
    assert list(problems(text, specification)) == []
    assert official(text, specification)


def test_what_leads_somewhere_is_right() -> None:
    own = component(A, evidence=at("src/x"))
    text = written(
        document(
            formulation=made(A, B), citations=[cited("/components/0/name")], components=[own, component(B)]
        ),
        "1.7",
    )
    assert list(problems(text, "1.7")) == []
    assert official(text, "1.7")


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"components": [component(A), component(A)], "dependencies": []}, "items stand twice"),
        ({"components": [component(A, colour="red")]}, "'colour' was unexpected"),
        ({"components": [component(A, scope="sometimes")]}, "'sometimes' is not one of"),
        ({"components": [component(A, hashes=[{"alg": "SHA-256", "content": "xyz"}])]}, "'xyz'"),
        (
            {"vulnerabilities": [{"id": "CVE-1", "published": "2026-13-01T00:00:00Z"}]},
            "is not a 'date-time'",
        ),
        ({"services": [{"endpoints": []}]}, "'name' is a required property"),
    ],
)
def test_what_the_schema_refuses(parts: dict[str, Any], said: str) -> None:
    text = written(document(**parts), "1.7")
    assert any(said in problem for problem in problems(text, "1.7"))
    assert not official(text, "1.7")


@pytest.mark.parametrize("url", ["https://exa mple/", "https://a.example/<x>", "https://a.example/%zz"])
def test_an_address_that_is_none(url: str) -> None:
    shown = component(A, externalReferences=[{"type": "distribution", "url": url}])
    text = written({"components": [shown]}, "1.7")
    assert any("externalReferences" in problem for problem in problems(text, "1.7"))


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"components": [component(A), component(A, name="x"), component(B)]}, f"{A!r} stands twice"),
        ({"dependencies": [{"ref": "gone", "dependsOn": [B]}]}, "nothing has the bom-ref 'gone'"),
        ({"dependencies": [{"ref": A, "dependsOn": ["gone"]}]}, "nothing has the bom-ref 'gone'"),
        ({"compositions": [{"aggregate": "unknown", "assemblies": ["gone"]}]}, "'gone'"),
        ({"vulnerabilities": [{"id": "CVE-1", "affects": [{"ref": "gone"}]}]}, "'gone'"),
        ({"formulation": made("gone", A)}, "'gone'"),
        ({"formulation": made(A, "gone")}, "'gone'"),
        ({"citations": [cited("/components/0/name", "gone")]}, "'gone'"),
        ({"citations": [cited("/components/2/name")]}, "nothing is at '/components/2/name'"),
        ({"citations": [cited("/components/0/colour")]}, "nothing is at '/components/0/colour'"),
        ({"citations": [cited("/components/x")]}, "nothing is at '/components/x'"),
        ({"components": [component(A, modelCard={}), component(B)]}, "is no model and has a model card"),
        ({"components": [component(A, evidence=at("/home/a/x")), component(B)]}, "an absolute path"),
        ({"components": [component(A, evidence=at("C:\\x")), component(B)]}, "an absolute path"),
    ],
)
def test_what_the_schema_cannot_say(parts: dict[str, Any], said: str) -> None:
    text = written(document(**parts), "1.7")
    assert any(said in problem for problem in problems(text, "1.7"))
    assert official(text, "1.7")


def test_an_invalid_document_is_named() -> None:
    with pytest.raises(InvalidBom, match=r"not valid CycloneDX 1\.6: components/0: .*'colour'"):
        validate(written({"components": [component(A, colour="red")]}, "1.6"), "1.6")


def test_what_newer_documents_have_is_no_part_of_older_ones() -> None:
    parts = document(components=[component(A, isExternal=True), component(B)])
    assert list(problems(written(parts, "1.7"), "1.7")) == []
    assert list(problems(written(parts, "1.6"), "1.6")) != []


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    require()
    monkeypatch.setitem(sys.modules, "cyclonedx", None)
    with pytest.raises(TidegateError, match="need cyclonedx-python-lib") as raised:
        require()
    assert 'pip install "tidegate[bom]"' in raised.value.hint


def test_the_serial_number_follows_the_content() -> None:
    one, same, other = (
        json.loads(written(document(components=[component(A, version=version), component(B)]), "1.7"))
        for version in ("1", "1", "2")
    )
    assert one["serialNumber"] == same["serialNumber"] != other["serialNumber"]
