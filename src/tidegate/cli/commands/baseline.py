"""``tidegate baseline``: what is there today."""

from __future__ import annotations

from functools import partial

import click

from tidegate.cli import status
from tidegate.cli.options import Common, common
from tidegate.cli.output import output_option, report, wanted
from tidegate.cli.progress import Progress
from tidegate.reports.baseline import FORMATS, render_baseline


@click.command(short_help="List what a repository holds today.")
@click.argument("revision", metavar="[REVISION]", default="HEAD")
@output_option(FORMATS)
@common
def command(shared: Common, *, revision: str, outputs: tuple[str, ...]) -> int:
    """List what REVISION (HEAD) holds today: findings, ways in without authentication, and who owns them.

    It is a report and accepts nothing: a change that touches what is listed shows it all the same.
    """
    from tidegate.baseline import BaselineOptions, baseline

    places = wanted(outputs, FORMATS, shared)
    options = BaselineOptions(
        directory=shared.directory, revision=revision, config=shared.config, timeout=shared.timeout
    )
    with Progress("reading", wanted=not shared.quiet):
        value = baseline(options)
    report(places, shared, partial(render_baseline, value=value), value.timings)
    return status.DONE
