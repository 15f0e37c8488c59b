"""``tidegate release``: what a release holds, held against the ledger."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from tidegate.cli.options import Common, common
from tidegate.cli.output import output_option, report, wanted
from tidegate.cli.recorded import answered, recorded

_FORMATS = ("text", "json")


@click.group(short_help="What a release holds: verified commit by commit.")
def command() -> None:
    """Releases, held against the ledger."""


@command.command("verify", short_help="Whether every commit of a release was decided and approved.")
@click.argument("tag", metavar="TAG")
@click.option("--since", metavar="REV", help="The release before. Default: the nearest tag before TAG.")
@click.option(
    "--branch", metavar="BRANCH", help="Whose people and settings hold. Default: the default branch."
)
@output_option(_FORMATS)
@common
def verify(
    shared: Common, *, tag: str, since: str | None, branch: str | None, outputs: tuple[str, ...]
) -> int:
    """Hold every commit that TAG has and the release before had not against the ledger.

    Each needs a decision that passes it and the approvals that it owed, or a break-glass that somebody else
    reviewed. Status 0: all have. Status 1: one has not, and is named. Status 3: it could not be told, or a
    break-glass is to be reviewed yet.
    """
    places = wanted(outputs, _FORMATS, shared)
    from tidegate.evidence.release import release
    from tidegate.reports.release import render

    with recorded(shared, branch) as (ledger, index):
        found = release(ledger, index, tag, since, datetime.now(UTC))
    report(places, shared, lambda name, **_: render(name, found), {})
    return answered(found.answer)
