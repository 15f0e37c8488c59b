from __future__ import annotations

from pathlib import Path

import pytest

from tidegate.dependencies.formats.yarn_lock import read
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

SAMPLES = Path(__file__).with_name("samples") / "yarn_lock"
CHECKSUM = (
    "89ee2e353c5a3f3bd400c79db1c307a5b3506198ee8169d521e533a9b1d8a08fc95f21a919c084e98845b4286d7ffe309778da03"
    "744dfe66c3c1763ab1a030c6"
)
COMMIT = "116d38c34d7e0dd6a67e6de2d9ca60d64a333a28"


def sample(case: str) -> Listing:
    return read(Source("yarn.lock", (SAMPLES / case / "yarn.lock").read_bytes()))


def by_key(case: str) -> dict[str, Dependency]:
    return {one.key: one for one in sample(case).dependencies}


def lock(text: str) -> Listing:
    return read(Source("yarn.lock", text.encode()))


class TestClassic:
    def test_an_entry_whole(self) -> None:
        assert by_key("v1-addresses")["is-odd@3.0.1"] == Dependency(
            ecosystem="npm",
            name="is-odd",
            version="3.0.1",
            location="https://mirror.example/is-odd/-/is-odd-3.0.1.tgz",
            integrity=(
                "sha512-CQpnWPrDwmP1+SMHXZhtLtJv90yiyVfluGsX5iNCVkrhQtU3TQHsUWPG9wkdk9Lgd5yNpAg9jQEo90CBaXgWMA==",
            ),
            key="is-odd@3.0.1",
            requires=("is-number@6.0.0",),
            alias="odd",
            line=72,
        )

    def test_every_origin(self) -> None:
        found = by_key("v1-addresses")
        widget = found["widget@1.4.0"]
        assert (widget.origin, widget.location, widget.revision) == (
            Origin.GIT,
            "git+ssh://git.example/shop/widget.git",
            COMMIT,
        )
        archive = found["ms@2.1.3"]
        assert (archive.origin, archive.location, len(archive.integrity[0])) == (
            Origin.URL,
            "https://archives.example/archives/ms-2.1.3.tgz",
            40,
        )
        assert found["local@0.1.0"].origin is Origin.PATH
        assert found["neighbour@0.0.0"].origin is Origin.PATH
        assert sample("v1-addresses").hosts == {"mirror.example", "archives.example", "git.example"}

    def test_several_specs_in_one_heading(self) -> None:
        found = by_key("v1-overrides")
        assert found["color-convert@2.0.1"].requires == ("color-name@1.1.3",)
        made = lock('"@a/b@^1.0.0", "@a/b@>= 1.2, < 2", a@1:\n  version "1.5.0"\n').dependencies
        assert [(one.name, one.version, one.line) for one in made] == [("@a/b", "1.5.0", 1)]

    def test_an_archive_of_a_commit_is_git(self) -> None:
        address = f"https://codeload.example/a/b/tar.gz/{COMMIT}"
        (found,) = lock(f'"b@a/b":\n  version "1.0.0"\n  resolved "{address}"\n').dependencies
        assert (found.origin, found.revision) == (Origin.GIT, COMMIT)

    def test_a_hash_in_both_places_counts_once(self) -> None:
        """The fragment is SHA-1: it must not stand in for a stronger hash that changed."""
        entry = 'a@^1:\n  version "1.0.0"\n  resolved "https://mirror.example/a/-/a-1.0.0.tgz#abc"\n'
        assert lock(entry).dependencies[0].integrity == ("abc",)
        assert lock(entry + '  integrity "sha512-x sha1-y"\n').dependencies[0].integrity == (
            "sha512-x",
            "sha1-y",
        )

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("a@^1:\n", "line 1: a has no version"),
            ('a@^1:\n  version "1.0.0"\n   what\n', "line 3 is no entry of a lock file"),
            ('  version "1.0.0"\n', "line 1 is no entry of a lock file"),
            (
                'a@^1:\n  version "1.0.0"\n  dependencies:\n    b "^2"\n',
                "it asks for b@^2, which it does not list",
            ),
        ],
    )
    def test_gaps(self, text: str, why: str) -> None:
        assert lock(text).gaps == (why,)

    def test_something_else(self) -> None:
        with pytest.raises(Unreadable, match="line 101 and 100 before it"):
            lock("what is this\n" * 200)


class TestBerry:
    def test_an_entry_whole(self) -> None:
        assert by_key("berry4-addresses")["is-odd@npm:3.0.1"] == Dependency(
            ecosystem="npm",
            name="is-odd",
            version="3.0.1",
            requirement="^3.0.1",
            direct=True,
            integrity=(f"10c0/{CHECKSUM}",),
            key="is-odd@npm:3.0.1",
            requires=("is-number@npm:6.0.0",),
            alias="odd",
        )

    def test_every_origin(self) -> None:
        found = {one.alias or one.name: one for one in sample("berry4-addresses").dependencies if one.direct}
        assert {name: one.origin for name, one in found.items()} == {
            "@mine/even": Origin.REGISTRY,
            "bundler": Origin.PATH,
            "local": Origin.PATH,
            "ms": Origin.URL,
            "neighbour": Origin.PATH,
            "odd": Origin.REGISTRY,
        }
        assert sample("berry4-addresses").hosts == {"archives.example"}

    def test_git(self) -> None:
        (found,) = lock(
            "__metadata:\n  version: 8\n"
            f'"b@https://git.example/a/b.git#commit={COMMIT}":\n  version: 1.0.0\n'
            f'  resolution: "b@https://git.example/a/b.git#commit={COMMIT}"\n  checksum: 10/a\n'
        ).dependencies
        assert (found.origin, found.location, found.revision) == (
            Origin.GIT,
            "https://git.example/a/b.git",
            COMMIT,
        )

    def test_an_archive_elsewhere_in_the_registry(self) -> None:
        binding = "__archiveUrl=https%3A%2F%2Fmirror.example%2Fa%2F-%2Fa-1.0.0.tgz"
        found = lock(
            "__metadata:\n  version: 8\n"
            f'"a@npm:^1.0.0":\n  version: 1.0.0\n  resolution: "a@npm:1.0.0::{binding}"\n'
        )
        assert found.hosts == {"mirror.example"}
        assert found.dependencies[0].origin is Origin.REGISTRY

    def test_workspaces(self) -> None:
        found = by_key("berry4-workspaces")
        assert "shop@workspace:." not in found
        assert (
            found["@shop/api@workspace:packages/api"].origin,
            found["@shop/api@workspace:packages/api"].direct,
        ) == (
            Origin.PATH,
            True,
        )
        assert (found["chalk@npm:2.4.2"].direct, found["chalk@npm:2.4.2"].requirement) == (True, "^2.4.2")
        assert found["color-name@npm:1.1.3"].direct is False

    def test_a_patched_package_is_that_package(self) -> None:
        found = by_key("berry4-patch")
        assert not [key for key in found if "patch:" in key]
        assert (found["is-odd@npm:3.0.1"].direct, found["is-odd@npm:3.0.1"].requirement) == (True, "3.0.1")

    def test_what_resolutions_decided(self) -> None:
        assert by_key("berry4-overrides")["color-convert@npm:2.0.1"].requires == ("color-name@npm:1.1.3",)

    @pytest.mark.parametrize("case", ["berry2-peers", "berry4-peers"])
    def test_optional_dependencies(self, case: str) -> None:
        (found,) = [one for one in sample(case).dependencies if one.name == "fsevents"]
        assert (found.scope, found.direct) == (Scope.OPTIONAL, True)

    def test_gaps(self) -> None:
        found = lock(
            "__metadata:\n  version: 8\n"
            '"a@npm:^1":\n  version: 1.0.0\n  resolution: "a@npm:1.0.0"\n  dependencies:\n    b: "npm:^2"\n'
            '"c@npm:^1":\n  version: 1.0.0\n'
        )
        assert found.gaps == (
            "c@npm:^1 has no resolution",
            "it asks for b@npm:^2, which it does not list",
        )
