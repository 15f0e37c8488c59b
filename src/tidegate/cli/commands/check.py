"""``tidegate check``: the answer for one change."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from tidegate.cli import status
from tidegate.cli.judging import Asked, a_change, judge
from tidegate.cli.options import Common, common
from tidegate.cli.output import output_option, report, wanted
from tidegate.model.errors import UsageError
from tidegate.reports import FORMATS, render

MAX_DESCRIPTION = 1_000_000  # bytes
MAX_TRACE = 4_000_000


@click.command(short_help="Is this change safe to merge?")
@a_change
@output_option(FORMATS)
@click.option(
    "--description",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="The pull request's text; - reads standard input.",
)
@click.option(
    "--trace",
    "traces",
    metavar="FILE",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Records of Agent Trace, beside those of the repository. Repeatable.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["review", "block", "never"]),
    default="review",
    show_default=True,
    help="From which decision on the status is not 0.",
)
@common
def command(
    shared: Common,
    *,
    asked: Asked,
    outputs: tuple[str, ...],
    description: Path | None,
    traces: tuple[Path, ...],
    fail_on: str,
) -> int:
    """Is this change safe to merge?

    RANGE is BASE..HEAD, BASE...HEAD or a single commit. Without it: everything since the merge base with
    the default branch, up to the files in the work tree.
    """
    places = wanted(outputs, FORMATS, shared)
    told = text_of(description) if description else None
    records = {str(file): _read(file, MAX_TRACE, "file of traces") for file in traces}
    result = judge(shared, asked, told, traces=records)
    report(places, shared, partial(render, result=result), result.timings)
    return status.of(result, fail_on)


def text_of(file: Path) -> str:
    """A pull request's text. Raise UsageError where it is too long."""
    return _read(file, MAX_DESCRIPTION, "description").decode("utf-8", "replace")


def _read(file: Path, most: int, what: str) -> bytes:
    """What is in ``file``; a longer one is refused, for a cut one could hide what it says."""
    with click.open_file(str(file), "rb") as stream:
        data = bytes(stream.read(most + 1))
    if len(data) > most:
        raise UsageError(f"the {what} is longer than {most:,} bytes", "give a shorter one")
    return data
