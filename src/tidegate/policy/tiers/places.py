"""Conditions on which files a change touches, and how much of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tidegate.config.patterns import paths as matching
from tidegate.config.tiers import SizeAsked
from tidegate.model.change import FileKind
from tidegate.model.paths import PathClass
from tidegate.policy.tiers.logic import Answer, some
from tidegate.policy.tiers.seen import Seen, listed, matched, not_matched, unknown

_UNCOUNTED = frozenset({FileKind.TOO_LARGE, FileKind.MISSING, FileKind.LFS_POINTER, FileKind.SUBMODULE})


def touches(globs: Sequence[str], seen: Seen) -> Answer:
    is_meant = matching(globs)
    touched = [path for path in seen.case.touched if is_meant(path)]
    if touched:
        return matched(f"{listed(touched)} changes")
    return _unless_conflict(seen, f"nothing changes in {listed(globs)}")


def touches_only(globs: Sequence[str], seen: Seen) -> Answer:
    is_meant = matching(globs)
    return _only([path for path in seen.case.touched if not is_meant(path)], seen)


def is_of(classes: Collection[PathClass], seen: Seen) -> Answer:
    touched = [path for path in seen.case.touched if seen.case.path_class(path) in classes]
    if touched:
        return matched(f"{listed(touched)} changes")
    return _unless_conflict(seen, f"no {' or '.join(classes)} file changes")


def is_only_of(classes: Collection[PathClass], seen: Seen) -> Answer:
    return _only([path for path in seen.case.touched if seen.case.path_class(path) not in classes], seen)


def is_large(asked: SizeAsked, seen: Seen) -> Answer:
    answers = []
    if asked.lines is not None:
        answers.append(_lines(asked.lines, seen))
    if asked.files is not None:
        answers.append(_files(asked.files, seen))
    return some(answers)


def _only(elsewhere: list[str], seen: Seen) -> Answer:
    if elsewhere:
        return not_matched(f"{listed(elsewhere)} changes, too")
    if not seen.case.touched:
        return not_matched("no file changes")
    if seen.facts.conflict:
        return unknown("it does not merge cleanly")
    return matched(f"only {listed(seen.case.touched)} changes")


def _unless_conflict(seen: Seen, why_not: str) -> Answer:
    return unknown("it does not merge cleanly") if seen.facts.conflict else not_matched(why_not)


def _lines(least: int, seen: Seen) -> Answer:
    count = sum(file.added + file.removed for file in seen.facts.files)
    if count >= least:
        return matched(f"{_so_many(count, 'line')} added or removed")
    uncounted = [file.path for file in seen.facts.files if file.kind in _UNCOUNTED]
    if uncounted:
        return unknown(f"how much of {listed(uncounted)} changes")
    return _unless_conflict(seen, f"{_so_many(count, 'line')} added or removed, fewer than {least:,}")


def _files(least: int, seen: Seen) -> Answer:
    count = len(seen.facts.files)
    if count >= least:
        return matched(f"it touches {_so_many(count, 'file')}")
    return _unless_conflict(seen, f"it touches {_so_many(count, 'file')}, fewer than {least:,}")


def _so_many(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count:,} {noun}s"
