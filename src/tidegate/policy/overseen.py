"""The decision, once it is known what people said of the change."""

from __future__ import annotations

from msgspec.structs import replace

from tidegate.model.oversight import Oversight, OversightState
from tidegate.model.requirements import Requirements
from tidegate.model.result import Decision, Reason, Review
from tidegate.policy.decide import Verdict

_NOBODY = Review(required=False, humans=0)


def overseen(verdict: Verdict, said: Oversight) -> Verdict:
    """Approvals turn a review into a pass where all that must be checked was, and nothing but a broken glass
    passes what blocks.

    Where the team only observes, it passes whatever they say: they change what would have been decided.
    """
    observed = verdict.observed
    if observed is None:
        return _enforced(verdict, said)
    would = _enforced(replace(verdict, decision=observed.decision, observed=None), said)
    if would.decision is Decision.PASS:
        return would
    return replace(
        would,
        decision=verdict.decision,
        review=verdict.review,
        observed=replace(observed, decision=would.decision),
    )


def _enforced(verdict: Verdict, said: Oversight) -> Verdict:
    match said.state:
        case OversightState.BYPASSED:
            event = (said.bypassed or "")[:12]
            text = f"passed by in an emergency (event {event}): somebody else must review it"
            return _with(verdict, Decision.PASS, Reason("bypassed", text), _NOBODY)
        case OversightState.REFUSED:
            return _with(verdict, Decision.BLOCK, Reason("refused", "; ".join(said.refused)), verdict.review)
        case OversightState.APPROVED if verdict.decision is Decision.REVIEW and is_checked(
            verdict.requirements
        ):
            names = ", ".join(one.person for one in said.given)
            return _with(verdict, Decision.PASS, Reason("approved", f"approved by {names}"), _NOBODY)
        case OversightState.UNKNOWN if verdict.decision is Decision.REVIEW:
            text = f"could not tell who may approve: {'; '.join(said.unknown)}"
            return _with(verdict, Decision.REVIEW, Reason("approvers-unknown", text), verdict.review)
    return verdict


def is_checked(requirements: Requirements) -> bool:
    return all(check.done for check in requirements.checks)


def _with(verdict: Verdict, decision: Decision, reason: Reason, review: Review) -> Verdict:
    return replace(verdict, decision=decision, reasons=(reason, *verdict.reasons), review=review)
