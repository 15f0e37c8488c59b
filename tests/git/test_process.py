from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from repositories import RepositoryBuilder

from tidegate.git.commits import FIELDS, parse_commits
from tidegate.git.process import Git, GitFailed, clean_environment, decode_path, encode_path, settings
from tidegate.git.revisions import parse_commit_links, split_range
from tidegate.git.status import Touched, parse_status
from tidegate.model.errors import RepositoryError


def test_the_environment_leads_nowhere_else() -> None:
    environment = clean_environment(
        {
            "PATH": "/bin",
            "GIT_DIR": "/elsewhere",
            "GIT_WORK_TREE": "/elsewhere",
            "GIT_INDEX_FILE": "/elsewhere",
            "GIT_EXTERNAL_DIFF": "evil",
            "GIT_SSH_COMMAND": "evil",
            "GIT_CONFIG_GLOBAL": "/mine",
            "GIT_CONFIG_COUNT": "0",
            "LC_ALL": "de_DE",
        }
    )
    assert not {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_EXTERNAL_DIFF"} & environment.keys()
    assert "GIT_SSH_COMMAND" not in environment
    assert environment["GIT_CONFIG_GLOBAL"] == "/mine"
    assert environment["LC_ALL"] == "C"
    assert environment["GIT_NO_LAZY_FETCH"] == "1"


def test_settings_are_added_to_those_of_the_user(builder: RepositoryBuilder) -> None:
    mine = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "user.name", "GIT_CONFIG_VALUE_0": "Ada"}
    environment = clean_environment() | mine
    added = settings(environment, [("filter.a=b.clean", ""), ("x.y", "z")])
    git = Git(builder.path, environment | added)
    assert git.run("config", "user.name") == b"Ada\n"
    assert git.run("config", "filter.a=b.clean") == b"\n"
    assert git.run("config", "x.y") == b"z\n"


def test_a_failure_says_what_git_said(builder: RepositoryBuilder) -> None:
    git = Git(builder.path, clean_environment())
    with pytest.raises(GitFailed, match="git cat-file: Not a valid object name") as caught:
        git.run("cat-file", "blob", "nothing")
    assert caught.value.status == 128
    assert git.ask("cat-file", "blob", "nothing", expected=(128,)).output == b""
    with pytest.raises(GitFailed), git.lines("rev-list", "nothing") as stream:
        assert stream.read() == b""


def test_time_is_limited(builder: RepositoryBuilder) -> None:
    git = Git(builder.path, clean_environment(), seconds=0.1)
    waiting = ("-c", "alias.wait=!exec sleep 60", "wait")
    with pytest.raises(RepositoryError, match=r"took longer than") as caught:
        git.run(*waiting)
    assert "--timeout" in caught.value.hint
    with pytest.raises(RepositoryError, match=r"took longer than"), git.lines(*waiting) as stream:
        stream.read()


def test_reading_may_end_early(builder: RepositoryBuilder) -> None:
    builder.commit("large", {"large": b"x\n" * 500_000})
    git = Git(builder.path, clean_environment())
    with git.lines("cat-file", "blob", "HEAD:large") as stream:
        assert stream.readline() == b"x\n"


def test_no_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RepositoryError, match="git is not installed") as caught:
        Git(tmp_path, {"PATH": str(tmp_path)}).run("version")
    assert "install git" in caught.value.hint


@given(st.binary(max_size=20))
def test_any_path_survives(raw: bytes) -> None:
    assert encode_path(decode_path(raw)) == raw


@given(
    st.lists(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))), max_size=3)
)
def test_commits_are_read_as_they_are_printed(rows: list[list[str]]) -> None:
    full = [[*row, *FIELDS][: len(FIELDS)] for row in rows]
    printed = "".join("".join(f"{field}\0" for field in row) + "\n" for row in full)
    commits = parse_commits(printed.encode())
    assert [(commit.author_name, commit.message) for commit in commits] == [(row[2], row[8]) for row in full]
    assert parse_commits(b"") == []


@given(st.binary(max_size=80))
def test_links_of_a_commit_come_from_its_head(message: bytes) -> None:
    raw = b"tree aa\nparent bb\nparent cc\nauthor x\n\n" + message
    assert parse_commit_links(raw) == ("aa", ("bb", "cc"))


@pytest.mark.parametrize(
    ("words", "ends"),
    [
        ("a..b", ("a", "b")),
        ("a...b", ("a", "b")),
        ("..b", ("HEAD", "b")),
        ("a...", ("a", "HEAD")),
        ("HEAD~1", None),
        ("v1.0", None),
    ],
)
def test_ranges(words: str, ends: tuple[str, str] | None) -> None:
    assert split_range(words) == ends


def test_status_records() -> None:
    printed = (
        b"1 .M N... 100644 100644 100755 aa bb a b\n.py\0"
        b"1 M. N... 100644 100644 100644 aa bb staged.py\0"
        b"? new\xff\0! ignored\0"
    )
    assert list(parse_status(printed)) == [
        Touched("a b\n.py", "100644", "bb", "100755"),
        Touched("new\udcff", "000000", "", None),
    ]
    with pytest.raises(RepositoryError, match=r"x\.py has conflicts"):
        list(parse_status(b"u UU N... 100644 100644 100644 100644 aa bb cc x.py\0"))
