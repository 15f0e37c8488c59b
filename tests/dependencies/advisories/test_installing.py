from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from records import archive, many

from tidegate.dependencies.advisories.building import Origin
from tidegate.dependencies.advisories.feeds import Feed, FeedError
from tidegate.dependencies.advisories.installing import BusyError, install, present, writing

POINTS = 40


def taken(folder: Path, count: int, *, force: bool = False, junk: bytes | None = None) -> int:
    feed = Feed(archive(folder / f"{count}.zip", many(count), junk))
    with writing(folder / "PyPI.sqlite"):
        return install(folder / "PyPI.sqlite", "PyPI", Origin(f"{count}"), feed, force=force).records


def test_a_feed_that_lacks_more_than_a_tenth_is_refused(tmp_path: Path) -> None:
    assert taken(tmp_path, 100) == 100
    assert taken(tmp_path, 90) == 90
    with pytest.raises(FeedError, match=r"80 holds 80 advisories of PyPI, the last one 90") as error:
        taken(tmp_path, 80)
    assert "--force" in error.value.hint
    about = present(tmp_path / "PyPI.sqlite")
    assert about is not None
    assert about.records == 90
    assert taken(tmp_path, 80, force=True) == 80


def test_a_feed_without_records_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="holds no advisories"):
        taken(tmp_path, 0)
    assert present(tmp_path / "PyPI.sqlite") is None


def test_a_feed_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="1 records of 5 cannot be read"):
        taken(tmp_path, 5, junk=b"{")


def test_a_store_that_cannot_be_read_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "PyPI.sqlite").write_bytes(b"nonsense")
    assert taken(tmp_path, 5) == 5


def test_killed_at_any_point(tmp_path: Path) -> None:
    """The old store, or the new one whole; what lies about is gone after the next import."""
    assert taken(tmp_path, 60) == 60
    source = archive(tmp_path / "new.zip", many(61))
    words = [Path(__file__).with_name("stopped.py"), tmp_path / "PyPI.sqlite", source, POINTS]
    run = [sys.executable, *map(str, words)]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = [tuple(map(int, line.split())) for line in done.stdout.splitlines()]
    assert len(rows) == POINTS
    assert all(records == names for records, names, _ in rows)
    assert {left for *_, left in rows} == {0, 1}
    assert taken(tmp_path, 61) == 61
    assert not list(tmp_path.glob(".*.new"))


def test_two_writers_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda count: taken(tmp_path, count, force=True), range(40, 60)))
    assert done == list(range(40, 60))
    about = present(tmp_path / "PyPI.sqlite")
    assert about is not None
    assert str(about.records) == about.source
    assert not list(tmp_path.glob(".*.new"))


def test_a_writer_does_not_wait_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "PyPI.sqlite"
    with (
        writing(path),
        pytest.raises(BusyError, match="written by another process"),
        writing(path, wait=0.01),
    ):
        pass
    with writing(path, wait=0.01):
        pass
