"""git's output, read back against what was put in."""

from __future__ import annotations

import io
import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from repositories import RepositoryBuilder

from tidegate.git import Repository
from tidegate.git.difference import HUNK, parse_hunk, read_hunks, read_records, unquote
from tidegate.git.process import encode_path
from tidegate.model.change import Change, FileChange, FileKind, FileStatus
from tidegate.model.errors import RepositoryError

BYTES = st.binary(min_size=1, max_size=8).map(lambda raw: raw.replace(b"/", b"_").replace(b"\0", b"_"))
HOSTILE = st.sampled_from(
    [
        b"a b",
        b'"',
        b"\n",
        b"\\",
        b"@@ -1 +1 @@",
        b"diff --git a/x b/x",
        b"\xff\xfe",
        b" ",
        b"-",
        b":(glob)*",
        b"\t",
    ]
)
NAME = st.one_of(HOSTILE, BYTES).filter(
    lambda name: name not in (b".", b"..", b"") and name.lower() != b".git"
)
LINE = st.sampled_from(
    [
        b"a",
        b"b",
        b"",
        b"@@ -1 +1 @@",
        b"diff --git a/x b/x",
        b"\\ No newline at end of file",
        b"-x",
        b"+x",
        b"\r",
        b"\xff",
    ]
)
CONTENT = st.builds(
    lambda lines, end: b"\n".join(lines) + end, st.lists(LINE, max_size=8), st.sampled_from([b"", b"\n"])
)
FILES = st.dictionaries(st.lists(NAME, min_size=1, max_size=3).map(b"/".join), CONTENT, max_size=5)


WORD = re.compile(rb"(?<![0-9A-Za-z_])[ax](?![0-9A-Za-z_])")


def quoted(path: bytes) -> bytes:
    return b'"' + b"".join(b"\\%03o" % byte for byte in path) + b'"'


@given(st.binary(max_size=30))
def test_unquote_is_the_inverse_of_git_quoting(path: bytes) -> None:
    assert encode_path(unquote(quoted(path))) == path


def test_unquote_knows_every_escape() -> None:
    assert unquote(b"plain name") == "plain name"
    assert unquote(rb'"\a\b\t\n\v\f\r\"\\\303\274"') == '\a\b\t\n\v\f\r"\\ü'


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> RepositoryBuilder:
    return RepositoryBuilder(tmp_path_factory.mktemp("shared"))


def import_files(builder: RepositoryBuilder, files: dict[bytes, bytes]) -> str:
    """A commit without parents that has just these files."""
    stream = b"feature done\ncommit refs/heads/imported\ncommitter A <a> 0 +0000\ndata 0\n"
    for path, content in files.items():
        stream += b"M 100644 inline %s\ndata %d\n%s\n" % (quoted(path), len(content), content)
    builder.git("fast-import", "--quiet", "--force", "--date-format=raw", stdin=stream + b"done\n")
    return builder.git("rev-parse", "refs/heads/imported")


def disjoint(files: dict[bytes, bytes]) -> bool:
    """No file stands where another one's directory is."""
    return not any(path != other and path.startswith(other + b"/") for path in files for other in files)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FILES, FILES)
@example({b"a": b"1\n"}, {b"a": b"1"})
def test_any_two_trees(shared: RepositoryBuilder, base: dict[bytes, bytes], head: dict[bytes, bytes]) -> None:
    assume(disjoint(base) and disjoint(head))
    change = compared(shared, base, head)
    seen = {encode_path(file.path) for file in change.files}
    removed = {
        encode_path(file.base_path or "") for file in change.files if file.status is FileStatus.RENAMED
    }
    assert seen | removed == {path for path in base.keys() | head.keys() if base.get(path) != head.get(path)}
    for file in change.files:
        if file.status is not FileStatus.DELETED:
            old = base[encode_path(file.base_path)] if file.base_path is not None else b""
            assert rebuilt(old, head[encode_path(file.path)], file) == head[encode_path(file.path)]


def compared(builder: RepositoryBuilder, base: dict[bytes, bytes], head: dict[bytes, bytes]) -> Change:
    """The two sides as one change: the base becomes the parent of the head."""
    first, second = import_files(builder, base), import_files(builder, head)
    joined = builder.git("commit-tree", "-p", first, "-m", "head", f"{second}^{{tree}}")
    with Repository.open(builder.path) as repository:
        change = repository.change(joined)
        tree = repository.tree(change.head_tree)
        assert {encode_path(path): tree.read(path) for path in tree.paths()} == head
        words = {encode_path(path) for path in tree.search(["a", "x"], [""])}
        assert words == {path for path, content in head.items() if WORD.search(content)}
        return change


def rebuilt(base: bytes, head: bytes, file: FileChange) -> bytes:
    old, new = lines(base), lines(head)
    built: list[bytes] = []
    position = 0
    for hunk in file.hunks:
        start = hunk.base_start - (1 if hunk.base_count else 0)
        built += old[position:start]
        first = hunk.head_start - (1 if hunk.head_count else 0)
        built += new[first : first + hunk.head_count]
        position = start + hunk.base_count
    return b"".join(built + old[position:])


def lines(content: bytes) -> list[bytes]:
    return [line + b"\n" for line in content.split(b"\n")[:-1]] + [content.split(b"\n")[-1]]


def parsed(printed: bytes) -> list[tuple[str, int]]:
    stream = io.BytesIO(printed)
    found = read_hunks(stream, read_records(stream))
    return [(difference.record.head_path, len(difference.hunks)) for difference in found]


RECORD = b":100644 100644 " + b"1" * 40 + b" " + b"2" * 40 + b" M\ta.py\n"
PATCH = b"diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1 +1,2 @@ def f():\n-a\n+@@ -1 +1 @@\n+b\n"


def test_reads_records_and_hunks() -> None:
    assert parsed(RECORD + b"\n" + PATCH) == [("a.py", 1)]
    assert parsed(b"") == []


@pytest.mark.parametrize(
    "printed",
    [
        RECORD,  # a record without its patch
        RECORD + b"\n" + PATCH + PATCH,
        RECORD + b"\n" + PATCH[:-3],
        b"warning: something\n",
        b"\n" + PATCH,
    ],
)
def test_what_is_not_understood_is_an_error(printed: bytes) -> None:
    with pytest.raises(RepositoryError, match="not understood"):
        parsed(printed)


@given(st.binary(max_size=60))
def test_junk_is_nothing_or_a_named_error(junk: bytes) -> None:
    for printed in (junk, RECORD + b"\n" + junk, RECORD + b"\n" + PATCH + junk):
        with suppress(RepositoryError):
            assert {path for path, _ in parsed(printed)} <= {"a.py"}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (b"@@ -1 +1 @@", (1, 1, 1, 1)),
        (b"@@ -0,0 +1,12 @@", (0, 0, 1, 12)),
        (b"@@ -5,2 +4,0 @@ x", (5, 2, 4, 0)),
    ],
)
def test_hunk_headers(text: bytes, numbers: tuple[int, int, int, int]) -> None:
    found = HUNK.match(text)
    assert found is not None
    hunk = parse_hunk(found)
    assert (hunk.base_start, hunk.base_count, hunk.head_start, hunk.head_count) == numbers


def test_a_large_change_is_read_in_full(tmp_path: Path) -> None:
    builder = RepositoryBuilder(tmp_path)
    builder.commit("base", {f"d{number % 7}/{number}.py": f"{number}\n" for number in range(400)})
    builder.commit("head", {f"d{number % 7}/{number}.py": f"{number}\nx\n" for number in range(400)})
    with Repository.open(tmp_path) as repository:
        files = repository.change("HEAD").files
    assert len(files) == 400
    assert all(file.kind is FileKind.TEXT and file.added == 1 and file.removed == 0 for file in files)
