"""Commits and notes as they are said, byte by byte, in a repository of their own (``git fast-import``)."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

ADA = "Ada Example <ada@example.com>"
BASE = "main"
_START = 1_700_000_000


class Written(NamedTuple):
    """A commit on ``branch``, on top of it or, where there is none, of ``BASE``. ``files``: path → text.

    ``notes``: reference → text; ``about`` is "base" for notes that hang on the base.
    """

    branch: str
    message: str = "Change\n"
    author: str = ADA
    committer: str = ADA
    files: Mapping[str, str] = {}
    notes: Mapping[str, str] = {}
    about: str = ""


def write(repository: Path, base: Mapping[str, str], commits: Iterable[Written]) -> list[str]:
    """Make a bare repository; the ids of the commits, in their order."""
    subprocess.run(["git", "init", "-q", "--bare", f"--initial-branch={BASE}", str(repository)], check=True)
    marks = repository / "marks"
    command = ["git", "-C", str(repository), "fast-import", "--quiet", f"--export-marks={marks}"]
    given = list(commits)
    stream = b"".join([_commit(1, Written(BASE, "Base\n", files=base), ""), *_rest(given)])
    subprocess.run(command, input=stream, check=True)
    ids = dict(line.split() for line in marks.read_text().splitlines())
    return [ids[f":{number}"] for number in range(2, len(given) + 2)]


def _rest(commits: list[Written]) -> Iterator[bytes]:
    tips: dict[str, int] = {}
    for number, one in enumerate(commits, 2):
        yield _commit(number, one, f"from :{tips.get(one.branch, 1)}\n")
        tips[one.branch] = number
    references = sorted({reference for one in commits for reference in one.notes})
    for reference in references:
        yield f"commit {reference}\ncommitter {ADA} {_START} +0000\ndata 0\n".encode()
        for number, one in enumerate(commits, 2):
            if reference in one.notes:
                about = 1 if one.about == "base" else number
                yield f"N inline :{about}\n".encode() + _data(one.notes[reference])


def _commit(number: int, one: Written, parent: str) -> bytes:
    when = f"{_START + number} +0000"
    lines = [f"commit refs/heads/{one.branch}", f"mark :{number}", f"author {one.author} {when}"]
    lines.append(f"committer {one.committer} {when}\n")
    files = (f'M 100644 inline "{path}"\n'.encode() + _data(text) for path, text in one.files.items())
    return "\n".join(lines).encode() + _data(one.message) + parent.encode() + b"".join(files) + b"\n"


def _data(text: str) -> bytes:
    raw = text.encode()
    return b"data %d\n%s\n" % (len(raw), raw)
