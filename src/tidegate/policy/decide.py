"""The decision: from facts to pass, review or block, with a tier and reasons.

    code                        decision   tier       when
    secret                      block      critical   a secret that is sure, anywhere
    finding-block               block      high       introduced, severity high or critical, sure, in production code
    control-lost                review+    high       an entry point lost a kind of control
    gate-changed                review     critical   the gate's own settings, CI or owners changed
    agent-instructions-changed  review     high       what AI tools are told or allowed changed
    finding-review              review     medium     any other introduced finding of medium severity or more
    controls-changed            review     high       other controls stand before an entry point
    entry-point-added           review     medium     a new way in
    data-access-changed         review     medium     a new or changed query, table or field
    service-added               review     medium     a new or changed call to an outside service
    schema-changed              review     medium     a migration
    dependencies-not-judged     review     medium     manifests or lock files changed
    sensitive-path              review     …          the team's own tier
    not-analysed                review     medium     production code that could not be read, a bound, a failure
    first-configuration         review     critical   head brings the first .tidegate/
    conflict                    review     medium     it does not merge
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from tidegate.config.patterns import paths as globs
from tidegate.config.settings import Settings
from tidegate.model.configuration import ConfigurationKind, configuration_kind
from tidegate.model.finding import Confidence, Finding, Kind, Severity, Status
from tidegate.model.paths import PathClass, classify
from tidegate.model.result import Decision, Observed, Reason, Review, Tier
from tidegate.policy.facts import ChangeFacts

_TIERS = list(Tier)
_DECISIONS = list(Decision)
_HARMLESS = frozenset({PathClass.PROSE, PathClass.DATA})
_TESTS = frozenset({PathClass.TEST, PathClass.EXAMPLE})
_MEANINGFUL = frozenset({"new", "changed", "removed"})
_GATE = frozenset({ConfigurationKind.GATE, ConfigurationKind.OWNERS, ConfigurationKind.CI})


class Verdict(msgspec.Struct, frozen=True):
    decision: Decision
    tier: Tier
    reasons: tuple[Reason, ...]
    review: Review
    observed: Observed | None


class Weighed(msgspec.Struct, frozen=True):
    """A reason with what it asks for."""

    decision: Decision
    tier: Tier
    reason: Reason


def decide(facts: ChangeFacts, settings: Settings, today: date) -> Verdict:
    """The heaviest reason decides; all of them are told, heaviest first."""
    found = [weighed for rule in _RULES for weighed in rule(facts, settings)]
    found.sort(key=lambda weighed: (-_DECISIONS.index(weighed.decision), -_TIERS.index(weighed.tier)))
    decision = max((w.decision for w in found), key=_DECISIONS.index, default=Decision.PASS)
    tier = max([_floor(facts), *(w.tier for w in found)], key=_TIERS.index)
    reasons = tuple(weighed.reason for weighed in found) or (_harmless(facts),)
    because = tuple(dict.fromkeys(w.reason.text for w in found if w.decision is not Decision.PASS))
    review = Review(bool(because), 2 if tier is Tier.CRITICAL else 1 if because else 0, because)
    until = settings.observing(today)
    if until is not None and decision is not Decision.PASS:
        return Verdict(Decision.PASS, tier, reasons, review, Observed(decision, until.isoformat()))
    return Verdict(decision, tier, reasons, review, None)


def _floor(facts: ChangeFacts) -> Tier:
    classes = {file.path_class for file in facts.files}
    return Tier.NONE if classes <= _HARMLESS else Tier.LOW


def _harmless(facts: ChangeFacts) -> Reason:
    classes = {file.path_class for file in facts.files}
    paths = tuple(file.path for file in facts.files[:5])
    if not facts.files:
        return Reason("nothing-changed", "nothing changed")
    if classes <= _HARMLESS:
        return Reason("prose-only", "prose only" if classes == {PathClass.PROSE} else "prose and data only", paths)
    if classes <= _HARMLESS | _TESTS:
        return Reason("tests-only", "tests and examples only", paths)
    if not facts.code_changed:
        return Reason("no-meaning-changed", "no definition means anything else than before", paths)
    return Reason("nothing-introduced", "nothing introduced, no control, data access or outside call changed")


def _counts(finding: Finding) -> bool:
    return finding.status is Status.INTRODUCED and finding.disposition is None


def _secrets(facts: ChangeFacts, settings: Settings) -> Iterator[Weighed]:
    for finding in facts.findings:
        if finding.kind is Kind.SECRET and _counts(finding):
            sure = finding.confidence is Confidence.HIGH
            shipped = classify(finding.path) not in _TESTS
            if sure or shipped:
                decision, tier = (Decision.BLOCK, Tier.CRITICAL) if sure else (Decision.REVIEW, Tier.HIGH)
                yield Weighed(decision, tier, Reason("secret", f"{finding.message}", (finding.path,)))


def _findings(facts: ChangeFacts, settings: Settings) -> Iterator[Weighed]:
    for finding in facts.findings:
        if finding.kind is Kind.SECRET or not _counts(finding) or classify(finding.path) in _TESTS:
            continue
        severe = finding.severity in (Severity.HIGH, Severity.CRITICAL)
        where = f" in {finding.entry_point}" if finding.entry_point else ""
        text = f"{finding.title} introduced{where}"
        if finding.kind is Kind.LOST_CONTROL:
            sure = finding.confidence is Confidence.HIGH and severe
            decision = Decision.BLOCK if sure else Decision.REVIEW
            yield Weighed(decision, Tier.HIGH, Reason("control-lost", finding.message.rstrip("."), (finding.path,)))
        elif severe and finding.confidence is Confidence.HIGH:
            tier = Tier.CRITICAL if finding.severity is Severity.CRITICAL else Tier.HIGH
            yield Weighed(Decision.BLOCK, tier, Reason("finding-block", text, (finding.path,)))
        elif severe or finding.severity is not Severity.LOW:
            tier = Tier.HIGH if severe else Tier.MEDIUM
            yield Weighed(Decision.REVIEW, tier, Reason("finding-review", text, (finding.path,)))


def _configuration(facts: ChangeFacts, settings: Settings) -> Iterator[Weighed]:
    kinds: dict[ConfigurationKind, list[str]] = {}
    for file in facts.files:
        for path in {file.path, file.base_path} - {None}:
            kind = configuration_kind(path or "")
            if kind is not None:
                kinds.setdefault(kind, []).append(path or "")
    gate = [path for kind, found in kinds.items() if kind in _GATE for path in found]
    if gate:
        yield _weighed(Tier.CRITICAL, "gate-changed", "the gate's own settings, CI or owners change", gate)
    if facts.first_configuration:
        text = "the first .tidegate/ takes effect after the merge; --config tries it"
        yield _weighed(Tier.CRITICAL, "first-configuration", text, [])
    agents = kinds.get(ConfigurationKind.AGENT)
    if agents:
        yield _weighed(Tier.HIGH, "agent-instructions-changed", "what AI tools are told or may do changes", agents)
    deployment = kinds.get(ConfigurationKind.DEPLOYMENT)
    if deployment:
        yield _weighed(Tier.MEDIUM, "deployment-changed", "how the program is deployed changes", deployment)


def _weighed(tier: Tier, code: str, text: str, paths: Iterable[str]) -> Weighed:
    return Weighed(Decision.REVIEW, tier, Reason(code, text, tuple(dict.fromkeys(paths))))


def _controls(facts: ChangeFacts, settings: Settings) -> Iterator[Weighed]:
    for change in facts.control_changes:
        text = f"other controls stand before {change.entry_point}"
        yield _weighed(Tier.HIGH, "controls-changed", text, [change.path])


def _entry_points(facts: ChangeFacts, settings: Settings) -> Iterator[Weighed]:
    if facts.entry_points_added:
        names = ", ".join(entry.name for entry in facts.entry_points_added[:3])
        more = len(facts.entry_points_added) - 3
        text = f"new way in: {names}" + (f" and {more} more" if more > 0 else "")
        yield _weighed(Tier.MEDIUM, "entry-point-added", text, [entry.path for entry in facts.entry_points_added])


def _data(facts: ChangeFacts, settings: Settings) -> Iterator[Weighed]:
    for code, accesses, text in (
        ("data-access-changed", facts.data, "data access changes"),
        ("service-added", facts.services, "calls to outside services change"),
    ):
        meaningful = [a for a in accesses if a.change in _MEANINGFUL and classify(a.path) not in _TESTS]
        if meaningful:
            names = sorted({access.name for access in meaningful if access.name})[:3]
            said = f"{text}: {', '.join(names)}" if names else text
            yield _weighed(Tier.MEDIUM, code, said, [access.path for access in meaningful])


def _files(facts: ChangeFacts, settings: Settings) -> Iterator[Weighed]:
    migrations = [file.path for file in facts.files if file.path_class is PathClass.MIGRATION]
    if migrations:
        yield _weighed(Tier.MEDIUM, "schema-changed", "a migration changes the schema", migrations)
    manifests = [file.path for file in facts.files if file.path_class is PathClass.DEPENDENCIES]
    if manifests:
        text = "dependencies change, which this version does not judge"
        yield _weighed(Tier.MEDIUM, "dependencies-not-judged", text, manifests)
    generated = [file.path for file in facts.files if file.path_class is PathClass.GENERATED or file.marked]
    if generated:
        yield _weighed(Tier.MEDIUM, "generated-code", "code marked generated or vendored changes", generated)
    for sensitive in settings.sensitive_paths:
        matched = [file.path for file in facts.files if globs(sensitive.paths).match_file(file.path)]
        if matched:
            yield _weighed(Tier(sensitive.tier), "sensitive-path", sensitive.reason, matched)


def _unknown(facts: ChangeFacts, settings: Settings) -> Iterator[Weighed]:
    gaps = [gap for gap in facts.gaps if gap.matters]
    if gaps:
        text = f"could not tell: {len(gaps)} of {len(facts.files)} files not analysed ({gaps[0].why})"
        yield _weighed(Tier.MEDIUM, "not-analysed", text, [gap.path for gap in gaps])
    for code, texts in (("limit-reached", facts.limits), ("failed", facts.failures)):
        if texts:
            yield _weighed(Tier.MEDIUM, code, f"could not tell: {texts[0]}", [])
    if facts.conflict:
        yield _weighed(Tier.MEDIUM, "conflict", "could not tell: it does not merge cleanly", facts.conflict)


_RULES = (_secrets, _findings, _configuration, _controls, _entry_points, _data, _files, _unknown)
