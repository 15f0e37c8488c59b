"""What is proposed of a program, and what for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from proposal.shop import FILES, VIEWS
from repositories import RepositoryBuilder

from tidegate.cli.settings import words
from tidegate.config import parse
from tidegate.model.errors import RepositoryError
from tidegate.model.proposal import Proposal, Proposed
from tidegate.proposal import propose as module
from tidegate.proposal.propose import ProposalOptions, propose
from tidegate.reports.proposal import render_proposal

TODAY = date(2026, 6, 1)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Proposal:
    folder = tmp_path_factory.mktemp("shop")
    RepositoryBuilder(folder).commit("all of it", FILES)
    return propose(ProposalOptions(directory=folder, today=TODAY))


def values(found: Iterable[Proposed]) -> list[str]:
    return [one.value for one in found if one.sure]


def test_it_names_what_turns_callers_away(shop: Proposal) -> None:
    assert values(shop.authentication) == ["shop.doors.signed_in_user_required"]
    assert values(shop.authorization) == ["shop.doors.check_owner"]
    (first,) = shop.authentication
    assert (first.why, first.path, first.line) == ("before 2 ways in", "shop/doors.py", 6)


def test_what_only_seems_to_is_shown_and_not_set(shop: Proposal) -> None:
    assert [one.value for one in shop.authorization if not one.sure] == ["shop.views.tally"]


def test_it_names_frameworks_by_what_calls_the_program(shop: Proposal) -> None:
    assert [(one.value, one.why) for one in shop.frameworks] == [("flask", "5 ways in")]


def test_it_names_fields_of_tables_that_hold_data_of_persons(shop: Proposal) -> None:
    assert [(one.value, one.line) for one in shop.personal_fields] == [
        ("Customer.email", 10),
        ("Customer.phone_number", 11),
    ]


def test_it_names_routes_that_ask_nobody(shop: Proposal) -> None:
    assert values(shop.routes) == ["/health", "/shop/**"]


def test_it_names_what_is_worth_a_second_look(shop: Proposal) -> None:
    found = {one.subject: values(one.paths) for one in shop.sensitive}
    assert found == {
        "payments": ["shop/billing/**", "web/src/checkout/**", "shop/money.py"],
        "authentication": ["shop/doors.py"],
        "migrations": ["shop/migrations/**"],
        "infrastructure": ["/Dockerfile"],
    }
    payments = shop.sensitive[0]
    assert payments.owners == ("@acme/money",)
    assert payments.changed_by == ("Ada Example (1)",)


def test_it_names_ai_tools_and_what_it_did_not_look_at(shop: Proposal) -> None:
    assert [(one.value, one.path) for one in shop.ai_tools] == [("claude-code", "CLAUDE.md")]
    assert shop.limits == ("2 files of code in languages that are not known here (.js)",)


def test_what_is_proposed_is_right_and_only_observes(shop: Proposal) -> None:
    settings = parse(render_proposal(shop).encode(), "proposal", words())
    assert (settings.mode, settings.observe_until) == ("observe", date(2026, 7, 1))
    assert settings.threat_model.authentication == ("shop.doors.signed_in_user_required",)
    assert settings.threat_model.personal_data.fields == ("Customer.email", "Customer.phone_number")
    assert settings.threat_model.internet_facing.routes == ("/health", "/shop/**")
    assert [one.tier for one in settings.sensitive_paths] == ["critical", "high", "high", "high"]
    assert [(one.name, one.tier, one.mode, one.valid_until) for one in settings.tiers] == [
        ("personal-data", "high", "observe", date(2026, 7, 1)),
        ("payments", "critical", "observe", date(2026, 7, 1)),
    ]


def test_it_says_where_the_ledger_is_better_kept_apart(shop: Proposal) -> None:
    said = " ".join(render_proposal(shop).replace("#", "").split())
    assert "in a protected branch of another repository where those who write here could rewrite refs" in said
    assert "or where those who may read here must not see open findings" in said


def test_a_bound_that_is_reached_is_said_and_nothing_is_taken_for_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "STEPS", 10)
    RepositoryBuilder(tmp_path).commit("all of it", FILES)
    found = propose(ProposalOptions(directory=tmp_path, today=TODAY))
    assert not found.routes
    assert not found.whole
    assert "in the code that was looked at" in " ".join(render_proposal(found).replace("#", "").split())
    assert any("6 of 6 files of code (too many steps)" in limit for limit in found.limits)
    parse(render_proposal(found).encode(), "proposal", words())


def test_where_nearly_all_is_open_nobody_can_tell(tmp_path: Path) -> None:
    """More likely the check is made in a way that is not understood."""
    more = "".join(f'\n\n@app.get("/more/{n}/x")\ndef more_{n}():\n    return ""\n' for n in range(20))
    RepositoryBuilder(tmp_path).commit("all of it", {**FILES, "shop/views.py": VIEWS + more})
    found = propose(ProposalOptions(directory=tmp_path, today=TODAY))
    assert not found.routes
    assert found.routes_unsure.startswith("23 of 24 routes show no check of who comes in, such as GET ")
    assert "could not be told" in render_proposal(found)


OPAQUE = """\
from flask import Blueprint, Flask
from acme.tokens import checked


def requires_auth():
    checked()


def requires_no_auth():
    pass


app = Flask(__name__)
rows = Blueprint("rows", __name__)
rows.before_request(requires_auth)
open_ones = Blueprint("open", __name__)
open_ones.before_request(requires_no_auth)
app.register_blueprint(rows)
app.register_blueprint(open_ones)
""" + "".join(
    f'\n\n@{"open_ones" if n > 8 else "rows"}.get("/rows/{n}/x")\ndef row_{n}():\n    return ""\n'
    for n in range(10)
)


def test_a_check_that_is_not_understood_is_named_and_counts_once_the_team_says_so(tmp_path: Path) -> None:
    repository = RepositoryBuilder(tmp_path)
    repository.commit("all of it", {"shop/app.py": OPAQUE})
    found = propose(ProposalOptions(directory=tmp_path, today=TODAY))
    assert [(one.value, one.sure) for one in found.authentication] == [("shop.app.requires_auth", False)]
    assert found.authentication[0].why == "before 9 ways in; what it asks is not understood"
    assert found.routes_unsure
    repository.commit(
        "say it",
        {".tidegate/config.yaml": "version: 1\nthreat_model: {authentication: [shop.app.requires_auth]}\n"},
    )
    found = propose(ProposalOptions(directory=tmp_path, today=TODAY))
    assert [(one.value, one.sure) for one in found.authentication] == [("shop.app.requires_auth", True)]
    assert values(found.routes) == ["/rows/9/x"]


def test_a_repository_without_code(tmp_path: Path) -> None:
    RepositoryBuilder(tmp_path).commit("words", {"README.md": "words\n"})
    found = propose(ProposalOptions(directory=tmp_path, today=TODAY))
    settings = parse(render_proposal(found).encode(), "proposal", words())
    assert (settings.mode, settings.sensitive_paths, settings.tiers) == ("observe", (), ())


def test_a_repository_without_commits(tmp_path: Path) -> None:
    RepositoryBuilder(tmp_path)
    with pytest.raises(RepositoryError):
        propose(ProposalOptions(directory=tmp_path, today=TODAY))
