"""The labelled suite run: every program is one change, checked as a user's would be."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import msgspec

from accuracy.suite import Program
from tidegate.check import CheckOptions, check
from tidegate.model.finding import Finding, Severity, Status

_WHO = b"committer Cases <cases@example.com> 1700000000 +0000\n"
_CHUNK = 40
_LOUD = (Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)


class Judged(msgspec.Struct, frozen=True):
    """``found``: the weakness was reported (in the bad half: at its line); ``stray``: what else was."""

    program: Program
    found: bool
    stray: tuple[str, ...]
    limits: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        return self.found == self.program.is_bad


def judged(programs: Sequence[Program]) -> list[Judged]:
    """All programs, on all cores."""
    chunks = [programs[start : start + _CHUNK] for start in range(0, len(programs), _CHUNK)]
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        return [one for found in pool.map(_chunk, chunks) for one in found]


def _chunk(programs: Sequence[Program]) -> list[Judged]:
    with tempfile.TemporaryDirectory() as folder:
        repository = Path(folder, "cases.git")
        write(repository, programs)
        return [judge(repository, number, program) for number, program in enumerate(programs)]


def judge(repository: Path, number: int, program: Program) -> Judged:
    options = CheckOptions(directory=repository, revision_range=f"base-{number}..head-{number}")
    result = check(options)
    introduced = [finding for finding in result.findings if finding.status is Status.INTRODUCED]
    own = [finding for finding in introduced if _says(finding, program.weakness)]
    found = any(_is_at(finding, program.lines) for finding in own) if program.is_bad else bool(own)
    stray = [
        f"{finding.rule} {finding.path}:{finding.line}"
        for finding in introduced
        if finding not in own and finding.rule not in program.also and finding.severity in _LOUD
    ]
    return Judged(program, found, tuple(stray), result.blast_radius.limits)


def _says(finding: Finding, weakness: str) -> bool:
    """Whether a finding is of a weakness, or says that what kept its own away is gone: ``sanitizer-lost``."""
    return weakness in (finding.rule, finding.lost.rule if finding.lost is not None else "")


def _is_at(finding: Finding, lines: Iterable[tuple[str, int]]) -> bool:
    return any(path == finding.path and finding.line <= line <= finding.end_line for path, line in lines)


# --- the programs as commits ------------------------------------------------------------------------


def write(repository: Path, programs: Sequence[Program]) -> None:
    """Make a bare repository with the branches ``base-N`` and ``head-N`` for each program."""
    subprocess.run(["git", "init", "-q", "--bare", str(repository)], check=True)
    stream = b"".join(part for number, program in enumerate(programs) for part in _commits(number, program))
    command = ["git", "-C", str(repository), "fast-import", "--quiet"]
    subprocess.run(command, input=stream, check=True)


def _commits(number: int, program: Program) -> Iterator[bytes]:
    for branch, files in (("base", program.before), ("head", program.files)):
        yield f"commit refs/heads/{branch}-{number}\n".encode() + _WHO + b"data 0\n"
        if branch == "head":
            yield f"from refs/heads/base-{number}\n".encode()
        for path, text in {"README.md": "A program.\n", **files}.items():
            content = text.encode()
            yield f'M 100644 inline "{path}"\ndata {len(content)}\n'.encode() + content + b"\n"
