"""How right attribution is on labelled commits and notes: one file a convention, written first."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import yaml

from accuracy.tables import table
from accuracy.written import ADA, BASE, Written, write
from tidegate.authorship import judge
from tidegate.cache import Cache
from tidegate.git import Repository
from tidegate.model.attribution import Attribution, Trust
from tidegate.stages import Stages

CASES = Path(__file__).parent / "attribution"
NOTES, TRACES, FILE = "refs/notes/ai", "refs/notes/agent-trace", ".agent-trace/traces.jsonl"

_LINE, _OTHER, _OLD = (
    "".join(f"{name}_{n} = {n}\n" for n in range(1, 11)) for name in ("line", "other", "old")
)
_BASE_FILES = {"old.py": _OLD}
_FILES = {"a.py": _LINE, "b c.py": _OTHER, "old.py": f"{_OLD}old_11 = 11\n"}
_ORDER = tuple(Trust)


class Label(NamedTuple):
    """One row: what is written, and what must be found. ``description`` is of the whole change."""

    convention: str
    number: int
    written: Written
    expected: frozenset[tuple[str, ...]]
    description: str = ""


class Answer(msgspec.Struct, frozen=True):
    """What was found of one label; the items are tool, class and model, or lines, or doubts."""

    convention: str
    number: int
    missed: tuple[tuple[str, ...], ...]
    false: tuple[tuple[str, ...], ...]
    right: int
    positive: bool  # something is to be found


def labels(only: Sequence[str] = ()) -> list[Label]:
    """Those of the conventions named, or all."""
    files = [file for file in sorted(CASES.glob("*.yaml")) if not only or file.stem in only]
    return [label for file in files for label in _labels(file)]


def answered(asked: Sequence[Label]) -> list[Answer]:
    """Each label as a branch of one repository, judged as `check` does."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "repository")
        commits = write(place, _BASE_FILES, [label.written for label in asked])
        with Cache.open(Path(folder, "cache")) as cache, Repository.open(place) as repository:
            return [
                _answer(label, commit, repository, cache)
                for label, commit in zip(asked, commits, strict=True)
            ]


def shown(answers: Sequence[Answer]) -> str:
    """A table by convention, then everything that was wrong."""
    groups: dict[str, list[Answer]] = {}
    for answer in answers:
        groups.setdefault(answer.convention, []).append(answer)
    lines = [_line(name, these) for name, these in groups.items()]
    head = ("convention", "cases", "negatives", "right", "missed", "false", "precision", "recall")
    wrong = [
        f"  {answer.convention} {answer.number}: missed {answer.missed}, false {answer.false}"
        for answer in answers
        if answer.missed or answer.false
    ]
    return "\n".join([table(head, [*lines, _line("all", answers)]), *wrong])


def _line(name: str, answers: Sequence[Answer]) -> tuple[str, ...]:
    right = sum(answer.right for answer in answers)
    missed, false = (sum(len(part) for part in parts) for parts in _wrong(answers))
    negatives = sum(not answer.positive for answer in answers)
    counts = (str(number) for number in (len(answers), negatives, right, missed, false))
    return (name, *counts, _share(right, right + false), _share(right, right + missed))


def _wrong(answers: Sequence[Answer]) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    return [answer.missed for answer in answers], [answer.false for answer in answers]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.4f}" if whole else "-"


def _labels(file: Path) -> Iterator[Label]:
    document = yaml.safe_load(file.read_text("utf-8"))
    for number, case in enumerate(document["cases"], 1):
        row = case if isinstance(case, dict) else {document["as"]: case[0], "expect": case[1]}
        written, description = _written(row, document["as"], f"{file.stem}-{number}")
        yield Label(file.stem, number, written, frozenset(_expected(row)), description)


def _written(row: dict[str, str], sort: str, branch: str) -> tuple[Written, str]:
    """A row as a commit on a branch, and the change's description."""
    commit = Written(branch, files={"x.py": "x = 1\n"})
    if "trailers" in row and "note" not in row:
        return commit._replace(message=f"Change\n\nText.\n\n{row['trailers']}\n"), ""
    if "identity" in row:
        role, colon, person = row["identity"].partition("committer: ")
        return commit._replace(author=ADA if colon else role, committer=person if colon else ADA), ""
    if "message" in row:
        return commit._replace(message=row["message"]), ""
    if "change" in row:
        _, colon, name = row["change"].partition("branch: ")
        return (commit._replace(branch=name), "") if colon else (commit, row["change"])
    return _recorded(row, commit, TRACES if sort == "trace" else NOTES), ""


def _recorded(row: dict[str, str], commit: Written, reference: str) -> Written:
    """A commit with a note under ``reference``, or with a file of traces."""
    message = f"Change\n\n{row['trailers']}\n" if "trailers" in row else "Change\n"
    if "file" in row:
        return commit._replace(message=message, files={**_FILES, FILE: row["file"]})
    reference = row.get("under", reference)
    return commit._replace(
        message=message, files=_FILES, notes={reference: row["note"]}, about=row.get("on", "")
    )


def _expected(row: dict[str, dict[str, str]]) -> Iterator[tuple[str, ...]]:
    for tool, said in row["expect"].items():
        yield (tool.rstrip("+"), *said.split())
    if "lines" in row:
        yield ("lines", str(row["lines"]))
        yield from (("doubt", code) for code in row.get("doubts", ()))


def _answer(label: Label, commit: str, repository: Repository, cache: Cache) -> Answer:
    stages = Stages()
    change = repository.change(f"{BASE}..{label.written.branch}")
    found = judge(change, repository, label.description, cache, stages).ai.attribution
    assert not stages.failures, stages.failures
    items = frozenset(_found(found, recorded=any(item[0] == "lines" for item in label.expected)))
    return Answer(
        label.convention,
        label.number,
        tuple(sorted(label.expected - items)),
        tuple(sorted(items - label.expected)),
        len(label.expected & items),
        any(item[0] not in ("lines", "doubt") for item in label.expected),
    )


def _found(said: Attribution, *, recorded: bool) -> Iterator[tuple[str, ...]]:
    """The surest claims on each tool; of records also how many lines, and what is doubted."""
    surest: dict[str, Trust] = {}
    for claim in said.claims:
        key = claim.tool or claim.author.value
        surest[key] = min(surest.get(key, claim.confidence), claim.confidence, key=_ORDER.index)
    for claim in said.claims:
        key = claim.tool or claim.author.value
        if claim.confidence is surest[key]:
            yield (key, claim.confidence.value, *([claim.model] if claim.model else []))
    if recorded:
        yield ("lines", f"ai {said.ai} mixed {said.mixed} human {said.human} unknown {said.unknown}")
        yield from (("doubt", doubt.code) for doubt in said.doubts)
