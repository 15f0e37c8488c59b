"""``tidegate release verify`` and ``accept`` as people run them."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from landings import Landings
from shops import Shop, keys, people

from tidegate.cli.program import run
from tidegate.model.event import Release
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


TIER = "version: 1\ntiers: [{name: pay, tier: medium, when: {paths: [app.py]}, manager: true}]\n"
EVERYBODY_MANAGES = people(ada=", manager: true", ben=", manager: true")


def of_managers(folder: Path) -> Shop:
    """A change that owes a manager's acceptance: reviewed by ben, recorded, merged and tagged."""
    made = Shop(folder, {".tidegate/config.yaml": TIER, ".tidegate/people.yaml": EVERYBODY_MANAGES})
    made.git.git("tag", "v1", "main")
    signs = ["-C", str(folder), "--key"]
    assert run(["approve", "main..feature", "--role", "reviewer", "--yes", *signs, str(keys() / "ben")]) == 0
    assert run(["record", "main..feature", *signs, str(keys() / "ci")]) == 3
    made.git.switch("main")
    made.git.merge("feature", "Merge feature")
    made.git.git("tag", "v2")
    return made


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """For what writes nothing."""
    return of_managers(tmp_path_factory.mktemp("untouched") / "shop")


def accept(shop: Shop, name: str, *words: str) -> int:
    key = str(keys() / name)
    return run(["release", "accept", "-C", str(shop.path), "--key", key, "--yes", *(words or ("v2",))])


def verified(shop: Shop, *words: str) -> int:
    return run(["release", "verify", "-C", str(shop.path), *(words or ("v2",))])


def test_a_manager_accepts_the_release(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = of_managers(tmp_path / "shop")
    assert verified(shop) == 1
    assert "no manager, who neither reviewed it nor had a part in it, accepted it" in capsys.readouterr().out
    head, base = shop.git.git("rev-parse", "v2"), shop.git.git("rev-parse", "v1")
    for name in ("ben", "ada"):  # a hand-made event, past what the command refuses
        shop.say(name, Release(tag="v2", commit=head, previous=base))
        assert verified(shop) == 1, name
    assert accept(shop, "boss", "v2", "--statement", "for the shop") == 0
    shown = capsys.readouterr().err
    for part in (
        "boss signs, with the key SHA256:",
        "ACCEPTED as a manager, the release v2: for the shop",
        f"commit      {head}",
        f"holds       1 change with 2 commits since v1 ({base[:12]})",
        "1 not proved",
        f"for         {head[:12]} Merge feature",
    ):
        assert part in shown
    assert verified(shop) == 0
    text = capsys.readouterr().out
    assert "v2: all that it holds was decided and approved" in text
    assert "accepted by ada, ben, boss" in text
    assert accept(shop, "boss") == 2
    assert "boss accepted it already, by event" in capsys.readouterr().err
    assert (
        run(
            [
                "revoke",
                "boss",
                "--reason",
                "left",
                "-C",
                str(shop.path),
                "--yes",
                "--key",
                str(keys() / "ben"),
            ]
        )
        == 0
    )
    assert verified(shop) == 0, "who left keeps what they signed before"


def test_an_acceptance_that_was_revoked(tmp_path: Path) -> None:
    shop = of_managers(tmp_path / "shop")
    assert accept(shop, "boss") == 0
    words = ["--reason", "too early", "-C", str(shop.path), "--yes", "--key", str(keys() / "boss")]
    last = shop.git.git("log", "-1", "--format=%s", "refs/tidegate/ledger").split()[-1]
    assert run(["revoke", last, *words]) == 0
    assert verified(shop) == 1
    assert accept(shop, "boss") == 0
    assert verified(shop) == 0


@pytest.mark.parametrize(
    ("name", "words", "why"),
    [
        ("ben", ("v2",), "it would not count: ben reviewed it"),
        ("ada", ("v2",), "it would not count: ada had a part in it"),
        ("dee", ("v2",), "dee is no manager"),
        ("dee", ("v2",), "ask one: ada, ben, boss"),
        ("ci", ("v2",), "ci is no manager"),
        ("boss", ("v9",), 'no tag "v9"'),
        ("boss", ("v2", "--since", "nothing"), "nothing"),
        ("boss", ("v2", "--as", "ben"), "ben reviewed it"),
        ("dee", ("v1", "--as", "boss"), "is dee's, not boss's"),
    ],
)
def test_what_would_not_count_is_not_signed(
    name: str, words: tuple[str, ...], why: str, untouched: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    before = untouched.git.git("rev-parse", "refs/tidegate/ledger")
    assert accept(untouched, name, *words) == 2
    assert why in " ".join(capsys.readouterr().err.split())
    assert untouched.git.git("rev-parse", "refs/tidegate/ledger") == before
