"""What runs beside what changed is known on both sides: what was there is not new, what stays not fixed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check

Files = Mapping[str, str | None]

ASKS = 'import requests\n\nPAGE = requests.get("https://x.example", verify=False, timeout=3)\n'
MATCHES = 'import re\n\nWORDS = re.compile(r"(a+)+$")\n'
ONE = "\n\ndef one():\n    return PAGE\n"
TWO = "\n\ndef two():\n    return 2\n"


def statuses(path: Path, base: Files, head: Files) -> list[tuple[str, str]]:
    repository = RepositoryBuilder(path / "repository")
    repository.commit("base", base)
    repository.commit("head", head)
    result = check(CheckOptions(directory=path / "repository", revision_range="HEAD"))
    return [(found.rule, found.status.value) for found in result.findings]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path / "cache"))


@pytest.mark.parametrize("beside", [ASKS, MATCHES], ids=["a call", "a pattern"])
class TestWhatStandsBesideAChange:
    def test_a_function_comes(self, tmp_path: Path, beside: str) -> None:
        found = statuses(tmp_path, {"a.py": beside + ONE}, {"a.py": beside + ONE + TWO})
        assert {status for _, status in found} <= {"existing"}

    def test_a_function_goes(self, tmp_path: Path, beside: str) -> None:
        found = statuses(tmp_path, {"a.py": beside + ONE + TWO}, {"a.py": beside + ONE})
        assert {status for _, status in found} <= {"existing"}

    def test_a_function_comes_where_the_file_moves(self, tmp_path: Path, beside: str) -> None:
        base, head = {"a.py": beside + ONE}, {"a.py": None, "b.py": beside + ONE + TWO}
        assert {status for _, status in statuses(tmp_path, base, head)} <= {"existing"}


@pytest.mark.parametrize(
    ("beside", "rule"), [(ASKS, "tls-verification-off"), (MATCHES, "catastrophic-regex")]
)
def test_what_comes_with_a_function_is_new(tmp_path: Path, beside: str, rule: str) -> None:
    assert statuses(tmp_path, {"a.py": ONE}, {"a.py": beside + ONE + TWO}) == [(rule, "introduced")]
