"""What a case of the bar "right on meaning" is, and how one is written.

A case starts from one of the small applications beside this module, changes it as a pull request
would, and states the whole outcome: nothing that is not stated may be introduced or fixed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from tidegate.model.finding import LostCheck

Files: TypeAlias = Mapping[str, str]


@dataclass(frozen=True)
class Edit:
    """Replacements in one file: each old text must stand there exactly once."""

    replacements: tuple[tuple[str, str], ...]

    def apply(self, text: str) -> str:
        for old, new in self.replacements:
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
            text = text.replace(old, new)
        return text


Changes: TypeAlias = Mapping[str, "str | Edit | None"]  # None deletes the file


def edit(*replacements: tuple[str, str]) -> Edit:
    return Edit(replacements)


def changed(files: Files, changes: Changes) -> dict[str, str]:
    """``files`` with ``changes`` made."""
    result = dict(files)
    for path, change in changes.items():
        if change is None:
            del result[path]
        else:
            result[path] = change.apply(result[path]) if isinstance(change, Edit) else change
    return result


def _number(files: Files, path: str, line: int | str) -> int:
    if isinstance(line, int):
        return line
    found = [n for n, text in enumerate(files[path].splitlines(), 1) if line in text]
    assert len(found) == 1, f"{line!r} stands in lines {found} of {path}"
    return found[0]


@dataclass(frozen=True)
class Lost:
    """The check that a flow's finding says base had: ``line`` is of base."""

    rule: str
    name: str
    path: str
    line: int | str
    within: str | None = None

    def check(self, files: Files) -> LostCheck:
        return LostCheck(self.rule, self.name, self.path, _number(files, self.path, self.line), self.within)


@dataclass(frozen=True)
class At:
    """A finding. ``line`` is its number, or a text that stands in that line of the file alone."""

    rule: str
    path: str
    line: int | str
    entry_point: str | None = None
    lost: Lost | None = None

    def number(self, files: Files) -> int:
        return _number(files, self.path, self.line)


@dataclass(frozen=True)
class Case:
    """``before`` makes the base from ``app``, ``change`` makes the head from the base."""

    name: str
    app: Files
    change: Changes
    decision: str
    reasons: frozenset[str]  # their codes
    before: Changes = field(default_factory=dict)
    introduced: tuple[At, ...] = ()
    fixed: tuple[At, ...] = ()
    tier: str | None = None  # where it matters

    @property
    def base(self) -> dict[str, str]:
        return changed(self.app, self.before)

    @property
    def head(self) -> dict[str, str]:
        return changed(self.base, self.change)


def because(*codes: str) -> frozenset[str]:
    return frozenset(codes)
