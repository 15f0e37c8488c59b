"""What a repository is called in events."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.git import Repository
from tidegate.ledger.opened import called


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("git@github.com:acme/shop.git", "github.com/acme/shop"),
        ("https://ada@github.com/acme/shop", "github.com/acme/shop"),
        ("ssh://git@forge.example/acme/shop.git", "forge.example/acme/shop"),
        ("/srv/git/shop.git", "shop"),
        ("../shop.git/", "shop"),
        (None, "clone"),
    ],
)
def test_all_clones_call_it_the_same(tmp_path: Path, address: str | None, name: str) -> None:
    clone = RepositoryBuilder(tmp_path / "clone")
    if address:
        clone.git("remote", "add", "origin", address)
    with Repository.open(clone.path) as repository:
        assert called(repository) == name
