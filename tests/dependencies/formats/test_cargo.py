from __future__ import annotations

from pathlib import Path

import pytest

from tidegate.dependencies.formats import cargo_lock, cargo_toml
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin, Scope

SAMPLES = Path(__file__).with_name("samples")
INDEX = "https://mirror.example/crates-index"


def lock(case: str) -> Listing:
    return cargo_lock.read(Source("Cargo.lock", (SAMPLES / f"cargo_lock/{case}/Cargo.lock").read_bytes()))


def toml(text: str) -> Listing:
    return cargo_toml.read(Source("Cargo.toml", text.encode()))


def asked(case: str, folder: str = ".") -> dict[str, Dependency]:
    content = (SAMPLES / "cargo_toml" / case / folder / "Cargo.toml").read_bytes()
    return {one.key: one for one in cargo_toml.read(Source("Cargo.toml", content)).dependencies}


class TestLock:
    def test_the_first_version(self) -> None:
        found = {one.key: one for one in lock("v1").dependencies}
        log = found[f"log 0.4.8 (registry+{INDEX})"]
        assert log == Dependency(
            ecosystem="crates.io",
            name="log",
            version="0.4.8",
            direct=True,
            location=INDEX,
            integrity=("14b6052be84e6b71ab17edffc2eeabf5c2c3ae1fdb464aae35ac50c67a44e1f7",),
            key=f"log 0.4.8 (registry+{INDEX})",
            requires=(f"cfg-if 0.1.10 (registry+{INDEX})",),
        )
        git = next(one for one in found.values() if one.origin is Origin.GIT)
        assert git.location == "https://git.example/rand.git"
        assert git.revision == "c0d9e3a5a1a3f7b0e1d2c3b4a5968778695a4b3c"
        assert git.integrity == ()

    def test_several_versions_and_sources(self) -> None:
        found = lock("v3")
        by_version = {(one.name, one.version): one for one in found.dependencies}
        assert found.hosts == {"mirror.example", "registry.example", "git.example"}
        assert by_version["base64", "0.13.1"].direct
        assert not by_version["base64", "0.21.7"].direct
        assert by_version["token", "2.0.0"].requires == (by_version["base64", "0.21.7"].key,)

    def test_members_of_a_workspace(self) -> None:
        found = {one.name: one for one in lock("workspace").dependencies}
        assert (found["app"].origin, found["lib"].origin) == (Origin.PATH, Origin.PATH)
        assert found["app"].requires == (
            "bitflags 1.3.2 (registry+" + INDEX + ")",
            found["hex"].key,
            "lib 0.1.0",
            found["log"].key,
        )
        assert found["log"].direct

    @pytest.mark.parametrize(
        "text", ["", "version = 4\n", "version = 99\n[[package]]\nname = 'a'\n", "package = 3\n"]
    )
    def test_unreadable(self, text: str) -> None:
        with pytest.raises(Unreadable):
            cargo_lock.read(Source("Cargo.lock", text.encode()))

    def test_a_package_without_a_name(self) -> None:
        assert cargo_lock.read(Source("Cargo.lock", b"[[package]]\nversion = '1'\n")).gaps == (
            "a package has no name",
        )


class TestManifest:
    def test_tables(self) -> None:
        found = asked("plain")
        assert found["dependencies.rand_core"] == Dependency(
            ecosystem="crates.io",
            name="rand_core",
            version="0.6.3",
            requirement="=0.6.3",
            direct=True,
            key="dependencies.rand_core",
        )
        assert {key: one.scope for key, one in found.items() if one.scope is not Scope.RUNTIME} == {
            "dependencies.itoa": Scope.OPTIONAL,
            "dev-dependencies.hex": Scope.DEV,
            "build-dependencies.cc": Scope.BUILD,
            "target.x86_64-pc-windows-msvc.dev-dependencies.fnv": Scope.DEV,
        }
        assert found["target.cfg(unix).dependencies.libc"].marker == "cfg(unix)"

    def test_renames_and_folders(self) -> None:
        found = asked("renamed")
        assert (found["dependencies.rng"].name, found["dependencies.rng"].alias) == ("rand_core", "rng")
        helper = found["dependencies.helper"]
        assert (helper.origin, helper.location, helper.requirement) == (Origin.PATH, "helper", "0.1")

    def test_git_registries_and_patches(self) -> None:
        found = asked("several")
        git = found["dependencies.patched"]
        assert (git.origin, git.location, git.revision) == (
            Origin.GIT,
            "https://git.example/patched.git",
            "v1.2.0",
        )
        assert found["dependencies.inner"].location == "company"
        assert (found["patch.crates-io.hex"].group, found["patch.crates-io.hex"].revision) == (
            "patch",
            "5f0a0b3",
        )

    def test_what_a_member_takes_from_its_workspace(self) -> None:
        member = asked("member", "app")
        assert member["dependencies.log"].requirement is None
        both = toml(
            "[workspace.dependencies]\nlog = '=0.4.17'\nours = {package = 'b', path = 'b'}\n"
            "[dependencies]\nlog.workspace = true\nours = {workspace = true, optional = true}\n"
        )
        found = {one.key: one for one in both.dependencies}
        assert found["dependencies.log"].version == "0.4.17"
        ours = found["dependencies.ours"]
        assert (ours.name, ours.origin, ours.scope) == ("b", Origin.PATH, Scope.OPTIONAL)

    def test_what_is_replaced(self) -> None:
        found = toml("[replace]\n'foo:0.1.0' = {git = 'https://user:secret@git.example/foo'}\n").dependencies
        assert [(one.name, one.location, one.group) for one in found] == [
            ("foo", "https://git.example/foo", "replace")
        ]

    def test_gaps(self) -> None:
        assert toml("[dependencies]\na = 3\nb = '1'\n").gaps == ("dependencies.a: that is no object",)

    @pytest.mark.parametrize("text", ["", "x = 1\n", "dependencies = 3\n", "[dependencies\n"])
    def test_unreadable(self, text: str) -> None:
        with pytest.raises(Unreadable):
            toml(text)
