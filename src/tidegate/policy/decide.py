"""The decision: from facts to pass, review or block, with a tier and reasons.

    code                        decision   tier      when
    secret                      block      critical  a secret that is sure, in any file
    secret                      review     high      one that is likely
    finding-block               block      high      introduced, severity high, sure (critical: tier critical)
    control-lost                block      high      a kind of control is lost, sure; not sure: review
    control-weakened            review     high      a check that asks less than it did
    finding-review              review     medium    another introduced finding of medium severity or more
    gate-changed                review     critical  the gate's own settings, CI or owners
    first-configuration         review     critical  head brings the first .tidegate/
    own-role                    review     critical  who changes the people gains by it
    break-glass-overdue         review     one more  an emergency that nobody reviewed in time
    agent-instructions-changed  review     high      what AI tools are told or allowed
    controls-changed            review     high      other controls stand before an entry point
    authentication-changed      review     high      code that signs people in, or that the team names
    authorization-changed       review     high      code that grants, or that the team names
    personal-data               review     high      another access to data of persons, by the threat model
    entry-point-added           review     medium    a new way in
    data-access-changed         review     medium    a new or changed query, table or field
    service-added               review     medium    a new or changed call to an outside service
    schema-changed              review     medium    a migration
    malicious-dependency        block      critical  a package that is known to be malicious
    vulnerable-dependency       block      high      an advisory of high severity (critical: tier critical);
                                                     of medium or unknown severity: review, medium
    dependency-tampered         block      high      the same version with another hash
    forbidden-dependency        block      high      what the team's settings forbid
    forbidden-source            block      high      a host that the team's settings do not list
    licence-denied              block      high      a licence that the team's settings refuse
    suspicious-dependency       review     medium    a package that hardly anybody knows
    dependency-not-preferred    review     medium    the team uses another for the purpose
    undeclared-import           review     medium    a module that nothing declares and nobody knows
    dependency-left-registry    review     medium    from git or an address; from a folder: only listed
    dependency-from-new-host    review     medium    a host that nothing in base named
    dependency-of-new-owner     review     medium    builds run somebody's code whom base does not name
    dependency-integrity-lost   review     medium    a hash is gone
    dependency-without-hash     review     medium    the team asks for hashes
    dependency-unpinned         review     medium    a pin is gone and no lock file holds it
    dependency-not-pinned       review     medium    the team asks for pins
    lock-out-of-step            review     medium    a manifest and its lock file do not say the same
    dependency-downgraded       review     medium    by a major version, or bugs come back
    install-script-added        review     medium    code that runs when something is installed
    dependency-too-young        review     medium    younger than the team asks
    licence-not-allowed         review     medium    not on the team's list
    licence-unknown             review     medium    nobody tells
    licence-disputed            review     medium    two places tell otherwise
    dependency-deprecated       review     medium    given up by its authors; pulled in: only listed
    dependencies-not-judged     review     medium    manifests or lock files that are not read
    deployment-changed          review     medium    containers, infrastructure, servers
    generated-code              review     medium    generated, minified or vendored code
    sensitive-path              review     its own   what the team calls sensitive
    tier                        review     its own   a tier of the team's that applies and asks for somebody
    tier-unknown                review     its own   one of which nobody can tell whether it does
    check-incomplete            review     its own   a part of the check that a tier wants done whole
    attribution-missing         review     the whole lines that nobody claims, where the team asks for it
    attribution-trailer         review     low       AI tools' trailers, where the team forbids or asks them
    attribution-unclear         review     low       evidence that could not be read, where either is asked
    ai-tool-unlisted            review     one more  an AI tool of the change that the team's list lacks
    ai-tool-refused             review     one more  one that the list does not allow
    ai-tool-unowned             review     one more  nobody answers for it
    ai-tool-never-reviewed      review     one more  no review is recorded
    ai-tool-overdue             review     one more  the last one is older than 92 days
    ai-tool-endpoint            review     one more  its traffic goes where the list does not say, and no
                                                     finding of the change says so already
    not-analysed                review     medium    code that could not be read
    limit-reached               review     medium    a bound that matters
    failed                      review     medium    a part of the tool
    conflict                    review     medium    it does not merge

Without any of these the decision is pass, and one reason says why: nothing-changed, prose-only,
tests-only (both without risk), dependencies-clean, no-meaning-changed or nothing-introduced. A tier is one
higher where the threat model says that everybody on the internet can reach the place.

Findings count when they are introduced and the team has not judged them, outside tests and examples
(secrets and malicious packages: everywhere), from medium severity on; the others are only listed. Who or
what wrote the code makes nothing better or worse; what AI tools are told and may do (rules ``ai-…``) is
judged as other findings are, and what the team asks of those who say it by itself.
Nothing ever makes a decision lighter but a finding that is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

import msgspec
from msgspec.structs import replace

from tidegate.config.settings import Settings
from tidegate.model.paths import PathClass
from tidegate.model.requirements import Requirements, RuleTrace
from tidegate.model.result import Decision, Observed, Reason, Review
from tidegate.model.tier import Tier
from tidegate.policy import authorship, meaning, places, tools, weaknesses
from tidegate.policy.breaking import overdue
from tidegate.policy.facts import ChangeFacts
from tidegate.policy.tiers.applying import applying, asked, traces
from tidegate.policy.tiers.owing import requirements
from tidegate.policy.tiers.seen import Seen
from tidegate.policy.weighing import (
    HARMLESS,
    NOT_SHIPPED,
    Case,
    Weighed,
    heavier,
    highest_decision,
    highest_tier,
)

RULES: tuple[Callable[[Case], Iterator[Weighed]], ...] = (
    weaknesses.secrets,
    weaknesses.findings,
    places.configuration,
    meaning.controls,
    meaning.identity,
    meaning.entry_points,
    meaning.data,
    places.sensitive,
    places.sorts,
    places.unknown,
    authorship.trailers,
)


class Verdict(msgspec.Struct, frozen=True):
    """``decision`` is what applies. While the team only observes that is pass, and ``observed`` says
    what would have been decided; ``reasons`` and ``tier`` are the same either way."""

    decision: Decision
    tier: Tier
    reasons: tuple[Reason, ...]
    review: Review
    observed: Observed | None
    requirements: Requirements


def decide(facts: ChangeFacts, settings: Settings, today: date) -> Verdict:
    """The heaviest reason decides; all of them are told, heaviest first."""
    seen = Seen(Case(facts, settings))
    found, told = _weighed(seen, today)
    tier = highest_tier([_floor(facts), *(weighed.tier for weighed in found)])
    decision = highest_decision(weighed.decision for weighed in found)
    reasons = tuple(weighed.reason for weighed in found) or (_why_harmless(facts),)
    review = _review(found)
    owed = requirements(seen, told, tier, review.humans)
    until = settings.observing(today)
    if until is not None:
        owed = replace(owed, mode="observe", valid_until=until.isoformat())
    if until is not None and decision is not Decision.PASS:
        observed = Observed(decision, until.isoformat())
        return Verdict(Decision.PASS, owed.tier, reasons, _review(()), observed, owed)
    review = replace(review, humans=max(review.humans, owed.humans))
    return Verdict(decision, owed.tier, reasons, review, None, owed)


def _weighed(seen: Seen, today: date) -> tuple[list[Weighed], list[RuleTrace]]:
    """Every reason, the heaviest first, and what became of the team's tiers."""
    case, told = seen.case, traces(seen, today)
    found = _merged([*(weighed for rule in RULES for weighed in rule(case)), *asked(seen, told)])
    teams = applying(case.settings.tiers, told)
    tiers = [_floor(case.facts), *(Tier(team.tier) for team in teams), *(weighed.tier for weighed in found)]
    tier = highest_tier(tiers)
    by_whom = authorship.unattributed(case, tier, owed=any(team.attribution for team in teams))
    found = _merged([*found, *by_whom, *tools.listed(case, tier), *overdue(case, tier)])
    return sorted(found, key=heavier, reverse=True), told


def _merged(found: Iterable[Weighed]) -> list[Weighed]:
    """One reason for what is said twice, with the paths of both."""
    merged: dict[tuple[str, str, Decision, Tier], list[str]] = {}
    for one in found:
        merged.setdefault((one.reason.code, one.reason.text, one.decision, one.tier), []).extend(
            one.reason.paths
        )
    return [
        Weighed(decision, tier, Reason(code, text, tuple(dict.fromkeys(touched))))
        for (code, text, decision, tier), touched in merged.items()
    ]


def _review(found: Iterable[Weighed]) -> Review:
    """Two humans where the tier is critical, one otherwise."""
    tiers = [weighed.tier for weighed in found]
    because = tuple(dict.fromkeys(weighed.reason.text for weighed in found))
    humans = 2 if Tier.CRITICAL in tiers else min(len(tiers), 1)
    return Review(bool(because), humans, because)


def _floor(facts: ChangeFacts) -> Tier:
    return Tier.NONE if _classes(facts) <= HARMLESS else Tier.LOW


def _classes(facts: ChangeFacts) -> frozenset[PathClass]:
    return frozenset(file.path_class for file in facts.files)


def _why_harmless(facts: ChangeFacts) -> Reason:
    classes = _classes(facts)
    touched = tuple(file.path for file in facts.files[:5])
    if not facts.files:
        return Reason("nothing-changed", "nothing changed")
    if classes <= HARMLESS:
        return Reason(
            "prose-only", "prose only" if classes == {PathClass.PROSE} else "prose and data only", touched
        )
    if classes <= HARMLESS | NOT_SHIPPED:
        return Reason("tests-only", "tests and examples only", touched)
    if PathClass.DEPENDENCIES in classes and classes <= HARMLESS | NOT_SHIPPED | {PathClass.DEPENDENCIES}:
        return Reason("dependencies-clean", _clean(len(facts.dependencies)), touched)
    if not facts.code_changed and classes <= HARMLESS | NOT_SHIPPED | {PathClass.PRODUCTION}:
        return Reason("no-meaning-changed", "no definition means anything else than before", touched)
    return Reason("nothing-introduced", "nothing introduced, no control, data access or outside call changed")


def _clean(packages: int) -> str:
    if not packages:
        return "no package is added, changed or removed"
    one = "1 package is" if packages == 1 else f"{packages} packages are"
    return f"{one} added, changed or removed, and nothing is known against it"
