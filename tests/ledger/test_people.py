"""Who was enrolled when: the history of the base branch's file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import ledgers
import pytest
from repositories import START, RepositoryBuilder

from tidegate.git import Repository
from tidegate.ledger.enrolled import fingerprint
from tidegate.ledger.people import Team, team
from tidegate.ledger.signing.openpgp import Unable

FILE = ".tidegate/people.yaml"
FIRST = datetime.fromtimestamp(START + 60, UTC)


def one(name: str, key: str, more: str = "") -> str:
    return f"  {name}: {{keys: [{{ssh: {ledgers.public(key)}{more}}}]}}\n"


def file(*lines: str) -> str:
    return "version: 1\npeople:\n" + "".join(lines)


@pytest.fixture
def builder(tmp_path: Path) -> RepositoryBuilder:
    found = RepositoryBuilder(tmp_path / "shop")
    found.commit("One", {FILE: file(one("anna", "anna"))})
    return found


def read(builder: RepositoryBuilder, path: Path | None = None) -> Team:
    with Repository.open(path or builder.path) as repository:
        return team(repository, repository.revision("main").oid)


def who(found: Team, key: str, at: datetime) -> str | None:
    person = found.whose(fingerprint(ledgers.public(key)), at)
    return person.id if person else None


def test_each_moment_has_the_file_that_stood_then(builder: RepositoryBuilder) -> None:
    builder.commit("Two", {FILE: file(one("ben", "ben"))})
    builder.commit("Three", {FILE: None})
    found = read(builder)
    moments = [FIRST + timedelta(seconds=60 * number - 1) for number in range(4)]
    assert [who(found, "anna", at) for at in moments] == [None, "anna", None, None]
    assert [who(found, "ben", at) for at in moments] == [None, None, "ben", None]


def test_a_branch_counts_from_when_it_was_merged(builder: RepositoryBuilder) -> None:
    builder.branch("more")
    builder.commit("More", {FILE: file(one("anna", "anna"), one("ben", "ben"))})
    builder.switch("main")
    builder.commit("Other", {"a.py": "x = 1\n"})
    builder.merge("more")
    found = read(builder)
    assert who(found, "ben", FIRST + timedelta(seconds=61)) is None
    assert who(found, "ben", FIRST + timedelta(days=1)) == "ben"


def test_nobody_is_enrolled_backwards(builder: RepositoryBuilder) -> None:
    builder.write({FILE: file(one("anna", "anna"), one("eve", "eve"))})
    builder.git("add", "--all")
    builder._commits = -500_000  # a year before, by git's clock
    builder.git("commit", "--quiet", "--message", "Backdated")
    found = read(builder)
    assert who(found, "eve", FIRST - timedelta(days=1)) is None
    assert who(found, "eve", FIRST + timedelta(days=1)) == "eve"


def test_days_of_keys_and_keys_of_two_people(builder: RepositoryBuilder) -> None:
    lines = [one("anna", "anna", ", until: 2026-01-31"), one("ben", "eve"), one("carl", "eve")]
    builder.commit("Two", {FILE: file(*lines)})
    found = read(builder)
    assert who(found, "anna", datetime(2026, 1, 31, 23, tzinfo=UTC)) == "anna"
    assert who(found, "anna", datetime(2026, 2, 1, tzinfo=UTC)) is None
    assert who(found, "eve", datetime(2026, 1, 1, tzinfo=UTC)) is None


def test_a_file_that_cannot_be_read_is_not_told_and_others_are(builder: RepositoryBuilder) -> None:
    builder.commit("Two", {FILE: "version: 1\npeople: [\n"})
    found = read(builder)
    assert who(found, "anna", FIRST) == "anna"
    with pytest.raises(Unable, match="could not be read"):
        who(found, "anna", FIRST + timedelta(days=1))


def test_a_clone_that_is_cut_off_does_not_tell_what_was_before(
    builder: RepositoryBuilder, tmp_path: Path
) -> None:
    builder.commit("Two", {"a.py": "x = 1\n"})
    builder.git("clone", "--quiet", "--depth=1", f"file://{builder.path}", str(tmp_path / "clone"))
    found = read(builder, tmp_path / "clone")
    assert who(found, "anna", FIRST + timedelta(days=1)) == "anna"
    with pytest.raises(Unable, match="shallow"):
        who(found, "anna", FIRST)
