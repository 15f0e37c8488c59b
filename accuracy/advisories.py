"""Ranges of advisories against the versions that the same records list: do both say the same?

Each record of PyPI lists the versions that it is about, beside its ranges. Every version that any record of a
package lists is asked of every record of that package: by the ranges alone, and as a check asks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from accuracy.tables import table
from tidegate.dependencies.advisories.feeds import Feed
from tidegate.dependencies.advisories.matching import is_affected
from tidegate.model.advisory import Affected

ECOSYSTEM = "PyPI"


class Row(NamedTuple):
    """How often the ranges and the list said what. ``examples`` are of what is listed and not in a range."""

    records: int
    packages: int
    counts: dict[str, int]
    missed_by_check: int  # listed, and a check says anything but "affected"
    examples: tuple[str, ...]


def evaluated(data: Path) -> Row:
    """``data`` holds ``osv/PyPI/all.zip`` or ``PyPI/all.zip``. Raise FeedError."""
    source = next((path for path in (data / "osv", data) if (path / ECOSYSTEM).is_dir()), data)
    feed = Feed(source / ECOSYSTEM / "all.zip")
    by_package: dict[str, list[tuple[str, Affected]]] = {}
    records = 0
    for one in feed.records():
        records += 1
        for (_, name), affected in one.affected.items():
            if not one.is_withdrawn and affected.versions and any(r.type != "GIT" for r in affected.ranges):
                by_package.setdefault(name, []).append((one.advisory.id, affected))
    counts: Counter[str] = Counter()
    missed, examples = 0, []
    for name, found in by_package.items():
        for told, checked, text in _answers(name, found):
            counts[told] += 1
            missed += not checked
            if told == "missed":
                examples.append(text)
    return Row(records, len(by_package), dict(counts), missed, tuple(examples))


def _answers(name: str, found: Sequence[tuple[str, Affected]]) -> Iterator[tuple[str, bool, str]]:
    """For each record and version: what the ranges say of it, whether a check is right, and which it is."""
    everything = sorted({version for _, affected in found for version in affected.versions})
    for record, affected in found:
        alone = Affected(affected.ranges)
        for version in everything:
            listed = version in affected.versions
            within = is_affected(ECOSYSTEM, alone, version)
            right = not listed or is_affected(ECOSYSTEM, affected, version) is True
            yield _WORDS[listed, within], right, f"{record}: {name} {version}"


_WORDS = {
    (True, True): "both",
    (False, False): "neither",
    (True, False): "missed",
    (False, True): "extra",
    (True, None): "no order, listed",
    (False, None): "no order",
}


def shown(rows: Iterable[Row]) -> str:
    lines = []
    for row in rows:
        total = sum(row.counts.values())
        lines.append(f"{row.records:,} records, {row.packages:,} packages, {total:,} decisions by ranges")
        lines.append(
            table(("answer", "count"), [(word, f"{count:,}") for word, count in sorted(row.counts.items())])
        )
        lines.append(f"listed, and not called affected by a check: {row.missed_by_check}")
        lines += [f"listed and in no range: {one}" for one in row.examples]
    return "\n".join(lines)
