"""``tidegate trace``: where a line, a commit or a package came from."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from tidegate.cli import status
from tidegate.cli.options import Common, common
from tidegate.cli.output import output_option, report, wanted
from tidegate.cli.progress import Progress
from tidegate.model.errors import UsageError

if TYPE_CHECKING:
    from tidegate.model.trace import Trace
    from tidegate.trace.asked import Question

_FORMATS = ("text", "json")


@click.command(short_help="Where a line, a commit or a package came from, and who wrote it.")
@click.argument("line", metavar="[FILE:LINE]", required=False)
@click.option("--commit", metavar="SHA", help="Trace a commit, or the commits that a merge brought.")
@click.option("--dependency", metavar="NAME", help="Trace a package to the commit that first brought it.")
@click.option("--at", metavar="REV", help="The lines or files of REV. Default: the work tree.")
@click.option(
    "--branch", metavar="BRANCH", help="The branch that changes land on. Default: the default branch."
)
@output_option(_FORMATS)
@common
def command(
    shared: Common,
    *,
    line: str | None,
    commit: str | None,
    dependency: str | None,
    at: str | None,
    branch: str | None,
    outputs: tuple[str, ...],
) -> int:
    """Say which commit and change brought a line, who wrote it, and who says so, across renames and moves.

    Status 0: told. Status 3: the commit could not be told, or nobody says who wrote it.
    """
    places = wanted(outputs, _FORMATS, shared)
    from tidegate.trace.asked import Question

    question = Question(directory=shared.directory, at=at, branch=branch, seconds=shared.timeout)
    with Progress("tracing", wanted=not shared.quiet):
        found = _traced(question, line, commit, dependency)
    from tidegate.reports.trace.formats import render

    report(places, shared, lambda name, **look: render(name, found, **look), {})
    return status.DONE if found.settled else status.REVIEW


def _traced(question: Question, line: str | None, commit: str | None, dependency: str | None) -> Trace:
    from tidegate.trace import ask

    questions = [
        partial(asking, question, words)
        for asking, words in (
            (ask.of_line, line),
            (ask.of_named_commit, commit),
            (ask.of_dependency, dependency),
        )
        if words is not None
    ]
    if len(questions) != 1:
        raise UsageError(
            "name one of FILE:LINE, --commit SHA and --dependency NAME",
            "such as: tidegate trace src/app.py:12",
        )
    return questions[0]()
