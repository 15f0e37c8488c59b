"""``tidegate baseline``: what is there today."""

from __future__ import annotations

import sys

import click

from tidegate.cli import status
from tidegate.cli.options import Common, common
from tidegate.cli.output import parse, write
from tidegate.cli.progress import Progress
from tidegate.cli.streams import colored, emit, note, width
from tidegate.reports.baseline import FORMATS, render_baseline


@click.command(short_help="List what a repository holds today.")
@click.argument("revision", metavar="[REVISION]", default="HEAD")
@click.option(
    "--output",
    "outputs",
    metavar="FORMAT[=PATH]",
    multiple=True,
    help=f"A report to standard output or PATH: {', '.join(FORMATS)}. Repeatable; default text.",
)
@common
def command(shared: Common, *, revision: str, outputs: tuple[str, ...]) -> int:
    """List what REVISION (HEAD) holds today: findings, ways in without authentication, and who owns them.

    It is a report and accepts nothing: a change that touches what is listed shows it all the same.
    """
    from tidegate.baseline import BaselineOptions, baseline

    places = parse(outputs or (() if shared.quiet else ("text",)), FORMATS)
    options = BaselineOptions(
        directory=shared.directory, revision=revision, config=shared.config, timeout=shared.timeout
    )
    with Progress("reading", wanted=not shared.quiet):
        value = baseline(options)
    for output in places:
        if output.path is not None:
            write(output.path, render_baseline(output.format, value))
        else:
            emit(
                render_baseline(output.format, value, color=colored(shared.color, sys.stdout), width=width())
            )
    if shared.verbose:
        for stage, seconds in value.timings.items():
            note(f"{stage:<16}{seconds:8.3f} s")
    return status.DONE
