"""The published schema of a review."""

from __future__ import annotations

import json

import jsonschema
import msgspec
import pytest
from attesting import PROOF

from tidegate.reports.schema import generated, published

_VALIDATOR = jsonschema.Draft202012Validator(json.loads(published("review")))
DOCUMENT = json.loads(msgspec.json.encode(PROOF))


def test_the_published_schema_is_up_to_date() -> None:
    assert published("review") == generated("review"), "python -m tidegate.reports.schema review prints it"


def test_what_is_attested_fits_it() -> None:
    assert not list(_VALIDATOR.iter_errors(DOCUMENT))
    assert not list(_VALIDATOR.iter_errors(DOCUMENT | {"something_new": 1}))


@pytest.mark.parametrize(
    "wrong",
    [
        {"verdict": "passed"},
        {"schema": "tidegate.review/2"},
        {"bypassed": "no"},
        {"assents": [{"event": "a"}]},
        {"ledger": None},
    ],
)
def test_others_do_not(wrong: dict[str, object]) -> None:
    assert not _VALIDATOR.is_valid(DOCUMENT | wrong)
