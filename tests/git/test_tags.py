"""Tags: what they lead to, what of them is signed, and the one before."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.git.repository import Repository


@pytest.fixture
def repository(tmp_path: Path) -> RepositoryBuilder:
    made = RepositoryBuilder(tmp_path / "shop")
    made.commit("one", {"a.py": "a = 1\n"})
    made.git("tag", "--message", "First", "v1")
    made.commit("two", {"a.py": "a = 2\n"})
    made.git("tag", "light")
    return made


def test_kinds_of_tags(repository: RepositoryBuilder) -> None:
    signature = "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n"
    raw = repository.git("cat-file", "tag", "v1") + "\n" + signature
    signed = repository.git("hash-object", "-t", "tag", "-w", "--stdin", stdin=raw.encode())
    repository.git("update-ref", "refs/tags/signed", signed)
    with Repository.open(repository.path) as opened:
        annotated, light, found = (opened.tag(name) for name in ("v1", "light", "refs/tags/signed"))
        assert annotated
        assert light
        assert found
        assert annotated.content.endswith(b"\n\nFirst\n")
        assert (annotated.signature, annotated.commit) == ("", repository.git("rev-parse", "HEAD~1"))
        assert annotated.seconds == 1_700_000_060
        assert (light.content, light.seconds) == (b"", None)
        assert (found.name, found.signature) == ("signed", signature)
        assert found.content == annotated.content
        assert [opened.tag(name) for name in ("", "main", "v9", "a\nb")] == [None] * 4


def test_a_tag_of_something_else_is_none(repository: RepositoryBuilder) -> None:
    repository.git("tag", "tree", repository.tree())
    with Repository.open(repository.path) as opened:
        assert opened.tag("tree") is None


def test_the_tag_before(repository: RepositoryBuilder) -> None:
    head = repository.git("rev-parse", "HEAD")
    with Repository.open(repository.path) as opened:
        assert opened.tag_before(head) == "v1"
        assert opened.tag_before(f"{head}~1") is None
