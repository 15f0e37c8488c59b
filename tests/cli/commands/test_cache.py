from __future__ import annotations

from pathlib import Path

import pytest

from tidegate.cache import Cache
from tidegate.cli.program import run


def test_prune_empties_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path))
    with Cache.open() as cache:
        cache.put_many("facts", {"a": b"x" * 5_000_000})
        assert cache.get_many("facts", ["a"])
    assert run(["cache", "prune"]) == 0
    assert "freed in" in capsys.readouterr().out
    with Cache.open() as cache:
        assert not cache.get_many("facts", ["a"])


def test_quiet_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cache", "prune", "-q"]) == 0
    assert capsys.readouterr() == ("", "")


def test_a_cache_that_cannot_be_had_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path / "file"))
    assert run(["cache", "prune"]) == 2
    assert "set TIDEGATE_CACHE_DIR" in capsys.readouterr().err
