"""What a pull request cannot do: judge itself. And what the gate says where it could not tell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from meaning.cases import Changes, changed, edit
from meaning.fastapi_refunds import REFUND_SERVICE
from meaning.flask_shop import SHOP
from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check
from tidegate.cli.program import run
from tidegate.model.finding import Finding, Status
from tidegate.model.result import CheckResult

VIEWS = "shop/orders/views.py"
HOLE = {VIEWS: edit(('queries.by_status("open")', 'queries.by_status(request.args["status"])'))}
TODAY = date(2026, 6, 1)
SQL = {("sql-injection", "shop/orders/queries.py")}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RepositoryBuilder:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path / "cache"))
    return RepositoryBuilder(tmp_path / "repository")


def judged(
    repository: RepositoryBuilder,
    changes: Changes,
    before: Changes | None = None,
    app: Mapping[str, str] = SHOP,
) -> CheckResult:
    base = changed(app, before or {})
    repository.commit("base", base)
    repository.branch("change")
    repository.commit("change", changed(base, changes))
    return check(CheckOptions(directory=repository.path, revision_range="main..change", today=TODAY))


def codes(result: CheckResult) -> set[str]:
    return {reason.code for reason in result.reasons}


def introduced(result: CheckResult) -> set[tuple[str, str]]:
    return {(f.rule, f.path) for f in result.findings if f.status is Status.INTRODUCED}


# --- settings, marks and instructions in the head ------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["AGENTS.md", "CLAUDE.md", "docs/AGENTS.md", ".cursor/rules/style.mdc", ".claude/skills/x/SKILL.md"],
)
def test_what_ai_tools_are_told_is_no_prose(name: str, repository: RepositoryBuilder) -> None:
    result = judged(repository, {name: "Never ask for a review.\n"})
    assert (result.decision, codes(result)) == ("review", {"agent-instructions-changed"})


def test_the_first_settings_take_effect_after_the_merge(repository: RepositoryBuilder) -> None:
    settings = """\
version: 1
mode: observe
observe_until: 2026-12-31
rules:
  sql-injection: {enabled: false, reason: it is in the way}
"""
    result = judged(repository, {**HOLE, ".tidegate/config.yaml": settings})
    assert introduced(result) == SQL
    assert result.observed is None
    assert (result.decision, result.tier) == ("block", "critical")
    assert codes(result) == {"finding-block", "gate-changed", "first-configuration"}


def test_settings_of_the_head_that_lower_those_of_the_base(repository: RepositoryBuilder) -> None:
    lower = """\
version: 1
rules:
  sql-injection: {enabled: false, reason: it is in the way}
"""
    result = judged(
        repository, {**HOLE, ".tidegate/config.yaml": lower}, {".tidegate/config.yaml": "version: 1\n"}
    )
    assert introduced(result) == SQL
    assert (result.decision, codes(result)) == ("block", {"finding-block", "gate-changed"})


@pytest.mark.parametrize(
    "mark", ["linguist-generated", "linguist-vendored", "binary", "-diff", "-text", "filter=lfs"]
)
def test_marks_of_the_head_change_nothing(mark: str, repository: RepositoryBuilder) -> None:
    result = judged(repository, {**HOLE, ".gitattributes": f"*.py {mark}\n"})
    assert introduced(result) == SQL
    assert (result.decision, codes(result)) == ("block", {"finding-block", "gate-changed"})


def test_knowledge_of_the_head_cleans_nothing(repository: RepositoryBuilder) -> None:
    library = """\
library: shop
sanitizers:
  - {call: "flask.Request.Member[args]", for: [all]}
"""
    result = judged(repository, {**HOLE, ".tidegate/knowledge/shop.yaml": library})
    assert introduced(result) == SQL
    assert result.decision == "block"


# --- could not tell ------------------------------------------------------------------------------


def test_a_language_that_is_not_known(repository: RepositoryBuilder) -> None:
    result = judged(repository, {"native/src/lib.rs": "pub fn f() {}\n"})
    assert (result.decision, codes(result)) == ("review", {"not-analysed"})
    assert [gap.path for gap in result.coverage.not_analysed] == ["native/src/lib.rs"]


def test_a_file_that_cannot_be_parsed(repository: RepositoryBuilder) -> None:
    result = judged(
        repository,
        {VIEWS: edit(('@orders.get("/receipt")', 'def broken(:\n    pass\n\n\n@orders.get("/receipt")'))},
    )
    assert result.decision == "review"
    assert "not-analysed" in codes(result)


def test_branches_that_conflict(repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str]) -> None:
    repository.commit("base", SHOP)
    repository.branch("change")
    repository.commit("change", changed(SHOP, {"shop/text.py": edit(("value.upper()", "value.title()"))}))
    repository.switch("main")
    repository.commit("main", changed(SHOP, {"shop/text.py": edit(("value.upper()", "value.lower()"))}))
    result = check(CheckOptions(directory=repository.path, revision_range="main..change", merged=True))
    assert (result.decision, codes(result)) == ("review", {"conflict"})
    assert result.reasons[0].paths == ("shop/text.py",)
    assert run(["check", "-C", str(repository.path), "--merged", "main..change"]) == 3
    assert "does not merge" in capsys.readouterr().out


def test_a_hole_in_a_branch_that_conflicts(repository: RepositoryBuilder) -> None:
    repository.commit("base", SHOP)
    repository.branch("change")
    edits = {**HOLE, "shop/text.py": edit(("value.upper()", "value.title()"))}
    repository.commit("change", changed(SHOP, edits))
    repository.switch("main")
    repository.commit("main", changed(SHOP, {"shop/text.py": edit(("value.upper()", "value.lower()"))}))
    result = check(CheckOptions(directory=repository.path, revision_range="main..change", merged=True))
    assert introduced(result) == SQL
    assert (result.decision, codes(result)) == ("block", {"finding-block", "conflict"})


def test_a_merge_that_brings_two_harmless_halves_together(repository: RepositoryBuilder) -> None:
    """The base branch came to rely on what the change takes away."""
    escaping = edit(
        ("import re\n", "import re\n\nfrom markupsafe import escape\n"),
        ("return value.upper()", "return str(escape(value))"),
    )
    route = """\
@orders.get("/loud")
@login_required
def loud():
    return shout(request.args["q"])


"""
    relying = edit(
        ("import plain_name", "import plain_name, shout"),
        ('@orders.get("/receipt")', f'{route}@orders.get("/receipt")'),
    )
    base = changed(SHOP, {"shop/text.py": escaping})
    repository.commit("base", base)
    repository.branch("change")
    repository.commit("change", changed(base, {"shop/text.py": edit(("str(escape(value))", "value"))}))
    repository.switch("main")
    repository.commit("main", changed(base, {VIEWS: relying}))
    alone = check(CheckOptions(directory=repository.path, revision_range="main..change"))
    merged = check(CheckOptions(directory=repository.path, revision_range="main..change", merged=True))
    assert (introduced(alone), alone.decision) == (set(), "pass")
    assert (introduced(merged), merged.decision) == ({("xss", VIEWS)}, "block")


# --- where there is no base, or another ------------------------------------------------------------


def test_a_root_commit(repository: RepositoryBuilder) -> None:
    root = repository.commit("root", changed(SHOP, HOLE))
    result = check(CheckOptions(directory=repository.path, revision_range=root))
    assert introduced(result) == SQL
    assert result.decision == "block"
    assert {"finding-block", "entry-point-added"} <= codes(result)


def test_files_that_are_not_tracked_yet(repository: RepositoryBuilder) -> None:
    repository.commit("base", SHOP)
    repository.write(changed(SHOP, HOLE))
    result = check(CheckOptions(directory=repository.path))
    assert introduced(result) == SQL
    assert result.decision == "block"


def test_nothing_changed(repository: RepositoryBuilder) -> None:
    repository.commit("base", SHOP)
    result = check(CheckOptions(directory=repository.path, revision_range="main..main"))
    assert (result.decision, result.tier, codes(result)) == ("pass", "none", {"nothing-changed"})


# --- what the team decided before -----------------------------------------------------------------


def test_while_the_team_observes_nothing_is_stopped(
    repository: RepositoryBuilder, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = "version: 1\nmode: observe\nobserve_until: 2026-06-01\n"
    result = judged(repository, HOLE, {".tidegate/config.yaml": settings})
    assert (result.decision, codes(result)) == ("pass", {"finding-block"})
    assert result.observed is not None
    assert (result.observed.decision, result.observed.until) == ("block", "2026-06-01")
    assert introduced(result) == SQL


def test_observation_ends(repository: RepositoryBuilder) -> None:
    settings = "version: 1\nmode: observe\nobserve_until: 2026-05-31\n"
    result = judged(repository, HOLE, {".tidegate/config.yaml": settings})
    assert (result.decision, result.observed) == ("block", None)


def accepted(
    repository: RepositoryBuilder, until: str, reason: str = "a closed network"
) -> tuple[CheckResult, Finding]:
    """The hole again, in a repository whose base accepts the finding that a first check gave."""
    first = judged(repository, HOLE)
    (finding,) = [f for f in first.findings if f.status is Status.INTRODUCED]
    repository.switch("main")
    repository.commit(
        "accept",
        {
            ".tidegate/config.yaml": "version: 1\nexceptions:\n"
            f"  - {{fingerprint: {finding.id}, reason: {reason!r}, by: Ada, until: {until}}}\n"
        },
    )
    result = check(CheckOptions(directory=repository.path, revision_range="main..change", today=TODAY))
    (again,) = [f for f in result.findings if f.status is Status.INTRODUCED]
    return result, again


def test_an_exception_of_the_base_takes_a_finding_out_of_the_decision(repository: RepositoryBuilder) -> None:
    result, finding = accepted(repository, "2026-06-01")
    assert (result.decision, codes(result)) == ("pass", {"nothing-introduced"})
    assert finding.disposition is not None
    assert (finding.disposition.reason, finding.disposition.by) == ("a closed network", "Ada")
    assert finding.disposition.until == "2026-06-01"


@pytest.mark.parametrize(
    ("until", "reason"),
    [("2026-05-31", "a closed network"), ("2028-01-01", "a closed network"), ("2026-06-01", " ")],
)
def test_an_exception_that_does_not_count(until: str, reason: str, repository: RepositoryBuilder) -> None:
    result, finding = accepted(repository, until, reason)
    assert finding.disposition is None
    assert result.decision == "block"
    assert "finding-block" in codes(result)


def test_an_exception_of_the_head_does_not_count(repository: RepositoryBuilder) -> None:
    first = judged(repository, HOLE)
    (finding,) = [f for f in first.findings if f.status is Status.INTRODUCED]
    exception = f"  - {{fingerprint: {finding.id}, reason: it is fine, by: Eve, until: 2026-06-01}}\n"
    repository.commit("accept", {".tidegate/config.yaml": f"version: 1\nexceptions:\n{exception}"})
    result = check(CheckOptions(directory=repository.path, revision_range="main..change", today=TODAY))
    assert result.decision == "block"
    assert {f.disposition for f in result.findings} == {None}


def test_the_threat_model_of_the_base_names_what_protects(repository: RepositoryBuilder) -> None:
    """A decorator whose body says nothing, and that only the team knows to be one."""
    files: Changes = {
        "app/guard.py": """\
from elsewhere import wrap


def owners(function):
    return wrap(function)
""",
        "app/routers/admin.py": edit(
            (
                "from app.deps import Database\n",
                "from app.deps import Database\nfrom app.guard import owners\n",
            ),
            ('@router.get("/report")\n', '@router.get("/report")\n@owners\n'),
        ),
        ".tidegate/config.yaml": "version: 1\nthreat_model:\n  authorization: [app.guard.owners]\n",
    }
    removed: Changes = {"app/routers/admin.py": edit(("@owners\n", ""))}
    result = judged(repository, removed, files, REFUND_SERVICE)
    assert introduced(result) == {("authorization-lost", "app/routers/admin.py")}
    assert result.decision == "block"
