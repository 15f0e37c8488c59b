"""Files that others include, over both sides of a change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from repositories import RepositoryBuilder

from tidegate.dependencies.compare import Compared, compare
from tidegate.dependencies.inclusions import MOST_FILES
from tidegate.git import Repository
from tidegate.program.trees import GitTree

Files: TypeAlias = dict[str, str]
Comparing: TypeAlias = Callable[[Files, Files], Compared]


@pytest.fixture
def compared(tmp_path: Path) -> Comparing:
    """Commits base and head, each into a repository of its own, and compares their dependencies."""
    made: list[Path] = []

    def run(base: Files, head: Files) -> Compared:
        made.append(tmp_path / str(len(made)))
        repository = RepositoryBuilder(made[-1])
        old = repository.commit("base", base | {"README": ""})
        new = repository.commit("head", head | dict.fromkeys(base.keys() - head.keys()))
        with Repository.open(made[-1]) as opened:
            change = opened.change(f"{old}..{new}")
            return compare(
                change, GitTree(opened.tree(change.base_tree)), GitTree(opened.tree(change.head_tree))
            )

    return run


def told(compared: Compared) -> list[tuple[str, tuple[str, ...], list[str]]]:
    return [
        (one.name, one.what, [f"{place.path}:{place.line}:{place.side}" for place in one.places])
        for one in compared.changes
    ]


def test_an_added_include_brings_what_it_holds(compared: Comparing) -> None:
    shared = {"plugins/requirements.txt": "# more\nclick==8.1.7\n"}
    base = {"requirements.txt": "flask==3.0\n"} | shared
    head = {"requirements.txt": "flask==3.0\n-r plugins/requirements.txt\n"} | shared
    assert told(compared(base, head)) == [("click", ("added",), ["plugins/requirements.txt:2:head"])]
    assert told(compared(head, base)) == [("click", ("removed",), ["plugins/requirements.txt:2:base"])]


def test_an_include_that_was_there_before_brings_nothing(compared: Comparing) -> None:
    shared = {"base.txt": "click==8.1.7\n"}
    base = {"requirements.txt": "-r base.txt\nflask==3.0\n"} | shared
    head = {"requirements.txt": "-r base.txt\nflask==3.1\n"} | shared
    assert told(compared(base, head)) == [("flask", ("upgraded",), ["requirements.txt:2:head"])]


def test_includes_of_includes_and_a_loop(compared: Comparing) -> None:
    shared = {
        "a.txt": "-r b.txt\nclick\n",
        "b.txt": "-c a.txt\n-r deep/c.txt\n-r requirements.txt\nflask\n",
        "deep/c.txt": "-r ../a.txt\nrich\n",
    }
    base = {"requirements.txt": "six\n"} | shared
    head = {"requirements.txt": "six\n-r a.txt\n"} | shared
    assert sorted(name for name, _, _ in told(compared(base, head))) == ["click", "flask", "rich"]
    assert compared(base, head).gaps == ()


def test_packages_that_move_into_an_include(compared: Comparing) -> None:
    base = {"requirements.txt": "flask==3.0\nclick==8.1.7\n"}
    head = {
        "requirements.txt": "-r requirements-base.txt\nclick==8.1.7\n",
        "requirements-base.txt": "flask==3.0\n",
    }
    assert told(compared(base, head)) == []
    newer = head | {"requirements-base.txt": "flask==3.1\nrich\n"}
    assert told(compared(base, newer)) == [
        ("flask", ("upgraded",), ["requirements-base.txt:1:head"]),
        ("rich", ("added",), ["requirements-base.txt:2:head"]),
    ]


def test_an_include_that_moves(compared: Comparing) -> None:
    base = {"requirements.txt": "-r base.txt\n", "base.txt": "flask==3.0\n"}
    head = {"requirements.txt": "-r pins/base.txt\n", "pins/base.txt": "flask==3.0\n"}
    assert told(compared(base, head)) == []


def test_a_new_file_that_includes_what_is_known(compared: Comparing) -> None:
    """requirements-dev.txt beside requirements.txt: only what it asks for itself is new."""
    base = {"requirements.txt": "flask==3.0\n"}
    head = base | {"requirements-dev.txt": "-r requirements.txt\npytest\n"}
    assert told(compared(base, head)) == [("pytest", ("added",), ["requirements-dev.txt:2:head"])]


def test_a_new_file_that_includes_what_nobody_read(compared: Comparing) -> None:
    base = {"pins.list": "flask==3.0\n"}
    head = base | {"requirements.txt": "-r pins.list\n"}
    assert told(compared(base, head)) == [("flask", ("added",), ["pins.list:1:head"])]


def test_a_file_of_any_name_changes_with_the_one_that_includes_it(compared: Comparing) -> None:
    base = {"requirements.txt": "-r pins.list\n", "pins.list": "flask==3.0\n"}
    head = {"requirements.txt": "-r pins.list\nsix\n", "pins.list": "flask==3.1\n"}
    assert [(name, what) for name, what, _ in told(compared(base, head))] == [
        ("flask", ("upgraded",)),
        ("six", ("added",)),
    ]


def test_development_packages_that_come_with_the_program(compared: Comparing) -> None:
    shared = {"requirements-dev.txt": "pytest\n"}
    base = {"requirements.txt": "flask\n"} | shared
    head = {"requirements.txt": "flask\n-r requirements-dev.txt\n"} | shared
    (found,) = compared(base, head).changes
    assert (found.name, found.scope) == ("pytest", "runtime")


def test_files_that_setuptools_is_told_to_read(compared: Comparing) -> None:
    shared = {"deps.txt": "flask\n"}
    table = '[project]\nname = "a"\ndynamic = ["dependencies"]\n[tool.setuptools.dynamic]\n'
    base = {"pyproject.toml": f"{table}dependencies = {{ file = [] }}\n"} | shared
    head = {"pyproject.toml": f'{table}dependencies = {{ file = ["deps.txt"] }}\n'} | shared
    assert told(compared(base, head)) == [("flask", ("added",), ["deps.txt:1:head"])]


def gaps(compared: Comparing, text: str, files: Files) -> list[tuple[str, str]]:
    found = compared({"requirements.txt": "# none\n"}, {"requirements.txt": text} | files)
    assert "requirements.txt" not in found.read
    return [(gap.path, gap.why) for gap in found.gaps]


def test_what_cannot_be_included_is_named(compared: Comparing) -> None:
    assert gaps(compared, "-r gone.txt\n", {}) == [
        ("requirements.txt", "it includes 'gone.txt', which is not there")
    ]
    for name in ("../secret.txt", "/etc/passwd", "https://pins.example/r.txt"):
        assert gaps(compared, f"-r {name}\n", {}) == [
            ("requirements.txt", f"it includes {name!r}, which is not in the repository")
        ]


def test_a_gap_in_an_include(compared: Comparing) -> None:
    assert gaps(compared, "-r pins\n", {"pins": "a b\n"})[0][0] == "pins"
    assert gaps(compared, "-r pins\n", {"pins": "<<<<<<< HEAD\n"}) == [
        ("pins", "its dependencies could not be read: line 1 holds an unresolved merge")
    ]


def test_more_includes_than_are_followed(compared: Comparing) -> None:
    files = {f"r{n}": f"-r r{n + 1}\np{n}\n" for n in range(MOST_FILES + 5)}
    assert gaps(compared, "-r r0\n", files)[-1][1] == f"it includes more than {MOST_FILES} files"


def test_folders_that_another_format_names(compared: Comparing) -> None:
    base = {"go.work": "go 1.22\n\nuse ./api\n"}
    head = {"go.work": "go 1.22\n\nuse ./api\n\nuse ./web\n"}
    assert not [gap for gap in compared(base, head).gaps if "includes" in gap.why]
