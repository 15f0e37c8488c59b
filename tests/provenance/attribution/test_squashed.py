"""Messages that a squash put together, and those that only look like one."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from authored import Authored
from repositories import RepositoryBuilder

from tidegate.model.attribution import Author, Trust
from tidegate.provenance.attribution.squashed import trailers_of_parts

CLAUDE = ("Co-Authored-By", "Claude Opus 4.8 <noreply@anthropic.com>")
CURSOR = ("Co-authored-by", "Cursor <cursoragent@cursor.com>")
LISTED = """Fix the race (#781)

* Fix it in one place

A body of
two lines.

Co-Authored-By: Claude Opus 4.8 <noreply@anthropic.com>

* Fix it in the other

No tool.
"""
RULED = """Fix the race (#781)

* Fix it in one place

Co-Authored-By: Claude Opus 4.8 <noreply@anthropic.com>

* Again

Signed-off-by: Ada Example
 <ada@example.com>
Co-authored-by: Cursor <cursoragent@cursor.com>

---------

Co-authored-by: Claude Opus 4.8 <noreply@anthropic.com>
"""
LOGGED = f"""Squashed commit of the following:

commit {"a" * 40}
Author: Ada Example <ada@example.com>
Date:   Mon Jan 5 10:00:00 2026 +0000

    One

    Co-Authored-By: Claude Opus 4.8 <noreply@anthropic.com>

commit {"b" * 40}
Author: Ada Example <ada@example.com>
Date:   Mon Jan 5 11:00:00 2026 +0000

    Two

    Co-Authored-By: Claude Opus 4.8 <noreply@anthropic.com>
"""


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        (LISTED, [(CLAUDE,), ()]),
        (LISTED.replace("\n", "\r\n"), [(CLAUDE,), ()]),
        (RULED, [(CLAUDE,), (("Signed-off-by", "Ada Example <ada@example.com>"), CURSOR)]),
        (LOGGED, [(CLAUDE,), (CLAUDE,)]),
    ],
)
def test_the_trailers_of_each_part(message: str, parts: list[object]) -> None:
    assert trailers_of_parts(message) == parts


@pytest.mark.parametrize(
    "message",
    [
        "",
        "Change\n\nCo-Authored-By: Claude <noreply@anthropic.com>\n",
        "Change\n\nCo-Authored-By: Claude <noreply@anthropic.com>\n\nMore prose.\n",
        "Say it\n\nWe write\n\nCo-Authored-By: Claude <noreply@anthropic.com>\n\n* as a rule\n",
        "Change\n\n* one\n* two\n\nCo-Authored-By: Claude <noreply@anthropic.com>\n\nin every commit\n",
    ],
)
def test_other_messages_have_none_in_their_middle(message: str) -> None:
    assert [part for part in trailers_of_parts(message) if part] == []


def test_a_part_of_a_squash_makes_it_mixed(tmp_path: Path) -> None:
    history = Authored(RepositoryBuilder(tmp_path))
    history.commit(LISTED)
    found = history.attribution()
    (claim,) = found.claims
    assert (claim.tool, claim.author, claim.confidence) == ("claude-code", Author.MIXED, Trust.TRAILER)
    assert claim.model == "claude-opus-4-8"
    assert (found.mixed, found.ai, found.unknown) == (1, 0, 0)


def test_what_all_parts_say_is_said_of_the_whole(tmp_path: Path) -> None:
    history = Authored(RepositoryBuilder(tmp_path))
    history.commit(LOGGED)
    (claim,) = history.attribution().claims
    assert (claim.tool, claim.author) == ("claude-code", Author.AI)


def test_what_stands_at_the_end_too_is_said_once(tmp_path: Path) -> None:
    history = Authored(RepositoryBuilder(tmp_path))
    history.commit(RULED)
    told = {(claim.tool, claim.author) for claim in history.attribution().claims}
    assert told == {("claude-code", Author.AI), ("cursor", Author.MIXED)}


def test_a_message_that_is_made_to_be_slow() -> None:
    started = time.process_time()
    trailers_of_parts("x\n\n" + "* a\n\nb: c\n\n" * 500_000)
    trailers_of_parts("x\n\n* a\n\n" + "b: c\n" * 1_000_000)
    assert time.process_time() - started < 10
