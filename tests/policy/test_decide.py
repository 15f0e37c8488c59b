"""Each rule by cases, and what holds for all facts: more to worry about never decides lighter."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from policy.facts import ABOUT, ACCESSES, CONTROLS, FACTS, FILES, FINDINGS, GAPS, access, entry, file, finding

from tidegate.config.settings import (
    DEFAULTS,
    InternetFacing,
    PersonalData,
    SensitivePaths,
    Settings,
    ThreatModel,
)
from tidegate.model.change import FileChange, FileStatus
from tidegate.model.finding import Confidence, Disposition, Kind, Severity, Status
from tidegate.model.kinds import About, ChangeKind
from tidegate.model.result import Decision, NotAnalysed
from tidegate.model.tier import Tier
from tidegate.policy import decide as module
from tidegate.policy.decide import Verdict, decide
from tidegate.policy.facts import ChangeFacts, ControlChange

TODAY = date(2026, 11, 20)
CODE = (file("src/app.py"),)
ACCEPTED = Disposition("accepted", "behind the VPN", "ada", "2027-01-01")


def verdict(facts: ChangeFacts, settings: Settings = DEFAULTS) -> Verdict:
    return decide(facts, settings, TODAY)


def files(*paths: str, **facts: Any) -> ChangeFacts:
    return ChangeFacts(files=tuple(file(path) for path in paths), **facts)


def code(**facts: Any) -> ChangeFacts:
    return ChangeFacts(files=CODE, code_changed=True, **facts)


def found(*arguments: Any, **named: Any) -> ChangeFacts:
    return code(findings=(finding(*arguments, **named),))


def about(
    kind: ChangeKind = ChangeKind.AUTHENTICATION, path: str = "src/app.py", *, compared: bool = False
) -> About:
    return About(kind, "app.enter", "it uses jwt.decode", path, compared)


S, C, K = Severity, Confidence, ChangeKind
FINE = {"nothing-introduced"}
CASES: list[tuple[str, ChangeFacts, str, str, set[str]]] = [
    ("nothing", ChangeFacts(), "pass", "none", {"nothing-changed"}),
    ("prose", files("README.md", "CHANGES.rst"), "pass", "none", {"prose-only"}),
    ("prose and images", files("README.md", "docs/logo.png"), "pass", "none", {"prose-only"}),
    ("data", files("data/countries.json"), "pass", "none", {"prose-only"}),
    ("tests", files("tests/test_app.py", "README.md"), "pass", "low", {"tests-only"}),
    ("examples", files("examples/app.py"), "pass", "low", {"tests-only"}),
    ("same meaning", ChangeFacts(files=CODE), "pass", "low", {"no-meaning-changed"}),
    ("harmless code", code(), "pass", "low", FINE),
    ("template", files("templates/a.html"), "pass", "low", FINE),
    ("lint settings", files("ruff.toml", "Makefile"), "pass", "low", FINE),
    # findings
    ("high, sure", found(S.HIGH, C.HIGH), "block", "high", {"finding-block"}),
    ("critical, sure", found(S.CRITICAL, C.HIGH), "block", "critical", {"finding-block"}),
    ("high, likely", found(S.HIGH, C.MEDIUM), "review", "high", {"finding-review"}),
    ("critical, a guess", found(S.CRITICAL, C.LOW), "review", "high", {"finding-review"}),
    ("medium, sure", found(S.MEDIUM, C.HIGH), "review", "medium", {"finding-review"}),
    ("medium, a guess", found(S.MEDIUM, C.LOW), "review", "medium", {"finding-review"}),
    ("severity unknown", found(S.UNKNOWN, C.LOW), "review", "medium", {"finding-review"}),
    ("low, sure", found(S.LOW, C.HIGH), "pass", "low", FINE),
    ("low, a guess", found(S.LOW, C.LOW), "pass", "low", FINE),
    ("existing", found(status=Status.EXISTING), "pass", "low", FINE),
    ("fixed", found(status=Status.FIXED), "pass", "low", FINE),
    ("in a test", found(path="tests/test_app.py"), "pass", "low", FINE),
    ("in an example", found(path="docs/conf.py"), "pass", "low", FINE),
    ("in a template", found(path="templates/a.html"), "block", "high", {"finding-block"}),
    ("in a file that did not change", found(path="core/db.py"), "block", "high", {"finding-block"}),
    ("accepted", found(disposition=ACCEPTED), "pass", "low", FINE),
    ("told to look away", found(S.MEDIUM, kind=Kind.GATE), "review", "medium", {"finding-review"}),
    ("control lost, sure", found(kind=Kind.LOST_CONTROL), "block", "high", {"control-lost"}),
    (
        "control lost, likely",
        found(S.HIGH, C.MEDIUM, kind=Kind.LOST_CONTROL),
        "review",
        "high",
        {"control-lost"},
    ),
    ("control lost, low", found(S.LOW, C.LOW, kind=Kind.LOST_CONTROL), "review", "high", {"control-lost"}),
    ("control lost in a test", found(kind=Kind.LOST_CONTROL, path="tests/a.py"), "pass", "low", FINE),
    # secrets
    ("secret, sure", found(kind=Kind.SECRET), "block", "critical", {"secret"}),
    ("secret in a test", found(kind=Kind.SECRET, path="tests/test_app.py"), "block", "critical", {"secret"}),
    (
        "secret in prose",
        files("README.md", findings=(finding(kind=Kind.SECRET, path="README.md"),)),
        "block",
        "critical",
        {"secret"},
    ),
    ("secret, likely", found(S.HIGH, C.MEDIUM, kind=Kind.SECRET), "review", "high", {"secret"}),
    ("secret, a guess", found(S.HIGH, C.LOW, kind=Kind.SECRET), "pass", "low", FINE),
    ("secret, accepted", found(kind=Kind.SECRET, disposition=ACCEPTED), "pass", "low", FINE),
    # meaning
    (
        "other controls",
        code(control_changes=(ControlChange("GET /x", ("a",), ("b",), "src/app.py"),)),
        "review",
        "high",
        {"controls-changed"},
    ),
    ("a sign-in", code(about=(about(),)), "review", "high", {"authentication-changed"}),
    ("a grant", code(about=(about(K.AUTHORIZATION),)), "review", "high", {"authorization-changed"}),
    ("a control written otherwise", code(about=(about(compared=True),)), "pass", "low", FINE),
    ("a sign-in of a test", code(about=(about(path="tests/a.py"),)), "pass", "low", FINE),
    ("money, where nobody asks for more", code(about=(about(K.PAYMENT),)), "pass", "low", FINE),
    ("new entry point", code(entry_points_added=(entry(),)), "review", "medium", {"entry-point-added"}),
    ("new entry point of a test", code(entry_points_added=(entry(path="tests/a.py"),)), "pass", "low", FINE),
    ("entry point gone", code(entry_points_removed=(entry(),)), "pass", "low", FINE),
    ("entry point's code changed", code(entry_points_changed=(entry(),)), "pass", "low", FINE),
    ("new query", code(data=(access("new"),)), "review", "medium", {"data-access-changed"}),
    ("changed query", code(data=(access("changed"),)), "review", "medium", {"data-access-changed"}),
    ("same query", code(data=(access("touched"),)), "pass", "low", FINE),
    ("query gone", code(data=(access("removed"),)), "pass", "low", FINE),
    ("query of a test", code(data=(access(path="tests/a.py"),)), "pass", "low", FINE),
    (
        "new outside call",
        code(services=(access("new", name="stripe.com"),)),
        "review",
        "medium",
        {"service-added"},
    ),
    ("same outside call", code(services=(access("touched"),)), "pass", "low", FINE),
    # files
    ("gate settings", files(".tidegate/config.yaml"), "review", "critical", {"gate-changed"}),
    ("marks", files(".gitattributes"), "review", "critical", {"gate-changed"}),
    ("CI", files(".github/workflows/ci.yml"), "review", "critical", {"gate-changed"}),
    ("owners", files("CODEOWNERS"), "review", "critical", {"gate-changed"}),
    ("agents", files("AGENTS.md"), "review", "high", {"agent-instructions-changed"}),
    (
        "agents, deep in docs",
        files("docs/.cursor/rules/a.mdc"),
        "review",
        "high",
        {"agent-instructions-changed"},
    ),
    ("deployment", files("Dockerfile"), "review", "medium", {"deployment-changed"}),
    ("a test's Dockerfile", files("tests/app/Dockerfile"), "pass", "low", {"tests-only"}),
    ("dependencies", files("requirements.txt"), "review", "medium", {"dependencies-not-judged"}),
    ("migration", files("shop/migrations/0002_price.py"), "review", "medium", {"schema-changed"}),
    (
        "migration and manifest that say what they said",
        msgspec.structs.replace(
            files("shop/migrations/0002_price.py", "pyproject.toml", "billing/migrations/0001_first.py"),
            same=frozenset({"shop/migrations/0002_price.py", "pyproject.toml"}),
        ),
        "review",
        "medium",
        {"schema-changed"},
    ),
    ("generated", files("static/app.min.js"), "review", "medium", {"generated-code"}),
    ("unknown code", files("native/fast.rs"), "review", "medium", {"not-analysed"}),
    ("unknown code in tests", files("tests/fast.rs"), "pass", "low", {"tests-only"}),
    ("first settings", code(first_configuration=True), "review", "critical", {"first-configuration"}),
    # could not tell
    (
        "gap",
        code(gaps=(NotAnalysed("src/app.py", "it could not be read"),)),
        "review",
        "medium",
        {"not-analysed"},
    ),
    (
        "gap that does not matter",
        code(gaps=(NotAnalysed("a.png", "binary", matters=False),)),
        "pass",
        "low",
        FINE,
    ),
    ("limit", code(limits=("more than 400 functions",)), "review", "medium", {"limit-reached"}),
    ("failure", code(failures=("data flow failed",)), "review", "medium", {"failed"}),
    ("conflict", code(conflict=("src/app.py",)), "review", "medium", {"conflict"}),
    (
        "several",
        code(data=(access(),), findings=(finding(), finding(S.MEDIUM)), failures=("secrets failed",)),
        "block",
        "high",
        {"finding-block", "finding-review", "data-access-changed", "failed"},
    ),
]


@pytest.mark.parametrize(
    ("facts", "decision", "tier", "codes"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_rule(facts: ChangeFacts, decision: str, tier: str, codes: set[str]) -> None:
    said = verdict(facts)
    assert (said.decision, said.tier) == (decision, tier)
    assert {reason.code for reason in said.reasons} == codes
    assert said.review.required == (said.decision is not Decision.PASS)
    assert said.review.humans == (0 if decision == "pass" else 2 if tier == "critical" else 1)


@pytest.mark.parametrize("status", [FileStatus.DELETED, FileStatus.RENAMED])
def test_settings_that_are_taken_away_count(status: FileStatus) -> None:
    moved = file("docs/old.yaml", status, base=".github/workflows/ci.yml")
    assert verdict(ChangeFacts(files=(moved,))).tier is Tier.CRITICAL


@pytest.mark.parametrize(
    ("path", "marked", "decision"),
    [
        ("src/app.py", "generated", "review"),
        ("web/app.ts", "vendored", "review"),
        ("README.md", "generated", "pass"),
        ("tests/a.py", "generated", "pass"),
        ("data/a.json", "vendored", "pass"),
    ],
)
def test_marks_hide_no_code(path: str, marked: str, decision: str) -> None:
    said = verdict(ChangeFacts(files=(file(path, marked=marked),)))
    assert said.decision == decision
    assert ("generated-code" in {reason.code for reason in said.reasons}) == (decision == "review")


@pytest.mark.parametrize("path", ["static/a.min.js", "shop/migrations/0002_price.py", "src/app.py"])
def test_code_that_is_gone_asks_for_nothing(path: str) -> None:
    assert verdict(ChangeFacts(files=(file(path, FileStatus.DELETED),))).decision is Decision.PASS


@pytest.mark.parametrize(
    "gone",
    [
        file("native/guard.rs", FileStatus.DELETED),
        file("README.md", FileStatus.RENAMED, base="native/guard.rs"),
        file("tests/guard.rs", FileStatus.RENAMED, base="native/guard.rs"),
    ],
)
def test_what_nobody_understood_and_is_gone_may_have_protected_something(gone: FileChange) -> None:
    said = verdict(ChangeFacts(files=(gone,)))
    assert (said.decision, [reason.code for reason in said.reasons]) == (Decision.REVIEW, ["not-analysed"])
    assert said.reasons[0].paths == ("native/guard.rs",)


MONEY = Settings(
    version=1, sensitive_paths=(SensitivePaths(paths=("billing/**",), tier="high", reason="moves money"),)
)


@pytest.mark.parametrize(
    ("facts", "counts"),
    [
        (ChangeFacts(files=(file("billing/charge.py"),), code_changed=True), True),
        (ChangeFacts(files=(file("billing/charge.py"),), code_changed=False), False),
        (ChangeFacts(files=(file("billing/rates.json"),)), True),
        (ChangeFacts(files=(file("billing/README.md"),)), False),
        (ChangeFacts(files=(file("billing/tests/test_a.py"),), code_changed=True), False),
        (ChangeFacts(files=(file("pay.py", base="billing/pay.py"),), code_changed=True), True),
        (code(), False),
    ],
)
def test_sensitive_paths(facts: ChangeFacts, counts: bool) -> None:
    said = verdict(facts, MONEY)
    assert (said.decision is Decision.REVIEW) == counts
    assert (said.tier is Tier.HIGH) == counts
    assert ([reason.text for reason in said.reasons] == ["moves money"]) == counts


FACING = Settings(
    version=1,
    threat_model=ThreatModel(internet_facing=InternetFacing(routes=("/api/**",), paths=("public/**",))),
)


@pytest.mark.parametrize(
    ("facts", "inside", "facing"),
    [
        (code(entry_points_added=(entry("POST /api/refunds"),)), "medium", "high"),
        (code(entry_points_added=(entry("POST /admin/refunds"),)), "medium", "medium"),
        (code(entry_points_added=(entry("job", path="public/job.py"),)), "medium", "high"),
        (found(entry_point="GET /api/refunds"), "high", "critical"),
        (found(S.MEDIUM, path="public/a.py"), "medium", "high"),
        (code(control_changes=(ControlChange("GET /api/x", ("a",), ("b",), "a.py"),)), "high", "critical"),
        (code(data=(access(path="public/a.py"),)), "medium", "high"),
        (code(data=(access(path="src/a.py"),)), "medium", "medium"),
    ],
)
def test_what_the_internet_reaches_weighs_more(facts: ChangeFacts, inside: str, facing: str) -> None:
    assert verdict(facts).tier == inside
    assert verdict(facts, FACING).tier == facing
    assert verdict(facts, FACING).decision == verdict(facts).decision


PERSONS = Settings(
    version=1,
    threat_model=ThreatModel(personal_data=PersonalData(tables=("customers", "user_*"), fields=("*.email",))),
)


@pytest.mark.parametrize(
    ("touched", "counts"),
    [
        (access(name="customers"), True),
        (access(name="USER_profiles"), True),
        (access(name="orders", fields=("id", "email")), True),
        (access(name="orders", fields=("id",)), False),
        (access("touched", name="customers"), False),
        (access(name="customers", path="tests/a.py"), False),
    ],
)
def test_data_of_persons(touched: Any, counts: bool) -> None:
    said = verdict(code(data=(touched,)), PERSONS)
    assert ("personal-data" in {reason.code for reason in said.reasons}) == counts
    assert (said.tier is Tier.HIGH) == counts


def observing(until: date) -> Settings:
    return Settings(version=1, mode="observe", observe_until=until)


def test_observe_lets_pass_and_says_what_would_have_been() -> None:
    said, enforced = verdict(found(), observing(TODAY)), verdict(found())
    assert said.decision is Decision.PASS
    assert said.observed is not None
    assert (said.observed.decision, said.observed.until) == (Decision.BLOCK, "2026-11-20")
    assert (said.tier, said.reasons) == (enforced.tier, enforced.reasons)
    assert not said.review.required
    assert verdict(code(), observing(TODAY)).observed is None


def test_observe_that_is_over_enforces() -> None:
    assert verdict(found(), observing(TODAY - timedelta(days=1))) == verdict(found())


def test_reasons_come_heaviest_first_and_once() -> None:
    facts = code(
        data=(access(),),
        findings=(finding(S.MEDIUM), finding(), finding(path="src/b.py"), finding(kind=Kind.SECRET)),
        failures=("a failed", "b failed"),
    )
    said = verdict(facts)
    assert [reason.code for reason in said.reasons] == [
        "secret", "finding-block", "finding-review", "data-access-changed", "failed", "failed"
    ]  # fmt: skip
    assert said.reasons[1].paths == ("src/app.py", "src/b.py")
    assert said.review.because == tuple(reason.text for reason in said.reasons[:2]) + tuple(
        reason.text for reason in said.reasons[3:]
    )


def test_every_code_stands_in_the_table() -> None:
    table = module.__doc__ or ""
    codes = {code for case in CASES for code in case[4]} | {"sensitive-path", "personal-data"}
    assert {code for code in codes if code not in table} == set()


ORDER, TIERS = list(Decision), list(Tier)


def weight(said: Verdict) -> tuple[int, int]:
    return ORDER.index(said.decision), TIERS.index(said.tier)


def more(strategy: st.SearchStrategy[Any], field: str) -> st.SearchStrategy[tuple[str, Any]]:
    return strategy.map(lambda value: (field, value))


ADDITIONS = st.one_of(
    more(FILES, "files"),
    more(FINDINGS, "findings"),
    more(GAPS, "gaps"),
    more(ACCESSES, "data"),
    more(ACCESSES, "services"),
    more(CONTROLS, "control_changes"),
    more(ABOUT, "about"),
    more(st.just("bound"), "limits"),
    more(st.just("fault"), "failures"),
)
SETTINGS = st.sampled_from([DEFAULTS, MONEY, FACING, PERSONS])


@given(FACTS, ADDITIONS, SETTINGS)
def test_more_never_decides_lighter(
    facts: ChangeFacts, addition: tuple[str, Any], settings: Settings
) -> None:
    field, value = addition
    grown = msgspec.structs.replace(facts, **{field: (*getattr(facts, field), value)})
    before, after = weight(verdict(facts, settings)), weight(verdict(grown, settings))
    assert after[0] >= before[0]
    assert after[1] >= before[1]


@given(FACTS)
def test_the_team_can_only_add_weight(facts: ChangeFacts) -> None:
    everything = SensitivePaths(paths=("**",), tier="critical", reason="all of it")
    settings = msgspec.structs.replace(FACING, sensitive_paths=(everything,))
    before, after = weight(verdict(facts)), weight(verdict(facts, settings))
    assert after[0] >= before[0]
    assert after[1] >= before[1]


@given(FACTS)
def test_who_wrote_it_is_not_asked(facts: ChangeFacts) -> None:
    unsigned = tuple(msgspec.structs.replace(one, attribution=None) for one in facts.findings)
    assert verdict(facts) == verdict(msgspec.structs.replace(facts, findings=unsigned))


@given(FACTS)
def test_a_decision_always_has_its_reasons(facts: ChangeFacts) -> None:
    said = verdict(facts)
    assert said.reasons
    assert all(reason.text and not reason.text.endswith(".") for reason in said.reasons)
    assert said.review.required == (said.decision is not Decision.PASS) == bool(said.review.because)
