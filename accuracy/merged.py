"""`python -m accuracy.merged REPOSITORY … [--before DATE] [--last N]`: how quiet the gate is on real work.

Takes the last merged pull requests that touch production Python code before a date, as they stand on the
checked-out history (merge commits, or commits whose subject names a pull request; where there are
too few of them, every commit), checks each against its first parent, as on its day, and prints the
distribution. Where packages change, a check needs advisories of that time in ``TIDEGATE_DATA_DIR``: without
any, or with older ones, it could not tell.

Which repositories say something of a gate for Python: web applications in a framework that is described
whose developers work in Python (at least nine of ten edits to code files in the last 200 changes), still do
(a change in the year before the date), and through pull requests (as many as are asked for, touching
production code, in the three years before). The first line of each repository says whether it is one.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from tidegate.check import CheckOptions, check
from tidegate.model.configuration import words
from tidegate.model.errors import TidegateError
from tidegate.model.finding import Severity, Status
from tidegate.model.paths import PathClass, classify
from tidegate.model.result import CheckResult

_CODE = words("""
    py js jsx mjs cjs ts tsx vue svelte coffee go rs rb php java kt c cc cpp h cs scala ex clj sh sql
""")
_LATEST, _SHARE, _FRESH, _YEARS = 200, 0.9, 1, 3
_SECONDS = 300.0  # a check may take: what is asked here is what it says, also on a busy machine


class Merged(NamedTuple):
    """A commit of the history and the files that it touches."""

    commit: str
    day: date
    subject: str
    paths: tuple[str, ...]

    @property
    def is_pull_request(self) -> bool:
        return self.subject.startswith("Merge pull request") or "(#" in self.subject

    @property
    def is_production(self) -> bool:
        return any(path.endswith(".py") and classify(path) is PathClass.PRODUCTION for path in self.paths)


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    for repository in options.repositories:
        past = list(history(repository, options.before))
        commits = selected(past, options.last)
        sys.stdout.write(f"{repository.absolute().name}: {standing(past, commits, options)}\n")
        results = [_checked(repository, commit) for commit in commits]
        sys.stdout.write(f"    {table([result for result in results if result is not None])}\n")
        sys.stdout.flush()
    return 0


def standing(past: list[Merged], commits: list[Merged], options: argparse.Namespace) -> str:
    """How far a repository is one to measure with, by the rule above."""
    edits = [path.rpartition(".")[2] for change in past[:_LATEST] for path in change.paths]
    code = [suffix for suffix in edits if suffix in _CODE]
    share = code.count("py") / max(len(code), 1)
    before = date.fromisoformat(options.before)
    newest, oldest = (past[0].day, commits[-1].day) if commits else (date.min, date.min)
    meets = (
        share >= _SHARE
        and (before - newest).days <= 366 * _FRESH
        and len(commits) == options.last
        and all(commit.is_pull_request for commit in commits)
        and (before - oldest).days <= 366 * _YEARS
    )
    word = "counts" if meets else "does not count"
    return f"{word}: {share:.0%} of edits to code are Python, changes from {oldest} to {newest}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m accuracy.merged", description=__doc__)
    parser.add_argument("repositories", nargs="+", type=Path)
    parser.add_argument("--before", default="2026-06-01")
    parser.add_argument("--last", type=int, default=50)
    return parser


def history(repository: Path, before: str) -> Iterator[Merged]:
    """The first-parent history before a date, newest first."""
    command = [
        "git",
        "-C",
        str(repository),
        "log",
        "--first-parent",
        "-m",
        f"--before={before}",
        "--no-renames",
        "--name-only",
    ]
    output = subprocess.run(
        [*command, "-z", "--format=%x01%H%x02%cs%x02%s%x03"], capture_output=True, check=True
    ).stdout
    for entry in output.decode("utf-8", "replace").split("\x01")[1:]:
        head, _, names = entry.partition("\x03")
        commit, day, subject = head.split("\x02", 2)
        paths = tuple(name.strip("\n") for name in names.split("\0") if name.strip("\n"))
        yield Merged(commit, date.fromisoformat(day), subject, paths)


def selected(commits: list[Merged], last: int) -> list[Merged]:
    """The newest ``last`` that touch production code; pull requests where there are enough."""
    production = [commit for commit in commits if commit.is_production]
    requests = [commit for commit in production if commit.is_pull_request]
    return (requests if len(requests) >= last else production)[:last]


def _checked(repository: Path, commit: Merged) -> CheckResult | None:
    try:
        options = CheckOptions(
            directory=repository, revision_range=commit.commit, timeout=_SECONDS, today=commit.day
        )
        result = check(options)
    except TidegateError as error:
        sys.stderr.write(f"{commit.commit[:12]}: {error}\n")
        return None
    codes = " ".join(sorted({reason.code for reason in result.reasons}))
    sys.stderr.write(
        f"{commit.commit[:12]} {result.decision.value:6} {result.timings['total']:5.2f} s  {codes}\n"
    )
    for finding in introduced(result):
        sys.stderr.write(f"    {finding}\n")
    return result


def introduced(result: CheckResult) -> list[str]:
    """Introduced findings above low severity, a line each."""
    return [
        f"{finding.rule} {finding.confidence.value} {finding.path}:{finding.line}"
        for finding in result.findings
        if finding.status is Status.INTRODUCED and finding.severity is not Severity.LOW
    ]


def table(results: list[CheckResult]) -> str:
    """Decisions, reasons, introduced findings and time of many checks."""
    decisions = Counter(result.decision.value for result in results)
    codes = Counter(code for result in results for code in {reason.code for reason in result.reasons})
    seconds = sorted(result.timings["total"] for result in results)
    lines = [
        f"{len(results)} changes: "
        + ", ".join(f"{name} {decisions[name]}" for name in ("pass", "review", "block")),
        f"introduced findings above low severity: {sum(len(introduced(result)) for result in results)}",
        "reasons: " + ", ".join(f"{code} {count}" for code, count in codes.most_common()),
    ]
    if seconds:
        lines.append(f"seconds: median {seconds[len(seconds) // 2]:.2f}, longest {seconds[-1]:.2f}")
    return "\n    ".join(lines)


if __name__ == "__main__":
    sys.exit(main())
