"""Names that look wrong: invented ones are held, typos explained, real lock files left alone."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

import msgspec
import yaml

from accuracy.fetch import files_at
from accuracy.rates import wilson
from accuracy.repositories import history
from accuracy.tables import share, table
from tidegate.check import CheckOptions, check
from tidegate.dependencies.formats import format_of
from tidegate.dependencies.signals import Asked, is_popular, signals
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.knowledge.popular import popular
from tidegate.model.result import CheckResult

LOCK_FILES = Path(__file__).with_name("lockfiles.yaml")
INVENTED = Path(__file__).with_name("slopsquats.txt")
_RULE = "suspicious-dependency"
_TYPOS_OF = 1_000  # of the most used names
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_NEAR = frozenset({"near", "separators", "lookalike"})


class LockFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    repository: str  # "owner/name"
    commit: str
    path: str


class Labelled(msgspec.Struct, frozen=True):
    """Invented names that others registered, asked for by one change."""

    names: int
    held: int
    missed: tuple[str, ...]


class Typos(msgspec.Struct, frozen=True):
    """Names one edit from popular ones: how many are explained as near to one, and to the very one."""

    ecosystem: str
    typos: int
    near: int
    named: int
    missed: tuple[str, ...]


class Read(msgspec.Struct, frozen=True):
    """What was said of a lock file that came whole: messages of what is held, and what could not be told.

    ``others`` counts what other rules found, as "rule (severity)".
    """

    repository: str
    path: str
    entries: int
    held: tuple[str, ...]
    gaps: tuple[str, ...]
    others: dict[str, int] = {}


def lock_files(path: Path = LOCK_FILES) -> tuple[LockFile, ...]:
    """Raise msgspec.ValidationError where the file does not fit."""
    return msgspec.convert(yaml.safe_load(path.read_text("utf-8")), tuple[LockFile, ...])


def labelled(data: Path) -> Labelled:
    """One change that adds a requirements.txt of all of them; only what the check holds counts."""
    names = INVENTED.read_text("utf-8").split()
    before, after = data / "names" / "without", data / "names" / "with"
    _write(before, {"README.md": b"none\n"})
    _write(after, {"requirements.txt": "".join(f"{name}==1.0\n" for name in names).encode()})
    held = {
        finding.message.split("`")[1]
        for finding in _checked(data / "repositories" / "names-labelled", before, after).findings
        if finding.rule == _RULE
    }
    return Labelled(len(names), len(held & set(names)), tuple(name for name in names if name not in held))


def typos(ecosystem: str) -> Typos:
    """Four typos of each of the most used names, the same ones in every run; popular names are none."""
    known = popular(ecosystem)
    made = [(typo, name) for name in known.top(_TYPOS_OF) for typo in _typos(name)] if known else []
    made = [(typo, name) for typo, name in made if not is_popular(ecosystem, typo)]
    near, named, missed = 0, 0, []
    for typo, name in made:
        found = [
            one for one in signals(Asked(ecosystem=ecosystem, name=typo, today=date.min)) if one.sort in _NEAR
        ]
        near += bool(found)
        named += any(one.like == name for one in found)
        if not found:
            missed.append(f"{typo} ({name})")
    return Typos(ecosystem, len(made), near, named, tuple(missed))


def _typos(name: str) -> Iterator[str]:
    """A letter left out, one more, another one, and two swapped."""
    chance = random.Random(name)  # noqa: S311 - the same typos in every run
    at, letter = chance.randrange(len(name)), chance.choice(_LETTERS)
    made = [name[:at] + name[at + 1 :], name[:at] + letter + name[at:], name[:at] + letter + name[at + 1 :]]
    if len(name) > 1:
        at = chance.randrange(len(name) - 1)
        made.append(name[:at] + name[at + 1] + name[at] + name[at + 2 :])
    ends = ("-", "_", ".")
    yield from (
        one
        for one in dict.fromkeys(made)
        if one not in ("", name) and one[0] not in ends and one[-1] not in ends
    )


def read(lock: LockFile, data: Path) -> Read:
    """A change that brings a lock file and the manifests beside it. Raise FetchError where it is missing."""
    folder, name = Path(lock.path).parent, Path(lock.path).name
    label = lock.repository.replace("/", "+")
    there = files_at(lock.repository, lock.commit, folder.as_posix(), data)
    before, after = data / "names" / "without", data / "names" / label
    _write(before, {"README.md": b"none\n"})
    kept = [one for one in there if one == name or _is_manifest_of(name, one)]
    _write(after, {(folder / one).as_posix(): there[one] for one in kept})
    result = _checked(data / "repositories" / f"names-{label}", before, after)
    others = Counter(f"{one.rule} ({one.severity})" for one in result.findings if one.rule != _RULE)
    untold = [gap for gap in result.coverage.not_analysed if "advisories" not in gap.why]
    return Read(
        lock.repository,
        lock.path,
        _entries(lock.path, there[name]),
        tuple(one.message for one in result.findings if one.rule == _RULE),
        tuple(f"{gap.path}: {gap.why}" for gap in untold),
        dict(others),
    )


def _is_manifest_of(lock: str, name: str) -> bool:
    locked, known = format_of(lock), format_of(name)
    return bool(locked and known and known.role == "manifest" and known.ecosystem == locked.ecosystem)


def _entries(path: str, content: bytes) -> int:
    """Packages of the lock file that come from a registry; none where this version cannot read it."""
    known = format_of(path)
    try:
        entries = known.read(Source(path, content)).dependencies if known else ()
    except Unreadable:
        return 0
    return len({(one.name, one.version) for one in entries if one.origin == "registry"})


def _checked(folder: Path, before: Path, after: Path) -> CheckResult:
    history(folder, [("without", before), ("with", after)])
    return check(CheckOptions(directory=folder, revision_range="without..with"))


def _write(folder: Path, files: dict[str, bytes]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def shown(rows: Sequence[Labelled | Typos | Read]) -> str:
    """Figures with their intervals, and every held or missed name by name."""
    return "\n".join(
        [*_shown_names(rows), *_shown_lock_files([row for row in rows if isinstance(row, Read)])]
    )


def _shown_names(rows: Iterable[Labelled | Typos | Read]) -> Iterator[str]:
    for row in rows:
        if isinstance(row, Labelled):
            yield f"labelled slopsquats held: {share(row.held, row.names)} {_interval(row.held, row.names)}"
            yield from (f"  missed: {name}" for name in row.missed)
        elif isinstance(row, Typos):
            near, named = share(row.near, row.typos), share(row.named, row.typos)
            of = f"typos of the {_TYPOS_OF:,} most used of {row.ecosystem}"
            yield f"{of}: explained as near {near}, to the very one {named}"
            yield from (f"  missed: {name}" for name in row.missed[:20])


def _shown_lock_files(rows: Sequence[Read]) -> Iterator[str]:
    lines = [
        (
            row.repository,
            row.path,
            str(row.entries),
            str(len(row.held)),
            _interval(len(row.held), row.entries) if row.entries else "could not be read",
        )
        for row in rows
    ]
    yield table(("repository", "lock file", "entries", "held", "share, 95 %"), lines)
    understood = [row for row in rows if row.entries]
    held, entries = sum(len(row.held) for row in understood), sum(row.entries for row in understood)
    read_whole = f"{len(understood)} of {len(rows)} lock files"
    yield f"held, in {read_whole}: {share(held, entries)} {_interval(held, entries)}"
    of_all = sum((Counter(row.others) for row in understood), Counter[str]())
    yield table(("other findings", "of all entries"), [(rule, str(n)) for rule, n in of_all.most_common()])
    yield from (f"  held: {row.repository}: {message}" for row in rows for message in row.held)
    yield from (f"  could not tell: {row.repository}: {gap}" for row in rows for gap in row.gaps)


def _interval(found: int, of: int) -> str:
    low, high = wilson(found, of)
    return f"[{low:.3f}, {high:.3f}]"
