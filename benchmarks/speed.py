"""``python -m benchmarks.speed``: what checking a change costs in a large repository, against the budgets."""

from __future__ import annotations

import argparse
import platform
import pstats
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from benchmarks import changes, history, package
from benchmarks.measure import Cost, Measured, Spread, measure, profile, version_seconds

LINES = 50
TIMES = 10  # how much larger the large tree is
GROWTH = (50, 100, 200, 400)  # lines of a change
COLD, WARM, MEMORY, VERSION = 1.0, 0.4, 250.0, 0.1  # seconds, seconds, MB, seconds
FACTOR = 1.5  # what a tree TIMES larger may cost more
SOURCE = Path(__file__).parent.parent / "src"


class Repositories(NamedTuple):
    one: Path
    ten: Path
    lines: int  # of Python, in ``one``
    files: int


def main() -> None:
    asked = _arguments()
    if asked.data is not None:
        _measure_all(asked, asked.data.absolute())
    else:
        with tempfile.TemporaryDirectory() as data:
            _measure_all(asked, Path(data))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder that keeps the package and the repositories")
    parser.add_argument("--runs", type=int, default=5, help="cold and warm runs of each change")
    parser.add_argument("--changes", nargs="+", choices=_kinds(), default=_kinds(), metavar="KIND")
    parser.add_argument("--source", type=Path, default=SOURCE, help="the folder with the package tidegate")
    parser.add_argument("--profile", metavar="KIND", help="where the time of one change goes, instead")
    return parser.parse_args()


def _say(line: str = "") -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _measure_all(asked: argparse.Namespace, data: Path) -> None:
    repositories = prepare(data)
    for line in _circumstances(asked, repositories):
        _say(line)
    if asked.profile:
        _show_profile(asked.source, repositories.one, asked.profile)
        return
    version = version_seconds(asked.source, asked.runs)
    _say(f"tidegate --version: {_spread(version)} s, budget {VERSION} s: {_met(version.middle <= VERSION)}")
    small = _table(asked, repositories.one, f"{repositories.lines:,} lines of Python", asked.changes)
    grown = [f"method-{lines}" for lines in GROWTH[1:]]
    _table(asked, repositories.one, "larger changes", grown)
    large = _table(asked, repositories.ten, f"{TIMES} times as much", asked.changes)
    _compare(small, large)


# --- what is measured -------------------------------------------------------------------------------


def _kinds() -> list[str]:
    return ["test", *changes.KINDS]


def prepare(data: Path) -> Repositories:
    """The repositories in ``data``, made where they are not there yet."""
    folder = package.unpacked(data)
    tree = package.contents(folder)
    code = {path: content for path, content in tree.items() if path.endswith(".py")}
    one, ten = data / "one.git", data / "ten.git"
    if not (one.is_dir() and ten.is_dir()):
        branches = list(_branches({path: content.decode() for path, content in code.items()}))
        for repository, count in ((one, 1), (ten, TIMES)):
            shutil.rmtree(repository, ignore_errors=True)
            history.write(repository, history.copies(tree, package.NAME, count), branches)
    return Repositories(one, ten, sum(content.count(b"\n") for content in code.values()), len(code))


def _branches(files: Mapping[str, str]) -> Iterator[history.Branch]:
    trees = changes.parse(files)
    for kind, places in changes.KINDS.items():
        yield history.Branch(kind, changes.change(files, trees, places(trees), LINES, kind))
    yield history.Branch("test", changes.new_tests(changes.helper(trees), LINES, "test"))
    methods = changes.method(trees)
    for lines in GROWTH[1:]:
        yield history.Branch(f"method-{lines}", changes.change(files, trees, methods, lines, "method"))


# --- what is printed --------------------------------------------------------------------------------


def _circumstances(asked: argparse.Namespace, repositories: Repositories) -> Iterator[str]:
    git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    yield f"{datetime.now(UTC).date()}  {shlex.join(['python', '-m', 'benchmarks.speed', *sys.argv[1:]])}"
    yield f"{_processor()}, {_cores()} cores, {platform.system()} {platform.release()}"
    yield f"Python {platform.python_version()}, {git}"
    size = f"{repositories.files:,} files, {repositories.lines:,} lines of Python"
    yield f"{package.NAME} {package.VERSION}: {size}"
    yield f"{asked.runs} runs each, cold (empty cache) and warm: middle (least to most)"


def _processor() -> str:
    try:
        known = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in known.splitlines() if line.startswith("model name"))
    return next(names, platform.machine())


def _cores() -> int:
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _table(asked: argparse.Namespace, repository: Path, title: str, names: list[str]) -> dict[str, Measured]:
    _say()
    _say(f"## {title}")
    _say(f"{'change':<12}{'':6}{'seconds':<22}{'search':>7}{'MB':>6}{'parsed':>8}{'cached':>8}{'git':>5}  ")
    found: dict[str, Measured] = {}
    for name in names:
        found[name] = measure(asked.source, repository, name, asked.runs)
        _say(_row(name, "cold", found[name].cold, COLD))
        _say(_row("", "warm", found[name].warm, WARM))
    return found


def _row(name: str, state: str, cost: Cost, budget: float) -> str:
    met = cost.seconds.middle <= budget and cost.memory.most <= MEMORY
    stages = " ".join(f"{stage} {seconds:.2f}" for stage, seconds in cost.stages.items() if stage != "total")
    return (
        f"{name:<12}{state:<6}{_spread(cost.seconds):<22}{cost.search:>7.2f}{cost.memory.most:>6.0f}"
        f"{cost.parsed:>8}{cost.restored:>8}{cost.processes:>5}  {_met(met):<8} {cost.decision:<7} {stages}"
    )


def _compare(small: Mapping[str, Measured], large: Mapping[str, Measured]) -> None:
    _say()
    _say(f"## {TIMES} times as much: at most {FACTOR} times warm, and cold beyond the search for names")
    for name, one in small.items():
        ten = large[name]
        warm = ten.warm.seconds.middle / one.warm.seconds.middle
        cold = _beyond(ten.cold) / _beyond(one.cold)
        _say(f"{name:<12}{_times('warm', warm)}, {_times('cold', cold)}")


def _times(state: str, factor: float) -> str:
    return f"{state} {factor:.2f} times: {_met(factor <= FACTOR)}"


def _beyond(cost: Cost) -> float:
    return cost.seconds.middle - cost.search


def _spread(spread: Spread) -> str:
    return f"{spread.middle:.2f} ({spread.least:.2f} to {spread.most:.2f})"


def _met(met: bool) -> str:
    return "met" if met else "not met"


def _show_profile(source: Path, repository: Path, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for warm in (False, True):
            output = Path(folder, "profile")
            profile(source, repository, name, warm, output)
            _say(f"\n## {name}, {'warm' if warm else 'cold'}")
            for order in ("tottime", "cumulative"):
                pstats.Stats(str(output), stream=sys.stdout).strip_dirs().sort_stats(order).print_stats(25)


if __name__ == "__main__":
    main()
