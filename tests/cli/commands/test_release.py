"""``tidegate release verify`` as people run it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from landings import Landings

from tidegate.cli.program import run
from tidegate.reports.schema import generated, published


@pytest.fixture
def shop(tmp_path: Path) -> Landings:
    made = Landings(tmp_path / "shop")
    made.tag("v1")
    return made


def verify(shop: Landings, *words: str) -> int:
    return run(["release", "verify", "-C", str(shop.path), *words])


def test_the_published_schema_is_up_to_date() -> None:
    assert published("release") == generated("release"), "python -m tidegate.reports.schema release prints it"


def test_a_release_with_all_that_it_needs(shop: Landings, capsys: pytest.CaptureFixture[str]) -> None:
    shop.approved("one")
    shop.tag("v2")
    assert verify(shop, "v2") == 0
    text = capsys.readouterr().out
    for said in (
        "v2: all that it holds was decided and approved",
        f"1 change with 2 commits since v1 ({shop.ledger.first[:12]})",
        "tag: not signed",
        "1 proved",
    ):
        assert said in text
    assert verify(shop, "v2", "--output", "json") == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator(json.loads(published("release"))).validate(document)
    assert document["answer"] == "proved"


def test_what_is_missing_is_named(shop: Landings, capsys: pytest.CaptureFixture[str]) -> None:
    bare = shop.made.commit("Pushed \x1b[31m past the gate", {"a.py": "x = 2\n"})
    shop.tag("v2")
    assert verify(shop, "v2") == 1
    text = capsys.readouterr().out
    assert f"  {bare[:12]} Pushed <U+001B>[31m past the gate: not proved\n" in text
    assert "    no decision in the ledger is about this commit\n" in text
    assert verify(shop, "v2", "--since", bare) == 0


def test_a_bypass_waits_for_its_review(shop: Landings, capsys: pytest.CaptureFixture[str]) -> None:
    shop.glass(shop.change("one"))
    shop.land("one")
    shop.tag("v2")
    assert verify(shop, "v2") in {1, 3}, "by the day"
    text = capsys.readouterr().out
    assert "the gate was passed by: break-glass" in text
    assert "break-glass by ben, review due 20" in text


def test_what_cannot_be_asked(shop: Landings, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(shop, "v9") == 2
    assert 'no tag "v9"' in capsys.readouterr().err
    assert verify(shop, "v1", "--since", "nothing") == 2
