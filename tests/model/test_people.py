from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest

from tidegate.model.people import (
    KeyKind,
    People,
    Person,
    PersonKind,
    PublicKey,
    accounts_behind,
    gains,
    ssh_key,
)

ADA = Person(id="ada", emails=("Ada@Example.com",), accounts=("github:583231", "gitlab:ada"))
GRACE = Person(
    id="grace", emails=("grace@example.com",), accounts=("github:grace",), roles=frozenset({"lead"})
)
PEOPLE = People((ADA, GRACE), {"@acme/pay": ("ada", "grace"), "@acme/gone": ("ada", "who")})


def test_a_person_is_found_by_what_is_verified() -> None:
    assert PEOPLE.of_email(" ada@example.COM ") is ADA
    assert PEOPLE.of_account("GitHub:583231") is ADA
    assert PEOPLE.of_email("eve@example.com") is None
    assert PEOPLE.of_account("gitlab:583231") is None  # a number of another forge


@pytest.mark.parametrize(
    ("address", "whose"),
    [
        ("583231+ada@users.noreply.github.com", ADA),
        ("583231+renamed@users.noreply.GitHub.com", ADA),
        ("grace@users.noreply.github.com", GRACE),
        ("999+grace@users.noreply.github.com", GRACE),
        ("583231+grace@users.noreply.github.com", None),  # two people
        ("583231-ada@users.noreply.gitlab.com", ADA),
        ("583231@users.noreply.github.com", ADA),
        ("583231+ada@users.noreply.example.com", None),
        ("583231+ada@noreply.github.com", None),
    ],
)
def test_addresses_that_a_forge_gives(address: str, whose: Person | None) -> None:
    assert PEOPLE.of_email(address) is whose


def test_what_two_people_claim_is_nobodys() -> None:
    key = PublicKey(kind=KeyKind.SSH, fingerprint="SHA256:x", text="ssh-ed25519 x")
    twins = People(
        (Person(id="a", emails=("x@y",), keys=(key,)), Person(id="b", emails=("X@Y",), keys=(key,)))
    )
    assert twins.of_email("x@y") is None
    assert twins.of_key("SHA256:x") is None
    assert twins.ambiguous == ("SHA256:x", "x@y")


def test_what_one_person_says_twice_is_theirs() -> None:
    one = Person(id="a", emails=("x@y", "X@Y"))
    assert People((one,)).of_email("x@y") is one


@pytest.mark.parametrize(
    ("owner", "expected"),
    [
        ("@ada", {"ada"}),
        ("@Grace", {"grace"}),
        ("ada@example.com", {"ada"}),
        ("@acme/pay", {"ada", "grace"}),
        ("@acme/gone", None),  # a member that nobody knows
        ("@acme/other", None),
        ("@@maintainer", None),
        ("@eve", None),
        ("nobody", None),
    ],
)
def test_owners(owner: str, expected: set[str] | None) -> None:
    assert PEOPLE.of_owner(owner) == expected


def test_a_login_of_two_forges_is_ambiguous_when_two_people_have_it() -> None:
    people = People((Person(id="a", accounts=("github:sam",)), Person(id="b", accounts=("gitlab:sam",))))
    assert people.of_owner("@sam") is None
    assert people.of_account("github:sam") is not None


def test_training_counts_up_to_its_last_day() -> None:
    person = Person(id="a", trained_until=date(2026, 11, 23))
    assert person.is_trained(date(2026, 11, 23))
    assert not person.is_trained(date(2026, 11, 24))
    assert not Person(id="a").is_trained(date(2026, 11, 23))


def test_fingerprints_are_those_of_ssh_keygen(tmp_path: Path) -> None:
    file = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(file)], check=True)
    line = file.with_suffix(".pub").read_text()
    said = subprocess.run(["ssh-keygen", "-l", "-f", str(file)], check=True, capture_output=True, text=True)
    assert ssh_key(line).fingerprint == said.stdout.split()[1]
    assert ssh_key(line).text == " ".join(line.split()[:2])


@pytest.mark.parametrize("line", ["", "ssh-ed25519", "ssh-ed25519 AAAA", "ssh-rsa !!!", "a AAAAAWE"])
def test_what_is_no_key(line: str) -> None:
    with pytest.raises(ValueError, match="key"):
        ssh_key(line)


GAINING = (
    Person(id="p", roles=frozenset({"lead"})),
    Person(id="p", emails=("p@x",)),
    Person(id="p", accounts=("github:1",)),
    Person(id="p", trained_until=date(2027, 1, 1)),
    Person(id="p", manager=True),
    Person(id="p", records=True),
    Person(id="p", keys=(PublicKey(kind=KeyKind.SSH, fingerprint="SHA256:x", text="ssh-ed25519 x"),)),
)


@pytest.mark.parametrize("after", GAINING)
def test_who_gains(after: Person) -> None:
    before = Person(id="p")
    assert gains(People((before,)), People((after,))) == {"p"}
    assert gains(People((after,)), People((before,))) == frozenset()  # giving up is no gain
    assert gains(People((after,)), People((after,))) == frozenset()


def test_whoever_is_new_or_joins_a_team_gains() -> None:
    assert gains(People(), People((ADA,))) == {"ada"}
    assert gains(People((ADA,)), People((ADA,), {"@x": ("ada",)})) == {"ada"}
    machine = Person(id="p", kind=PersonKind.BOT)
    assert gains(People((machine,)), People((Person(id="p"),))) == {"p"}


@pytest.mark.parametrize(
    ("address", "accounts"),
    [
        ("583231+Ada@users.noreply.github.com", ("github:583231", "github:ada")),
        ("7-ada@users.noreply.gitlab.com", ("gitlab:7", "gitlab:ada")),
        ("ada@users.noreply.github.com", ("github:ada",)),
        ("ada@example.com", ()),
    ],
)
def test_the_accounts_behind_an_address(address: str, accounts: tuple[str, ...]) -> None:
    assert accounts_behind(address) == accounts
