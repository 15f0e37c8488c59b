"""``tidegate init``: writes a new file, and never over one."""

from __future__ import annotations

from pathlib import Path

import pytest
from proposal.shop import FILES
from repositories import RepositoryBuilder

from tidegate.cli.program import run


@pytest.fixture
def shop(tmp_path: Path) -> RepositoryBuilder:
    repository = RepositoryBuilder(tmp_path / "shop")
    repository.commit("all of it", FILES)
    return repository


def test_it_writes_a_file_that_is_right_and_says_what_comes_next(
    shop: RepositoryBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(shop.path / "shop")
    assert run(["init", "-C", folder]) == 0
    said = capsys.readouterr()
    file = shop.path / ".tidegate/config.yaml"
    assert said.out == ""
    people = file.with_name("people.yaml")
    assert said.err.startswith(f"wrote {file}\nwrote {people}\nNext:\n")
    assert "tidegate config validate" in said.err
    assert run(["config", "validate", "-C", folder]) == 0
    assert f"{people}: right; 2 enrolled" in capsys.readouterr().out
    assert run(["check", "-C", folder, "--config", str(file), "--output", "json"]) == 0


def test_one_that_is_there_is_left_alone_and_shown(
    shop: RepositoryBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.write({".tidegate/config.yaml": "version: 1\n# ours\n"})
    assert run(["init", "-C", str(shop.path)]) == 3
    said = capsys.readouterr()
    assert "\n-# ours\n" in said.out
    assert "\n+mode: observe\n" in said.out
    assert "config.yaml is there already and was left alone; above is" in said.err
    assert "people.yaml\nNext:" in said.err, "the other file is new"
    assert (shop.path / ".tidegate/config.yaml").read_text() == "version: 1\n# ours\n"


def test_what_says_the_same_is_no_news(shop: RepositoryBuilder, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "-C", str(shop.path), "--quiet"]) == 0
    capsys.readouterr()
    assert run(["init", "-C", str(shop.path)]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("the proposal says the same") == 2
    assert "Next:" not in said.err
    shop.write({".tidegate/people.yaml": "version: 1\n# ours\n"})
    assert run(["init", "-C", str(shop.path)]) == 3
    assert "\n-# ours\n" in capsys.readouterr().out


def test_it_says_what_lies_near_as_one_would_type_it(
    shop: RepositoryBuilder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(shop.path)
    assert run(["init"]) == 0
    assert capsys.readouterr().err.startswith("wrote .tidegate/config.yaml\nwrote .tidegate/people.yaml\n")


def test_it_prints(shop: RepositoryBuilder, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "-C", str(shop.path), "--output", "-"]) == 0
    settings, _, people = capsys.readouterr().out.partition("---\n# people.yaml\n")
    assert settings.startswith("# Proposed by tidegate")
    assert "people:\n  ada:" in people
    assert not (shop.path / ".tidegate").exists()


def test_it_writes_elsewhere(shop: RepositoryBuilder, tmp_path: Path) -> None:
    place = tmp_path / "first.yaml"
    assert run(["init", "-C", str(shop.path), "--output", str(place), "--quiet"]) == 0
    assert run(["config", "validate", str(place)]) == 0
    assert "people:" in (tmp_path / "people.yaml").read_text()


def test_a_bare_repository_has_no_place_for_it(
    shop: RepositoryBuilder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = tmp_path / "bare"
    shop.git("clone", "--quiet", "--bare", str(shop.path), str(bare))
    assert run(["init", "-C", str(bare)]) == 2
    assert "tidegate init --output -" in capsys.readouterr().err
    assert not (bare / ".tidegate").exists()


def test_a_folder_that_leads_elsewhere_is_not_written_to(shop: RepositoryBuilder, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    shop.symlink(".tidegate", str(tmp_path / "elsewhere"))
    assert run(["init", "-C", str(shop.path)]) == 2
    assert list((tmp_path / "elsewhere").iterdir()) == []
