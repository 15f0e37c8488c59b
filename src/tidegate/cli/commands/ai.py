"""``tidegate ai``: what AI tools wrote of a repository."""

from __future__ import annotations

from pathlib import Path

import click

from tidegate.cli import status
from tidegate.cli.commands.check import text_of
from tidegate.cli.commands.sbom import FORMATS, say_gaps
from tidegate.cli.judging import Asked, a_change
from tidegate.cli.options import Common, common
from tidegate.cli.output import write
from tidegate.cli.progress import Progress
from tidegate.cli.streams import emit
from tidegate.model.errors import UsageError


@click.group(short_help="What AI tools wrote, with what, and what that brought in.")
def command() -> None:
    """What AI tools wrote, with what, and what that brought in."""


@command.command("bom", short_help="An AI-BOM of a change or of a whole history.")
@a_change
@click.option("--all", "whole", is_flag=True, help="Everything that led to HEAD, instead of one change.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default=FORMATS[0],
    show_default=True,
    help="CycloneDX JSON of version 1.7 or 1.6.",
)
@click.option(
    "--description",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="The pull request's text; - reads standard input.",
)
@click.option(
    "--output", metavar="PATH", type=click.Path(dir_okay=False, path_type=Path), help="Write to PATH."
)
@click.option("--name", metavar="NAME", help="What the repository is called; by default its folder's name.")
@common
def bom(
    shared: Common,
    *,
    asked: Asked,
    whole: bool,
    form: str,
    description: Path | None,
    output: Path | None,
    name: str | None,
) -> int:
    """Write an AI-BOM: tools, models and their cutoffs, sessions, lines, and dependencies that these brought.

    RANGE is BASE..HEAD, BASE...HEAD or a single commit. Without it: the work tree. What nobody tells is named
    in the document and on standard error. The same input gives the same bytes.
    """
    if whole and (asked.revision_range or asked.staged or asked.merged):
        raise UsageError("--all is everything that led to HEAD", "leave out RANGE, --staged and --merged")
    from tidegate.reports.bom.validation import require

    require()
    from tidegate.generation import GenerationOptions, gather
    from tidegate.reports.bom.generated import gaps, render_generated

    options = GenerationOptions(
        directory=shared.directory,
        revision_range=asked.revision_range,
        staged=asked.staged,
        merged=asked.merged,
        config=shared.config,
        name=name,
        description=text_of(description) if description else None,
        whole=whole,
    )
    with Progress("reading", wanted=not shared.quiet):
        generated = gather(options)
        text = render_generated(form, generated)
    if output is None:
        emit(text)
    else:
        write(output, text)
    if not shared.quiet:
        say_gaps("AI-BOM", gaps(generated))
    return status.DONE
