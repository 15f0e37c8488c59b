"""``tidegate check``: the answer for one change."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tidegate.cli import status
from tidegate.cli.judging import Asked, a_change, judge
from tidegate.cli.options import Common, common
from tidegate.cli.output import Output, parse, write
from tidegate.cli.streams import colored, emit, note, width
from tidegate.model.errors import UsageError
from tidegate.reports import FORMATS, render

if TYPE_CHECKING:
    from tidegate.model.result import CheckResult

MAX_DESCRIPTION = 1_000_000  # bytes


@click.command(short_help="Is this change safe to merge?")
@a_change
@click.option(
    "--output",
    "outputs",
    metavar="FORMAT[=PATH]",
    multiple=True,
    help=f"A report to standard output or PATH: {', '.join(FORMATS)}. Repeatable; default text.",
)
@click.option(
    "--description",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="The pull request's text; - reads standard input.",
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
    fail_on: str,
) -> int:
    """Is this change safe to merge?

    RANGE is BASE..HEAD, BASE...HEAD or a single commit. Without it: everything since the merge base with
    the default branch, up to the files in the work tree.
    """
    places = parse(outputs or (() if shared.quiet else ("text",)), FORMATS)
    told = _text(description) if description else None
    result = judge(shared, asked, told)
    for output in places:
        _report(output, result, shared)
    if shared.verbose:
        for stage, seconds in result.timings.items():
            note(f"{stage:<16}{seconds:8.3f} s")
    return status.of(result, fail_on)


def _report(output: Output, result: CheckResult, shared: Common) -> None:
    if output.path is not None:
        write(output.path, render(output.format, result, color=False, width=80))
    else:
        emit(render(output.format, result, color=colored(shared.color, sys.stdout), width=width()))


def _text(file: Path) -> str:
    """The text in ``file``; longer ones are refused, for cut text could hide what it says."""
    with click.open_file(str(file), "rb") as stream:
        data = stream.read(MAX_DESCRIPTION + 1)
    if len(data) > MAX_DESCRIPTION:
        raise UsageError(f"the description is longer than {MAX_DESCRIPTION:,} bytes", "give a shorter one")
    return bytes(data).decode("utf-8", "replace")
