"""Parts of the check that a tier may want done whole."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from tidegate.config.tiers import CheckAsked, TeamTier
from tidegate.model.paths import PathClass
from tidegate.model.requirements import CheckOwed
from tidegate.policy.tiers.seen import Seen, listed


def owed(tiers: Iterable[TeamTier], seen: Seen) -> tuple[CheckOwed, ...]:
    """Every check that one of ``tiers`` asks for, done or not."""
    names = sorted(set(chain.from_iterable(tier.checks for tier in tiers)))
    problems = {name: why_not_done(CheckAsked(name), seen) for name in names}
    return tuple(CheckOwed(name, not problem, problem) for name, problem in problems.items())


def why_not_done(check: CheckAsked, seen: Seen) -> str:
    """What kept a check from being done whole; empty where nothing did."""
    if check is CheckAsked.CODE:
        return seen.untold_code
    if check is CheckAsked.DEPENDENCIES:
        return _packages(seen)
    doubts = [doubt.text for doubt in seen.facts.attribution.doubts if doubt.matters]
    return doubts[0] if doubts else next(iter(seen.facts.failures), "")


def _packages(seen: Seen) -> str:
    facts = seen.facts
    settled = facts.dependencies_read | facts.same
    manifests = [file.path for file in seen.case.present if file.path_class is PathClass.DEPENDENCIES]
    unread = [path for path in manifests if path not in settled]
    if unread:
        return f"{listed(unread)} is not understood"
    gaps = [gap for gap in facts.gaps if gap.matters and gap.path in manifests]
    return f"{gaps[0].path}: {gaps[0].why}" if gaps else next(iter(facts.failures), "")
