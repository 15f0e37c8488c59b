from __future__ import annotations

from pathlib import Path

import pytest

from tidegate.dependencies.formats import composer_json, composer_lock
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Origin, Scope

SAMPLES = Path(__file__).with_name("samples")


def locked(case: str) -> dict[str, Dependency]:
    content = (SAMPLES / f"composer_lock/{case}/composer.lock").read_bytes()
    return {one.name: one for one in composer_lock.read(Source("composer.lock", content)).dependencies}


class TestLock:
    def test_a_release_of_the_registry(self) -> None:
        reference = "e2392369686d420ca32df3803de28b5d6f76867d"
        found = locked("plain")
        assert found["monolog/monolog"] == Dependency(
            ecosystem="Packagist",
            name="monolog/monolog",
            version="3.4.0",
            location=f"https://mirror.example/monolog/monolog/zipball/{reference}",
            integrity=(reference,),
            key="monolog/monolog",
            requires=("psr/log",),
            install_script=False,
        )
        assert found["phpunit/phpunit"].scope is Scope.DEV

    def test_plugins_run_when_they_are_installed(self) -> None:
        found = locked("plugin")
        assert {name: one.install_script for name, one in found.items()} == {
            "acme/installer": True,
            "psr/log": False,
        }

    def test_folders_and_repositories(self) -> None:
        assert (locked("path")["acme/lib"].origin, locked("path")["acme/lib"].location) == (
            Origin.PATH,
            "lib",
        )
        edge = locked("dev")["acme/edge"]
        assert (edge.origin, edge.location) == (Origin.GIT, "https://git.example/acme/edge.git")
        assert (edge.version, edge.revision, edge.integrity) == (
            "dev-main",
            "0123456789abcdef" * 2 + "01234567",
            (),
        )

    def test_licences_and_what_was_given_up(self) -> None:
        content = b"""{"packages": [
            {"name": "a/one", "license": ["MIT"], "abandoned": false},
            {"name": "a/two", "license": ["LGPL-2.1-only", "GPL-3.0-or-later"], "abandoned": true},
            {"name": "a/three", "license": "MIT", "abandoned": "b/other"},
            {"name": "a/four", "license": [], "abandoned": ""}]}"""
        found = composer_lock.read(Source("composer.lock", content)).dependencies
        assert [(one.licence, one.deprecated) for one in found] == [
            ("MIT", None),
            ("(LGPL-2.1-only) OR (GPL-3.0-or-later)", "abandoned"),
            ("MIT", "abandoned; use b/other instead"),
            (None, None),
        ]

    def test_gaps(self) -> None:
        assert composer_lock.read(Source("a", b'{"packages": [1]}')).gaps == ("a package has no name",)

    @pytest.mark.parametrize("text", ["{}", "[]", '{"packages": {}}', ""])
    def test_unreadable(self, text: str) -> None:
        with pytest.raises(Unreadable):
            composer_lock.read(Source("composer.lock", text.encode()))


class TestManifest:
    def test_requirements(self) -> None:
        content = (SAMPLES / "composer_json/ranges/composer.json").read_bytes()
        listing = composer_json.read(Source("composer.json", content))
        found = {one.name: one for one in listing.dependencies}
        assert list(found) == ["acme/fork", "acme/pinned", "Acme/Branch", "symfony/console"]
        assert listing.hosts == {"git.example"}
        assert (found["acme/fork"].requirement, found["acme/fork"].version) == ("dev-main", None)
        assert found["acme/pinned"].version == "v1.2.3"
        assert found["Acme/Branch"].version is None
        assert found["symfony/console"].requirement == "^6.4 || ~7.0.1"

    def test_gaps(self) -> None:
        found = composer_json.read(Source("a", b'{"require": {"a/b": 1}}'))
        assert found.gaps == ("require.a/b: its requirement is no text",)

    @pytest.mark.parametrize("text", ["[]", '{"x": 1}', '{"require": 1}', '{"require": ["a/b"]}'])
    def test_unreadable(self, text: str) -> None:
        with pytest.raises(Unreadable):
            composer_json.read(Source("composer.json", text.encode()))
