"""The labelled suite: small programs with a weakness, each with a safe twin that differs in one fact.

``accuracy/cases/<batch>/*.yaml`` hold them. A batch is written before the engine is changed for it, and
what the first run found is kept beside it (``first-run.yaml``): that is the honest figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import yaml

CASES = Path(__file__).with_name("cases")
FIRST_RUN = "first-run.yaml"
BAD = "# <- bad"
_FILE = "app.py"

Code = str | dict[str, str]  # one file ``app.py``, or path → text


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``bad`` holds the weakness at the lines that end with ``# <- bad``; ``safe`` differs in one fact.

    ``before`` are files that base has already; ``uses`` names the frameworks and libraries; ``also`` other
    weaknesses that the bad program has too.
    """

    name: str
    differs: str
    uses: tuple[str, ...]
    bad: Code
    safe: Code
    before: Code = ""
    also: tuple[str, ...] = ()


class Sheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of cases of one weakness."""

    weakness: str
    cases: tuple[Case, ...]


class Program(msgspec.Struct, frozen=True):
    """One half of a case, ready to be checked. ``lines`` are (path, line) of the weakness, if it has one."""

    batch: str
    weakness: str
    name: str
    uses: tuple[str, ...]
    before: dict[str, str]
    files: dict[str, str]
    lines: frozenset[tuple[str, int]]
    also: tuple[str, ...] = ()

    @property
    def is_bad(self) -> bool:
        return bool(self.lines)


def read_sheets(folder: Path = CASES) -> Iterator[tuple[str, Sheet]]:
    """(batch, sheet). Raise msgspec.ValidationError where a file does not fit, with its name."""
    for file in sorted(folder.glob("*/*.yaml")):
        if file.name == FIRST_RUN:
            continue
        try:
            yield file.parent.name, msgspec.convert(yaml.safe_load(file.read_text("utf-8")), Sheet)
        except (msgspec.ValidationError, yaml.YAMLError) as error:
            raise msgspec.ValidationError(f"{file}: {error}") from None


def programs(folder: Path = CASES) -> list[Program]:
    """Both halves of every case, the bad one first."""
    sheets = read_sheets(folder)
    return [half for batch, sheet in sheets for case in sheet.cases for half in halves(batch, sheet, case)]


def halves(batch: str, sheet: Sheet, case: Case) -> tuple[Program, Program]:
    """Raise ValueError where the bad half has no marked line, or the safe half has one."""
    before = {path: text for path, text, _ in _plain(case.before)}
    bad, safe = ([*_plain(code)] for code in (case.bad, case.safe))
    marked = frozenset((path, line) for path, _, lines in bad for line in lines)
    if not marked or any(lines for _, _, lines in safe):
        raise ValueError(
            f"{batch}: {sheet.weakness}: {case.name}: mark the bad half's bad lines, and only those"
        )

    def half(files: list[tuple[str, str, list[int]]], lines: frozenset[tuple[str, int]]) -> Program:
        texts = {path: text for path, text, _ in files}
        also = case.also if lines else ()
        return Program(batch, sheet.weakness, case.name, case.uses, before, texts, lines, also)

    return half(bad, marked), half(safe, frozenset())


def _plain(code: Code) -> Iterator[tuple[str, str, list[int]]]:
    """(path, text without marks, marked lines): the tool never sees a mark."""
    files = {_FILE: code} if isinstance(code, str) else code
    for path, text in files.items():
        lines = text.splitlines()
        marked = [number for number, line in enumerate(lines, 1) if line.rstrip().endswith(BAD)]
        plain = [line.rstrip().removesuffix(BAD).rstrip() if BAD in line else line for line in lines]
        if plain:
            yield path, "\n".join(plain) + "\n", marked
