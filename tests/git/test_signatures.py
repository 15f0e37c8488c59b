from __future__ import annotations

import subprocess
from pathlib import Path

from repositories import RepositoryBuilder
from shops import keys

from tidegate.git import Repository
from tidegate.git.signatures import signed


def _raw(repository: RepositoryBuilder, revision: str = "HEAD") -> bytes:
    done = subprocess.run(
        ["git", "-C", str(repository.path), "cat-file", "commit", revision], check=True, capture_output=True
    )
    return done.stdout


def test_what_was_signed_is_the_commit_without_its_signature(tmp_path: Path) -> None:
    repository = RepositoryBuilder(tmp_path)
    repository.commit("plain")
    unsigned = _raw(repository)
    assert signed(unsigned) is None
    key = f"user.signingKey={keys() / 'ada'}"
    words = ("commit", "-q", "--amend", "--no-edit", "--allow-empty", "-S")
    repository.git("-c", "gpg.format=ssh", "-c", key, *words)
    found = signed(_raw(repository))
    assert found is not None
    content, armored = found
    assert armored.startswith("-----BEGIN SSH SIGNATURE-----\n")
    assert armored.endswith("-----END SSH SIGNATURE-----")
    assert b"gpgsig" not in content
    assert content.splitlines()[0] == unsigned.splitlines()[0]
    with Repository.open(tmp_path) as opened:
        head = repository.git("rev-parse", "HEAD")
        assert opened.raw_commits([head, "f" * 40]) == {head: _raw(repository)}


def test_two_signatures_are_none() -> None:
    one = b"tree 1\ngpgsig a\n b\ngpgsig c\n\nmessage"
    assert signed(one) is None
    assert signed(b"tree 1\ngpgsig a\n b\nauthor x\n\ngpgsig no") == (
        b"tree 1\nauthor x\n\ngpgsig no",
        "a\nb",
    )


def test_what_two_commits_differ_in(tmp_path: Path) -> None:
    repository = RepositoryBuilder(tmp_path)
    one = repository.commit("one", {"a.py": "1", "ü b.py": "1"})
    two = repository.commit("two", {"a.py": "1", "ü b.py": "2", "c": "3"})
    with Repository.open(tmp_path) as opened:
        assert opened.touched(one, two) == {"ü b.py", "c"}
        assert opened.touched(one, "f" * 40) is None
