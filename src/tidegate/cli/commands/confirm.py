"""``tidegate confirm``: somebody says of a finding or of an event that it is right, and signs it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from tidegate.cli import status
from tidegate.cli.judging import Asked, a_change
from tidegate.cli.options import Common, common
from tidegate.cli.statements import AtHand, Signing, at_hand, sign, signs
from tidegate.cli.streams import note
from tidegate.model.errors import UsageError

if TYPE_CHECKING:
    from tidegate.ledger.reading import Entry
    from tidegate.model.event import Payload

VERDICTS = ("confirmed", "false-positive", "undetermined")
OUTCOMES = ("sound", "follow-up", "reverted")


@click.command(short_help="Agree to a dismissal, review an emergency, or judge a finding, signed.")
@click.argument("what", metavar="EVENT|ID")
@a_change
@click.option("--because", metavar="TEXT", help="What it rests on; needed for a finding or an emergency.")
@click.option("--verdict", type=click.Choice(VERDICTS), default=VERDICTS[0], help="On a finding.")
@click.option("--outcome", type=click.Choice(OUTCOMES), default=OUTCOMES[0], help="Of an emergency's review.")
@signs
@common
def command(
    shared: Common,
    *,
    what: str,
    asked: Asked,
    because: str | None,
    verdict: str,
    outcome: str,
    signing: Signing,
) -> int:
    """Say that it is so: of a dismissal that somebody else asked for, of an emergency, or of a finding.

    EVENT is the beginning of an event's id (at least 6 digits; see `tidegate ledger log`), ID a finding of
    RANGE as in `tidegate explain`.
    """
    with at_hand(shared, asked) as hand:
        entry = _event(hand, what)
        if entry is not None:
            said, shown = _of_event(entry, because, outcome)
            _warn(hand, entry, signing)
        else:
            said, shown = _of_finding(hand, what, because, verdict)
        sign(said, shown, hand.ledger, signing, shared.quiet)
    return status.DONE


def _event(hand: AtHand, word: str) -> Entry | None:
    """The event whose id begins so."""
    from tidegate.cache import Cache
    from tidegate.ledger.index import index

    if len(word) < 6 or hand.ledger.store.head is None:
        return None
    with Cache.open() as cache:
        found = index(hand.ledger, cache, datetime.now(UTC))
        number = found.find(word)
        return next(found.entries([number])) if number is not None else None


def _of_event(entry: Entry, because: str | None, outcome: str) -> tuple[Payload, list[str]]:
    from tidegate.model.event import BreakGlass, BreakGlassReview, Dismissal, DismissalApproval, ReviewOutcome
    from tidegate.reports.ledger import entry_text

    event = entry_text(entry).splitlines()
    match entry.event.payload:
        case Dismissal():
            return DismissalApproval(dismissal=entry.id), ["AGREED to this dismissal:", *event]
        case BreakGlass():
            basis = _needed(because)
            said = BreakGlassReview(break_glass=entry.id, outcome=ReviewOutcome(outcome), note=basis)
            return said, [f"REVIEWED this emergency, {outcome}: {basis}", *event]
    raise UsageError(
        f"event {entry.id[:12]} is of the type {entry.event.type}",
        "a dismissal or a break-glass is confirmed",
    )


def _of_finding(hand: AtHand, word: str, because: str | None, verdict: str) -> tuple[Payload, list[str]]:
    from tidegate.ledger.references import reference
    from tidegate.model.event import Verdict, VerdictGiven
    from tidegate.reports.explain import find
    from tidegate.reports.statements import of_finding

    found, basis = find(hand.result, word), _needed(because)
    said = VerdictGiven(finding=reference(found), verdict=Verdict(verdict), basis=basis)
    return said, [f"JUDGED {verdict}: {basis}", of_finding(found), found.message]


def _warn(hand: AtHand, entry: Entry, signing: Signing) -> None:
    """Say before it is signed that it will not count."""
    from tidegate.ledger.signatory import signatory
    from tidegate.model.event import Dismissal
    from tidegate.policy.dismissals import why_not_agree

    person, _ = signatory(hand.ledger, signing.key, signing.actor)
    said, people, parts = entry.event, hand.overseer.people, hand.overseer.parts
    why = None
    if isinstance(said.payload, Dismissal):
        why = entry.why_not or why_not_agree(person, said.actor, people, parts, datetime.now(UTC).date())
    elif person == said.actor:
        why = f"{person} broke the glass, and somebody else must review it"
    if why:
        note(f"it will not count: {why}")


def _needed(because: str | None) -> str:
    if not because:
        raise UsageError("it does not say what it rests on", "say it in words: --because TEXT")
    return because
