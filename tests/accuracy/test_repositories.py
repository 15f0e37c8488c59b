"""Archives and histories."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

import pytest

from accuracy.fetch import unpack
from accuracy.repositories import history


def archive(path: Path, name: str) -> Path:
    with tarfile.open(path, "w:gz") as packed:
        member = tarfile.TarInfo(name)
        member.size = 2
        packed.addfile(member, io.BytesIO(b"x\n"))
    return path


def test_nothing_leaves_the_folder(tmp_path: Path) -> None:
    unpack(archive(tmp_path / "good.tar.gz", "project/a.py"), tmp_path / "good")
    assert (tmp_path / "good/project/a.py").read_text("utf-8") == "x\n"
    with pytest.raises(tarfile.OutsideDestinationError):
        unpack(archive(tmp_path / "bad.tar.gz", "../a.py"), tmp_path / "bad")


def test_each_tree_is_a_commit_after_the_one_before(tmp_path: Path) -> None:
    for name, text in (("old", "1\n"), ("new", "2\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.py").write_text(text, "utf-8")
    folder = tmp_path / "repository"
    history(
        folder, [("vulnerable", tmp_path / "old"), ("fixed", tmp_path / "new"), ("again", tmp_path / "old")]
    )

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", "-C", folder, *arguments], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    assert git("log", "--format=%s", "again").split() == ["again", "fixed", "vulnerable"]
    assert git("show", "fixed:a.py") == "2"
    assert git("rev-parse", "vulnerable^{tree}") == git("rev-parse", "again^{tree}")
    assert git("status", "--porcelain") == ""
