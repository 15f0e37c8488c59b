"""What a change of a JavaScript project's files does, in real repositories: manifest and lock file as one."""

from __future__ import annotations

from pathlib import Path

from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check
from tidegate.model.result import Dependencies, DependencyChange

SAMPLES = Path(__file__).with_name("formats") / "samples"


def changed(folder: Path, base: dict[str, str], head: dict[str, str]) -> Dependencies:
    repository = RepositoryBuilder(folder)
    repository.commit("base", {"README": "", **base})
    repository.branch("change")
    repository.commit("head", dict(head))
    found = check(CheckOptions(directory=repository.path, revision_range="main..change")).dependencies
    assert found is not None
    return found


def sample(path: str) -> str:
    return (SAMPLES / path).read_text("utf-8")


def by_name(changes: tuple[DependencyChange, ...]) -> dict[str, DependencyChange]:
    return {one.name: one for one in changes}


def test_a_lock_file_tells_the_way_that_pulled_a_package_in(tmp_path: Path) -> None:
    head = {
        "package.json": sample("package_json/npm-plain/package.json"),
        "pnpm-lock.yaml": sample("pnpm_lock/pnpm10-plain/pnpm-lock.yaml"),
    }
    added = by_name(changed(tmp_path, {}, head).added)
    assert (added["chalk"].direct, added["chalk"].head_version, added["chalk"].head_range) == (
        True,
        "4.1.2",
        "^4.1.2",
    )
    assert {one.path for one in added["chalk"].places} == {"package.json", "pnpm-lock.yaml"}
    assert added["ansi-styles"].via == ("chalk",)
    assert added["ansi-styles"].direct is False
    assert added["braces"].scope == "dev"


def test_what_is_only_overridden_is_not_direct(tmp_path: Path) -> None:
    """Yarn 1 does not say what is direct: its manifest does, and an override asks for nothing."""
    head = {
        "package.json": sample("package_json/yarn-overrides/package.json"),
        "yarn.lock": sample("yarn_lock/v1-overrides/yarn.lock"),
    }
    added = by_name(changed(tmp_path, {}, head).added)
    assert (added["color-name"].direct, added["is-odd"].direct) == (False, True)
    assert added["color-name"].via == ("chalk", "ansi-styles", "color-convert")


def test_a_package_that_leaves_the_registry(tmp_path: Path) -> None:
    lock = sample("yarn_lock/v1-plain/yarn.lock")
    elsewhere = lock.replace("https://mirror.example/is-odd/-/is-odd-3.0.1.tgz", "https://x.example/i.tgz")
    assert lock != elsewhere
    (found,) = changed(tmp_path, {"yarn.lock": lock}, {"yarn.lock": elsewhere}).updated
    assert (found.name, found.what) == ("is-odd", ("left-registry",))


def test_what_a_member_of_a_workspace_asks_for_is_direct(tmp_path: Path) -> None:
    """Yarn 1 has one lock file at the top and does not say what is direct."""
    base = {
        "package.json": '{"private": true, "workspaces": ["packages/*"]}',
        "packages/web/package.json": '{"name": "web", "dependencies": {"asked": "^1.0.0"}}',
        "examples/one/package.json": '{"name": "one", "dependencies": {"pulled": "^1.0.0"}}',
        "yarn.lock": yarn_lock("1.0.0"),
    }
    updated = by_name(changed(tmp_path, base, {"yarn.lock": yarn_lock("1.0.1")}).updated)
    assert (updated["asked"].direct, updated["asked"].via) == (True, ())
    assert (updated["pulled"].direct, updated["pulled"].via) == (False, ("asked",))


def yarn_lock(version: str) -> str:
    entries = [
        f'asked@^1.0.0:\n  version "{version}"\n  dependencies:\n    pulled "^1.0.0"\n',
        f'pulled@^1.0.0:\n  version "{version}"\n',
    ]
    return "# yarn lockfile v1\n\n\n" + "\n".join(entries)
