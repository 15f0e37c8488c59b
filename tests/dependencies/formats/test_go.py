from __future__ import annotations

from pathlib import Path

import pytest

from tidegate.dependencies.compare import compare
from tidegate.dependencies.formats import go_mod, go_sum, go_work
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.change import Change, FileChange, FileKind, FileStatus
from tidegate.model.dependency import Dependency, Listing, Origin, Scope
from tidegate.model.paths import PathClass

SAMPLES = Path(__file__).with_name("samples")
MODULE = "module example.com/a\n"


def sample(case: str) -> Listing:
    return go_mod.read(Source("go.mod", (SAMPLES / "go_mod" / case / "go.mod").read_bytes()))


def mod(text: str) -> Listing:
    return go_mod.read(Source("go.mod", (MODULE + text).encode()))


class TestGoMod:
    def test_what_is_required(self) -> None:
        found = {one.name: one for one in sample("plain").dependencies}
        assert list(found) == [
            "stdlib",
            "toolchain",
            *(f"example.com/{one}" for one in ("router", "yaml/v3", "leaf")),
        ]
        assert found["example.com/leaf"] == Dependency(
            ecosystem="Go",
            name="example.com/leaf",
            version="v0.5.0",
            direct=False,
            key="example.com/leaf",
            line=10,
        )
        assert found["example.com/router"].direct

    def test_what_stands_for_it(self) -> None:
        found = {one.key: one for one in sample("replaced").dependencies}
        assert found["example.com/leaf"] == Dependency(
            ecosystem="Go",
            name="example.com/fork",
            version="v0.0.0-20230102030405-abcdef012345",
            direct=False,
            key="example.com/leaf",
            alias="example.com/leaf",
            line=5,
        )
        local = found["example.com/yaml/v3"]
        assert (local.origin, local.location, local.version) == (Origin.PATH, "./yaml", None)

    def test_one_version_is_replaced(self) -> None:
        text = "require example.com/b v1.0.0\nreplace example.com/b v{} => example.com/c v3.0.0\n"
        assert [one.name for one in mod(text.format("1.0.0")).dependencies] == ["example.com/c"]
        other = mod(text.format("2.0.0")).dependencies
        assert [(one.name, one.group) for one in other] == [
            ("example.com/b", None),
            ("example.com/c", "replace"),
        ]

    def test_quotes_tools_and_comments(self) -> None:
        found = sample("toolchain")
        names = {one.name: one for one in found.dependencies}
        assert not found.gaps
        assert names["example.com/quoted"].version == "v1.2.3"
        assert not names["golang.org/x/net"].direct
        assert "golang.org/x/tools/cmd/stringer" not in names

    @pytest.mark.parametrize(
        ("text", "version", "requirement"),
        [
            ("go 1.20", None, ">=1.20"),
            ("go 1.21.3", "1.21.3", ">=1.21.3"),
            ("go 1.22\ntoolchain go1.22.5", "1.22.5", ">=1.22.5"),
            ("go 1.23.1\ntoolchain go1.22.5", "1.23.1", ">=1.23.1"),
            ("go 1.21rc2", "1.21.0-rc.2", ">=1.21rc2"),
            ("go 1.22.1\ntoolchain go1.22.3-custom", "1.22.3", ">=1.22.3"),
            ("go 1.22.1\ntoolchain default", "1.22.1", ">=1.22.1"),
        ],
    )
    def test_the_version_of_go(self, text: str, version: str | None, requirement: str) -> None:
        library, tools = mod(text).dependencies
        assert (library.name, library.version, library.requirement) == ("stdlib", version, requirement)
        assert (tools.name, tools.version, tools.scope) == ("toolchain", version, Scope.BUILD)

    @pytest.mark.parametrize(
        ("line", "gap"),
        [
            ("require example.com/b", "line 2: that is no module with its version"),
            ("replace example.com/b", "line 2: that is no replacement"),
            ("replace example.com/b => example.com/c", "line 2: that is no replacement"),
            ("requires example.com/b v1.0.0", "line 2: 'requires' is not known"),
        ],
    )
    def test_gaps(self, line: str, gap: str) -> None:
        assert mod(line).gaps == (gap,)

    @pytest.mark.parametrize(
        "text", ["", "go 1.20\n", MODULE + "require (\n", MODULE + ")\n", MODULE + "go x\n"]
    )
    def test_unreadable(self, text: str) -> None:
        with pytest.raises(Unreadable):
            go_mod.read(Source("go.mod", text.encode()))


def test_a_workspace() -> None:
    found = go_work.read(Source("go.work", (SAMPLES / "go_work/replaced/go.work").read_bytes()))
    assert found.includes == ("./go.mod", "./tools/go.mod")
    assert [(one.name, one.version, one.alias) for one in found.dependencies[2:]] == [
        ("example.com/new", "v1.1.0", "example.com/old"),
        ("example.com/pinned", "v1.4.2", None),
    ]


class _Files(dict[str, bytes]):
    def read(self, path: str) -> bytes | None:
        return self.get(path)

    def names(self, directory: str) -> list[str]:
        return [] if directory else self.paths()

    def paths(self) -> list[str]:
        return list(self)


class TestGoSum:
    PINNED = "example.com/b v1.0.0 h1:aaaa=\nexample.com/b v1.0.0/go.mod h1:bbbb=\n"

    def what(self, before: str, after: str) -> list[tuple[str, ...]]:
        base, head = _Files({"go.sum": before.encode()}), _Files({"go.sum": after.encode()})
        file = FileChange(
            path="go.sum",
            status=FileStatus.MODIFIED,
            kind=FileKind.TEXT,
            path_class=PathClass.PRODUCTION,
            base_path="go.sum",
            base_blob="1",
            head_blob="2",
        )
        change = Change("", "b", "h", "b", "b", "h", "b", "a change", (), (file,))
        return [one.what for one in compare(change, base, head).changes]

    def test_more_hashes_bring_nothing_in(self) -> None:
        more = "example.com/b v1.1.0 h1:cccc=\nexample.com/c v1.0.0/go.mod h1:dddd=\n"
        assert self.what(self.PINNED, self.PINNED + more) == []
        assert self.what(self.PINNED + more, self.PINNED) == []

    @pytest.mark.parametrize("changed", ["aaaa", "bbbb"])
    def test_another_hash_of_the_same_version(self, changed: str) -> None:
        assert self.what(self.PINNED, self.PINNED.replace(changed, "eeee")) == [("integrity-changed",)]

    @pytest.mark.parametrize("text", ["example.com/b v1.0.0\n", "a b c\n", "a b h1:c d\n"])
    def test_unreadable(self, text: str) -> None:
        with pytest.raises(Unreadable, match="line 1 is no module"):
            go_sum.read(Source("go.sum", text.encode()))
