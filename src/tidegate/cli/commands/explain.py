"""``tidegate explain``: one finding in full."""

from __future__ import annotations

import sys

import click

from tidegate.cli import status
from tidegate.cli.judging import Asked, a_change, judge
from tidegate.cli.options import Common, common
from tidegate.cli.streams import colored, emit, width


@click.command(short_help="Explain one finding, or a rule: the whole path, and what would be safe.")
@click.argument("finding", metavar="ID|RULE")
@a_change
@common
def command(shared: Common, *, finding: str, asked: Asked) -> int:
    """Explain one finding of a change: its whole path, what would be safe, why it counts, how to dismiss it.

    ID is the finding's number in the report, or the beginning of its id or fingerprint. RANGE, --staged and
    --merged are those of `tidegate check`. Of a RULE it says what `tidegate rules RULE` does.
    """
    from tidegate.cli.commands.rules import page_of
    from tidegate.cli.silencing import silencers
    from tidegate.knowledge.weaknesses import catalogue
    from tidegate.model.finding import Status
    from tidegate.reports.explain import find, render_explain

    color = colored(shared.color, sys.stdout)
    if finding in catalogue():
        emit(page_of(catalogue()[finding], color=color, width=width()))
        return status.DONE
    result = judge(shared, asked, shown=(Status.EXISTING,))
    named = find(result, finding)
    found = silencers(result, named, shared, asked)
    why = catalogue()[named.rule].why if named.rule in catalogue() else ""
    emit(render_explain(result, finding, silencers=found, why=why, color=color, width=width()))
    return status.DONE
