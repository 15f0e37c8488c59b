"""Workflows, Dockerfiles and their like through the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from detect.dependencies.asked import Answer, ask

WORKFLOW = ".github/workflows/ci.yml"
COMMIT = "11bd71901bbe5b1630ceea73d27597364c9af683"
OTHER = "0123456789abcdef0123456789abcdef01234567"
DIGEST = f"sha256:{'ab' * 32}"
NO_ADVISORIES = "there are no advisories of"


def workflow(*uses: str) -> str:
    steps = "".join(f"      - uses: {one}\n" for one in uses)
    return f"on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n{steps}      - run: make\n"


def actions(folder: Path, before: list[str], after: list[str]) -> Answer:
    return ask(folder, {WORKFLOW: workflow(*before)}, {WORKFLOW: workflow(*after)})


def packages(answer: Answer, what: str = "updated") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer.report["dependencies"][what]
    return found


class TestWorkflows:
    def test_a_newer_tag_is_no_finding(self, tmp_path: Path) -> None:
        answer = actions(tmp_path, ["actions/checkout@v3"] * 2, ["actions/checkout@v4"] * 2)
        assert (answer.rules(), answer.gaps) == ([], [])
        (change,) = packages(answer)
        assert (change["name"], change["base_range"], change["head_range"]) == (
            "actions/checkout",
            "v3",
            "v4",
        )
        assert [place["line"] for place in change["places"]] == [6, 7]

    @pytest.mark.parametrize("ref", ["main", "v4"])
    def test_a_commit_that_became_something_else(self, tmp_path: Path, ref: str) -> None:
        answer = actions(tmp_path, [f"actions/checkout@{COMMIT} # v4.2.2"], [f"actions/checkout@{ref}"])
        assert answer.rules() == ["dependency-unpinned"]
        assert f"was pinned to {COMMIT} and is now {ref}" in answer.message("dependency-unpinned")

    def test_another_commit_is_no_finding(self, tmp_path: Path) -> None:
        before, after = f"actions/checkout@{COMMIT} # v4.2.2", f"actions/checkout@{OTHER} # v4.3.0"
        answer = actions(tmp_path, [before], [after])
        assert (answer.rules(), answer.gaps) == ([], [])

    def test_a_release_that_became_a_branch(self, tmp_path: Path) -> None:
        assert actions(tmp_path, ["actions/checkout@v4"], ["actions/checkout@main"]).rules() == [
            "dependency-movable"
        ]

    def test_an_action_of_somebody_new(self, tmp_path: Path) -> None:
        known = ["actions/checkout@v4"]
        answer = actions(tmp_path / "bad", known, [*known, "acme/deploy@v1"])
        assert answer.rules() == ["dependency-movable", "dependency-of-new-owner"]
        assert "acme/deploy v1" in answer.message("dependency-of-new-owner")
        answer = actions(tmp_path / "held", known, [*known, f"acme/deploy@{COMMIT}"])
        assert answer.rules() == ["dependency-of-new-owner"]
        answer = actions(tmp_path / "known", known, [*known, f"actions/cache@{COMMIT} # v4.1.2"])
        assert answer.rules() == []

    def test_the_first_workflow_is_only_listed(self, tmp_path: Path) -> None:
        answer = ask(tmp_path, {}, {WORKFLOW: workflow("actions/checkout@v4")})
        severities = {one["severity"] for one in answer.report["findings"]}
        assert (answer.rules(), severities) == (["dependency-movable", "dependency-of-new-owner"], {"low"})

    def test_the_organisations_own_actions(self, tmp_path: Path) -> None:
        base = {WORKFLOW: workflow("actions/checkout@v4")}
        head = {WORKFLOW: workflow("actions/checkout@v4", f"Acme/deploy@{COMMIT}")}
        config = 'dependencies:\n  own: ["GitHub Actions:acme/*"]\n'
        assert ask(tmp_path, base, head, config).rules() == []

    def test_what_the_team_asks_for(self, tmp_path: Path) -> None:
        config = "dependencies:\n  require: [pins]\n  minimum_age: 7\n  licences: {allow: [MIT]}\n"
        base = {WORKFLOW: workflow(f"actions/checkout@{COMMIT}")}
        head = {WORKFLOW: workflow(f"actions/checkout@{COMMIT}", "actions/cache@v4.1.2")}
        answer = ask(tmp_path, base, head, config)
        assert "dependency-not-pinned" in answer.rules()
        assert not {"licence-unknown", "dependency-too-young"} & set(answer.rules())

    def test_a_workflow_that_cannot_be_read(self, tmp_path: Path) -> None:
        answer = ask(tmp_path, {WORKFLOW: workflow("a/b@v1")}, {WORKFLOW: "on: push\njobs: [\n"})
        assert any("its dependencies could not be read" in one for one in answer.gaps)

    def test_what_a_run_decides_is_a_gap_once(self, tmp_path: Path) -> None:
        loose = workflow("docker://acme:${{ inputs.tag }}")
        answer = ask(tmp_path / "new", {WORKFLOW: workflow()}, {WORKFLOW: loose})
        assert any("what comes in is decided elsewhere" in one for one in answer.gaps)
        answer = ask(tmp_path / "old", {WORKFLOW: loose}, {WORKFLOW: f"{loose}      - run: x\n"})
        assert answer.gaps == []


class TestAdvisories:
    @pytest.mark.parametrize(
        ("uses", "rules"),
        [
            ("acme/upload@v2.0.0", ["vulnerable-dependency"]),
            ("acme/upload@v2", []),  # the newest 2.x may be mended
            ("acme/upload@v1", ["vulnerable-dependency"]),
            ("acme/upload@v2.1.0", []),
            (f"acme/upload@{COMMIT} # v1.9.0", ["vulnerable-dependency"]),
            (f"acme/upload@{COMMIT} # v2.1.0", []),
        ],
    )
    def test_what_they_say_of_tags(self, tmp_path: Path, uses: str, rules: list[str]) -> None:
        answer = actions(tmp_path, [f"acme/other@{COMMIT}"], [f"acme/other@{COMMIT}", uses])
        assert [one for one in answer.rules() if one == "vulnerable-dependency"] == rules
        is_told = bool(rules) or uses.endswith("@v2.1.0")
        assert any("GHSA-0000-0000-0002" in one for one in answer.gaps) is not is_told

    def test_a_branch_is_not_clean(self, tmp_path: Path) -> None:
        answer = actions(tmp_path, ["acme/upload@v2.1.0"], ["acme/upload@main"])
        assert any("GHSA-0000-0000-0002" in one for one in answer.gaps)


class TestImages:
    def dockerfile(self, folder: Path, before: str, after: str) -> Answer:
        return ask(folder, {"Dockerfile": f"{before}\n"}, {"Dockerfile": f"{after}\n"})

    def test_an_image_that_lost_its_digest(self, tmp_path: Path) -> None:
        answer = self.dockerfile(tmp_path, f"FROM python:3.12@{DIGEST}", "FROM python:3.12")
        assert answer.rules() == ["dependency-unpinned"]
        assert answer.decision == "review"

    def test_another_digest_or_tag_is_no_finding(self, tmp_path: Path) -> None:
        other = DIGEST.replace("ab", "cd")
        answer = self.dockerfile(tmp_path / "a", f"FROM a:1@{DIGEST}", f"FROM a:2@{other}")
        assert answer.rules() == []
        answer = self.dockerfile(tmp_path / "b", "FROM python:3.11-slim", "FROM python:3.12-slim")
        assert answer.rules() == []
        assert any(f"python 3.12-slim: {NO_ADVISORIES} Docker" in one for one in answer.gaps)

    def test_nothing_else_than_the_program_changed(self, tmp_path: Path) -> None:
        answer = self.dockerfile(tmp_path, "ARG B\nFROM $B\nRUN a", "ARG B\nFROM $B\nRUN b")
        assert (answer.rules(), answer.gaps, packages(answer)) == ([], [], [])

    @pytest.mark.parametrize(
        ("image", "rules"),
        [
            ("python:3.12", []),
            ("python", []),
            ("acme/base:1", ["dependency-movable", "dependency-of-new-owner"]),
            (f"acme/base:1@{DIGEST}", ["dependency-of-new-owner"]),
        ],
    )
    def test_an_image_that_comes_in(self, tmp_path: Path, image: str, rules: list[str]) -> None:
        assert self.dockerfile(tmp_path, "FROM debian:12", f"FROM debian:12\nFROM {image}").rules() == rules

    def test_an_image_from_another_registry(self, tmp_path: Path) -> None:
        answer = self.dockerfile(tmp_path, "FROM python:3.12", "FROM mirror.example/python:3.12")
        assert "dependency-from-new-host" in answer.rules()
        assert [one["name"] for one in packages(answer, "added")] == ["mirror.example/python"]

    def test_an_argument_without_a_value(self, tmp_path: Path) -> None:
        answer = self.dockerfile(tmp_path, "FROM python:3.12", "ARG BASE\nFROM ${BASE}")
        assert any("FROM ${BASE}: the file does not say BASE" in one for one in answer.gaps)

    def test_one_that_tests_carry_as_data_is_none(self, tmp_path: Path) -> None:
        answer = ask(tmp_path, {}, {"tests/data/Dockerfile": "FROM python:3.12\n"})
        assert (answer.rules(), packages(answer, "added")) == ([], [])

    def test_a_dev_container_and_its_dockerfile(self, tmp_path: Path) -> None:
        base = {".devcontainer/devcontainer.json": '{"image": "a:1"}', "docker/dev.txt": "FROM b:1\n"}
        head = {".devcontainer/devcontainer.json": '{"build": {"dockerfile": "../docker/dev.txt"}}'}
        answer = ask(tmp_path, base, head)
        assert [one["name"] for one in packages(answer, "added")] == ["b"]
        assert [one["name"] for one in packages(answer, "removed")] == ["a"]


class TestProviders:
    LOCK = 'provider "registry.example/acme/dns" {{\n  version = "{}"\n  hashes = [{}]\n}}\n'

    def lock(self, folder: Path, before: str, after: str) -> Answer:
        name = "infra/.terraform.lock.hcl"
        return ask(folder, {name: before}, {name: after})

    def test_hashes_that_vanish(self, tmp_path: Path) -> None:
        before, after = self.LOCK.format("1.0.0", '"h1:a=", "zh:b"'), self.LOCK.format("1.1.0", "")
        answer = self.lock(tmp_path, before, after)
        assert answer.rules() == ["dependency-integrity-lost"]
        assert any(f"{NO_ADVISORIES} Terraform" in one for one in answer.gaps)

    def test_other_hashes_for_the_same_version(self, tmp_path: Path) -> None:
        before, after = self.LOCK.format("1.0.0", '"h1:a="'), self.LOCK.format("1.0.0", '"h1:b="')
        answer = self.lock(tmp_path / "bad", before, after)
        assert (answer.decision, answer.rules()) == ("block", ["dependency-tampered"])
        answer = self.lock(tmp_path / "safe", before, self.LOCK.format("1.0.0", '"h1:a=", "h1:b="'))
        assert answer.rules() == []

    def test_a_downgrade_and_an_upgrade(self, tmp_path: Path) -> None:
        one, two = self.LOCK.format("1.9.0", '"h1:a="'), self.LOCK.format("2.0.0", '"h1:b="')
        assert self.lock(tmp_path / "down", two, one).rules() == ["dependency-downgraded"]
        assert self.lock(tmp_path / "up", one, two).rules() == []
        assert not any("not judged" in one for one in self.lock(tmp_path / "read", one, two).codes)


class TestHooks:
    NAME = ".pre-commit-config.yaml"
    KNOWN = f"repos:\n- repo: https://git.example/acme/hooks\n  rev: {COMMIT}\n  hooks: [{{id: a}}]\n"

    def test_a_new_repository(self, tmp_path: Path) -> None:
        new = f"- repo: https://git.example/other/hooks\n  rev: {OTHER}\n  hooks: [{{id: b}}]\n"
        answer = ask(tmp_path, {self.NAME: self.KNOWN}, {self.NAME: self.KNOWN + new})
        assert answer.rules() == ["dependency-of-new-owner"]
        assert "git.example/other/hooks" in answer.message("dependency-of-new-owner")

    def test_a_newer_commit(self, tmp_path: Path) -> None:
        newer = self.KNOWN.replace(COMMIT, OTHER)
        answer = ask(tmp_path, {self.NAME: self.KNOWN}, {self.NAME: newer})
        assert answer.rules() == []
        assert any(f"{NO_ADVISORIES} pre-commit" in one for one in answer.gaps)

    def test_packages_of_hooks_are_asked_about(self, tmp_path: Path) -> None:
        hooks = (
            "repos:\n- repo: local\n  hooks:\n  - id: a\n    language: python\n"
            "    additional_dependencies: [{}]\n"
        )
        base, head = {self.NAME: hooks.format("")}, {self.NAME: hooks.format("jinja2==2.10, colouredlogger")}
        answer = ask(tmp_path, base, head)
        assert answer.rules() == ["suspicious-dependency", "vulnerable-dependency"]

    def test_a_package_of_the_program_stays_one(self, tmp_path: Path) -> None:
        hooks = "repos:\n- repo: local\n  hooks:\n  - id: mypy\n    additional_dependencies: [flask=={}]\n"
        base = {self.NAME: hooks.format("3.0.0"), "requirements.txt": "flask==3.0.0\n"}
        head = {self.NAME: hooks.format("3.0.1"), "requirements.txt": "flask==3.0.1\n"}
        (change,) = packages(ask(tmp_path, base, head))
        assert (change["scope"], len(change["places"])) == ("runtime", 2)
