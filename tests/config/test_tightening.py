"""Settings that only tighten: for all settings and facts, what those above ask is asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, get_type_hints

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from policy.facts import FACTS, FINDINGS

from tidegate.config.settings import (
    DEFAULTS,
    AcceptedFinding,
    Anchor,
    AttributionRules,
    BreakGlassRules,
    Dependencies,
    Forbidden,
    InternetFacing,
    LedgerPlace,
    Licences,
    PersonalData,
    Rule,
    SensitivePaths,
    Settings,
    ThreatModel,
)
from tidegate.config.tiers import RANKS, ApprovalsAsked, Condition, TeamTier
from tidegate.config.tightening import _WAYS, tightened
from tidegate.model.finding import Finding, Severity
from tidegate.model.result import Decision
from tidegate.model.tier import Tier
from tidegate.policy.decide import decide
from tidegate.policy.facts import ChangeFacts
from tidegate.policy.ratings import rated

TODAY = date(2026, 11, 20)
RULES = ("sql-injection", "weak-hash", "r")


def words(*of: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sampled_from([(), *((one,) for one in of), of])


severities = st.none() | st.sampled_from(RANKS)
globs = words("src/**", "tests/**", "*.py")
rules = st.dictionaries(
    st.sampled_from(RULES),
    st.builds(
        Rule,
        reason=st.just("r"),
        enabled=st.booleans(),
        severity=severities,
        at_least=severities,
        paths=globs,
    ),
    max_size=3,
)


tiers = st.lists(
    st.builds(
        TeamTier,
        name=st.sampled_from(["a", "b"]),
        tier=st.sampled_from(RANKS),
        when=st.none() | globs.filter(bool).map(lambda some: Condition(paths=some)),
        approvals=st.lists(st.builds(ApprovalsAsked, humans=st.integers(1, 3)), max_size=1).map(tuple),
    ),
    max_size=2,
    unique_by=lambda tier: tier.name,
).map(lambda some: tuple(sorted(some, key=lambda tier: RANKS.index(tier.tier))))
observed = st.sampled_from([{}, {"mode": "observe", "observe_until": TODAY + timedelta(5)}])
plain: st.SearchStrategy[Settings] = st.builds(
    Settings,
    version=st.just(1),
    rules=rules,
    tiers=tiers,
    sensitive_paths=st.lists(
        st.builds(
            SensitivePaths,
            paths=globs.filter(bool),
            tier=st.sampled_from(["medium", "high", "critical"]),
            reason=st.just("r"),
        ),
        max_size=2,
    ).map(tuple),
    threat_model=st.builds(
        ThreatModel,
        authentication=words("a.login"),
        personal_data=st.builds(PersonalData, tables=words("customers")),
        internet_facing=st.builds(InternetFacing, routes=words("/api/**"), paths=globs),
    ),
    exceptions=st.lists(st.builds(AcceptedFinding, fingerprint=st.just("abcdefgh")), max_size=1).map(tuple),
    dependencies=st.builds(
        Dependencies,
        advisories_max_age=st.integers(0, 366),
        minimum_age=st.integers(0, 366),
        own=words("npm:@a/*"),
        sources=words("a.example", "b.example"),
        preferred=st.dictionaries(st.just("http-client"), words("PyPI:a", "PyPI:b").filter(bool), max_size=1),
        forbidden=st.lists(
            st.builds(Forbidden, package=st.sampled_from(["PyPI:x", "PyPI:y"]), reason=st.just("r")),
            max_size=1,
        ).map(tuple),
        licences=st.builds(Licences, allow=words("MIT", "BSD"), deny=words("AGPL")),
        require=words("pins", "hashes"),
    ),
    attribution=st.builds(
        AttributionRules,
        required_from=severities,
        trailers=st.sampled_from(["ignore", "require", "forbid"]),
    ),
    break_glass=st.builds(
        BreakGlassRules, roles=words("lead", "ops"), review_within_hours=st.integers(1, 168)
    ),
)
settings = st.tuples(plain, observed).map(lambda pair: msgspec.structs.replace(pair[0], **pair[1]))


@pytest.mark.parametrize("form", _WAYS)
def test_every_setting_has_its_way(form: type[msgspec.Struct]) -> None:
    assert set(_WAYS[form]) == set(get_type_hints(form))


def test_every_part_of_the_settings_is_among_them() -> None:
    parts = {kind for form in _WAYS for kind in get_type_hints(form).values() if isinstance(kind, type)}
    assert {kind for kind in parts if issubclass(kind, msgspec.Struct)} <= set(_WAYS)


@given(settings, settings, FACTS)
def test_no_decision_is_lighter(above: Settings, below: Settings, facts: ChangeFacts) -> None:
    def weight(chosen: Settings) -> tuple[int, int, int]:
        found = decide(facts, chosen, TODAY)
        asked = found.requirements
        return tuple(Decision).index(found.decision), tuple(Tier).index(found.tier), asked.humans

    was, now = weight(above), weight(tightened(above, below))
    assert all(one <= other for one, other in zip(was, now, strict=True))


@given(settings, settings, st.lists(FINDINGS, max_size=4))
def test_no_finding_is_lost_or_milder(above: Settings, below: Settings, found: list[Finding]) -> None:
    findings = [msgspec.structs.replace(one, id=str(n)) for n, one in enumerate(found)]
    was = {one.id: one for one in rated(findings, above.rules)}
    now = {one.id: one for one in rated(findings, tightened(above, below).rules)}
    order = tuple(Severity)
    assert was.keys() <= now.keys()
    for name, one in was.items():
        if Severity.UNKNOWN not in (one.severity, now[name].severity):
            assert order.index(one.severity) <= order.index(now[name].severity)


@given(settings, settings)
def test_what_is_asked_of_packages_and_people_never_becomes_less(above: Settings, below: Settings) -> None:
    both = tightened(above, below)
    was, now = above.dependencies, both.dependencies
    assert now.minimum_age >= max(was.minimum_age, below.dependencies.minimum_age)
    assert now.advisories_max_age <= min(was.advisories_max_age, below.dependencies.advisories_max_age)
    assert set(now.forbidden) >= set(was.forbidden) | set(below.dependencies.forbidden)
    assert set(now.licences.deny) >= set(was.licences.deny) | set(below.dependencies.licences.deny)
    assert not was.licences.allow or set(now.licences.allow) <= {*was.licences.allow, "NONE"}
    assert bool(now.licences.allow) >= bool(was.licences.allow)
    assert set(now.require) >= set(was.require) | set(below.dependencies.require)
    assert (now.own, now.sources) == (was.own, was.sources)
    assert all(set(now.preferred[name]) <= set(packages) for name, packages in was.preferred.items())
    assert set(both.break_glass.roles) <= set(above.break_glass.roles)
    assert both.exceptions == above.exceptions
    assert both.threat_model.authentication == above.threat_model.authentication
    assert _rank(both.attribution.required_from) <= _rank(above.attribution.required_from)
    assert above.attribution.trailers in ("ignore", both.attribution.trailers)


def _rank(tier: str | None) -> int:
    return RANKS.index(tier) if tier else len(RANKS)


@given(settings, settings)
def test_once_more_changes_nothing(above: Settings, below: Settings) -> None:
    both = tightened(above, below)
    assert tightened(both, below) == both


@given(settings, settings, settings)
def test_nobody_below_allows_what_those_above_do_not(one: Settings, two: Settings, three: Settings) -> None:
    opened = msgspec.structs.replace(two, allows=("exceptions", "rules"))
    assert tightened(tightened(one, opened), three).exceptions == one.exceptions


def only(**said: Any) -> Settings:
    return msgspec.structs.replace(DEFAULTS, **said)


OFF = {"weak-hash": Rule(reason="r", enabled=False)}


def test_what_is_allowed_may_be_said() -> None:
    below = only(rules=OFF, mode="observe", observe_until=TODAY)
    assert tightened(DEFAULTS, below).rules == {}
    assert tightened(only(allows=("rules",)), below).rules == OFF
    assert tightened(only(allows=("rules",)), below).mode == "enforce"
    assert tightened(only(allows=("observe",)), below).observe_until == TODAY


def test_a_rule_that_is_off_above_can_be_on_below_and_not_the_other_way() -> None:
    on = {"weak-hash": Rule(reason="r", severity="high")}
    assert tightened(only(rules=OFF), only(rules=on)).rules["weak-hash"].enabled
    assert tightened(only(rules=on), only(rules=OFF)).rules["weak-hash"].enabled


def test_below_raises_and_never_lowers() -> None:
    critical = {"weak-hash": Rule(reason="r", severity="critical")}
    low = {"weak-hash": Rule(reason="r", severity="low")}
    assert tightened(DEFAULTS, only(rules=critical)).rules["weak-hash"].at_least == "critical"
    both = tightened(only(rules=critical), only(rules=low)).rules["weak-hash"]
    assert (both.severity, both.at_least) == ("critical", "low")


def test_where_the_ledger_is_those_above_say() -> None:
    here, there = LedgerPlace(repository="acme/shop"), LedgerPlace(remote="git@example.com:acme/ledger")
    assert tightened(DEFAULTS, only(ledger=here)).ledger == here
    both = tightened(only(ledger=there), only(ledger=here)).ledger
    assert (both.remote, both.repository) == (there.remote, here.repository)


def test_anchors_of_both_are_asked() -> None:
    one, two = Anchor(remote="git@example.com:acme/one"), Anchor(remote="git@example.com:acme/two")
    both = tightened(only(ledger=LedgerPlace(anchors=(one,))), only(ledger=LedgerPlace(anchors=(one, two))))
    assert both.ledger.anchors == (one, two)


def test_licences_with_nothing_in_common_allow_none() -> None:
    one, two = (only(dependencies=Dependencies(licences=Licences(allow=(name,)))) for name in ("MIT", "BSD"))
    assert tightened(one, two).dependencies.licences.allow == ("NONE",)
    assert tightened(DEFAULTS, two).dependencies.licences.allow == ("BSD",)
