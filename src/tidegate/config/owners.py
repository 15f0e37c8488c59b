"""CODEOWNERS: who answers for a path. The last pattern that matches counts, as forges have it."""

from __future__ import annotations

from collections.abc import Callable

from tidegate.config.loading import Read
from tidegate.config.patterns import BadGlob, Matcher, paths

PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS")
MOST_LINES = 20_000


def owners(read: Read) -> Callable[[str], tuple[str, ...]]:
    """The owners of a path, by the first of ``PLACES`` that is there; none without one."""
    data = next((found for place in PLACES if (found := read(place)) is not None), b"")
    rules = parse(data.decode("utf-8", "replace"))

    def of(path: str) -> tuple[str, ...]:
        return next((names for matches, names in reversed(rules) if matches(path)), ())

    return of


def parse(text: str) -> list[tuple[Matcher, tuple[str, ...]]]:
    """Patterns with their owners. Comments, section headings and patterns that mean nothing are left out."""
    rules = []
    for line in text.splitlines()[:MOST_LINES]:
        pattern, *names = line.partition(" #")[0].split() or [""]
        if not pattern or pattern.startswith(("#", "[", "^[", "!")):
            continue
        try:
            rules.append((paths([pattern]), tuple(names)))
        except BadGlob:
            continue
    return rules
