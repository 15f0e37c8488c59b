"""Whether it can be told that all is documented."""

from __future__ import annotations

from pathlib import Path

from authored import Authored
from msgspec.structs import replace
from repositories import RepositoryBuilder

from tidegate.generation import GenerationOptions, gather
from tidegate.model.generated import Generated
from tidegate.provenance.documented import unclear

AI = "Work\n\nTidegate-AI: cursor gpt-5\n"


def asked(history: Authored) -> Generated:
    return gather(GenerationOptions(directory=history.builder.path, revision_range="main..change"))


def test_what_was_read_is_clear(tmp_path: Path) -> None:
    history = Authored(RepositoryBuilder(tmp_path / "shop"))
    history.commit(AI, {"a.txt": "x = 1\n"})
    assert unclear(asked(history)) == []


def test_lines_that_cannot_be_read_are_not(tmp_path: Path) -> None:
    history = Authored(RepositoryBuilder(tmp_path / "shop"))
    history.commit(AI, {"a.txt": "x = 1\n"})
    blob = history.builder.git("rev-parse", "change:a.txt")
    (history.builder.path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    (said,) = unclear(asked(history))
    assert "lacks some of their objects" in said


def test_nor_is_what_failed_while_it_was_read(tmp_path: Path) -> None:
    history = Authored(RepositoryBuilder(tmp_path / "shop"))
    history.commit(AI, {"a.txt": "x = 1\n"})
    found = replace(asked(history), failures=("attribution failed",))
    assert unclear(found) == ["attribution failed"]
