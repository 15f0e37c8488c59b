"""The popularity data that is shipped, and the command that makes it anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from tidegate.dependencies.names import normal
from tidegate.dependencies.popular import kept, main, ranked
from tidegate.knowledge import store
from tidegate.knowledge.popular import parse, popular


@pytest.mark.parametrize("ecosystem", ["PyPI", "npm"])
def test_what_is_shipped(ecosystem: str) -> None:
    known = popular(ecosystem)
    assert known is not None
    assert known.date >= "2026-11"
    assert 14_000 < len(known.ranks) <= 15_000
    assert all(name == normal(ecosystem, name) and not name.isspace() for name in known.ranks)
    assert list(known.ranks.values()) == list(range(1, len(known.ranks) + 1))
    assert len(known.top(10)) == 10


def test_an_answer_says_which_names_it_went_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "ROOT", tmp_path)
    names = tmp_path / "PyPI.txt"
    names.write_text("requests\n")
    before = store.digest.__wrapped__()
    names.write_text("requests\nhttpx\n")
    assert store.digest.__wrapped__() != before


def test_nobody_counted() -> None:
    assert popular("crates.io") is None


@pytest.mark.parametrize(
    "text",
    [
        "Foo_Bar\nbaz\n",
        "rank\tname\n1\tFoo_Bar\n2\tbaz\n",
        "name,downloads\nFoo_Bar,9\nbaz,8\n",
        "# x\nFoo_Bar\n\nbaz\n",
    ],
)
def test_rankings_of_several_shapes(text: str) -> None:
    assert kept("PyPI", ranked(text)) == ["foo-bar", "baz"]


def test_names_that_are_equal_are_kept_once() -> None:
    assert kept("PyPI", ["a.b", "c", "A_B"]) == ["a-b", "c"]
    assert kept("npm", ["a.b", "c", "A_B"]) == ["a.b", "c", "A_B"]


def test_the_command_writes_what_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ranking = tmp_path / "ranking.txt"
    ranking.write_text("".join(f"Name_{number}\n" for number in range(16_000)))
    assert main(["PyPI", str(ranking), "--date", "2027-01", "--folder", str(tmp_path)]) == 0
    written = parse("PyPI", (tmp_path / "PyPI.txt").read_text())
    assert (written.date, len(written.ranks), written.ranks["name-1"]) == ("2027-01", 15_000, 2)
    assert "15000 names" in capsys.readouterr().out


def test_a_ranking_of_a_few_names_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ranking = tmp_path / "ranking.txt"
    ranking.write_text("a\nb\n")
    assert main(["PyPI", str(ranking), "--date", "2027-01", "--folder", str(tmp_path)]) == 2
    assert not (tmp_path / "PyPI.txt").exists()
    assert "only 2 names" in capsys.readouterr().err
