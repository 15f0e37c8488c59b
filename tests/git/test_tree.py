from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from repositories import RepositoryBuilder

from tidegate.git import BLOB_LIMIT, Entry, MissingObject, Repository, TooLarge, Tree
from tidegate.git.objects import Objects, Watch, parse_information, parse_tree
from tidegate.git.process import Git, encode_path
from tidegate.model.errors import RepositoryError

FILES = {"a.py": "one\n", "d/e/f.py": "two\n", "d/g.py": "", 'odd\n"ü': "odd\n", "d-e": "x"}


@pytest.fixture
def tree(builder: RepositoryBuilder, repository: Repository) -> Tree:
    builder.write(FILES)
    builder.symlink("link", "d/g.py")
    builder.executable("a.py")
    builder.commit()
    return repository.tree(builder.tree())


def test_reads_files(tree: Tree) -> None:
    for path, content in FILES.items():
        assert tree.read(path) == content.encode()
    assert tree.read("link") == b"d/g.py"
    for nothing in ("", "d", "nowhere", "a.py/x", "d/e/", "/a.py", "./a.py", "d//g.py", "nowhere/x"):
        assert tree.read(nothing) is None


def test_tells_entries(builder: RepositoryBuilder, tree: Tree) -> None:
    oid = builder.git("rev-parse", "HEAD:a.py")
    assert tree.entry("a.py") == Entry("a.py", "100755", "blob", oid, 4)
    directory = tree.entry("d/e")
    assert directory == Entry("e", "040000", "tree", builder.git("rev-parse", "HEAD:d/e"))
    link = tree.entry("link")
    assert link is not None
    assert (link.mode, link.kind, link.size) == ("120000", "blob", 6)
    assert tree.entry("nowhere/x") is tree.entry("") is None


def test_tells_ids_and_names(builder: RepositoryBuilder, tree: Tree) -> None:
    assert tree.blob_id("d/g.py") == builder.git("rev-parse", "HEAD:d/g.py")
    assert tree.blob_id("d") is tree.blob_id("nowhere") is None
    assert tree.names("d") == {"e", "g.py"}
    assert tree.names("a.py") == tree.names("nowhere") == set()


def test_lists_one_level(tree: Tree) -> None:
    assert [entry.name for entry in tree.children()] == ["a.py", "d-e", "d", "link", 'odd\n"ü']
    assert [(entry.name, entry.size) for entry in tree.children("d")] == [("e", None), ("g.py", 0)]
    assert tree.children("a.py") == tree.children("nowhere") == []


def test_lists_paths(tree: Tree) -> None:
    assert set(tree.paths()) == FILES.keys() | {"link"}
    assert tree.paths("d") == tree.paths("d/") == ["d/e/f.py", "d/g.py"]
    assert tree.paths("d/e") == ["d/e/f.py"]
    assert tree.paths("a.py") == tree.paths("d/e/f") == []


def test_says_what_is_too_large_and_what_is_missing(
    builder: RepositoryBuilder, repository: Repository
) -> None:
    builder.commit("large", {"large": b"x" * (BLOB_LIMIT + 1), "most": b"x" * BLOB_LIMIT, "gone": "gone\n"})
    oid = builder.git("rev-parse", "HEAD:gone")
    (builder.path / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
    tree = repository.tree(builder.tree())
    assert len(tree.read("most") or b"") == BLOB_LIMIT
    with pytest.raises(TooLarge) as large:
        tree.read("large")
    assert (large.value.size, large.value.limit) == (BLOB_LIMIT + 1, BLOB_LIMIT)
    with pytest.raises(TooLarge):
        tree.read("most", limit=10)
    with pytest.raises(MissingObject) as missing:
        tree.read("gone")
    assert missing.value.oid == oid
    gone = tree.entry("gone")
    assert gone is not None
    assert gone.size is None


def test_reads_many_files_at_once(builder: RepositoryBuilder, repository: Repository) -> None:
    many = {f"d/{number}.py": f"{number}\n" * number for number in range(450)}
    large = {"large": "x" * 2000, "empty": "", "same": "1\n"}
    builder.commit("many", many | large)
    tree = repository.tree(builder.tree())
    found = tree.read_all([*many, *large, "nowhere", "d"], limit=1800)
    assert found == {path: text.encode() for path, text in (many | large).items() if path != "large"}
    assert tree.read_all([]) == {}
    assert tree.blob_ids(["d/7.py", "empty", "nowhere", "d", "d/7.py/x", "nowhere/x", ""]) == {
        path: builder.git("rev-parse", f"HEAD:{path}") for path in ("d/7.py", "empty")
    }


def test_a_tree_that_is_missing_is_named(repository: Repository) -> None:
    with pytest.raises(MissingObject):
        repository.tree("1" * 40).read("a.py")


def test_many_threads_read_at_once(tree: Tree) -> None:
    paths = list(FILES) * 50
    with ThreadPoolExecutor(8) as pool:
        contents = list(pool.map(tree.read, paths))
    assert contents == [FILES[path].encode() for path in paths]


def test_many_objects_are_found_at_once(builder: RepositoryBuilder, repository: Repository) -> None:
    files: Mapping[str, str] = {f"{number:04}": str(number) for number in range(1500)}
    builder.commit("many", files)
    assert [entry.size for entry in repository.tree(builder.tree()).children()] == [
        len(str(number)) for number in range(1500)
    ]


def test_a_silent_git_is_ended(builder: RepositoryBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    builder.commit()
    git = Git(builder.path, {"PATH": "/usr/bin:/bin"}, seconds=0.05)
    start = Git.start

    def silent(self: Git, *arguments: str, **others: Any) -> object:
        return start(self, "-c", "alias.wait=!exec sleep 60", "wait", **others)

    monkeypatch.setattr(Git, "start", silent)
    objects = Objects(git)
    with pytest.raises(RepositoryError, match="ended"):
        objects.find("HEAD")
    objects.close()


def test_a_watch_lets_a_quick_answer_be() -> None:
    watch = Watch(10)
    with watch:
        pass
    watch.close()
    assert watch.process is None


@given(st.text("0123456789abcdef misngbout\n"))
def test_information_is_an_object_or_nothing(line: str) -> None:
    found = parse_information(line.encode())
    assert found is None or line == f"{found.oid} {found.kind} {line.split(' ')[2]}"


NAMES = st.binary(min_size=1, max_size=9).filter(lambda name: not set(name) & {0, ord("/")})
MODES = st.sampled_from(["100644", "100755", "120000", "40000", "160000"])


@given(
    st.dictionaries(NAMES, st.tuples(MODES, st.binary(min_size=32, max_size=32))), st.sampled_from([20, 32])
)
def test_parse_tree_reads_what_git_writes(entries: dict[bytes, tuple[str, bytes]], length: int) -> None:
    raw = b"".join(
        mode.encode() + b" " + name + b"\0" + oid[:length] for name, (mode, oid) in entries.items()
    )
    parsed = parse_tree(raw, length)
    assert {
        encode_path(name): (entry.mode.removeprefix("0"), entry.oid) for name, entry in parsed.items()
    } == {name: (mode, oid[:length].hex()) for name, (mode, oid) in entries.items()}
