"""What the team asks of those who say who wrote a change: attribution of risky changes, trailers or none.

Who wrote it makes a change neither worse nor better; only what the settings ask for is judged here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tidegate.config.settings import AttributionRules
from tidegate.model.attribution import Author, Claim, Trust
from tidegate.model.tier import Tier
from tidegate.policy.weighing import TIERS, Case, Weighed, review

_SURE = frozenset({Trust.RECORDED, Trust.DECLARED})
_NAMED = 3  # commits


def trailers(case: Case) -> Iterator[Weighed]:
    """AI tools that stand in trailers though the team wants none, or do not though it does."""
    rules = case.settings.attribution
    claims = [claim for claim in case.facts.attribution.claims if claim.author in (Author.AI, Author.MIXED)]
    written = _commits(claim for claim in claims if _is_trailer(claim, rules))
    if rules.trailers == "forbid" and written:
        text = f"an AI tool stands in the trailers of {_some(written)}, which the team's settings forbid"
        yield review(Tier.LOW, "attribution-trailer", text, [])
    if rules.trailers == "require":
        known = _commits(claim for claim in claims if claim.confidence in _SURE)
        missing = [commit for commit in known if commit not in written]
        if missing:
            text = f"an AI tool wrote lines of {_some(missing)}, and no trailer says so ({_keys(rules)})"
            yield review(Tier.LOW, "attribution-trailer", text, [])
    if rules.trailers != "ignore":
        yield from _unclear(case, Tier.LOW)


def unattributed(case: Case, tier: Tier, *, owed: bool = False) -> Iterator[Weighed]:
    """Lines that nobody claims, in a change whose ``tier`` by everything else is one that the team named, or
    of which it is ``owed`` whatever its tier is."""
    wanted = case.settings.attribution.required_from
    if not owed and (wanted is None or TIERS.index(tier) < TIERS.index(Tier(wanted))):
        return
    found = case.facts.attribution
    if found.unknown:
        commits = f" ({_some(found.unknown_commits)})" if found.unknown_commits else ""
        text = (
            f"who wrote {found.unknown:,} of {found.added:,} added lines is unknown{commits}: "
            "say it with a trailer `Tidegate-AI: TOOL MODEL`, or `Tidegate-AI: none`"
        )
        yield review(tier, "attribution-missing", text, [])
    yield from _unclear(case, tier)


def _unclear(case: Case, tier: Tier) -> Iterator[Weighed]:
    """The third answer: evidence that could not be read."""
    for doubt in case.facts.attribution.doubts:
        if doubt.matters:
            text = f"could not tell who wrote it: {doubt.text}"
            yield review(tier, "attribution-unclear", text, doubt.paths)


def _is_trailer(claim: Claim, rules: AttributionRules) -> bool:
    keys = tuple(f"{key.lower()}:" for key in rules.accept)
    return any(e.source == "commit" and e.text.lower().startswith(keys) for e in claim.evidence)


def _commits(claims: Iterable[Claim]) -> list[str]:
    return list(dict.fromkeys(claim.commit for claim in claims if claim.commit))


def _some(commits: Iterable[str]) -> str:
    names = [commit[:12] for commit in commits]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{'commit' if len(names) == 1 else 'commits'} {', '.join(names[:_NAMED])}{more}"


def _keys(rules: AttributionRules) -> str:
    return ", ".join(rules.accept)
