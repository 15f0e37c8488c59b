"""``python -m benchmarks.attribution``: what telling who wrote the lines of many commits costs.

The range is made: each commit edits some files of those before it; a third have a note, a third a trailer.
A second range has neither, and is told at which cost nothing is found. Then an AI-BOM of the first is made.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from accuracy.written import BASE, Written, write
from tidegate.authorship import judge
from tidegate.cache import Cache
from tidegate.generation import GenerationOptions, gather
from tidegate.git import Repository
from tidegate.model.attribution import Attribution
from tidegate.model.change import Change
from tidegate.reports.bom.generated import render_generated
from tidegate.reports.bom.spdx.document import render_spdx
from tidegate.stages import Stages

COMMITS, FILES, LINES = 500, 120, 60
RUNS = 7
SECONDS, NOTHING = 0.5, 0.05
_TRAILER = "Co-authored-by: Claude Opus 4.8 <noreply@anthropic.com>"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, Cache.open(Path(folder, "cache")) as cache:
        place = Path(folder, "repository")
        commits = [*_commits("told", 5, told=True), *_commits("silent", 6, told=False)]
        write(place, {"base.txt": "base\n"}, commits)
        with Repository.open(place) as repository:
            for branch, budget in (("told", SECONDS), ("silent", NOTHING)):
                change = repository.change(f"{BASE}..{branch}")
                _measure(change, repository, cache, budget)
        for form in ("cyclonedx", "spdx"):
            _document(GenerationOptions(directory=place, revision_range=f"{BASE}..told"), form)


def _measure(change: Change, repository: Repository, cache: Cache, budget: float) -> None:
    times, processor = [], []
    for _ in range(RUNS):
        start, spent = time.perf_counter(), sum(os.times()[:4])
        said = _judged(change, repository, cache)
        times.append(time.perf_counter() - start)
        processor.append(sum(os.times()[:4]) - spent)  # with that of git
    middle = median(times)
    known = said.added - said.unknown
    sys.stdout.write(
        f"attribution of {len(change.commits)} commits, {said.added:,} added lines, {known:,} of them known: "
        f"{middle:.3f} s ({min(times):.3f} to {max(times):.3f}), processor {median(processor):.3f} s, "
        f"budget {budget} s: {'met' if middle <= budget else 'not met'}\n"
    )


def _document(options: GenerationOptions, form: str) -> None:
    """An AI-BOM of the range: gathered, written, held against the official schema."""
    times, processor, size = [], [], 0
    for _ in range(RUNS):
        start, spent = time.perf_counter(), sum(os.times()[:4])
        generated = gather(options)
        text = render_spdx(generated) if form == "spdx" else render_generated(form, generated)
        times.append(time.perf_counter() - start)
        processor.append(sum(os.times()[:4]) - spent)
        size = len(text)
    sys.stdout.write(
        f"AI-BOM ({form}) of {COMMITS} commits, {size:,} bytes: {median(times):.3f} s "
        f"({min(times):.3f} to {max(times):.3f}), processor {median(processor):.3f} s\n"
    )


def _judged(change: Change, repository: Repository, cache: Cache) -> Attribution:
    stages = Stages()
    said = judge(change, repository, None, cache, stages).ai.attribution
    if stages.failures:
        raise RuntimeError(stages.failures[0])
    return said


def _commits(branch: str, seed: int, *, told: bool) -> Iterator[Written]:
    """Each adds lines in the middle of two files, and takes some away."""
    chance = random.Random(seed)  # noqa: S311 — always the same
    texts: dict[str, list[str]] = {}
    for number in range(COMMITS):
        changed, ranges = {}, {}
        for path in sorted({f"src/file_{chance.randrange(FILES)}.py" for _ in range(2)}):
            lines = texts.setdefault(path, [f"start_{n} = {n}" for n in range(LINES)])
            at = chance.randrange(len(lines))
            del lines[at : at + chance.randrange(3)]
            added = [f"value_{number}_{n} = {n}" for n in range(chance.randrange(2, 20))]
            lines[at:at] = added
            changed[path] = "\n".join(lines) + "\n"
            ranges[path] = f"{at + 1}-{at + len(added)}"
        said = number % 3 if told else 2
        yield Written(
            branch,
            f"Change {number}\n\nText.\n" + (f"\n{_TRAILER}\n" if said == 1 else ""),
            files=changed,
            notes={"refs/notes/ai": _note(ranges, number)} if said == 0 else {},
        )


def _note(ranges: dict[str, str], number: int) -> str:
    key = f"s_{number:014x}"
    attested = "".join(f"{path}\n  {key}::t_{number:014x} {lines}\n" for path, lines in ranges.items())
    agent = {"tool": "claude", "id": str(number), "model": "claude-opus-4-8"}
    metadata = {
        "schema_version": "authorship/3.0.0",
        "base_commit_sha": "0" * 40,
        "prompts": {},
        "sessions": {key: {"agent_id": agent}},
    }
    return f"{attested}---\n{json.dumps(metadata)}"


if __name__ == "__main__":
    main()
