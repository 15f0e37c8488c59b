"""Keys that git on this machine, or commits, name as somebody's."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import RepositoryBuilder
from shops import keys

from tidegate.git import Repository
from tidegate.model.proposal import Proposed
from tidegate.proposal.keys import known


def line(name: str) -> str:
    return " ".join((keys() / f"{name}.pub").read_text().split()[:2])


@pytest.fixture
def shop(tmp_path: Path) -> RepositoryBuilder:
    repository = RepositoryBuilder(tmp_path / "shop")
    repository.commit("base", {"a": "1"})
    repository.git("config", "user.email", "ada@example.com")
    return repository


def found(shop: RepositoryBuilder) -> list[tuple[str, Proposed]]:
    with Repository.open(shop.path) as repository:
        return known(repository, repository.latest("HEAD", 10))


def own(shop: RepositoryBuilder, key: str, form: str = "ssh") -> list[tuple[str, str]]:
    shop.git("config", "gpg.format", form)
    shop.git("config", "user.signingKey", key)
    return [(address, one.value) for address, one in found(shop)]


def test_the_own_one_by_its_file_either_half_or_as_text(shop: RepositoryBuilder) -> None:
    mine = [("ada@example.com", line("ada"))]
    for key in (str(keys() / "ada"), str(keys() / "ada.pub"), f"key::{line('ada')} ada@laptop", line("ada")):
        assert own(shop, key) == mine


def test_what_is_no_key_of_ssh_is_not_proposed(shop: RepositoryBuilder, tmp_path: Path) -> None:
    (tmp_path / "no.pub").write_text("ssh-ed25519 no")
    for key in ("/nowhere", str(tmp_path / "no"), "key::ssh-ed25519 no"):
        assert own(shop, key) == []
    assert own(shop, "0123ABCD", "openpgp") == []


def test_those_that_git_trusts(shop: RepositoryBuilder, tmp_path: Path) -> None:
    file = tmp_path / "signers"
    file.write_text(
        f'# ours\nben@example.com,b@example.com namespaces="git" {line("ben")} comment\n'
        f"*@example.com cert-authority {line('cy')}\nboss@example.com no key\n\n"
    )
    shop.git("config", "gpg.ssh.allowedSignersFile", str(file))
    assert [(address, one.value, one.sure) for address, one in found(shop)] == [
        ("ben@example.com", line("ben"), True),
        ("b@example.com", line("ben"), True),
    ]


def test_those_of_commits_are_asked_about(shop: RepositoryBuilder) -> None:
    for key, value in (("gpg.format", "ssh"), ("user.signingKey", str(keys() / "dee.pub"))):
        shop.git("config", key, value)
    shop.git("commit", "--quiet", "--allow-empty", "--gpg-sign", "--message", "signed")
    shop.git("config", "--unset", "user.signingKey")
    assert found(shop) == [
        (
            "cy@example.com",
            Proposed(line("dee"), "signed 1 commit with this address: is it theirs?", sure=False),
        )
    ]
