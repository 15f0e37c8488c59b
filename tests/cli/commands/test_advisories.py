from __future__ import annotations

import json
from pathlib import Path

import pytest
from answering import Answer, Server
from records import archive, many
from repositories import RepositoryBuilder

from tidegate.cli.program import run


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGATE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def shown(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_import_and_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    feed = archive(tmp_path / "feeds" / "PyPI" / "all.zip", many(3))
    archive(tmp_path / "feeds" / "npm" / "all.zip", many(2, "npm"))
    archive(tmp_path / "feeds" / "Android" / "all.zip", many(2, "Android"))
    assert run(["advisories", "import", str(tmp_path / "feeds")]) == 0
    assert "PyPI: 3 records of 2026-11-01" in capsys.readouterr().err
    assert run(["advisories", "status"]) == 0
    first, second = shown(capsys).splitlines()
    assert first.startswith("PyPI                    3 records of 2026-11-01 (")
    assert first.endswith(f"from {feed}")
    assert second.startswith("npm")
    assert run(["advisories", "status", "--output", "json"]) == 0
    document = json.loads(shown(capsys))
    assert document["schema"] == "tidegate.advisories/1"
    pypi = document["ecosystems"][0]
    assert (pypi["ecosystem"], pypi["records"], pypi["date"]) == ("PyPI", 3, "2026-11-01")
    assert pypi["source"] == str(feed)
    assert pypi["size"] > 0
    assert pypi["age_days"] >= 0


def test_a_folder_of_records(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "records" / "2026"
    folder.mkdir(parents=True)
    for record in many(3):
        (folder / f"{record['id']}.json").write_text(json.dumps(record))
    assert run(["advisories", "import", str(tmp_path / "records")]) == 2
    assert "name it with --ecosystem" in capsys.readouterr().err
    assert run(["advisories", "import", str(tmp_path / "records"), "--ecosystem", "pypi"]) == 0
    assert "PyPI: 3 records" in capsys.readouterr().err


def test_a_feed_with_fewer_records(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    large, small = (archive(tmp_path / f"{n}" / "PyPI" / "all.zip", many(n)) for n in (20, 3))
    assert run(["advisories", "import", str(large), "-q"]) == 0
    assert run(["advisories", "import", str(small)]) == 2
    assert "holds 3 advisories of PyPI, the last one 20" in capsys.readouterr().err
    assert run(["advisories", "import", str(small), "--force"]) == 0


def test_nothing_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["advisories", "status"]) == 0
    assert "no advisories on this machine" in shown(capsys)
    assert run(["advisories", "update", "--online"]) == 2
    assert "name some: PyPI, npm" in capsys.readouterr().err


def test_a_damaged_store_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "data" / "advisories"
    place.mkdir(parents=True)
    (place / "npm.sqlite").write_bytes(b"nonsense")
    assert run(["advisories", "status"]) == 0
    assert "is damaged" in shown(capsys)


def test_the_network_is_asked_only_with_leave(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["advisories", "update", "PyPI"]) == 2
    assert "allow it with --online" in capsys.readouterr().err


def test_an_ecosystem_that_there_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["advisories", "update", "--online", "pypy"]) == 2
    assert "did you mean PyPI?" in capsys.readouterr().err


def test_update_of_what_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = archive(tmp_path / "all.zip", many(4)).read_bytes()
    with Server(
        lambda one: Answer(content) if one.path == "/PyPI/all.zip" else Answer(status=404)
    ).running() as server:
        assert run(["advisories", "update", "npm", "pypi", "--online", "--from", server.url]) == 2
        said = capsys.readouterr().err
        assert "answers 404" in said
        assert "PyPI: 4 records" in said
        assert run(["advisories", "update", "--online", "--from", server.url]) == 0
        assert capsys.readouterr().err.startswith("PyPI: 4 records")


def test_a_file_of_packages_that_nothing_is_known_of_is_not_analysed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "project"
    builder = RepositoryBuilder(folder)
    builder.commit(files={"requirements.txt": "flask==3.0.0\n"})
    builder.commit(files={"requirements.txt": "flask==3.0.1\n"})
    assert run(["check", "-C", str(folder), "HEAD"]) == 3
    out = shown(capsys)
    assert "could not tell: 1 of 1 file was not analysed" in out
    assert "0 of 1 file analysed" in out
