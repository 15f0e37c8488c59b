"""Each pair of releases checked in both directions, as a user would: by the command."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import msgspec

from accuracy.fetch import source
from accuracy.releases import Expected, Lines, Pair, noise, rule_that_found
from accuracy.repositories import history
from tidegate.languages import python
from tidegate.model.finding import Status
from tidegate.model.result import CheckResult

_SECONDS = 300.0


class Answer(msgspec.Struct, frozen=True):
    """``found`` maps each expected place to the rule that found it, ``None`` for a miss."""

    direction: str  # "introduces": fixed → vulnerable; "fixes": vulnerable → fixed
    decision: str
    found: dict[str, str | None]
    noise: tuple[str, ...]
    seconds: float
    limits: tuple[str, ...] = ()
    failure: str = ""


class Row(msgspec.Struct, frozen=True):
    project: str
    versions: str
    framework: str
    answers: tuple[Answer, ...]


def checked(pair: Pair, data: Path) -> Row:
    """Raise FetchError where a release cannot be had."""
    vulnerable = source(pair.project, pair.vulnerable, data)
    fixed = source(pair.project, pair.fixed, data)
    folder = data / "repositories" / f"{pair.project}-{pair.fixed}"
    history(folder, [("vulnerable", vulnerable), ("fixed", fixed), ("again", vulnerable)])
    expected = [(one, lines_of(one, vulnerable)) for one in pair.expect]
    answers = (
        _answer(folder, "introduces", "fixed..again", expected, Status.INTRODUCED, data),
        _answer(folder, "fixes", "vulnerable..fixed", expected, Status.FIXED, data),
    )
    return Row(pair.project, f"{pair.vulnerable} → {pair.fixed}", pair.framework, answers)


def lines_of(expected: Expected, release: Path) -> Lines:
    """Raise KeyError where the release has no such function: the label is wrong then."""
    facts = python.extract((release / expected.path).read_bytes())
    if not expected.function:
        return Lines(expected.path, 1, 1 << 30)
    function = facts.functions[expected.function]
    return Lines(expected.path, function.line, function.end_line)


def _answer(
    folder: Path,
    direction: str,
    names: str,
    expected: list[tuple[Expected, Lines]],
    status: Status,
    data: Path,
) -> Answer:
    started = time.monotonic()
    result, failure = _check(folder, names, data)
    seconds = time.monotonic() - started
    findings = list(result.findings) if result else []
    found = {
        f"{one.weakness} {one.path}:{one.function}": rule_that_found(findings, one, lines, status)
        for one, lines in expected
    }
    others = tuple(f"{f.rule} {f.severity} {f.path}:{f.line}" for f in noise(findings, expected))
    limits = result.blast_radius.limits if result else ()
    return Answer(direction, result.decision if result else "none", found, others, seconds, limits, failure)


def _check(folder: Path, names: str, data: Path) -> tuple[CheckResult | None, str]:
    command = [
        sys.executable,
        "-m",
        "tidegate",
        "check",
        "-C",
        str(folder),
        "--output",
        "json",
        "--fail-on",
        "never",
    ]
    environment = {**os.environ, "TIDEGATE_CACHE_DIR": str(data / "cache")}
    try:
        done = subprocess.run(
            [*command, names], capture_output=True, timeout=_SECONDS, check=False, env=environment
        )
    except subprocess.TimeoutExpired:
        return None, f"no answer in {_SECONDS:.0f} s"
    if done.returncode:
        return None, os.fsdecode(done.stderr).strip()[-300:] or f"status {done.returncode}"
    return msgspec.json.decode(done.stdout, type=CheckResult), ""
