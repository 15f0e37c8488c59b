from __future__ import annotations

import os
import stat
from pathlib import Path
from threading import Thread

import pytest

from tidegate.cli.output import Output, parse, write
from tidegate.model.errors import TidegateError, UsageError

KNOWN = ("text", "json", "sarif")


def test_formats_and_places(tmp_path: Path) -> None:
    place = tmp_path / "a=b.json"
    assert parse(["text", f"json={place}"], KNOWN) == [Output("text", None), Output("json", place)]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["yaml"], 'no output format "yaml"'),
        (["json="], "names no file"),
        (["text", "json"], "two reports for standard output"),
        (["json=a", "sarif=a"], "two reports for a"),
        (["json=nowhere/a"], "no directory nowhere"),
    ],
)
def test_what_cannot_be_had(words: list[str], part: str) -> None:
    with pytest.raises(UsageError, match=part) as caught:
        parse(words, KNOWN)
    assert caught.value.hint


def test_a_report_replaces_the_old_one_as_a_whole(tmp_path: Path) -> None:
    place = tmp_path / "report.json"
    place.write_text("old")
    with place.open() as reader:
        write(place, "new → \udcff\n")
        assert reader.read() == "old"
    assert place.read_bytes() == "new → \\udcff\n".encode()
    assert [file.name for file in tmp_path.iterdir()] == ["report.json"]


def test_a_report_is_readable_as_the_user_wants(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        write(tmp_path / "r", "x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "r").stat().st_mode) == 0o644


def test_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    write(tmp_path / "link", "x")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "x"


def test_a_pipe_is_written_to_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    write(pipe, "x")
    reader.join(10)
    assert read == ["x"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_what_cannot_be_written_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(TidegateError, match=r"cannot write .*taken: Is a directory"):
        write(tmp_path / "taken", "x")
    with pytest.raises(TidegateError, match=r"cannot write .*: File name too long"):
        write(tmp_path / ("x" * 300), "x")
    assert [file.name for file in tmp_path.iterdir()] == ["taken"]
