"""What is missing where a team asks that what AI tools wrote is documented, and what to write."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from tidegate.model.generated import Generated, Work

ASKED = "Tidegate-AI: TOOL MODEL; session=ID-OR-LINK"
NOBODY = "Tidegate-AI: none"


class Missing(msgspec.Struct, frozen=True):
    """``what`` is not said; ``write`` are lines of which one says it."""

    what: str
    write: tuple[str, ...]


def missing(generated: Generated) -> list[Missing]:
    """Lines without a word, and sessions without a tool or a model. Empty: all of it is documented."""
    return [*_lines(generated), *_sessions(generated)]


def unclear(generated: Generated) -> list[str]:
    """Evidence of which could not be told what it says: then nobody knows whether something is missing."""
    return [doubt.text for doubt in generated.attribution.doubts if doubt.matters]


def _lines(generated: Generated) -> Iterator[Missing]:
    found = generated.attribution
    if not found.unknown:
        return
    yield Missing(
        f"{found.unknown:,} of {found.added:,} added lines: nobody says who wrote them", (ASKED, NOBODY)
    )
    for commit in found.unknown_commits:
        yield Missing(f"commit {commit[:12]}: nobody says who wrote it", (ASKED, NOBODY))


def _sessions(generated: Generated) -> Iterator[Missing]:
    for work in generated.works:
        if not (work.tool or work.name):
            yield Missing(f"{_where(work)}: an AI tool, and nobody says which", (ASKED,))
        elif work.model is None:
            named = f"Tidegate-AI: {work.tool or work.name} MODEL"
            yield Missing(f"{_where(work)}: {work.name}, and nobody says with which model", (named,))


def _where(work: Work) -> str:
    commits = ", ".join(commit[:12] for commit in work.commits[:3])
    return f"commit {commits}" if commits else "what is not committed"
