"""A large tree and its changes as a git repository, written with ``git fast-import``."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

BASE = "base"
_WHO = b"committer Bench <bench@example.com> 1700000000 +0000\n"


class Branch(NamedTuple):
    """One change: a branch with one commit on top of ``BASE``."""

    name: str
    files: Mapping[str, str]


def write(repository: Path, tree: Iterable[tuple[str, bytes]]) -> None:
    """Make a bare repository with ``tree`` as branch ``BASE``."""
    subprocess.run(["git", "init", "-q", "--bare", str(repository)], check=True)
    _import(repository, _base(tree))
    subprocess.run(["git", "-C", str(repository), "symbolic-ref", "HEAD", f"refs/heads/{BASE}"], check=True)


def add(repository: Path, branches: Iterable[Branch]) -> None:
    """Put branches on ``BASE``."""
    _import(repository, (part for branch in branches for part in _change(branch)))


def branches(repository: Path) -> set[str]:
    """The names of the branches that there are."""
    command = ["git", "-C", str(repository), "for-each-ref", "--format=%(refname:short)", "refs/heads"]
    return set(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())


def _import(repository: Path, parts: Iterable[bytes]) -> None:
    with subprocess.Popen(
        ["git", "-C", str(repository), "fast-import", "--quiet"], stdin=subprocess.PIPE
    ) as process:
        assert process.stdin is not None
        for part in parts:
            process.stdin.write(part)
    if process.returncode:
        raise RuntimeError("git fast-import failed")


def _base(tree: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    yield f"commit refs/heads/{BASE}\n".encode() + _WHO + b"data 4\nBase\n"
    for path, content in tree:
        yield _file(path, content)


def _change(branch: Branch) -> Iterator[bytes]:
    yield f"commit refs/heads/{branch.name}\n".encode() + _WHO + b"data 6\nChange\n"
    yield f"from refs/heads/{BASE}^0\n".encode()
    for path, text in branch.files.items():
        yield _file(path, text.encode())


def _file(path: str, content: bytes) -> bytes:
    quoted = path.replace("\\", "\\\\").replace('"', '\\"')
    return f'M 100644 inline "{quoted}"\ndata {len(content)}\n'.encode() + content + b"\n"


def copies(tree: Mapping[str, bytes], package: str, count: int) -> Iterator[tuple[str, bytes]]:
    """The tree ``count`` times: first as it is, then with its package under other names.

    Imports follow, so that each copy is a program of its own, in which everything has the same names.
    """
    yield from tree.items()
    word = re.compile(rb"\b" + re.escape(package.encode()) + rb"\b")
    for number in range(2, count + 1):
        other = f"{package}_{number}"
        for path, content in tree.items():
            yield path.replace(package, other, 1), word.sub(other.encode(), content)
