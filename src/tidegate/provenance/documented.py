"""What is missing where a team asks that what AI tools wrote is documented, and what to write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from tidegate.model.attribution import LineRange
from tidegate.model.generated import Generated, Unsaid, Work

ASKED = "Tidegate-AI: TOOL MODEL; session=ID-OR-LINK"
NOBODY = "Tidegate-AI: none"
_PATHS = 20  # in one declaration
_SUBJECT = 60  # characters


class Missing(msgspec.Struct, frozen=True):
    """``what`` is not said; ``write`` are lines of which one says it, as a trailer of the commit.

    In the text of a pull request the line speaks of ``paths`` alone; empty: of the whole change.
    """

    what: str
    write: tuple[str, ...]
    paths: tuple[str, ...] = ()


def missing(generated: Generated) -> list[Missing]:
    """Lines without a word, and sessions without a tool or a model. Empty: all of it is documented."""
    return [*_lines(generated), *_sessions(generated)]


def unclear(generated: Generated) -> list[str]:
    """Evidence of which could not be told what it says: then nobody knows whether something is missing."""
    doubted = (doubt.text for doubt in generated.attribution.doubts if doubt.matters)
    return list(dict.fromkeys([*doubted, *generated.failures]))


def _lines(generated: Generated) -> Iterator[Missing]:
    if not generated.attribution.unknown:
        return
    for one in generated.unsaid:
        count = sum(part.end - part.start + 1 for part in one.lines)
        what = f"{count:,} {'line' if count == 1 else 'lines'} of it" if one.lines else "it"
        paths = _paths(one.lines) if generated.works else ()
        yield Missing(f"{_named(one)}: nobody says who wrote {what}", (ASKED, NOBODY), paths)


def _named(one: Unsaid) -> str:
    if one.commit is None:
        return "the change"
    return f"commit {one.commit[:12]} ({one.subject[:_SUBJECT] or 'without a subject'})"


def _sessions(generated: Generated) -> Iterator[Missing]:
    for work in generated.works:
        paths = _paths(work.lines)
        if not (work.tool or work.name):
            yield Missing(f"{_where(work)}: an AI tool, and nobody says which", (ASKED,), paths)
        elif work.model is None:
            named = f"Tidegate-AI: {work.tool or work.name} MODEL"
            said = f"{_where(work)}: {work.name}, and nobody says with which model"
            yield Missing(said, (named,), paths)


def _where(work: Work) -> str:
    commits = ", ".join(commit[:12] for commit in work.commits[:3])
    return f"commit {commits}" if commits else "what is not committed"


def _paths(lines: Iterable[LineRange]) -> tuple[str, ...]:
    """The files; none where they are too many, or a declaration could not name one."""
    found = sorted({one.path for one in lines})
    return tuple(found) if len(found) <= _PATHS and not set("".join(found)) & set(",;*?[]!\\\n") else ()
