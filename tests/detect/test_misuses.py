"""Weaknesses by themselves, before and after an edit of the call that has them."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check
from tidegate.model.finding import Status
from tidegate.model.result import CheckResult

BASE = """\
import requests


class Api:
    def get(self, url):
        return requests.get(url, verify=False, timeout=3)
"""
MORE = """
    def send(self, url, data):
        return requests.post("https://other.example", data=data, verify=False)
"""
ELSEWHERE = """\
self._get(url)

    def _get(self, url):
        return requests.get(url, verify=False, params={})
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RepositoryBuilder:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path / "cache"))
    return RepositoryBuilder(tmp_path / "repository")


def judged(repository: RepositoryBuilder, head: str) -> CheckResult:
    repository.commit("base", {"api.py": BASE})
    repository.branch("change")
    repository.commit("change", {"api.py": head})
    return check(CheckOptions(directory=repository.path, revision_range="main..change"))


def confidences(result: CheckResult) -> list[str]:
    found = [one for one in result.findings if one.rule == "tls-verification-off"]
    return [one.confidence.value for one in found if one.status is Status.INTRODUCED]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("(url, ver", "(url, params={'a': 1}, ver"),
        ("requests.get(url, ver", "requests.request('get', url, ver"),
        (
            "requests.get(url, verify=False, timeout=3)",
            ELSEWHERE,
        ),
    ],
)
def test_an_edited_call_may_be_the_one_that_was_there(
    old: str, new: str, repository: RepositoryBuilder
) -> None:
    result = judged(repository, BASE.replace(old, new))
    assert confidences(result) == ["medium"]
    assert result.decision.value == "review"


def test_one_more_is_new(repository: RepositoryBuilder) -> None:
    result = judged(repository, BASE + MORE)
    assert confidences(result) == ["high"]
    assert result.decision.value == "block"


def test_of_an_edited_one_and_one_more_only_one_may_be_old(repository: RepositoryBuilder) -> None:
    result = judged(repository, BASE.replace("(url, ver", "(url, params={'a': 1}, ver") + MORE)
    assert sorted(confidences(result)) == ["high", "medium"]
    assert result.decision.value == "block"
