"""A first people.yaml: true to the commits, right as it stands, and nobody may approve by it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from repositories import RepositoryBuilder
from shops import keys

from tidegate.config.people import parse_people
from tidegate.model.people import People, PersonKind
from tidegate.model.proposal import ProposedPeople
from tidegate.policy.eligible import Involved, eligible
from tidegate.proposal.propose import ProposalOptions, propose
from tidegate.reports.enrolment import render_people

FORGE = {"GIT_COMMITTER_NAME": "GitHub", "GIT_COMMITTER_EMAIL": "noreply@github.com"}


class Team(RepositoryBuilder):
    def by(self, name: str, address: str, **more: str) -> None:
        who = {"GIT_AUTHOR_NAME": name, "GIT_AUTHOR_EMAIL": address}
        who |= {"GIT_COMMITTER_NAME": name, "GIT_COMMITTER_EMAIL": address} | more
        self.git("commit", "--quiet", "--allow-empty", "--message", "x", environment=who)

    def proposed(self) -> tuple[ProposedPeople, str, People]:
        found = propose(ProposalOptions(directory=self.path, today=date(2026, 6, 1)))
        text = render_people(found)
        return found.enrolled, text, parse_people(text.encode(), "the proposal")


@pytest.fixture
def team(tmp_path: Path) -> Team:
    made = Team(tmp_path)
    made.git("config", "user.email", "ada@example.com")
    made.by("Ada Example", "ada@example.com")
    return made


def test_each_with_what_commits_show(team: Team) -> None:
    team.by("Ada Example", "583231+ada@users.noreply.github.com", **FORGE)
    team.by("Ada Example", "ada@laptop.local")
    team.by("Ada Example", "ada@example.com")
    team.by("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com", **FORGE)
    team.by("Claude", "noreply@anthropic.com")
    _, text, people = team.proposed()
    ada = people.get("ada")
    assert ada is not None
    assert (ada.emails, ada.accounts) == (("ada@example.com", "ada@laptop.local"), ("github:583231",))
    assert '"ada@laptop.local"  # by the same name: is it the same person?' in text
    assert "ada:  # 4 commits, the last on 2023-11-14; missing to approve: keys, trained_until" in text
    assert {one.id: one.kind for one in people.persons[1:]} == {
        "forge": PersonKind.BOT,
        "dependabot": PersonKind.BOT,
        "claude-code": PersonKind.AI_AGENT,
    }


def test_nobody_may_approve_by_it(team: Team, tmp_path_factory: pytest.TempPathFactory) -> None:
    team.git("config", "gpg.format", "ssh")
    team.git("config", "user.signingKey", str(keys() / "ada.pub"))
    _, text, people = team.proposed()
    assert [len(one.keys) for one in people.persons] == [1]
    assert "missing to approve: trained_until" in text
    assert eligible(people, Involved(), date(2026, 6, 1)) == ()
    assert not any(one.manager or one.roles or one.records for one in people.persons)


def test_mailmap_tells_who_is_one_person(team: Team) -> None:
    team.by("A. Lovelace", "old@example.com")
    assert len(team.proposed()[2].persons) == 2
    team.commit("map", {".mailmap": "Ada Example <ada@example.com> <old@example.com>\n"})
    _, text, people = team.proposed()
    assert [one.emails for one in people.persons if one.id == "ada"] == [
        ("ada@example.com", "old@example.com")
    ]
    assert '"old@example.com"  # .mailmap says that it is theirs' in text


def test_ids_are_short_where_nobody_else_is_called_so(team: Team) -> None:
    for name, address in (("Ada Other", "o@x.org"), ("張偉", "wei@x.org"), ("B", "b@x.org")):
        team.by(name, address)
    assert sorted(one.id for one in team.proposed()[2].persons) == ["ada-example", "ada-other", "b", "wei"]


def test_owners_are_named_and_not_guessed(team: Team) -> None:
    team.by("Ada Example", "583231+ada@users.noreply.github.com")
    team.commit("own", {"CODEOWNERS": "* @ada @grace @acme/money\n/x @acme/money\n"})
    found, text, people = team.proposed()
    assert [one.value for one in found.teams] == ["@acme/money"]
    assert [one.value for one in found.owners] == ["@grace"]
    assert '#   "@acme/money": []  # 2 lines of CODEOWNERS' in text
    assert people.of_owner("@ada") == frozenset({"ada"})
    assert people.of_owner("@acme/money") is None


def test_where_many_came_by_once_those_who_came_again(team: Team) -> None:
    team.by("Ada Example", "ada@example.com")
    for number in range(13):
        team.by(f"Visitor{number}", f"v{number}@x.org")
    found, text, people = team.proposed()
    assert [one.id for one in people.persons] == ["ada"]
    assert "# 13 more people stand in one commit each: add those who are of the team." in text
    assert found.commits == 15


def test_whoever_runs_it_and_is_in_no_commit_is_told(team: Team) -> None:
    assert "add yourself" not in team.proposed()[1]
    team.git("config", "user.email", "new@example.com")
    text = team.proposed()[1]
    assert "add yourself" in text
    assert "new@example.com" not in text, "only what commits show"


@pytest.mark.parametrize(
    "address", ["7+x@users.noreply.1forge.org", "-@users.noreply.github.com", "a\u200bb@x.org", "😀@x.org"]
)
def test_what_can_stand_in_no_such_file_is_left_out(team: Team, address: str) -> None:
    team.by("Odd \U0001f600\u2028", address)
    assert team.proposed()[2].get("odd") is not None


@pytest.mark.parametrize(
    "name", ['Q"uote: [x] # y', "Tab\tbed", "line\u2028break", "\x1b[31mred", "x: &a *b"]
)
def test_what_a_name_holds_breaks_nothing(team: Team, name: str) -> None:
    team.by(name, "odd@example.com")
    assert len(team.proposed()[2].persons) == 2
