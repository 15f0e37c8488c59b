"""Catastrophic patterns are news on the side that alone has them."""

from __future__ import annotations

from pathlib import Path

import msgspec
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


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("a" * 10_000, "longer than"),
        ("(?:ab){900}", "repeated more than"),
        (r"(?<=_date: )(?!null$).+$", "lookarounds"),
    ],
)
def test_what_cannot_be_told_is_named_where_it_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pattern: str, why: str
) -> None:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path / "cache"))
    repository = RepositoryBuilder(tmp_path / "repository")
    repository.commit("base", {"words.py": GOOD})
    repository.commit("head", {"words.py": GOOD.replace("a+$", pattern)})
    repository.commit(
        "beside it", {"words.py": GOOD.replace("a+$", pattern) + "\n\ndef more():\n    return 1\n"}
    )
    options = CheckOptions(directory=tmp_path / "repository")
    new = check(msgspec.structs.replace(options, revision_range="HEAD~1"))
    [reason] = [one.text for one in new.reasons if one.code == "failed"]
    assert reason.startswith("could not tell: how long the pattern in words.py:3 takes (")
    assert why in reason
    assert new.decision == "review"
    old = check(msgspec.structs.replace(options, revision_range="HEAD"))
    assert not any(one.code == "failed" for one in old.reasons)
