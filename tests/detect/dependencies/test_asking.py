"""A check that may ask the network: services are played by servers on this machine."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from answering import Answer, Request, Server
from detect.dependencies.asked import package_lock
from detect.dependencies.registry import ask_knowing
from records import record, until
from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check
from tidegate.dependencies.online import deps_dev, osv_api, web
from tidegate.model.result import CheckResult, Decision

GONE = {"isDeprecated": True, "deprecatedReason": "gone"}
LIB = record("GHSA-1", "lib", *until("2.0"))


def services(request: Request) -> Answer:
    """OSV knows one record; deps.dev knows the package."""
    if request.path == "/osv/querybatch":
        count = len(json.loads(request.body)["queries"])
        one = {"vulns": [{"id": "GHSA-1", "modified": LIB["modified"]}]}
        return Answer(json.dumps({"results": [one] * count}).encode())
    if request.path == "/osv/vulns/GHSA-1":
        return Answer(json.dumps(LIB).encode())
    return Answer(b'{"versions": []}')


def judged(
    folder: Path, server: Server, monkeypatch: pytest.MonkeyPatch, head: str, *, online: bool
) -> CheckResult:
    monkeypatch.setenv("TIDEGATE_DATA_DIR", str(folder / "data"))
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(folder / "cache"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(osv_api, "ADDRESS", f"{server.url}/osv")
    monkeypatch.setattr(deps_dev, "ADDRESS", f"{server.url}/deps")
    monkeypatch.setattr(web, "_PAUSE", 0.01)
    repository = RepositoryBuilder(folder / "repository")
    repository.commit("base", {"requirements.txt": ""})
    repository.branch("change")
    repository.commit("head", {"requirements.txt": head})
    return check(CheckOptions(directory=repository.path, revision_range="main..change", online=online))


def gaps(result: CheckResult) -> list[str]:
    return [one.why for one in result.coverage.not_analysed]


def test_services_are_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(services).running() as server:
        result = judged(tmp_path, server, monkeypatch, "lib==1.0\n", online=True)
    assert [one.message for one in result.findings if one.rule == "vulnerable-dependency"] == [
        "lib 1.0 is affected by GHSA-1, published 2026-10-01: What GHSA-1 is about."
    ]
    assert result.inputs.advisories_date == datetime.now(UTC).date().isoformat()
    assert gaps(result) == []


def test_nothing_is_asked_without_leave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(services).running() as server:
        result = judged(tmp_path, server, monkeypatch, "lib==1.0\n", online=False)
        assert server.requests == []
    assert any("there are no advisories" in why for why in gaps(result))


def test_a_service_that_fails_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(lambda _: Answer(status=500)).running() as server:
        result = judged(tmp_path, server, monkeypatch, "lib==3.0\n", online=True)
    assert result.decision is Decision.REVIEW
    said = gaps(result)
    assert any(why.startswith("what registries say of packages: ") for why in said)
    assert any(why.startswith("what is known today of packages of PyPI: ") for why in said)
    assert any("there are no advisories of PyPI" in why for why in said)


def test_what_was_asked_for_is_asked_about_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deps_dev, "MOST_PACKAGES", 1)
    lock = package_lock(("a", "1.0.0"), ("ms", "2.1.3", {"dependencies": {"a": "1"}}), asked=["ms"])
    known = {name: {"1.0.0": GONE, "2.1.3": GONE} for name in ("a", "ms")}
    answer = ask_knowing(known, monkeypatch, tmp_path, {"README.md": "x"}, {"package-lock.json": lock})
    assert "ms 2.1.3" in answer.message("dependency-deprecated")
    assert "what registries say of 1 packages: they are too many to ask" in answer.gaps
