"""``tidegate status`` and the commands that sign, as people run them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from shops import BASE, HOLE, ROUTE, Shop, keys, people

from tidegate.cli.program import run

SOON = (datetime.now(UTC).date() + timedelta(20)).isoformat()


def tidegate(shop: Shop, *words: str, key: str | None = None) -> int:
    signing = ["--key", str(keys() / key), "--yes"] if key else []
    return run([*words, "-C", str(shop.path), *signing])


def last_event(shop: Shop) -> str:
    return shop.git.git("log", "-1", "--format=%s", "refs/tidegate/ledger").split()[-1]


def last_of(shop: Shop, kind: str) -> str:
    """The last event of a type."""
    found = shop.git.git("log", "--format=%s", "refs/tidegate/ledger").splitlines()
    return next(line.split()[-1] for line in found if line.split()[1] == kind)


def test_the_whole_way_from_3_to_0(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = Shop(tmp_path)
    assert tidegate(shop, "check", "main..HEAD") == 3
    assert tidegate(shop, "status") == 3
    assert "missing: one person: ben, dee" in capsys.readouterr().out
    assert tidegate(shop, "approve", "--statement", "read every line", key="ben") == 0
    shown = capsys.readouterr().err
    head = shop.git.git("rev-parse", "HEAD")
    for part in (
        "ben signs, with the key SHA256:",
        "APPROVED as reviewer: read every line",
        head,
        "GET /news",
    ):
        assert part in shown
    assert tidegate(shop, "status") == 0
    assert tidegate(shop, "check", "main..HEAD") == 0
    out = capsys.readouterr().out
    assert "PASS    medium risk: approved by ben" in out
    assert "key possession" in out


def test_what_will_not_count_is_said_before(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = Shop(tmp_path)
    assert tidegate(shop, "approve", key="ada") == 0
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "it will not count: ada had a part in the change: author"


def test_nothing_is_signed_where_nobody_is_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = Shop(tmp_path)
    assert run(["approve", "-C", str(shop.path), "--key", str(keys() / "ben")]) == 2
    assert "nobody is there to be asked" in capsys.readouterr().err
    assert shop.git.git("for-each-ref", "refs/tidegate") == ""


def test_what_is_not_committed_is_not_approved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tidegate(Shop(tmp_path), "approve", "--staged", key="ben") == 2
    assert "not committed" in capsys.readouterr().err


def test_a_key_that_is_nobodys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = Shop(tmp_path, {".tidegate/people.yaml": "version: 1\n"})
    assert tidegate(shop, "approve", key="ben") == 2
    assert "is nobody's in .tidegate/people.yaml of the base branch" in capsys.readouterr().err
    assert run(["approve", "-C", str(shop.path)]) == 2
    assert "ssh-keygen -t ed25519 makes one" in capsys.readouterr().err


def test_a_key_that_is_not_theirs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = Shop(tmp_path)
    assert tidegate(shop, "approve", "--as", "ben", key="dee") == 2
    assert "is dee's, not ben's" in capsys.readouterr().err
    assert tidegate(shop, "status") == 3


def test_where_there_is_nothing_to_approve(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = Shop(tmp_path)
    shop.git.switch("main")
    assert tidegate(shop, "status") == 0
    assert "next: nothing is changed here: switch to a branch" in capsys.readouterr().out
    assert tidegate(shop, "approve", key="ben") == 2
    assert "nothing is changed in main..HEAD" in capsys.readouterr().err
    shop.git.branch("docs", "main")
    shop.git.commit("Docs", {"docs/index.md": "# Shop\n"})
    assert tidegate(shop, "approve", key="ben") == 0
    assert "nobody has to approve this change" in capsys.readouterr().err


def test_where_nobody_may_it_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    known = "version: 1\npeople:\n  a: {emails: [ada@example.com, cy@example.com]}\n"
    shop = Shop(tmp_path, {".tidegate/people.yaml": known})
    assert tidegate(shop, "status") == 3
    out = capsys.readouterr().out
    assert "missing: one person: nobody who is enrolled may give it" in out
    assert "next: on the base branch, .tidegate/people.yaml needs somebody who may" in out


def test_where_too_few_may_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    two = "version: 1\ntiers: [{name: two, tier: medium, approvals: [{humans: 2}]}]\n"
    files = {".tidegate/config.yaml": two, ".tidegate/people.yaml": people().replace("  dee:", "  cy2:")}
    shop = Shop(tmp_path, files)
    tidegate(shop, "status")
    assert "missing: 2 people: ben, cy2\n" in capsys.readouterr().out
    assert run(["approve", "-C", str(shop.path), "--yes", "--key", str(keys() / "ben")]) == 0
    assert run(["approve", "-C", str(shop.path), "--yes", "--as", "cy2", "--key", str(keys() / "dee")]) == 0
    assert tidegate(shop, "status") == 0
    three = Shop(tmp_path / "three", files | {".tidegate/config.yaml": two.replace("humans: 2", "humans: 3")})
    capsys.readouterr()
    assert tidegate(three, "status") == 3
    out = capsys.readouterr().out
    assert "missing: 3 people: ben, cy2, and nobody else who is enrolled may" in out
    assert "next: on the base branch, .tidegate/people.yaml needs somebody who may" in out


def test_without_people_each_is_named_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = Shop(tmp_path)
    shop.git.switch("main")
    shop.git.commit("Nobody", {".tidegate/people.yaml": None})
    shop.git.branch("more")
    shop.git.commit("Feature", {"app.py": BASE + ROUTE})
    shop.git.commit("More", {"README.md": "# Shop\n"})
    assert tidegate(shop, "status") == 3
    out = capsys.readouterr().out.splitlines()
    assert out[3].endswith("base has no .tidegate/people.yaml, so nobody is known who may approve")
    assert out[4].startswith("  could not tell: author Ada Example <ada@example.com> of 2 commits, such as ")
    assert len(out) == 7


def test_while_it_observes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is stopped, and what people say changes what would be decided."""
    mode = f"version: 1\nmode: observe\nobserve_until: {SOON}\n"
    shop = Shop(tmp_path, {".tidegate/config.yaml": mode})
    would = f"only observing until {SOON}: this would be REVIEW"
    assert tidegate(shop, "status") == 0
    assert capsys.readouterr().out.startswith(f"PASS  {would}: not approved yet\n")
    assert tidegate(shop, "approve", key="ben") == 0
    assert f"decision    pass, {would}" in capsys.readouterr().err
    assert tidegate(shop, "check") == 0
    assert "PASS    medium risk: approved by ben" in capsys.readouterr().out
    assert tidegate(shop, "refuse", "--reason", "no tests", key="dee") == 0
    assert tidegate(shop, "check") == 0
    assert "this would be BLOCK" in capsys.readouterr().out


def test_refusing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = Shop(tmp_path)
    assert tidegate(shop, "refuse", "--reason", "no tests", key="dee") == 0
    assert tidegate(shop, "check", "main..HEAD") == 1
    assert "refused by dee: no tests" in capsys.readouterr().out


def test_status_as_a_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = Shop(tmp_path)
    assert tidegate(shop, "status", "--output", "json") == 3
    document = json.loads(capsys.readouterr().out)
    assert document["state"] == "missing"
    assert document["missing"] == [{"what": "one person", "humans": 1, "who": ["ben", "dee"]}]


def test_dismissing_takes_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = Shop(tmp_path, change={"app.py": BASE + HOLE})
    assert tidegate(shop, "check", "main..HEAD") == 1
    words = ("--reason", "accepted-risk", "--because", "behind the VPN", "--until", SOON)
    assert tidegate(shop, "dismiss", "1", *words, key="ada") == 0
    assert f"DISMISSED as accepted-risk until {SOON}: behind the VPN" in capsys.readouterr().err
    assert tidegate(shop, "confirm", last_event(shop), key="ben") == 0
    assert "AGREED to this dismissal:" in capsys.readouterr().err
    assert tidegate(shop, "check", "main..HEAD") == 3
    assert f"accepted by ada, ben until {SOON}: behind the VPN" in " ".join(capsys.readouterr().out.split())


def test_who_asked_does_not_agree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = Shop(tmp_path, change={"app.py": BASE + HOLE})
    words = ("--reason", "accepted-risk", "--because", "behind the VPN", "--until", SOON)
    tidegate(shop, "dismiss", "1", *words, key="ben")
    capsys.readouterr()
    for who, why in (("ben", "ben asked for it, and somebody else must agree"), ("ada", "ada had a part in")):
        assert tidegate(shop, "confirm", last_of(shop, "dismissal"), key=who) == 0
        assert capsys.readouterr().err.startswith(f"it will not count: {why}")
    assert tidegate(shop, "confirm", last_of(shop, "dismissal"), key="dee") == 0
    assert "it will not count" not in capsys.readouterr().err


@pytest.mark.parametrize("until", ["soon", "2020-01-01", "2999-01-01"])
def test_nothing_is_dismissed_for_ever(until: str, tmp_path: Path) -> None:
    shop = Shop(tmp_path, change={"app.py": BASE + HOLE})
    words = ("--reason", "test-only", "--because", "b", "--until", until)
    assert tidegate(shop, "dismiss", "1", *words, key="ada") == 2


def test_judging_a_finding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = Shop(tmp_path, change={"app.py": BASE + HOLE})
    assert tidegate(shop, "confirm", "1", key="ben") == 2
    assert "--because TEXT" in capsys.readouterr().err
    assert tidegate(shop, "confirm", "1", "--because", "tried it", key="ben") == 0
    assert "JUDGED confirmed: tried it" in capsys.readouterr().err


def test_what_cannot_be_confirmed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = Shop(tmp_path)
    tidegate(shop, "refuse", "--reason", "r", key="dee")
    assert tidegate(shop, "confirm", last_event(shop), key="ben") == 2
    assert "a dismissal or a break-glass is confirmed" in capsys.readouterr().err


def test_an_emergency_and_its_review(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        ".tidegate/config.yaml": "version: 1\nbreak_glass: {roles: [lead]}\n",
        ".tidegate/people.yaml": people(ada=", roles: [lead]"),
    }
    shop = Shop(tmp_path, files)
    words = ("break-glass", "--incident", "INC-7", "--reason", "all is down")
    assert tidegate(shop, *words, key="ben") == 0
    assert "it will not count: break_glass.roles of the settings is lead" in capsys.readouterr().err
    assert tidegate(shop, "check", "main..HEAD") == 3
    assert tidegate(shop, *words, key="ada") == 0
    assert "PASSED BY for INC-7: all is down" in capsys.readouterr().err
    assert tidegate(shop, "check", "main..HEAD") == 0
    assert "passed by in an emergency" in capsys.readouterr().out
    assert tidegate(shop, "confirm", last_event(shop), "--because", "looked at it", key="dee") == 0
    assert "REVIEWED this emergency, sound: looked at it" in capsys.readouterr().err


def test_the_role_that_is_missing_is_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tiers = (
        "tiers: [{name: pay, tier: high, when: {paths: [app.py]}, approvals: [{humans: 1, roles: [lead]}]}]"
    )
    files = {
        ".tidegate/config.yaml": f"version: 1\n{tiers}\n",
        ".tidegate/people.yaml": people(dee=", roles: [lead]"),
    }
    shop = Shop(tmp_path, files)
    tidegate(shop, "status")
    assert "one person of lead: dee" in capsys.readouterr().out
    assert tidegate(shop, "approve", key="dee") == 0
    assert "APPROVED as lead" in capsys.readouterr().err


def test_a_manager_need_not_be_trained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tiers = "tiers: [{name: pay, tier: critical, when: {paths: [app.py]}, manager: true}]"
    shop = Shop(tmp_path, {".tidegate/config.yaml": f"version: 1\n{tiers}\n"})
    assert tidegate(shop, "approve", key="boss") == 0
    said = capsys.readouterr().err
    assert "APPROVED as manager" in said
    assert "it will not count" not in said


def test_too_few_who_may(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tiers = "tiers: [{name: pay, tier: critical, when: {paths: [app.py]}, approvals: [{humans: 4}]}]"
    shop = Shop(tmp_path, {".tidegate/config.yaml": f"version: 1\n{tiers}\n"})
    tidegate(shop, "status")
    assert "4 people: ben, dee, and nobody else who is enrolled may" in capsys.readouterr().out
