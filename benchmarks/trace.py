"""``python -m benchmarks.trace [REPOSITORY FILE:LINE|NAME …]``: what asking where something came from costs.

Each question is a process of its own with an empty cache. Without arguments a history of 20,000 commits is
made: pull requests that are merged, a function that was moved to another file, packages.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.measure import Spread, environment

COMMITS, FILES, LINES = 20_000, 400, 120
RUNS = 5
SECONDS = 2.0
_SOURCE = Path(__file__).parent.parent / "src"
_MOVED = "".join(f"    total_{n} = compute_the_total(of_the_order_number={n})\n" for n in range(1, 9))
_TRAILER = "\n\nCo-authored-by: Claude Opus 4.8 <noreply@anthropic.com>\n"


def main(arguments: Sequence[str]) -> None:
    sys.stdout.write(f"trace; load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors\n")
    if arguments:
        _measure(
            Path(arguments[0]), [[one] if ":" in one else ["--dependency", one] for one in arguments[1:]]
        )
        return
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "repository")
        _build(place)
        _measure(
            place,
            [
                ["src/file_7.py:60"],
                ["moved/totals.py:4"],
                ["--dependency", "requests"],
                ["--commit", "HEAD~9"],
            ],
        )


def _measure(place: Path, questions: Sequence[Sequence[str]]) -> None:
    count = int(_git(place, "rev-list", "--count", "HEAD"))
    for question in questions:
        runs = [_run(place, question) for _ in range(RUNS)]
        times, processor = (Spread.of(values) for values in zip(*runs, strict=True))
        sys.stdout.write(
            f"trace {' '.join(question)} in {count:,} commits: {times.middle:.2f} s "
            f"({times.least:.2f} to {times.most:.2f}), processor {processor.middle:.2f} s, "
            f"budget {SECONDS} s: {'met' if times.middle <= SECONDS else 'not met'}\n"
        )


def _run(place: Path, question: Sequence[str]) -> tuple[float, float]:
    """Seconds, and those of processors, of one cold run."""
    with tempfile.TemporaryDirectory() as cache:
        start, spent = time.perf_counter(), sum(os.times()[2:4])
        command = [sys.executable, "-m", "tidegate", "trace", "-C", str(place), "--quiet", *question]
        done = subprocess.run(
            command, env=environment(_SOURCE, cache), stdout=subprocess.DEVNULL, check=False
        )
        if done.returncode not in (0, 3):
            raise subprocess.CalledProcessError(done.returncode, command)
        return time.perf_counter() - start, sum(os.times()[2:4]) - spent


def _git(place: Path, *arguments: str, stdin: bytes = b"") -> str:
    return subprocess.run(
        ["git", "-C", str(place), *arguments], input=stdin, capture_output=True, check=True
    ).stdout.decode()  # fmt: skip


def _build(place: Path) -> None:
    place.mkdir()
    _git(place, "init", "--quiet", "--initial-branch=main")
    _git(place, "fast-import", "--quiet", stdin=b"".join(_commits()))
    _git(place, "reset", "--quiet", "--hard", "main")


def _commits() -> Iterator[bytes]:
    """A line on ``main``; every third commit merges the one before it."""
    files: dict[str, list[str]] = {}
    changed: dict[str, str] = {}
    for number in range(1, COMMITS + 1):
        if number % 3:  # a merge brings what the one before it changed
            changed = _changed(number, files)
        message = f"Change {number}{_TRAILER if number % 5 == 0 else ''}"
        parents = [number - 1] if number > 1 else []
        if number % 3 == 0:
            message, parents = f"Merge pull request #{number} from ada/change", [number - 2, number - 1]
        yield _commit(number, message, parents, changed)


def _changed(number: int, files: dict[str, list[str]]) -> dict[str, str]:
    if number == 50:
        return {
            "old/orders.py": "import money\n" * 3 + _MOVED,
            "requirements.txt": "flask==2.0\nrequests==2.0\n",
        }
    if number == 9_001:
        return {"old/orders.py": "import money\n" * 3, "moved/totals.py": _MOVED}
    name = f"src/file_{number % FILES}.py"
    lines = files.setdefault(name, [f"start_{n} = {n}" for n in range(LINES)])
    lines[number * 7 % LINES] = f"value_{number} = {number}"
    return {name: "\n".join(lines) + "\n"}


def _commit(number: int, message: str, parents: Sequence[int], files: dict[str, str]) -> bytes:
    who, text = f"Ada <ada@example.com> {1_600_000_000 + number * 60} +0000", message.encode()
    lines = [
        "commit refs/heads/main",
        f"mark :{number}",
        f"author {who}",
        f"committer {who}",
        f"data {len(text)}",
    ]
    head = "\n".join(lines).encode() + b"\n" + text + b"\n"
    links = "".join(f"{'merge' if at else 'from'} :{one}\n" for at, one in enumerate(parents))
    return head + links.encode() + b"".join(_file(path, content) for path, content in files.items()) + b"\n"


def _file(path: str, content: str) -> bytes:
    raw = content.encode()
    return f"M 100644 inline {path}\ndata {len(raw)}\n".encode() + raw + b"\n"


if __name__ == "__main__":
    main(sys.argv[1:])
