"""What a difference says, apart from where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import Content, RepositoryBuilder

from tidegate.git.repository import Repository

BASE = "".join(f"line {number}\n" for number in range(40))
ADDED = BASE.replace("line 20\n", "line 20\nif admin:\n    allow()\n")


@pytest.fixture
def repository(tmp_path: Path) -> RepositoryBuilder:
    made = RepositoryBuilder(tmp_path / "shop")
    made.commit("base", {"a.py": BASE, "b.bin": b"\0\1\2"})
    return made


def both(repository: RepositoryBuilder, files: dict[str, Content]) -> tuple[str | None, str | None]:
    """The digest and git's id of a change to ``files``, on HEAD."""
    before = repository.tree()
    repository.commit("change", files)
    with Repository.open(repository.path) as opened:
        after = repository.tree()
        return opened.line.patch_digest(before, after), opened.line.patch_id(before, after)


def test_the_same_change_further_down_is_the_same(repository: RepositoryBuilder) -> None:
    first = both(repository, {"a.py": ADDED})
    repository.commit("back, and a line above", {"a.py": "above\n" + BASE})
    assert both(repository, {"a.py": "above\n" + ADDED}) == first
    assert None not in first


def test_white_space_is_meaning(repository: RepositoryBuilder) -> None:
    digest, coarse = both(repository, {"a.py": ADDED})
    repository.commit("back", {"a.py": BASE})
    unindented, alike = both(repository, {"a.py": ADDED.replace("    allow()", "allow()")})
    assert alike == coarse, "git leaves white space out"
    assert unindented != digest


@pytest.mark.parametrize(
    "files",
    [
        {"a.py": ADDED.replace("allow", "deny")},
        {"c.py": ADDED},
        {"a.py": ADDED, "b.bin": b"\0\1\3"},
        {"a.py": ADDED, "empty": ""},
        {"a.py": None},
    ],
)
def test_other_changes_differ(files: dict[str, Content], repository: RepositoryBuilder) -> None:
    first = both(repository, {"a.py": ADDED})
    repository.commit("back", {"a.py": BASE})
    assert both(repository, files)[0] not in {first[0], None}


def test_modes_count_and_nothing_is_nothing(repository: RepositoryBuilder) -> None:
    assert both(repository, {}) == (None, None)
    before = repository.tree()
    repository.executable("a.py")
    assert both(repository, {})[0] is not None
    assert repository.tree() != before


def test_what_the_user_set_up_changes_nothing(repository: RepositoryBuilder) -> None:
    first = both(repository, {"a.py": ADDED})
    repository.commit("back", {"a.py": BASE})
    for name, value in (("diff.context", "0"), ("diff.algorithm", "patience"), ("diff.noprefix", "true"),
                        ("diff.mnemonicPrefix", "true"), ("core.quotePath", "false")):  # fmt: skip
        repository.git("config", name, value)
    assert both(repository, {"a.py": ADDED}) == first
