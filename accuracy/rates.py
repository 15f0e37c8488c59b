"""How often the suite's answers are right: rates with their intervals, by weakness and by batch."""

from __future__ import annotations

import math
import subprocess
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec
import yaml

from accuracy.judging import Judged
from accuracy.suite import CASES, FIRST_RUN
from accuracy.tables import table

_Z = 1.96  # 95 %


class Rates(NamedTuple):
    """Counts over bad programs and their safe twins."""

    found: int
    bad: int
    false: int
    safe: int

    @classmethod
    def of(cls, rows: Iterable[Judged]) -> Rates:
        rows = list(rows)
        bad = [row.found for row in rows if row.program.is_bad]
        safe = [row.found for row in rows if not row.program.is_bad]
        return cls(sum(bad), len(bad), sum(safe), len(safe))

    @property
    def true_rate(self) -> float:
        return self.found / self.bad if self.bad else 0.0

    @property
    def false_rate(self) -> float:
        return self.false / self.safe if self.safe else 0.0

    @property
    def youden(self) -> float:
        """Sensitivity + specificity - 1 (Youden, 1950): 1 is always right, 0 is guessing."""
        return self.true_rate - self.false_rate


def wilson(successes: int, of: int) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson, 1927)."""
    if not of:
        return 0.0, 1.0
    share, z2 = successes / of, _Z * _Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return max(0.0, middle - half), min(1.0, middle + half)


class FirstRun(msgspec.Struct, frozen=True):
    """What a batch scored before anything was changed for it."""

    date: str
    revision: str
    found: int
    bad: int
    false: int
    safe: int

    @property
    def rates(self) -> Rates:
        return Rates(self.found, self.bad, self.false, self.safe)


def first_run(batch: str, folder: Path = CASES) -> FirstRun | None:
    file = folder / batch / FIRST_RUN
    return msgspec.convert(yaml.safe_load(file.read_text("utf-8")), FirstRun) if file.exists() else None


def record(rows: Sequence[Judged], folder: Path = CASES) -> list[str]:
    """Keep the first run of each batch that has none; the names of those."""
    revision = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True, cwd=CASES
    ).stdout.strip()
    today = datetime.now(UTC).date().isoformat()
    kept = []
    for batch, these in _by(rows, lambda row: row.program.batch):
        file = folder / batch / FIRST_RUN
        if not file.exists():
            run = FirstRun(today, revision, *Rates.of(these))
            file.write_text(yaml.safe_dump(msgspec.to_builtins(run), sort_keys=False), "utf-8")
            kept.append(batch)
    return kept


def _by(rows: Iterable[Judged], key: Callable[[Judged], str]) -> list[tuple[str, list[Judged]]]:
    found: dict[str, list[Judged]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return sorted(found.items())


# --- what is printed --------------------------------------------------------------------------------


def shown(rows: Sequence[Judged]) -> str:
    """Tables by weakness, library and batch; then everything that was wrong, by name."""
    parts = [
        _table("weakness", rows, lambda row: [row.program.weakness]),
        _table("uses", rows, lambda row: row.program.uses),
        _batches(rows),
        *(f"  {line}" for line in _wrong(rows)),
        f"other introduced findings: {sum(len(row.stray) for row in rows)} in {len(rows)} programs",
        *(f"  {row.program.batch}: {row.program.name}: {', '.join(row.stray)}" for row in rows if row.stray),
    ]
    return "\n".join(parts)


def _table(name: str, rows: Sequence[Judged], keys: Callable[[Judged], Iterable[str]]) -> str:
    groups: dict[str, list[Judged]] = {}
    for row in rows:
        for key in keys(row):
            groups.setdefault(key, []).append(row)
    lines = [_line(key, Rates.of(these)) for key, these in sorted(groups.items())]
    head = (name, "found", "rate", "95 %", "false", "rate", "95 %", "Youden")
    return table(head, [*lines, _line("all", Rates.of(rows))]) + "\n"


def _line(name: str, rates: Rates) -> tuple[str, ...]:
    return (
        name,
        f"{rates.found}/{rates.bad}", f"{rates.true_rate:.3f}", _interval(rates.found, rates.bad),
        f"{rates.false}/{rates.safe}", f"{rates.false_rate:.3f}", _interval(rates.false, rates.safe),
        f"{rates.youden:.3f}",
    )  # fmt: skip


def _interval(successes: int, of: int) -> str:
    low, high = wilson(successes, of)
    return f"{low:.2f}-{high:.2f}"


def _batches(rows: Sequence[Judged]) -> str:
    lines = []
    for batch, these in _by(rows, lambda row: row.program.batch):
        now, first = Rates.of(these), first_run(batch)
        then = first.rates if first else None
        lines.append((
            batch, first.date if first else "", first.revision if first else "",
            f"{then.true_rate:.3f} / {then.false_rate:.3f} = {then.youden:.3f}" if then else "not recorded",
            f"{now.true_rate:.3f} / {now.false_rate:.3f} = {now.youden:.3f}",
        ))  # fmt: skip
    return table(("batch", "first run", "revision", "first: true / false = Youden", "now"), lines) + "\n"


def _wrong(rows: Sequence[Judged]) -> list[str]:
    wrong = [row.program for row in rows if not row.is_right]
    return [
        f"{'missed' if one.is_bad else 'false'}: {one.batch}: {one.weakness}: {one.name}" for one in wrong
    ]
