"""What data changed code touches, and whether that is new."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check
from tidegate.model.result import CheckResult

BASE = """\
from django.contrib.auth import get_user_model


def members(group):
    return None
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RepositoryBuilder:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path / "cache"))
    return RepositoryBuilder(tmp_path / "repository")


def judged(repository: RepositoryBuilder, result: str) -> CheckResult:
    repository.commit("base", {"shop/groups.py": BASE})
    repository.branch("change")
    repository.commit("change", {"shop/groups.py": BASE.replace("return None", f"return {result}")})
    return check(CheckOptions(directory=repository.path, revision_range="main..change"))


def test_rows_of_whoever_the_users_are(repository: RepositoryBuilder) -> None:
    result = judged(repository, "get_user_model().objects.filter(groups=group)")
    assert [(one.operation, one.change) for one in result.blast_radius.data] == [("read", "new")]
    assert [reason.code for reason in result.reasons] == ["data-access-changed"]
    assert result.decision.value == "review"


def test_what_their_model_is_like_is_no_row(repository: RepositoryBuilder) -> None:
    result = judged(repository, "get_user_model()._meta.verbose_name")
    assert not result.blast_radius.data
    assert result.decision.value == "pass"
