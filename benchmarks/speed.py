"""``python -m benchmarks.speed``: what checking a change costs in a large repository, against the budgets."""

from __future__ import annotations

import argparse
import platform
import pstats
import shlex
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
GROWTH = (50, 500, 5000)  # lines of the changes that are spread over files
IN_ONE = 10  # lines of them in one file
COLD, WARM, MEMORY, VERSION = 1.0, 0.4, 250.0, 0.1  # seconds, seconds, MB, seconds
FACTOR = 1.5  # what a tree TIMES larger may cost more
SOURCE = Path(__file__).parent.parent / "src"
_PRINTED = f"""\
Printed for each change, cold and warm: seconds, seconds of the processor, files, memory, functions
that the flow engine ran and steps that it took, and what the same question costs again; for a
tree {TIMES} times as large what the same changes
cost more; for changes of {", ".join(map(str, GROWTH))} lines, spread over files, what one line costs in
each; and which share of the time each stage takes. Where other work is done on the machine, trust
processor time and steps."""
_Format = argparse.RawDescriptionHelpFormatter


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
    parser = argparse.ArgumentParser(description=f"{__doc__}\n\n{_PRINTED}", formatter_class=_Format)
    parser.add_argument("--data", type=Path, help="a folder that keeps the package and the repositories")
    parser.add_argument("--runs", type=int, default=5, help="cold and warm runs of each change")
    parser.add_argument("--changes", nargs="+", choices=_kinds(), default=_kinds(), metavar="KIND")
    parser.add_argument("--source", type=Path, default=SOURCE, help="the folder with the package tidegate")
    parser.add_argument("--only-growth", action="store_true", help="leave the tree ten times as large out")
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
    if not asked.only_growth:
        large = _table(asked, repositories.ten, f"{TIMES} times as much", asked.changes)
        _compare(small, large)
    grown = _table(asked, repositories.one, "growth with the change", [_spread_over(n) for n in GROWTH])
    _show_growth(grown)
    _show_shares({**small, **grown})


# --- what is measured -------------------------------------------------------------------------------


def _kinds() -> list[str]:
    return ["test", *changes.KINDS]


def prepare(data: Path) -> Repositories:
    """The repositories in ``data``, made where they are not there yet."""
    folder = package.unpacked(data)
    tree = package.contents(folder)
    code = {path: content for path, content in tree.items() if path.endswith(".py")}
    one, ten = data / "one.git", data / "ten.git"
    for repository, count in ((one, 1), (ten, TIMES)):
        if not repository.is_dir():
            history.write(repository, history.copies(tree, package.NAME, count))
    if lacking := [kept for kept in (one, ten) if not _names() <= history.branches(kept)]:
        branches = list(_branches({path: content.decode() for path, content in code.items()}))
        for repository in lacking:
            there = history.branches(repository)
            history.add(repository, [branch for branch in branches if branch.name not in there])
    return Repositories(one, ten, sum(content.count(b"\n") for content in code.values()), len(code))


def _branches(files: Mapping[str, str]) -> Iterator[history.Branch]:
    trees = changes.parse(files)
    for kind, places in changes.KINDS.items():
        yield history.Branch(kind, changes.change(files, trees, places(trees), LINES, kind))
    yield history.Branch("test", changes.new_tests(changes.helper(trees), LINES, "test"))
    methods = changes.method(trees)
    for lines in GROWTH:
        spread = changes.change(files, trees, methods, lines, "spread", IN_ONE)
        yield history.Branch(_spread_over(lines), spread)


def _spread_over(lines: int) -> str:
    return f"spread-{lines}"


def _names() -> set[str]:
    return {*_kinds(), *map(_spread_over, GROWTH)}


# --- what is printed --------------------------------------------------------------------------------


def _circumstances(asked: argparse.Namespace, repositories: Repositories) -> Iterator[str]:
    git = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    yield f"{datetime.now(UTC).date()}  {shlex.join(['python', '-m', 'benchmarks.speed', *sys.argv[1:]])}"
    yield f"{_processor()}, {_cores()} cores, {platform.system()} {platform.release()}"
    yield f"Python {platform.python_version()}, {git}"
    size = f"{repositories.files:,} files, {repositories.lines:,} lines of Python"
    yield f"{package.NAME} {package.VERSION}: {size}"
    yield (
        f"{asked.runs} runs each, cold (empty cache), warm (another question about it) and again (the same): "
        "middle (least to most)"
    )


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
    _say(
        f"{'change':<12}{'':6}{'seconds':<25}{'processor':<22}{'search':>7}{'MB':>6}{'parsed':>8}{'cached':>8}"
        f"{'git':>5}{'runs':>7}{'steps':>10}"
    )
    found: dict[str, Measured] = {}
    for name in names:
        found[name] = measure(asked.source, repository, name, asked.runs)
        _say(_row(name, "cold", found[name].cold, COLD))
        _say(_row("", "warm", found[name].warm, WARM))
        again = found[name].again
        _say(f"{'':<12}{'again':<6}{_spread(again):<25}{'':<52}{_met(again.middle <= WARM)}")
    return found


def _row(name: str, state: str, cost: Cost, budget: float) -> str:
    met = cost.seconds.middle <= budget and cost.memory.most <= MEMORY
    return (
        f"{name:<12}{state:<6}{_spread(cost.seconds):<25}{_spread(cost.processor):<22}"
        f"{cost.search:>7.2f}{cost.memory.most:>6.0f}{cost.parsed:>8}{cost.restored:>8}{cost.processes:>5}"
        f"{cost.runs:>7}{cost.steps:>10}  {_met(met):<8} {cost.decision}"
    )


def _compare(small: Mapping[str, Measured], large: Mapping[str, Measured]) -> None:
    _say()
    _say(f"## {TIMES} times as much: at most {FACTOR} times warm, and cold beyond the search for names")
    for name, one in small.items():
        ten = large[name]
        warm = ten.warm.seconds.middle / one.warm.seconds.middle
        cold = _beyond(ten.cold) / _beyond(one.cold)
        _say(f"{name:<12}{_times('warm', warm)}, {_times('cold', cold)}")


def _show_growth(grown: Mapping[str, Measured]) -> None:
    """What one line costs in a larger change, against one line of the smallest: 1 is linear growth."""
    _say()
    _say("## cost of one line against that in the smallest change: cold, warm, processor cold, steps, MB")
    smallest = next(iter(grown.values()))
    for lines, measured in zip(GROWTH, grown.values(), strict=True):
        pairs = [
            (measured.cold.seconds.middle, smallest.cold.seconds.middle),
            (measured.warm.seconds.middle, smallest.warm.seconds.middle),
            (measured.cold.processor.middle, smallest.cold.processor.middle),
            (measured.cold.steps, smallest.cold.steps),
            (measured.cold.memory.most, smallest.cold.memory.most),
        ]
        factors = [mine / least * GROWTH[0] / lines for mine, least in pairs]
        _say(f"{lines:>6} lines  {'  '.join(f'{factor:.2f}' for factor in factors)}")


def _show_shares(found: Mapping[str, Measured]) -> None:
    """Where a run's time goes, by the check's own timings; the rest is the start of Python."""
    _say()
    _say("## share of the time by stage")
    for name, measured in found.items():
        for state, cost in (("cold", measured.cold), ("warm", measured.warm)):
            stages = {stage: seconds for stage, seconds in cost.stages.items() if stage != "total"}
            stages["start"] = max(cost.seconds.middle - cost.stages["total"], 0.0)
            whole = sum(stages.values())
            shares = "  ".join(f"{stage} {seconds / whole:.0%}" for stage, seconds in stages.items())
            _say(f"{name:<12}{state:<6}{shares}")


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
