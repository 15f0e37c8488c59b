from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tidegate.reports.bom.spdx.validation import official, problems, validate
from tidegate.reports.bom.validation import InvalidBom

PLACE = "https://example.com/bom#"
CONTEXT = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
AGENT, MODEL, FILE = f"{PLACE}agent", f"{PLACE}model", f"{PLACE}file"


def element(kind: str, identifier: str, /, **told: Any) -> dict[str, Any]:
    return {"type": kind, "spdxId": identifier, "creationInfo": "_:creation", **told}


def model(**told: Any) -> dict[str, Any]:
    return element(
        "ai_AIPackage", MODEL, name="m", suppliedBy=AGENT, releaseTime="2026-01-01T00:00:00Z",
        software_packageVersion="m", software_primaryPurpose="model",
        software_downloadLocation="https://example.com/m",
    ) | told  # fmt: skip


def document(*more: dict[str, Any], context: str = CONTEXT) -> dict[str, Any]:
    creation = {
        "type": "CreationInfo",
        "@id": "_:creation",
        "specVersion": "3.0.1",
        "created": "2026-01-01T00:00:00Z",
        "createdBy": [AGENT],
    }
    return {"@context": context, "@graph": [creation, element("SoftwareAgent", AGENT, name="t"), *more]}


def whole(made: dict[str, Any]) -> bool:
    """What the schema itself says, tried against all classes."""
    return bool(Draft202012Validator(official()).is_valid(made))


def test_a_valid_document() -> None:
    made = document(model())
    assert list(problems(made)) == []
    assert whole(made)
    validate(made)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (document(element("SoftwareAgent", f"{PLACE}x", colour="red")), "'colour' was unexpected"),
        (document(element("software_Snippet", f"{PLACE}x")), "'software_snippetFromFile' is a required"),
        (document(model(releaseTime="2026-01")), "releaseTime"),
        (document({"type": "SoftwareAgent", "spdxId": f"{PLACE}x"}), "'creationInfo' is a required"),
        (document(element("Robot", f"{PLACE}x")), "there is no class 'Robot'"),
        (document(context="https://example.com/context"), "the context is not that"),
    ],
)
def test_what_the_schema_refuses(made: dict[str, Any], said: str) -> None:
    assert not whole(made)
    found = list(problems(made))
    assert any(said in one for one in found) or said == "releaseTime"
    assert found


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (document(model(), model()), "stands twice"),
        (document(model(suppliedBy=f"{PLACE}gone")), "nothing has the id 'https://example.com/bom#gone'"),
        (
            document(
                element("Relationship", f"{PLACE}r", relationshipType="contains", to=[AGENT, FILE])
                | {"from": AGENT}
            ),
            "nothing has the id 'https://example.com/bom#file'",
        ),
        (
            document({k: v for k, v in model().items() if k != "software_downloadLocation"}),
            "software_downloadLocation is missing",
        ),
    ],
)
def test_what_the_schema_cannot_say(made: dict[str, Any], said: str) -> None:
    assert any(said in one for one in problems(made))
    with pytest.raises(InvalidBom, match=r"not valid SPDX 3\.0\.1"):
        validate(made)


def test_what_nobody_knows_of_a_model_is_said() -> None:
    without = {k: v for k, v in model().items() if k != "software_downloadLocation"}
    assert list(problems(document(without | {"comment": "not known: software_downloadLocation"}))) == []
