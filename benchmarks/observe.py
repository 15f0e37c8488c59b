"""``python -m benchmarks.observe NOTES ARGUMENT…``: tidegate itself, with notes of what it asked for.

A few functions are wrapped to count; nothing else differs from the command.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

from tidegate.cli.program import run
from tidegate.flow.engine import Budget, Engine
from tidegate.flow.summary import Summary
from tidegate.git.process import Git
from tidegate.git.scope import Scope
from tidegate.git.search import Search
from tidegate.program.sources import FactsByBlob


class Notes:
    """``search`` in seconds."""

    def __init__(self) -> None:
        self.search = 0.0
        self.processes = 0
        self.facts: list[FactsByBlob] = []
        self.engines: dict[int, Engine] = {}
        self.budgets: dict[int, Budget] = {}

    def watch(self) -> None:
        start, search, save = Git.start, Search.holders, FactsByBlob.save
        summary = Engine.summary

        def counted(git: Git, *arguments: str, **more: Any) -> subprocess.Popen[bytes]:
            self.processes += 1
            return start(git, *arguments, **more)

        def timed(
            searcher: Search, tree: str, words: Collection[str], scope: Scope
        ) -> dict[str, frozenset[str]]:
            begin = time.perf_counter()
            try:
                return search(searcher, tree, words, scope)
            finally:
                self.search += time.perf_counter() - begin

        def seen(facts: FactsByBlob) -> None:
            self.facts.append(facts)
            save(facts)

        def asked(engine: Engine, *arguments: Any) -> Summary:
            self.engines[id(engine)] = engine
            self.budgets[id(engine.budget)] = engine.budget
            return summary(engine, *arguments)

        for owner, name, wrapper in (
            (Git, "start", counted),
            (Search, "holders", timed),
            (FactsByBlob, "save", seen),
            (Engine, "summary", asked),
        ):
            setattr(owner, name, wrapper)

    def write(self, path: Path) -> None:
        path.write_text(
            json.dumps(
                {
                    "search": self.search,
                    "processes": self.processes,
                    "memory": _most_memory(),
                    "processor": _processor_seconds(),
                    "steps": sum(budget.taken for budget in self.budgets.values()),
                    "runs": sum(engine.evaluated for engine in self.engines.values()),
                    "parsed": sum(facts.parsed for facts in self.facts),
                    "restored": sum(facts.restored for facts in self.facts),
                }
            ),
            "utf-8",
        )


def _processor_seconds() -> float:
    """What this process and those that it started took of the processor, in seconds: not what others took."""
    spent = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def _most_memory() -> float:
    """The most that this process had in memory, in MB. (Linux's ``ru_maxrss`` knows of its parent's too.)"""
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s*(\d+) kB", status.read_text("utf-8"))
        if found:
            return int(found[1]) / 1024
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main() -> int:
    notes = Notes()
    notes.watch()
    status = run(sys.argv[2:])
    notes.write(Path(sys.argv[1]))
    return status


if __name__ == "__main__":
    sys.exit(main())
