"""Pairs of programs that differ in one fact: one has the weakness, its twin is safe."""

from __future__ import annotations

from pathlib import Path

import pytest

from accuracy.judging import judge, write
from accuracy.suite import Program, programs

PROGRAMS = programs(Path(__file__).with_name("examples"))


def _name(program: Program) -> str:
    return f"{program.weakness}: {program.name} ({'bad' if program.is_bad else 'safe'})"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("examples")
    write(path / "examples.git", PROGRAMS)
    return path


@pytest.mark.parametrize("number", range(len(PROGRAMS)), ids=map(_name, PROGRAMS))
def test_an_example(number: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(folder / "cache"))
    judged = judge(folder / "examples.git", number, PROGRAMS[number])
    assert (judged.found, judged.stray) == (PROGRAMS[number].is_bad, ())
