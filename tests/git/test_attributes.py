"""Marks, checked against git's own reading of the same files."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from repositories import RepositoryBuilder

from tidegate.git import Repository
from tidegate.git.attributes import marks, parse_attributes

PATHS = [
    "a.py", "gen/a.py", "gen/deep/a.py", "src/gen/a.py", "src/gen/b.min.js", "b.min.js", "vendor/x/y.js",
    "src/vendor/z.js", "we ird.py", "a[1].py", "a1.py", "ab.py", "src/ab.py", ".hidden.py",
]  # fmt: skip
PATTERNS = [
    "*.py", "gen/*", "gen/**", "**/gen/*", "/gen/**", "*.min.js", "vendor", "vendor/", "vendor/**", "/**",
    "src/**/*.js", "a?.py", "a[0-9].py", "a[!b].py", '"we ird.py"', r"a\[1].py", "src/*.py", "**", "gen/deep",
    "**/deep/**", "[", "[]", "a**.py", "/a.py", "!a.py", "#a.py", "[a-c]*.py", ".*", "*/gen/*",
]  # fmt: skip
STATES = [
    "linguist-generated", "linguist-generated=true", "-linguist-generated", "!linguist-generated",
    "linguist-generated=false", "linguist-vendored", "text linguist-vendored -diff", "made", "-made",
]  # fmt: skip
LINES = st.lists(st.tuples(st.sampled_from(PATTERNS), st.sampled_from(STATES)), min_size=1, max_size=5)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> RepositoryBuilder:
    builder = RepositoryBuilder(tmp_path_factory.mktemp("attributes"))
    builder.commit("files", dict.fromkeys(PATHS, ""))
    return builder


def by_git(builder: RepositoryBuilder) -> dict[str, str]:
    words = ("check-attr", "-z", "linguist-generated", "linguist-vendored", "--", *PATHS)
    fields = builder.git(*words).split("\0")[:-1]
    found: dict[str, str] = {}
    for path, attribute, value in zip(fields[::3], fields[1::3], fields[2::3], strict=True):
        if value in ("set", "true"):
            found.setdefault(path, attribute.removeprefix("linguist-"))
    return found


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES, LINES)
def test_agrees_with_git(
    shared: RepositoryBuilder, top: list[tuple[str, str]], nested: list[tuple[str, str]]
) -> None:
    def text(lines: list[tuple[str, str]]) -> str:
        return "".join(f"{pattern} {state}\n" for pattern, state in lines)

    macro = "[attr]made linguist-generated\n# linguist-\n"
    shared.commit("attributes", {".gitattributes": macro + text(top), "src/.gitattributes": text(nested)})
    with Repository.open(shared.path) as repository:
        assert marks(repository._objects, shared.tree(), PATHS) == by_git(shared)


@given(st.binary(max_size=80))
def test_reads_anything(junk: bytes) -> None:
    first, *others = parse_attributes(b"* linguist-generated\n" + junk + b" linguist-vendored\n", {})
    assert first.pattern.fullmatch(b"path.py")
    assert first.states == (("linguist-generated", True),)
    for rule in others:
        assert rule.states
        rule.pattern.fullmatch(b"some/path.py")


def test_takes_no_time_on_a_pattern_made_to_take_long(builder: RepositoryBuilder) -> None:
    pattern = "*a" * 60 + "b"
    builder.commit("slow", {".gitattributes": f"{pattern} linguist-generated\n"})
    with Repository.open(builder.path) as repository:
        assert marks(repository._objects, builder.tree(), ["a" * 4000, "a" * 300 + "b"]) == {
            "a" * 300 + "b": "generated"
        }


def test_a_symlink_is_no_file_of_attributes(builder: RepositoryBuilder) -> None:
    builder.write({"real": "* linguist-generated\n", "a.py": ""})
    builder.symlink(".gitattributes", "real")
    builder.commit("link")
    with Repository.open(builder.path) as repository:
        assert marks(repository._objects, builder.tree(), ["a.py"]) == {}
