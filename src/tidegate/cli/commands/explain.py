"""``tidegate explain``: one finding in full."""

from __future__ import annotations

import sys

import click

from tidegate.cli import status
from tidegate.cli.judging import Asked, a_change, judge
from tidegate.cli.options import Common, common
from tidegate.cli.streams import colored, emit, width


@click.command(short_help="Explain one finding: its whole path, and what would silence it.")
@click.argument("finding", metavar="ID")
@a_change
@common
def command(shared: Common, *, finding: str, asked: Asked) -> int:
    """Explain one finding of a change: its whole path, why it counts, and what would silence it.

    ID is the finding's number in the report, or the beginning of its id or fingerprint. RANGE, --staged and
    --merged are those of `tidegate check`.
    """
    from tidegate.cli.silencing import silencers
    from tidegate.reports.explain import find, render_explain

    result = judge(shared, asked)
    found = silencers(result, find(result, finding), shared, asked)
    page = render_explain(
        result, finding, silencers=found, color=colored(shared.color, sys.stdout), width=width()
    )
    emit(page)
    return status.DONE
