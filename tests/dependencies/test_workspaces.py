from __future__ import annotations

import json
from collections.abc import Collection

import pytest

from tidegate.dependencies.listings import Listings
from tidegate.dependencies.workspaces import is_member, manifests


@pytest.mark.parametrize(
    ("folder", "globs", "expected"),
    [
        ("packages/a", ["packages/*"], True),
        ("packages/a/b", ["packages/*"], False),
        ("packages/a/b", ["packages/**"], True),
        ("packages/a/b", ["./packages/*/b/"], True),
        ("web", ["web"], True),
        ("web", ["packages/*", "apps/*"], False),
        ("packages/old", ["packages/*", "!packages/old"], False),
        ("packages/a", ["packages/[ab]"], True),
        (".", ["**"], False),
        ("../other", ["*"], False),
        ("a/b/c", ["**/**/**"], False),
        ("a" * 1000, ["*a" * 200 + "b"], False),
    ],
)
def test_members(folder: str, globs: list[str], expected: bool) -> None:
    assert is_member(folder, globs) is expected


class Files:
    def __init__(self, files: dict[str, str]) -> None:
        self.files = files

    def read(self, path: str) -> bytes | None:
        return self.files[path].encode() if path in self.files else None

    def names(self, directory: str) -> Collection[str]:
        begin = f"{directory}/" if directory else ""
        return {path.removeprefix(begin).partition("/")[0] for path in self.files if path.startswith(begin)}

    def paths(self) -> Collection[str]:
        return list(self.files)


def package(*asked: str, **more: object) -> str:
    return json.dumps({"dependencies": dict.fromkeys(asked, "1"), **more})


@pytest.mark.parametrize("top", ["", "web/"])
def test_manifests_of_a_workspace(top: str) -> None:
    files = {
        f"{top}yarn.lock": "",
        f"{top}package.json": package("a", workspaces=["packages/*"]),
        f"{top}packages/one/package.json": package("b"),
        f"{top}packages/one/test/package.json": package("c"),
        f"{top}other/package.json": package("d"),
        "elsewhere/packages/one/package.json": package("e"),
    }
    found = manifests(f"{top}yarn.lock", Listings(Files(files)))
    assert [one.name for read in found for one in read.listing.dependencies] == ["a", "b"]


def test_without_workspaces_only_those_beside() -> None:
    files = {"yarn.lock": "", "package.json": package("a"), "packages/one/package.json": package("b")}
    found = manifests("yarn.lock", Listings(Files(files)))
    assert [one.name for read in found for one in read.listing.dependencies] == ["a"]
