"""Which line is meant: of the work tree, of a revision; and clear words where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import RepositoryBuilder
from tracing import of, way

from tidegate.model.errors import UsageError

TEXT = "one = 1\ntwo = 2\nthree = 3\n"


@pytest.fixture
def repository(tmp_path: Path) -> RepositoryBuilder:
    made = RepositoryBuilder(tmp_path / "shop")
    made.commit("Base", {"src/a.py": TEXT})
    return made


def test_lines_of_the_work_tree_stand_where_the_reader_sees_them(repository: RepositoryBuilder) -> None:
    base = repository.git("rev-parse", "HEAD")
    repository.write({"src/a.py": "zero = 0\none = 1\nthree = 3\nfour = 4\n"})
    for line, expected in ((1, None), (2, 1), (3, 3), (4, None)):
        found = of(repository.path, f"src/a.py:{line}")
        if expected is None:
            assert (found.steps, found.settled, found.text != "") == ((), False, True)
            assert found.gaps == (f"src/a.py:{line}: the line is not committed yet",)
        else:
            assert (way(found), found.steps[0].line) == ([("brought", base)], expected)


def test_nothing_is_said_of_who_wrote_what_is_not_committed(repository: RepositoryBuilder) -> None:
    repository.write({"src/new.py": TEXT})
    found = of(repository.path, "src/new.py:2")
    assert (found.steps, found.settled, found.text) == ((), False, "two = 2")
    assert found.gaps == ("src/new.py:2: the file is not committed yet",)


def test_line_ends_that_a_checkout_made_are_no_edit(repository: RepositoryBuilder) -> None:
    repository.write({"src/a.py": TEXT.replace("\n", "\r\n")})
    assert of(repository.path, "src/a.py:2").steps[0].line == 2


def test_a_revision_that_is_named(repository: RepositoryBuilder) -> None:
    base = repository.git("rev-parse", "HEAD")
    repository.commit("Gone", {"src/a.py": None, "b.py": "x = 1\n"})
    assert way(of(repository.path, "src/a.py:2", at=base)) == [("brought", base)]
    with pytest.raises(UsageError, match="not in HEAD") as caught:
        of(repository.path, "src/a.py:2")
    assert f"{repository.git('rev-parse', 'HEAD')[:12]} took it away" in caught.value.hint


def test_paths_begin_where_the_command_runs(repository: RepositoryBuilder) -> None:
    for directory, words in (
        (repository.path / "src", "a.py:1"),
        (repository.path / "src", "src/a.py:1"),
        (repository.path / "src", "../src/a.py:1"),
        (repository.path, str(repository.path.resolve() / "src" / "a.py") + ":1"),
    ):
        assert of(directory, words).steps[0].path == "src/a.py"


@pytest.mark.parametrize("words", ["src/a.py", "src/a.py:", "src/a.py:0", "src/a.py:x", ":3", "src/a.py:-1"])
def test_what_is_no_file_and_line(words: str, repository: RepositoryBuilder) -> None:
    with pytest.raises(UsageError, match="is not FILE:LINE"):
        of(repository.path, words)


@pytest.mark.parametrize("words", ["src/a.py:4", "src/b.py:1", "../x.py:1", "/etc/passwd:1"])
def test_what_is_not_there(words: str, repository: RepositoryBuilder) -> None:
    with pytest.raises(UsageError):
        of(repository.path, words)


def test_files_without_lines_are_told_by_their_last_commit(repository: RepositoryBuilder) -> None:
    commit = repository.commit("Logo", {"logo.png": b"\x89PNG\0\0" + bytes(range(200))})
    found = of(repository.path, "logo.png:1")
    assert (way(found), found.settled) == ([("changed", commit)], False)
    assert found.gaps == ("logo.png:1: it is a binary file, which has no lines",)
    assert way(of(repository.path, "logo.png:1", at="HEAD")) == [("changed", commit)]


def test_links_are_not_followed(repository: RepositoryBuilder) -> None:
    repository.symlink("link.py", "/etc/passwd")
    commit = repository.commit("Link")
    found = of(repository.path, "link.py:1")
    assert (way(found), found.text) == ([("changed", commit)], "")
    assert "symbolic link" in found.gaps[0]
    repository.symlink("folder", "src")
    repository.commit("Folder")
    assert "symbolic link" in of(repository.path, "folder/a.py:1").gaps[0]


def test_submodules_are_repositories_of_their_own(repository: RepositoryBuilder) -> None:
    base = repository.git("rev-parse", "HEAD")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{base},vendor/lib")
    repository.git("commit", "--quiet", "--message", "Submodule")
    (repository.path / "vendor" / "lib").mkdir(parents=True)
    found = of(repository.path, "vendor/lib:1")
    assert way(found) == [("changed", repository.git("rev-parse", "HEAD"))]
    assert "it is a submodule" in found.gaps[0]
    with pytest.raises(UsageError, match="in the submodule vendor/lib") as caught:
        of(repository.path, "vendor/lib/x.py:1")
    assert "-C vendor/lib x.py:LINE" in caught.value.hint


def test_a_bare_repository_has_its_head(repository: RepositoryBuilder, tmp_path: Path) -> None:
    bare = tmp_path / "bare.git"
    repository.git("clone", "--quiet", "--bare", str(repository.path), str(bare))
    found = of(bare, "src/a.py:2")
    assert (found.revision, found.steps[0].line) == ("HEAD", 2)
