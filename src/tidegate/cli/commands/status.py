"""``tidegate status``: what a change still needs, and who may give it."""

from __future__ import annotations

import click

from tidegate.cli import status
from tidegate.cli.evidence import Evidence, evidence
from tidegate.cli.judging import Asked, a_change, pushed
from tidegate.cli.options import Common, common
from tidegate.cli.statements import at_hand
from tidegate.cli.streams import emit


@click.command(short_help="What a change still needs, and who may give it.")
@a_change
@click.option("--output", type=click.Choice(["text", "json"]), default="text", show_default=True)
@evidence
@pushed
@common
def command(shared: Common, *, asked: Asked, output: str, told: Evidence, pusher: str | None) -> int:
    """Say who approved a change, whose approval does not count and why, what is missing, and who may give it.

    RANGE is BASE..HEAD; without it: from the default branch to HEAD. The status is that of `tidegate check`.
    """
    import msgspec

    from tidegate.reports.oversight import status_text
    from tidegate.reports.visible import printable

    with at_hand(shared, asked, told, pusher) as hand:
        said = hand.standing()
        if output == "json":
            emit(msgspec.json.format(msgspec.json.encode(said), indent=2).decode() + "\n")
        elif not shared.quiet:
            emit(status_text(printable(hand.result), said))
        return status.of(hand.result, "review")
