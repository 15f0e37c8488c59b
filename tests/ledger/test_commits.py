from __future__ import annotations

import subprocess
from pathlib import Path

from repositories import RepositoryBuilder
from shops import keys, people

from tidegate.config.people import parse_people
from tidegate.ledger.commits import signer_of

PEOPLE = parse_people(people().encode(), "people.yaml")


def _signed(path: Path, name: str) -> bytes:
    repository = RepositoryBuilder(path)
    repository.commit("base")
    key = f"user.signingKey={keys() / name}"
    repository.git("-c", "gpg.format=ssh", "-c", key, "commit", "-q", "--allow-empty", "-S", "-m", "signed")
    words = ["git", "-C", str(path), "cat-file", "commit", "HEAD"]
    return subprocess.run(words, check=True, capture_output=True).stdout


def test_who_signed(tmp_path: Path) -> None:
    found = signer_of(_signed(tmp_path, "dee"), PEOPLE)
    person = PEOPLE.of_key(found or "")
    assert person is not None
    assert person.id == "dee"


def test_a_signature_over_something_else_is_nobodys(tmp_path: Path) -> None:
    raw = _signed(tmp_path, "dee")
    assert signer_of(raw.replace(b"signed\n", b"other\n"), PEOPLE) is None
    assert signer_of(b"tree 1\n\nplain", PEOPLE) is None
    assert signer_of(b"tree 1\ngpgsig nonsense\n\nplain", PEOPLE) is None
