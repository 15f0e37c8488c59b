"""Running the command as a user does, and once more with an eye on what it asks for."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

SECONDS = 300  # for one run


class Spread(NamedTuple):
    """Several runs of one thing."""

    middle: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        return cls(median(values), min(values), max(values))


class Cost(NamedTuple):
    """What one change costs in one state of the cache. Times in seconds, memory in MB.

    ``steps`` are expressions and statements that the flow engine followed, ``runs`` functions that it ran:
    they are the same on a busy machine.
    """

    seconds: Spread
    processor: Spread  # of the process and those that it started
    search: float  # of that: looking for names in the tree
    memory: Spread
    parsed: int
    restored: int
    processes: int
    steps: int
    runs: int
    decision: str
    stages: Mapping[str, float]


class Measured(NamedTuple):
    """``cold``: with an empty cache. ``warm``: then another question about the same trees, whose answer is
    worked out. ``again``: then the first question, whose answer is known; seconds of the whole process."""

    cold: Cost
    warm: Cost
    again: Spread


def measure(source: Path, repository: Path, branch: str, runs: int) -> Measured:
    """``runs`` runs of each kind of checking ``branch``, with the package in ``source``."""
    cold: list[tuple[float, dict[str, Any]]] = []
    warm: list[tuple[float, dict[str, Any]]] = []
    again: list[float] = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as cache:
            check = _check(repository, branch)
            cold.append(_run(source, check, cache))
            warm.append(_run(source, [*check, "--description", os.devnull], cache))
            again.append(_seconds(source, check, cache))
    return Measured(_cost(cold), _cost(warm), Spread.of(again))


def _check(repository: Path, branch: str) -> list[str]:
    return ["check", "-C", str(repository), "--fail-on", "never", f"base..{branch}"]


def _seconds(source: Path, arguments: Sequence[str], cache: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        output = ["--output", f"json={Path(folder, 'report.json')}"]
        _finish([sys.executable, "-m", "tidegate", *arguments, *output], environment(source, cache))
        return time.perf_counter() - start


def _run(source: Path, arguments: Sequence[str], cache: str) -> tuple[float, dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        notes, report = Path(folder, "notes.json"), Path(folder, "report.json")
        check = [*arguments, "--output", f"json={report}"]
        start = time.perf_counter()
        _finish([sys.executable, "-m", "benchmarks.observe", str(notes), *check], environment(source, cache))
        seconds = time.perf_counter() - start
        found = json.loads(report.read_text("utf-8"))
        return seconds, json.loads(notes.read_text("utf-8")) | {
            "decision": found["decision"], "timings": found["timings"],
        }  # fmt: skip


def _finish(command: Sequence[str], environment: Mapping[str, str]) -> None:
    """Run a command to its end. Waiting with a timeout would look only every 50 ms whether it is over."""
    process = subprocess.Popen(command, env=dict(environment), cwd=Path(__file__).parent.parent)
    watch = threading.Timer(SECONDS, process.kill)
    watch.start()
    try:
        if process.wait():
            raise subprocess.CalledProcessError(process.returncode, command)
    finally:
        watch.cancel()


def environment(source: Path, cache: str) -> dict[str, str]:
    """As a user has it: Python may keep what it compiled."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(source), "TIDEGATE_CACHE_DIR": cache}


def _cost(runs: Sequence[tuple[float, dict[str, Any]]]) -> Cost:
    seconds = Spread.of([taken for taken, _ in runs])
    memory = Spread.of([notes["memory"] for _, notes in runs])
    _, last = min(runs, key=lambda run: abs(run[0] - seconds.middle))
    return Cost(
        seconds,
        Spread.of([notes["processor"] for _, notes in runs]),
        median([notes["search"] for _, notes in runs]),
        memory,
        last["parsed"],
        last["restored"],
        last["processes"],
        last["steps"],
        last["runs"],
        last["decision"],
        last["timings"],
    )


def version_seconds(source: Path, runs: int) -> Spread:
    """``tidegate --version``, as a whole process."""
    taken = []
    for _ in range(runs + 1):  # the first compiles the package
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "tidegate", "--version"],
            env=environment(source, os.devnull), check=True, stdout=subprocess.DEVNULL, timeout=SECONDS,
        )  # fmt: skip
        taken.append(time.perf_counter() - start)
    return Spread.of(taken[1:])


def profile(source: Path, repository: Path, branch: str, warm: bool, output: Path) -> None:
    """Write what cProfile sees of one check to ``output``; the cache is empty unless ``warm``."""
    cache, check = Path(tempfile.mkdtemp()), _check(repository, branch)
    try:
        if warm:
            _run(source, [*check, "--description", os.devnull], str(cache))
        subprocess.run(
            [sys.executable, "-m", "cProfile", "-o", str(output), "-m", "tidegate", *check, "--quiet"],
            env=environment(source, str(cache)), check=True, stdout=subprocess.DEVNULL, timeout=SECONDS,
        )  # fmt: skip
    finally:
        shutil.rmtree(cache, ignore_errors=True)
