"""What the commands that judge a change have in common."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

import click

from tidegate.cli.evidence import NOTHING, Evidence
from tidegate.cli.progress import Progress
from tidegate.model.errors import UsageError

if TYPE_CHECKING:
    from tidegate.cli.options import Common
    from tidegate.model.finding import Status
    from tidegate.model.result import CheckResult


class Asked(NamedTuple):
    """Which change is meant."""

    revision_range: str | None
    staged: bool
    merged: bool


_OPTIONS = (
    click.argument("revision_range", metavar="[RANGE]", required=False),
    click.option("--staged", is_flag=True, help="Judge what is in the index."),
    click.option("--merged", is_flag=True, help="Judge what merging RANGE would make of the base branch."),
)


def a_change(function: Callable[..., int]) -> Callable[..., int]:
    """Add RANGE and the options that say what is judged; they arrive as one ``Asked``, named ``asked``."""

    @functools.wraps(function)
    def wrapped(*given: Any, **values: Any) -> int:
        asked = Asked(**{name: values.pop(name) for name in Asked._fields})
        if asked.staged and (asked.revision_range or asked.merged):
            raise UsageError("--staged judges the index", "leave out RANGE and --merged, or --staged")
        return function(*given, asked=asked, **values)

    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped


class Requested(TypedDict):
    """The parts of a ``Request``."""

    directory: Path
    revision_range: str | None
    staged: bool
    merged: bool
    config: Path | None


def requested(shared: Common, asked: Asked) -> Requested:
    return Requested(
        directory=shared.directory,
        revision_range=asked.revision_range,
        staged=asked.staged,
        merged=asked.merged,
        config=shared.config,
    )


def pushed(function: Callable[..., int]) -> Callable[..., int]:
    """The option that says who pushed last."""
    return click.option(
        "--pusher",
        metavar="WHO",
        help="Who pushed last, by address or FORGE:ACCOUNT (github:583231): they cannot approve.",
    )(function)


def judge(
    shared: Common,
    asked: Asked,
    told: Evidence = NOTHING,
    shown: Collection[Status] = (),
    pusher: str | None = None,
) -> CheckResult:
    """The answer for one change, with a line of progress where people look on.

    Findings in a state that is in ``shown`` are shown with their whole path, too.
    """
    from tidegate.answers import answer
    from tidegate.model.finding import REPORTED
    from tidegate.question import CheckOptions

    options = CheckOptions(
        **requested(shared, asked),
        timeout=shared.timeout,
        online=shared.online,
        description=told.description,
        traces=dict(told.traces),
        told=REPORTED.union(shown),
        pusher=pusher,
    )
    with Progress("checking", wanted=not shared.quiet):
        return answer(options)
