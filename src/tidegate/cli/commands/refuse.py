"""``tidegate refuse``: somebody says that a change must not be merged as it is, and signs it."""

from __future__ import annotations

import click

from tidegate.cli import status
from tidegate.cli.judging import Asked, a_change
from tidegate.cli.options import Common, common
from tidegate.cli.statements import Signing, at_hand, sign, signs


@click.command(short_help="Refuse a change, signed.")
@a_change
@click.option("--reason", metavar="TEXT", required=True, help="Why, in words.")
@signs
@common
def command(shared: Common, *, asked: Asked, reason: str, signing: Signing) -> int:
    """Say that a change must not be merged as it is. It holds for this head, until you approve it.

    RANGE is BASE..HEAD; without it: from the default branch to HEAD.
    """
    from tidegate.model.event import Refusal
    from tidegate.reports.statements import of_change

    with at_hand(shared, asked) as hand:
        subject = hand.overseer.subject(hand.result.findings, hand.result.requirements)
        shown = [f"REFUSED: {reason}", *of_change(hand.result, subject)]
        sign(Refusal(subject=subject, reason=reason), shown, hand.ledger, signing, shared.quiet)
    return status.DONE
