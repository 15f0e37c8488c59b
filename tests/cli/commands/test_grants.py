"""``tidegate grant`` and ``tidegate revoke``, as people run them on real repositories with real keys."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from shops import Shop, keys, people

from tidegate.cli.program import run
from tidegate.model.event import Approval
from tidegate.model.people import ssh_key

TODAY = datetime.now(UTC).date()
SOON = (TODAY + timedelta(90)).isoformat()
TIERS = "tiers: [{name: pay, tier: low, when: {paths: [app.py]}, approvals: [{humans: 1, roles: [lead]}]}]"
LEADS = {".tidegate/config.yaml": f"version: 1\n{TIERS}\n"}


def tidegate(shop: Shop, *words: str, key: str | Path | None = None) -> int:
    file = key if isinstance(key, Path) else keys() / str(key)
    return run([*words, "-C", str(shop.path), *(["--key", str(file), "--yes"] if key else [])])


def last_event(shop: Shop) -> str:
    return shop.git.git("log", "-1", "--format=%s", "refs/tidegate/ledger").split()[-1]


def has_ledger(shop: Shop) -> bool:
    return bool(shop.git.git("for-each-ref", "refs/tidegate/ledger"))


def fingerprint(file: Path) -> str:
    return ssh_key(file.read_text()).fingerprint


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A key that nobody is enrolled with."""
    file = tmp_path / "other"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "x", "-f", str(file)], check=True)
    return file


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """For what writes nothing."""
    return Shop(tmp_path_factory.mktemp("untouched") / "shop")


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "shop")


Output = pytest.CaptureFixture[str]


class TestRoles:
    def test_a_granted_role_is_one_that_approves_and_revoked_it_is_none(
        self, tmp_path: Path, capsys: Output
    ) -> None:
        shop = Shop(tmp_path / "shop", LEADS)
        assert tidegate(shop, "grant", "dee", "--role", "lead", "--until", SOON, key="boss") == 0
        shown = capsys.readouterr().err
        assert "boss signs, with the key SHA256:" in shown
        assert f"GRANTED to dee, until {SOON}:" in shown
        assert "role        lead" in shown
        grant = last_event(shop)
        assert tidegate(shop, "approve", "--role", "lead", key="dee") == 0
        assert tidegate(shop, "check", "main..feature") == 0
        assert tidegate(shop, "ledger", "verify") == 0
        assert tidegate(shop, "revoke", grant[:8], "--reason", "by mistake", key="boss") == 0
        shown = capsys.readouterr().err
        assert "REVOKED: by mistake" in shown
        assert f"id: {grant}" in shown
        assert tidegate(shop, "check", "main..feature") == 3
        assert tidegate(shop, "ledger", "verify") == 0

    def test_nothing_is_granted_that_the_file_gives_already(self, tmp_path: Path, capsys: Output) -> None:
        shop = Shop(tmp_path / "shop", {".tidegate/people.yaml": people(dee=", roles: [lead]")})
        assert tidegate(shop, "grant", "dee", "--role", "lead", key="boss") == 2
        assert "dee has that already" in capsys.readouterr().err
        assert tidegate(shop, "grant", "dee", "--role", "lead", "--role", "chief", key="boss") == 0


class TestTraining:
    def test_who_is_trained_now_approves(self, tmp_path: Path, capsys: Output) -> None:
        listed = people().replace("trained_until: 2099-01-31", "trained_until: 2020-01-31")
        shop = Shop(tmp_path / "shop", {".tidegate/people.yaml": listed})
        assert tidegate(shop, "approve", key="ben") == 0
        assert "it will not count: the training of ben counted until 2020-01-31" in capsys.readouterr().err
        words = ("--trained-until", SOON, "--course", "Secure coding 2")
        assert tidegate(shop, "grant", "ben", *words, key="boss") == 0
        assert f"TRAINED in secure coding until {SOON}: ben, by Secure coding 2" in capsys.readouterr().err
        assert tidegate(shop, "check", "main..feature") == 0
        assert tidegate(shop, "grant", "ben", *words, key="boss") == 2
        assert f"ben is trained until {SOON} already" in capsys.readouterr().err


class TestKeys:
    @pytest.mark.parametrize("as_line", [False, True])
    def test_a_granted_key_signs_an_approval_that_counts(
        self, as_line: bool, shop: Shop, other: Path, capsys: Output
    ) -> None:
        assert tidegate(shop, "approve", key=other) == 2
        assert "is nobody's in .tidegate/people.yaml" in capsys.readouterr().err
        assert not has_ledger(shop)
        public = Path(f"{other}.pub")
        word = public.read_text().strip() if as_line else str(public)
        assert tidegate(shop, "grant", "ben", "--ssh-key", word, key="boss") == 0
        shown = capsys.readouterr().err
        assert f"key         {fingerprint(public)} (ssh-ed25519), to sign with" in shown
        assert "GRANTED to ben, until it is revoked:" in shown
        assert tidegate(shop, "approve", key=other) == 0
        assert f"ben signs, with the key {fingerprint(public)}" in capsys.readouterr().err
        assert tidegate(shop, "check", "main..feature") == 0
        assert tidegate(shop, "ledger", "verify") == 0

    def test_what_a_key_signed_before_it_was_revoked_counts_and_afterwards_nothing(
        self, shop: Shop, capsys: Output
    ) -> None:
        key = fingerprint(keys() / "ben.pub")
        assert tidegate(shop, "approve", key="ben") == 0
        given = last_event(shop)
        assert tidegate(shop, "revoke", key, "--reason", "laptop stolen", key="ben") == 0
        shown = capsys.readouterr().err
        assert f"REVOKED, the key {key} of ben: laptop stolen" in shown
        assert f"event 1 {given[:12]}, approval of" in shown
        assert tidegate(shop, "status") == 0
        assert tidegate(shop, "approve", key="ben") == 2
        assert f"the key {key} was revoked" in capsys.readouterr().err
        shop.say("ben", Approval(subject=shop.subject(), role="reviewer"))  # whoever found the laptop
        assert tidegate(shop, "ledger", "verify") == 1
        assert "event 3 (approval" in capsys.readouterr().out
        assert tidegate(shop, "revoke", given, "--reason", "not by ben", key="boss") == 0
        assert tidegate(shop, "status") == 3
        assert tidegate(shop, "revoke", "3", "--reason", "the thief", key="boss") == 0
        assert tidegate(shop, "ledger", "verify") == 0
        assert "does not count: event 3 (approval" in capsys.readouterr().out
        assert tidegate(shop, "revoke", key, "--reason", "again", key="boss") == 2
        assert "was revoked already" in capsys.readouterr().err

    def test_a_granted_key_is_revoked_as_a_key(self, shop: Shop, other: Path, capsys: Output) -> None:
        public = Path(f"{other}.pub")
        assert tidegate(shop, "grant", "ben", "--ssh-key", str(public), key="boss") == 0
        assert tidegate(shop, "revoke", fingerprint(public), "--reason", "lost", key=other) == 0
        assert f"the key {fingerprint(public)} of ben" in capsys.readouterr().err
        assert tidegate(shop, "approve", key=other) == 2
        assert tidegate(shop, "grant", "ben", "--ssh-key", str(public), key="boss") == 2
        assert "a revoked key never counts again" in capsys.readouterr().err
        assert tidegate(shop, "approve", key="ben") == 0

    def test_a_manager_is_not_two_people_by_a_key_that_they_grant(
        self, tmp_path: Path, other: Path, capsys: Output
    ) -> None:
        shop = Shop(tmp_path / "shop", {".tidegate/people.yaml": people(ada=", manager: true")})
        assert tidegate(shop, "grant", "ben", "--ssh-key", f"{other}.pub", key="ada") == 0
        assert tidegate(shop, "approve", key=other) == 0
        assert tidegate(shop, "status") == 3
        assert "the key of ben was granted by ada, who had a part in the change" in capsys.readouterr().out
        assert tidegate(shop, "approve", key="ben") == 0
        assert tidegate(shop, "status") == 0

    def test_what_is_no_key_of_theirs(self, shop: Shop, other: Path, capsys: Output) -> None:
        for word, why in (
            (str(other), "is a private key"),
            ("nowhere.pub", "there is no file nowhere.pub"),
            ("ssh-ed25519 AAAA", "that is no key"),
            ("ssh-rsa " + (keys() / "dee.pub").read_text().split()[1], "says that it is ssh-ed25519"),
            (str(keys() / "dee.pub"), "is dee's"),
            (str(keys() / "ben.pub"), "ben has that already"),
        ):
            assert tidegate(shop, "grant", "ben", "--ssh-key", word, key="boss") == 2
            assert why in capsys.readouterr().err
        assert not has_ledger(shop)
        assert tidegate(shop, "grant", "dee", "--ssh-key", f"{other}.pub", key="boss") == 0
        assert tidegate(shop, "grant", "ben", "--ssh-key", f"{other}.pub", key="boss") == 2
        assert "is dee's" in capsys.readouterr().err


REFUSED: dict[str, tuple[Sequence[str], str, str]] = {
    "by no manager": (("dee", "--role", "lead"), "ben", "only managers grant ask a manager: boss"),
    "to oneself": (("boss", "--role", "lead"), "boss", "nobody grants anything to themselves"),
    "to nobody": (("bem", "--role", "lead"), "boss", 'nobody is called "bem"'),
    "to nobody, and who is near": (("bem", "--role", "lead"), "boss", "did you mean ben?"),
    "to a machine": (("ci", "--role", "lead"), "boss", "ci is no human"),
    "training of a machine": (("ci", "--trained-until", SOON, "--course", "c"), "boss", "ci is no human"),
    "by a machine": (("dee", "--role", "lead"), "ci", "ci is not a human"),
    "nothing": (("dee",), "boss", "nothing is granted"),
    "what passed": (("dee", "--role", "lead", "--until", "2020-01-01"), "boss", "2020-01-01 has passed"),
    "no day": (("dee", "--role", "lead", "--until", "soon"), "boss", '"soon" is no day'),
    "no role": (("dee", "--role", "Lead!"), "boss", '"Lead!" is no role'),
    "to be a manager": (("dee", "--role", "manager"), "boss", "`manager: true`"),
    "two things": (("dee", "--role", "lead", "--trained-until", SOON), "boss", "an event of its own"),
    "no course": (("dee", "--trained-until", SOON), "boss", "--course"),
    "a course of a role": (("dee", "--role", "lead", "--course", "c"), "boss", "--course"),
    "training that ended": (("dee", "--trained-until", "2020-01-01", "--course", "c"), "boss", "has passed"),
}


@pytest.mark.parametrize(("words", "key", "why"), REFUSED.values(), ids=REFUSED)
def test_what_would_not_count_is_not_signed(
    words: Sequence[str], key: str, why: str, untouched: Shop, capsys: Output
) -> None:
    assert tidegate(untouched, "grant", *words, key=key) == 2
    assert why in " ".join(capsys.readouterr().err.split())
    assert not has_ledger(untouched)


def test_nobody_signs_with_the_name_of_somebody_else(shop: Shop, capsys: Output) -> None:
    assert tidegate(shop, "grant", "dee", "--role", "lead", "--as", "boss", key="ben") == 2
    assert "is ben's, not boss's" in capsys.readouterr().err
    assert tidegate(shop, "approve", key="ci") == 2
    assert "ci is not a human" in capsys.readouterr().err
    assert not has_ledger(shop)


class TestRevoking:
    def test_a_revoked_approval_does_not_count_any_more(self, shop: Shop, capsys: Output) -> None:
        assert tidegate(shop, "approve", key="ben") == 0
        assert (tidegate(shop, "status"), tidegate(shop, "check", "main..feature")) == (0, 0)
        assert tidegate(shop, "revoke", "1", "--reason", "overlooked it", key="ben") == 0
        shown = capsys.readouterr().err
        for part in ("REVOKED: overlooked it", "event 1: approval", "actor: ben", "share it with:"):
            assert part in shown
        assert (tidegate(shop, "status"), tidegate(shop, "check", "main..feature")) == (3, 3)
        assert tidegate(shop, "ledger", "verify") == 0
        capsys.readouterr()
        assert (tidegate(shop, "ledger", "show", "1"), tidegate(shop, "ledger", "show", "2")) == (1, 0)
        assert "  counts: no\n  revoked: by ben in event 2\n" in capsys.readouterr().out
        assert tidegate(shop, "ledger", "log") == 0
        assert [line.endswith("REVOKED") for line in capsys.readouterr().out.splitlines()] == [False, True]

    def test_a_person(self, shop: Shop, capsys: Output) -> None:
        assert tidegate(shop, "approve", key="ben") == 0
        assert tidegate(shop, "revoke", "ben", "--reason", "left", key="boss") == 0
        shown = capsys.readouterr().err
        assert "REVOKED, the person ben: left" in shown
        assert "approvals of what is not merged yet count no more" in shown
        assert tidegate(shop, "status") == 3
        assert tidegate(shop, "approve", key="ben") == 2
        assert "was revoked" in capsys.readouterr().err
        assert tidegate(shop, "grant", "ben", "--role", "lead", key="boss") == 2
        assert "ben was revoked" in capsys.readouterr().err
        assert tidegate(shop, "revoke", "ben", "--reason", "left", key="boss") == 2
        assert "the person ben was revoked already" in capsys.readouterr().err
        assert tidegate(shop, "ledger", "verify") == 0

    def test_only_a_manager_takes_back_what_is_somebody_elses(self, shop: Shop, capsys: Output) -> None:
        tidegate(shop, "approve", key="ben")
        given = last_event(shop)
        capsys.readouterr()
        for what in (given, "ben", fingerprint(keys() / "ben.pub")):
            assert tidegate(shop, "revoke", what, "--reason", "r", key="dee") == 2
            said = capsys.readouterr().err
            assert "dee is no manager, and revokes what is not their own\n  ask a manager: boss" in said
        assert last_event(shop) == given
        assert tidegate(shop, "revoke", "ben", "--reason", "I leave", key="ben") == 0

    @pytest.mark.parametrize(
        "word", ["9", "abcdef", "nobody", "SHA256:AAAA", "person:1", "key:ben", "event:ben"]
    )
    def test_what_is_nothing(self, word: str, shop: Shop, capsys: Output) -> None:
        tidegate(shop, "approve", key="ben")
        capsys.readouterr()
        assert tidegate(shop, "revoke", word, "--reason", "r", key="boss") == 2
        assert "is no event of the ledger, no key of anybody and no person" in capsys.readouterr().err

    def test_what_may_be_two_things_is_asked_about(self, tmp_path: Path, capsys: Output) -> None:
        listed = people().replace("  dee: {", "  '1': {emails: [one@example.com]}\n  dee: {")
        shop = Shop(tmp_path / "shop", {".tidegate/people.yaml": listed})
        tidegate(shop, "approve", key="ben")
        given = last_event(shop)
        capsys.readouterr()
        assert tidegate(shop, "revoke", "1", "--reason", "r", key="boss") == 2
        said = capsys.readouterr().err
        assert f'"1" may be the event {given[:20]}, the person 1' in said
        assert "event:…, key:… or person:…" in said
        assert tidegate(shop, "revoke", "person:1", "--reason", "r", key="boss") == 0
        assert "the person 1" in capsys.readouterr().err
        assert tidegate(shop, "revoke", "event:1", "--reason", "r", key="boss") == 0
        assert tidegate(shop, "status") == 3

    def test_what_is_over_already(self, shop: Shop, capsys: Output) -> None:
        tidegate(shop, "approve", key="ben")
        tidegate(shop, "revoke", "1", "--reason", "r", key="ben")
        capsys.readouterr()
        assert tidegate(shop, "revoke", "1", "--reason", "r", key="boss") == 2
        assert "event 1 was revoked already" in capsys.readouterr().err
        assert tidegate(shop, "revoke", "2", "--reason", "r", key="boss") == 2
        assert "is a revocation, which is never taken back" in capsys.readouterr().err

    def test_nothing_is_signed_where_nobody_is_asked(self, shop: Shop, capsys: Output) -> None:
        words = ["revoke", "ben", "--reason", "r", "-C", str(shop.path), "--key", str(keys() / "boss")]
        assert run(words) == 2
        assert "nobody is there to be asked" in capsys.readouterr().err
        assert not has_ledger(shop)


def test_what_a_bot_wrote_by_another_way_is_settled_by_a_manager(shop: Shop, capsys: Output) -> None:
    shop.say("ci", Approval(subject=shop.subject(), role="reviewer"))
    assert tidegate(shop, "ledger", "verify") == 1
    assert "ci is not a human" in capsys.readouterr().out
    assert tidegate(shop, "revoke", last_event(shop)[:10], "--reason", "a bot", key="boss") == 0
    assert tidegate(shop, "ledger", "verify") == 0
    out = capsys.readouterr().out
    assert "does not count: event 1 (approval" in out
    assert "revoked by boss in event 2 (a bot); ci is not a human" in out
