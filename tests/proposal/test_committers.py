"""Who stands in commits: people once, and which of them are machines."""

from __future__ import annotations

from itertools import count

import pytest

from tidegate.knowledge.tools import tools
from tidegate.model.change import Commit
from tidegate.model.people import PersonKind
from tidegate.proposal.committers import Group, groups, slug
from tidegate.provenance.attribution.conventions import Conventions

K = PersonKind
_NUMBERS = count()


def commit(author: str, committer: str = "", *trailers: tuple[str, str], at: int = 0) -> Commit:
    (name, _, address), (by, _, from_) = (who.rpartition(" ") for who in (author, committer or author))
    return Commit(f"{next(_NUMBERS)}", (), name, address, at, by, from_, at, "", trailers)


def found(*commits: Commit) -> list[Group]:
    return groups(commits, list, Conventions(tools()))[0]


def test_one_person_by_address_account_and_name() -> None:
    same = found(
        commit("Ada Example ada@example.com", at=86400),
        commit("ada ADA@example.com"),
        commit("Ada  example 7+ada@users.noreply.github.com"),
        commit("A. ada@users.noreply.github.com"),
        commit("Ada Example ada@example.com"),
        commit("Ben ben@example.com"),
    )
    assert [(one.name, one.commits) for one in same] == [("Ada Example", 5), ("Ben", 1)]
    assert same[0].told() == "5 commits, the last on 1970-01-02"


def test_a_name_that_two_have_is_one_proposal_and_no_name_is_nobodys() -> None:
    assert len(found(commit("Ada a@x.org"), commit("Ada b@x.org"))) == 1
    assert len(found(commit(" a@x.org"), commit(" b@x.org"))) == 2


@pytest.mark.parametrize(
    ("who", "kind", "name"),
    [
        ("dependabot[bot] 49699333+dependabot[bot]@users.noreply.github.com", K.BOT, "dependabot"),
        ("GitHub noreply@github.com", K.BOT, "forge"),
        ("Weblate (bot) hosted@weblate.org", K.BOT, "weblate"),
        ("release-bot x@example.com", K.BOT, "release-bot"),
        ("Claude noreply@anthropic.com", K.AI_AGENT, "claude-code"),
        ("Copilot 198982749+Copilot@users.noreply.github.com", K.AI_AGENT, "copilot-coding-agent"),
        ("Claude Dupont claude@example.org", K.HUMAN, None),
        ("Elizabeth Abbot abbot@example.org", K.HUMAN, None),
    ],
)
def test_machines(who: str, kind: PersonKind, name: str | None) -> None:
    (group,) = found(commit(who))
    assert (group.kind, group.id) == (kind, name)


def test_what_they_did() -> None:
    trailer = ("Co-authored-by", "Cy <cy@example.com>")
    told = {
        one.name: one.told() for one in found(commit("Ada a@x.org", "GitHub noreply@github.com", trailer))
    }
    assert told == {
        "Ada": "1 commit, the last on 1970-01-01",
        "Cy": "1 commit as co-author, the last on 1970-01-01",
        "GitHub": "1 commit as committer, the last on 1970-01-01",
    }


def test_one_commit_is_one_however_often_it_names_them() -> None:
    trailer = ("Co-authored-by", "Ada Example <ada@other.org>")
    (ada,) = found(commit("Ada Example ada@example.com", "", trailer, trailer))
    assert (ada.commits, len(ada.shown)) == (1, 2)


def test_who_has_no_address_is_counted_and_left_out() -> None:
    odd = commit("Ada a@x.org", "", ("Co-authored-by", "Somebody"), ("Co-authored-by", "x" * 400 + " <a@b>"))
    same, without = groups([odd, commit("Nobody nowhere")], list, Conventions(tools()))
    assert ([one.name for one in same], without) == (["Ada"], 3)


@pytest.mark.parametrize(
    ("text", "is_now"),
    [("Pēteris Caune", "peteris-caune"), ("O'Neil, J.", "o-neil-j"), ("張偉", ""), ("--", "")],
)
def test_slugs(text: str, is_now: str) -> None:
    assert slug(text) == is_now
