"""Lines followed through histories with edits, renames and merges, held against ``git blame``."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.git import Repository
from tidegate.provenance.attribution.history import History

PATHS = ("a.py", "b.py")


def edited(chance: random.Random, text: str, number: int) -> str:
    """Some lines in, some out; every new line is like no other."""
    lines = text.splitlines()
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(lines) + 1)
        del lines[at : at + chance.randrange(3)]
        lines[at:at] = [f"line {number} {chance.random()}" for _ in range(chance.randrange(4))]
    return "".join(f"{line}\n" for line in lines)


def grown(builder: RepositoryBuilder, chance: random.Random) -> None:
    """A branch of edits, with a side branch that is merged where that is clean."""
    text = "".join(f"base {n}\n" for n in range(30))
    builder.commit("Base", dict.fromkeys(PATHS, text))
    builder.branch("change")
    for number in range(8):
        if number == 3:
            builder.branch("side")
        if number == 5:
            builder.switch("change")
        path = chance.choice(PATHS if number < 5 else PATHS[:1])
        builder.commit(f"Edit {number}", {path: edited(chance, (builder.path / path).read_text(), number)})
    builder.git("merge", "--quiet", "--no-ff", "-X", "ours", "-m", "Merge", "side")
    builder.git("mv", "b.py", "c.py")
    builder.commit("Rename", {"c.py": "first\n" + (builder.path / "b.py").read_text()}) if (
        builder.path / "b.py"
    ).exists() else builder.commit("Rename")


def blamed(builder: RepositoryBuilder, path: str) -> dict[int, tuple[str, int]]:
    """Line → the commit of the change that brought it, and its number there."""
    printed = builder.git("blame", "--porcelain", "-M0", "main..change", "--", path)
    boundary = set(builder.git("rev-list", "main").split())
    found = {}
    for line in printed.splitlines():
        words = line.split(" ")
        if len(words) in (3, 4) and len(words[0]) == 40 and words[0] not in boundary:
            found[int(words[2])] = (words[0], int(words[1]))
    return found


@pytest.mark.parametrize("seed", range(6))
def test_lines_have_the_origin_that_git_tells(seed: int, tmp_path: Path) -> None:
    builder = RepositoryBuilder(tmp_path)
    grown(builder, random.Random(seed))
    with Repository.open(builder.path) as repository:
        head = History(repository.change("main..change"), repository).head
    for path in ("a.py", "c.py"):
        followed = {
            span.start + n: (span.commit, span.origin + n)
            for span in head.get(path, ())
            for n in range(span.end - span.start + 1)
        }
        assert followed == blamed(builder, path)
