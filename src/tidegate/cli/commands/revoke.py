"""``tidegate revoke``: an event, a key or a person counts no more, signed."""

from __future__ import annotations

import click

from tidegate.cli import status
from tidegate.cli.options import Common, common
from tidegate.cli.recorded import recorded
from tidegate.cli.statements import Signing, sign, signs


@click.command(short_help="Take back an event, a key or a person, signed.")
@click.argument("what", metavar="EVENT|KEY|PERSON")
@click.option("--reason", metavar="TEXT", required=True, help="Why, in words.")
@signs
@common
def command(shared: Common, *, what: str, reason: str, signing: Signing) -> int:
    """Say that something counts no more, from here on in the ledger: shown, signed, never taken back.

    EVENT is its number, or the beginning of its id or commit, as in `tidegate ledger show`; KEY a fingerprint
    (SHA256:…); PERSON an id of .tidegate/people.yaml. A manager revokes anything, others what is their own.
    """
    from tidegate.ledger.signatory import roster
    from tidegate.model.event import Revocation
    from tidegate.policy.revoking import Revoking
    from tidegate.reports.statements import of_revocation

    with recorded(shared, None) as (ledger, index):
        revoking = Revoking(ledger, index, roster(ledger, index))
        found = revoking.meant(what)
        said = Revocation(kind=found.kind, what=found.what, reason=reason)
        shown = of_revocation(
            said, found.entry, revoking.holders(found.what), revoking.signed_with(found.what)
        )
        sign(said, shown, ledger, signing, shared.quiet)
    return status.DONE
