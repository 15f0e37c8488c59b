"""Names and addresses as .mailmap has them."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.git import Repository
from tidegate.git.mailmap import Contact

MAILMAP = "Ada Example <ada@example.com> <ada@old.example.com>\n"


@pytest.mark.parametrize(
    ("contact", "is_now"),
    [
        (("A.", "ada@old.example.com"), ("Ada Example", "ada@example.com")),
        (("", "ada@old.example.com"), ("Ada Example", "ada@example.com")),
        (("Ben", "ben@example.com"), ("Ben", "ben@example.com")),
        (("Two\nLines <x> ", "y@example.com"), ("TwoLines x", "y@example.com")),
        (("", "z@example.com"), ("", "z@example.com")),
    ],
)
def test_each_contact(tmp_path: Path, contact: Contact, is_now: Contact) -> None:
    RepositoryBuilder(tmp_path).commit("base", {".mailmap": MAILMAP})
    with Repository.open(tmp_path) as repository:
        assert repository.mapped("HEAD", [contact, ("Last", "l@example.com")]) == [
            is_now,
            ("Last", "l@example.com"),
        ]


def test_without_such_a_file_and_without_contacts(tmp_path: Path) -> None:
    repository = RepositoryBuilder(tmp_path)
    repository.commit("base", {"a": "1"})
    repository.write({".mailmap": MAILMAP})  # what is not committed says nothing
    with Repository.open(tmp_path) as found:
        assert found.mapped("HEAD", [("A", "ada@old.example.com")]) == [("A", "ada@old.example.com")]
        assert found.mapped("HEAD", []) == []
