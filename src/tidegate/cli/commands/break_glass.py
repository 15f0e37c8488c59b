"""``tidegate break-glass``: somebody passes the gate by in an emergency, and signs it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click

from tidegate.cli import status
from tidegate.cli.judging import Asked, a_change
from tidegate.cli.options import Common, common
from tidegate.cli.statements import AtHand, Signing, at_hand, sign, signs
from tidegate.cli.streams import note


@click.command(short_help="Pass the gate by in an emergency, signed.")
@a_change
@click.option("--incident", metavar="ID", required=True, help="Of the incident that it is for.")
@click.option("--reason", metavar="TEXT", required=True, help="Why it cannot wait.")
@signs
@common
def command(shared: Common, *, asked: Asked, incident: str, reason: str, signing: Signing) -> int:
    """Let a change pass in an emergency. It needs no remote; somebody else must review it afterwards.

    RANGE is BASE..HEAD; without it: from the default branch to HEAD. Who may: `break_glass.roles` in the
    settings. Until somebody says `tidegate confirm EVENT`, an overdue review raises the tier of every change.
    """
    from tidegate.ledger.signatory import signatory
    from tidegate.model.event import BreakGlass
    from tidegate.reports.statements import of_change

    with at_hand(shared, asked) as hand:
        rules = hand.settings.break_glass
        due = (datetime.now(UTC) + timedelta(hours=rules.review_within_hours)).replace(microsecond=0)
        subject = hand.overseer.subject(hand.result.findings, hand.result.requirements)
        said = BreakGlass(subject=subject, incident=incident, reason=reason, review_due=due)
        person, _ = signatory(hand.ledger, signing.key, signing.actor)
        _warn(hand, person, frozenset(rules.roles))
        shown = [
            f"PASSED BY for {incident}: {reason}",
            f"to be reviewed by somebody else until {due:%Y-%m-%d %H:%M} UTC",
            *of_change(hand.result, subject),
        ]
        sign(said, shown, hand.ledger, signing, shared.quiet)
    return status.DONE


def _warn(hand: AtHand, name: str, roles: frozenset[str]) -> None:
    person = hand.overseer.people.get(name)
    if person is None or not person.roles & roles:
        wanted = ", ".join(sorted(roles)) or "nobody"
        note(f"it will not count: break_glass.roles of the settings is {wanted}, and {name} is none of them")
