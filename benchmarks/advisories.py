"""``python -m benchmarks.advisories``: what comparing a large lock file with many advisories costs.

The records are made, in the shape that databases publish: summaries, ranges, listed versions, aliases and
references. A few packages have hundreds of them, most have one. A tenth of the lock file's packages have
advisories: those are drawn as the advisories' packages are, so that the ones with many are among them.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from tidegate.dependencies.advisories.asked import Asked
from tidegate.dependencies.advisories.building import Origin
from tidegate.dependencies.advisories.feeds import Feed
from tidegate.dependencies.advisories.installing import install, writing
from tidegate.dependencies.advisories.store import Store

ECOSYSTEM = "npm"
RECORDS, PACKAGES, LOCKED = 55_000, 20_000, 1_500
KNOWN = 0.1  # of the locked packages have advisories
RUNS = 15
MILLISECONDS, MEGABYTES = 100.0, 40.0
_LETTERS = "abcdefghiklmnoprstuvw"
_VOCABULARY = 4000  # words


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        source, path = Path(folder, "all.zip"), Path(folder, f"{ECOSYSTEM}.sqlite")
        _archive(source)
        start = time.perf_counter()
        with writing(path):
            about = install(path, ECOSYSTEM, Origin("made"), Feed(source))
        built = time.perf_counter() - start
        size = path.stat().st_size / 1e6
        packages = locked()
        times = [_seconds(lambda: _compared(path, packages)) for _ in range(RUNS)]
        start = time.process_time()
        found = _compared(path, packages)
        processor = (time.process_time() - start) * 1000
    middle = median(times) * 1000
    _say(f"{about.records:,} advisories: {size:.1f} MB, budget {MEGABYTES:.0f} MB: {_met(size <= MEGABYTES)}")
    _say(f"import: {built:.1f} s")
    _say(
        f"{LOCKED:,} packages, all with another version than in base: {middle:.0f} ms "
        f"({min(times) * 1000:.0f} to {max(times) * 1000:.0f}), processor {processor:.0f} ms, "
        f"budget {MILLISECONDS:.0f} ms: {_met(middle <= MILLISECONDS)}"
    )
    _say(f"{found:,} bugs were found on both sides")


def locked() -> list[tuple[str, str, str]]:
    """Name, version in base and version in head of every package of a lock file."""
    chance = random.Random(4)  # noqa: S311 — always the same
    drawn: set[int] = set()
    while len(drawn) < LOCKED * KNOWN:
        drawn.add(_package(chance))
    known = [_name(number) for number in sorted(drawn)]
    unknown = [f"plain-{number}" for number in range(LOCKED - len(known))]
    return [(name, _version(chance), _version(chance)) for name in [*known, *unknown]]


def _compared(path: Path, packages: list[tuple[str, str, str]]) -> int:
    """Opens the store and finds the bugs of both sides, as a check does; how many there are."""
    store = Store.open(path)
    assert store is not None
    with store:
        known = store.of([name for name, *_ in packages])
        return sum(
            len(Asked(ECOSYSTEM, version).bugs(known[name]))
            for name, *both in packages
            if name in known
            for version in both
        )


def _archive(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for record in _records():
            made.writestr(f"{record['id']}.json", json.dumps(record))


def _records() -> Iterator[dict[str, Any]]:
    chance = random.Random(7)  # noqa: S311 — always the same
    words = ["".join(chance.choices(_LETTERS, k=chance.randrange(2, 12))) for _ in range(_VOCABULARY)]
    for _ in range(RECORDS):
        yield {
            "schema_version": "1.7.0",
            "id": _id(chance),
            "modified": f"2026-{chance.randrange(1, 12):02}-{chance.randrange(1, 28):02}T10:20:30Z",
            "published": f"20{chance.randrange(16, 26)}-{chance.randrange(1, 12):02}-11T10:20:30Z",
            "aliases": [f"CVE-20{chance.randrange(16, 26)}-{chance.randrange(1000, 99999)}"],
            "summary": _text(chance, words, 9),
            "details": _text(chance, words, 150),
            "severity": [{"type": "CVSS_V3", "score": _vector(chance)}],
            "references": [
                {
                    "type": "WEB",
                    "url": f"https://code.example/{_text(chance, words, 2).replace(' ', '/')}/{n}",
                }
                for n in range(chance.randrange(1, 8))
            ],
            "affected": [
                {
                    "package": {"ecosystem": ECOSYSTEM, "name": _name(_package(chance))},
                    "ranges": [{"type": "SEMVER", "events": list(_events(chance))}],
                    "versions": [_version(chance) for _ in range(chance.choice([0, 0, 0, 30]))],
                }
            ],
        }


def _events(chance: random.Random) -> Iterator[dict[str, str]]:
    majors = sorted(chance.sample(range(12), chance.choice([1, 1, 1, 2, 3])))
    for number, major in enumerate(majors):
        first = "0" if number == 0 else f"{major}.0.0"
        yield {"introduced": first}
        yield {"fixed": f"{major}.{chance.randrange(1, 40)}.{chance.randrange(20)}"}


def _id(chance: random.Random) -> str:
    return "GHSA-" + "-".join("".join(chance.choices("23456789cfghjmpqrvwx", k=4)) for _ in range(3))


def _vector(chance: random.Random) -> str:
    impacts = "/".join(f"{name}:{chance.choice('NLH')}" for name in "CIA")
    return f"CVSS:3.1/AV:{chance.choice('NAL')}/AC:{chance.choice('LH')}/PR:N/UI:N/S:U/{impacts}"


def _package(chance: random.Random) -> int:
    """The smaller the number, the more advisories: some 300 of the first, one of most."""
    return int(PACKAGES * chance.random() ** 2.2)


def _text(chance: random.Random, words: Sequence[str], count: int) -> str:
    return " ".join(chance.choices(words, k=count))


def _name(number: int) -> str:
    return f"@scope-{number % 97}/package-{number}" if number % 5 == 0 else f"package-{number}"


def _version(chance: random.Random) -> str:
    return f"{chance.randrange(12)}.{chance.randrange(40)}.{chance.randrange(20)}"


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _met(met: bool) -> str:
    return "met" if met else "not met"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
