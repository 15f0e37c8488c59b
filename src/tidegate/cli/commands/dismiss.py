"""``tidegate dismiss``: somebody asks that a finding does not count for a while, and signs it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import click

from tidegate.cli import status
from tidegate.cli.days import day_of
from tidegate.cli.judging import Asked, a_change
from tidegate.cli.options import Common, common
from tidegate.cli.statements import Signing, at_hand, sign, signs
from tidegate.model.errors import UsageError

REASONS = ("false-positive", "accepted-risk", "mitigated-elsewhere", "test-only")


@click.command(short_help="Ask that a finding does not count, signed.")
@click.argument("finding", metavar="ID")
@a_change
@click.option("--reason", type=click.Choice(REASONS), required=True, help="Which kind of reason.")
@click.option("--because", metavar="TEXT", required=True, help="Why, in words.")
@click.option("--until", metavar="DATE", required=True, help="The last day on which it counts: 2026-12-31.")
@signs
@common
def command(
    shared: Common, *, finding: str, asked: Asked, reason: str, because: str, until: str, signing: Signing
) -> int:
    """Ask that a finding does not count until DATE. It counts until somebody else agrees.

    ID is the finding's number in the report, or the beginning of its id or fingerprint. Who agrees says
    `tidegate confirm EVENT`, with the event's id that this prints.
    """
    from tidegate.ledger.references import reference
    from tidegate.model.event import Dismissal, DismissalReason
    from tidegate.reports.explain import find
    from tidegate.reports.statements import of_finding

    end = _day(until)
    with at_hand(shared, asked) as hand:
        found = find(hand.result, finding)
        said = Dismissal(
            finding=reference(found),
            reason=DismissalReason(reason),
            justification=because,
            until=end,
        )
        shown = [f"DISMISSED as {reason} until {end}: {because}", of_finding(found), found.message]
        sign(said, shown, hand.ledger, signing, shared.quiet)
    return status.DONE


def _day(text: str) -> date:
    """Raise UsageError for what is no day to come within a year."""
    from tidegate.policy.dismissals import LONGEST

    today, day = datetime.now(UTC).date(), day_of(text)
    if not today <= day <= today + LONGEST:
        raise UsageError(f"{day} is not within the next {LONGEST.days} days", "nothing is dismissed for ever")
    return day
