"""``tidegate check``: the answer for one change."""

from __future__ import annotations

from functools import partial

import click

from tidegate.cli import status
from tidegate.cli.evidence import Evidence, evidence
from tidegate.cli.judging import Asked, a_change, judge, pushed
from tidegate.cli.options import Common, common
from tidegate.cli.output import output_option, report, wanted
from tidegate.reports import FORMATS, render


@click.command(short_help="Is this change safe to merge?")
@a_change
@output_option(FORMATS)
@evidence
@click.option(
    "--fail-on",
    type=click.Choice(["review", "block", "never"]),
    default="review",
    show_default=True,
    help="From which decision on the status is not 0.",
)
@pushed
@common
def command(
    shared: Common,
    *,
    asked: Asked,
    outputs: tuple[str, ...],
    told: Evidence,
    fail_on: str,
    pusher: str | None,
) -> int:
    """Is this change safe to merge?

    RANGE is BASE..HEAD, BASE...HEAD or a single commit. Without it: everything since the merge base with
    the default branch, up to the files in the work tree.
    """
    places = wanted(outputs, FORMATS, shared)
    result = judge(shared, asked, told, pusher=pusher)
    report(places, shared, partial(render, result=result, verbose=shared.verbose), result.timings)
    return status.of(result, fail_on)
