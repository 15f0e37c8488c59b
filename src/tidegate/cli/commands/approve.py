"""``tidegate approve``: somebody says that a change may be merged, and signs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tidegate.cli import status
from tidegate.cli.evidence import Evidence, evidence
from tidegate.cli.judging import Asked, a_change, pushed
from tidegate.cli.options import Common, common
from tidegate.cli.statements import AtHand, Signing, at_hand, sign, signs
from tidegate.cli.streams import note
from tidegate.model.errors import UsageError

if TYPE_CHECKING:
    from tidegate.model.people import Person


@click.command(short_help="Approve a change, signed.")
@a_change
@click.option("--role", metavar="ROLE", help="In which role; by default one that is missing and yours.")
@click.option("--statement", metavar="TEXT", help="What you confirm, in your words.")
@evidence
@pushed
@signs
@common
def command(
    shared: Common,
    *,
    asked: Asked,
    role: str | None,
    statement: str | None,
    told: Evidence,
    pusher: str | None,
    signing: Signing,
) -> int:
    """Say that a change may be merged: shown, signed with your key, and put into the ledger.

    RANGE is BASE..HEAD; without it: from the default branch to HEAD. The approval is of exactly this head,
    its findings and what it owes: a new push voids it.
    """
    from tidegate.ledger.signatory import signatory
    from tidegate.model.event import Approval
    from tidegate.reports.oversight import lines
    from tidegate.reports.statements import of_change

    with at_hand(shared, asked, told, pusher) as hand:
        person, _ = signatory(hand.ledger, signing.key, signing.actor)
        subject = hand.overseer.subject(hand.result.findings, hand.result.requirements)
        chosen = role or _missing_role(hand, hand.overseer.people.get(person))
        if subject.head == subject.base:
            raise UsageError(
                f"nothing is changed in {hand.result.change.title}: there is nothing to approve",
                "switch to the branch that is to be approved, or name it: BASE..BRANCH",
            )
        origins = hand.overseer.origins
        said = Approval(subject=subject, role=chosen, statement=statement, origins=origins)
        words = f"APPROVED as {chosen}{f': {statement}' if statement else ''}"
        shown = [words, *of_change(hand.result, subject), *(f"commits     sha256 {one}" for one in origins)]
        _warn(hand, person, chosen)
        sign(said, shown, hand.ledger, signing, shared.quiet)
    with at_hand(shared, asked, told, pusher) as hand:
        for line in lines(hand.standing()) if not shared.quiet else ():
            note(line)
    return status.DONE


def _missing_role(hand: AtHand, person: Person | None) -> str:
    """A role that is asked for and that the person has; without one: reviewer."""
    from tidegate.model.people import REVIEWER
    from tidegate.policy.asked import MANAGER

    if person is None:
        return REVIEWER
    owed = hand.result.requirements
    if person.manager and owed.manager:
        return MANAGER
    roles = (role for asked in owed.approvals for role in (*asked.roles, *asked.distinct_roles))
    return next((role for role in roles if role in person.roles), REVIEWER)


def _warn(hand: AtHand, name: str, role: str) -> None:
    """Say before it is signed that it will not count."""
    from datetime import UTC, datetime

    from tidegate.policy.approvals import why_not_as

    today = datetime.now(UTC).date()
    why = why_not_as(role, hand.overseer.people.get(name), hand.overseer.parts, today)
    if why is not None:
        note(f"it will not count: {why}")
    if not hand.result.requirements.approvals and not hand.result.requirements.manager:
        note("nobody has to approve this change")
