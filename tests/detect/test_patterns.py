"""Catastrophic patterns are news on the side that alone has them."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check

BAD = 'import re\n\nWORDS = re.compile(r"(a+)+$")\n\n\ndef words(text):\n    return WORDS.match(text)\n'
GOOD = BAD.replace("(a+)+$", "a+$")


@pytest.mark.parametrize(("base", "head", "status"), [(GOOD, BAD, "introduced"), (BAD, GOOD, "fixed")])
def test_only_one_side_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, base: str, head: str, status: str
) -> None:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path / "cache"))
    repository = RepositoryBuilder(tmp_path / "repository")
    repository.commit("base", {"words.py": base})
    repository.commit("head", {"words.py": head})
    result = check(CheckOptions(directory=tmp_path / "repository", revision_range="HEAD"))
    found = [(f.rule, f.status.value, f.line) for f in result.findings]
    assert found == [("catastrophic-regex", status, 3)]
