from __future__ import annotations

from pathlib import Path
from typing import Any

from detect.dependencies.asked import Answer, ask, package_lock

LOCK = "package-lock.json"
OLD = ("lodash", "4.17.20")


def at(host: str, name: str = "ms", version: str = "2.1.3") -> tuple[str, str, dict[str, Any]]:
    return name, version, {"resolved": f"https://{host}/{name}/-/{name}-{version}.tgz"}


def locked(folder: Path, base: str, head: str, config: str = "", **also: str) -> Answer:
    return ask(
        folder, {LOCK: base, **{f"{key}/{LOCK}": text for key, text in also.items()}}, {LOCK: head}, config
    )


def test_a_host_that_base_did_not_know(tmp_path: Path) -> None:
    answer = locked(tmp_path, package_lock(OLD), package_lock(OLD, at("evil.example")))
    assert (answer.decision, answer.rules()) == ("review", ["dependency-from-new-host"])
    assert "ms 2.1.3 from evil.example" in answer.message("dependency-from-new-host")


def test_a_host_that_another_file_of_base_knows(tmp_path: Path) -> None:
    answer = locked(
        tmp_path,
        package_lock(OLD),
        package_lock(OLD, at("other.example")),
        web=package_lock(at("other.example")),
    )
    assert (answer.decision, answer.rules()) == ("pass", [])


def test_one_entry_of_a_first_lock_file(tmp_path: Path) -> None:
    names = "react express chalk debug semver glob commander uuid yargs axios qs once wrappy inherits"
    many = [(name, "1.0.0") for name in names.split()]
    answer = ask(tmp_path, {}, {LOCK: package_lock(*many, at("evil.example"))})
    assert answer.rules() == ["dependency-from-new-host"]
    assert "evil.example" in answer.message("dependency-from-new-host")


def test_the_same_version_from_a_new_host(tmp_path: Path) -> None:
    answer = locked(
        tmp_path, package_lock(OLD, at("registry.example")), package_lock(OLD, at("evil.example"))
    )
    assert answer.rules() == ["dependency-from-new-host", "dependency-source-changed"]


def test_the_team_allows_a_host(tmp_path: Path) -> None:
    config = "dependencies:\n  sources: ['*.acme.example', registry.example]\n"
    answer = locked(tmp_path, package_lock(OLD), package_lock(OLD, at("npm.acme.example")), config)
    assert (answer.decision, answer.rules()) == ("pass", [])


def test_the_team_does_not_allow_a_host(tmp_path: Path) -> None:
    config = "dependencies:\n  sources: [registry.example]\n"
    answer = locked(tmp_path, package_lock(OLD), package_lock(OLD, at("evil.example")), config)
    assert (answer.decision, answer.codes[0]) == ("block", "forbidden-source")


def test_an_index_more(tmp_path: Path) -> None:
    base = {"requirements.txt": "flask==3.0.0\n"}
    head = {"requirements.txt": "--extra-index-url https://evil.example/simple\nflask==3.0.0\n"}
    answer = ask(tmp_path, base, head)
    assert (answer.decision, answer.rules()) == ("review", ["dependency-from-new-host"])


def test_an_index_that_was_there(tmp_path: Path) -> None:
    index = "--index-url https://pypi.acme.example/simple\n"
    answer = ask(
        tmp_path,
        {"requirements.txt": f"{index}flask==3.0.0\n"},
        {"requirements.txt": f"{index}flask==3.0.1\n"},
    )
    assert (answer.decision, answer.rules()) == ("pass", [])
