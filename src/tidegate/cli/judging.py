"""What the commands that judge a change have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from tidegate.cli.progress import Progress
from tidegate.model.errors import UsageError

if TYPE_CHECKING:
    from tidegate.cli.options import Common
    from tidegate.model.result import CheckResult

_OPTIONS = (
    click.argument("revision_range", metavar="[RANGE]", required=False),
    click.option("--staged", is_flag=True, help="Judge what is in the index."),
    click.option("--merged", is_flag=True, help="Judge what merging RANGE would make of the base branch."),
)


def a_change(function: Callable[..., int]) -> Callable[..., int]:
    """Add RANGE and the options that say what is judged."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def judge(
    shared: Common,
    revision_range: str | None,
    *,
    staged: bool,
    merged: bool,
    description: str | None = None,
) -> CheckResult:
    """The answer for one change, with a line of progress where people look on."""
    from tidegate.check import CheckOptions, check

    if staged and (revision_range or merged):
        raise UsageError("--staged judges the index", "leave out RANGE and --merged, or --staged")
    options = CheckOptions(
        directory=shared.directory,
        revision_range=revision_range,
        staged=staged,
        merged=merged,
        config=shared.config,
        timeout=shared.timeout,
        online=shared.online,
        description=description,
    )
    with Progress("checking", wanted=not shared.quiet):
        return check(options)
