"""``tidegate ai``: AI tools, what they may do and what they wrote of a repository."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import click

from tidegate.cli import status
from tidegate.cli.ai_bom import FORMATS, ai_bom
from tidegate.cli.ai_tools import tools
from tidegate.cli.commands.sbom import say_gaps
from tidegate.cli.demanding import LEVELS, demanded
from tidegate.cli.evidence import Evidence, evidence
from tidegate.cli.grouping import MakesByDefault
from tidegate.cli.judging import Asked, a_change, judge
from tidegate.cli.options import Common, common
from tidegate.cli.output import write
from tidegate.cli.streams import emit
from tidegate.model.errors import UsageError


class Document(NamedTuple):
    """Which document is written, and where to."""

    format: str
    output: Path | None
    name: str | None


_OPTIONS = (
    click.option(
        "--format",
        type=click.Choice(FORMATS),
        default=FORMATS[0],
        show_default=True,
        help="CycloneDX JSON of version 1.7 or 1.6, or SPDX 3.0.1 (JSON-LD).",
    ),
    click.option(
        "--output", metavar="PATH", type=click.Path(dir_okay=False, path_type=Path), help="Write to PATH."
    ),
    click.option(
        "--name", metavar="NAME", help="What the repository is called; by default its folder's name."
    ),
)


def a_document(function: Callable[..., int]) -> Callable[..., int]:
    """Add the options that say which document is written; they arrive as one ``Document``."""

    @functools.wraps(function)
    def wrapped(*given: Any, **values: Any) -> int:
        document = Document(**{name: values.pop(name) for name in Document._fields})
        return function(*given, document=document, **values)

    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped


@click.group(short_help="What AI tools wrote, with what, and what that brought in.")
def command() -> None:
    """What AI tools wrote, with what, and what that brought in."""


command.add_command(tools)


@command.group("bom", cls=MakesByDefault, short_help="AI-BOMs: made (the default), merged, compared.")
def bom() -> None:
    """AI-BOMs. Without a command: make, see tidegate ai bom make --help."""


@bom.command("make", short_help="An AI-BOM of a change or of a whole history.")
@a_change
@click.option("--all", "whole", is_flag=True, help="Everything that led to HEAD, instead of one change.")
@a_document
@evidence
@click.option(
    "--require",
    "level",
    type=click.Choice(LEVELS),
    help="From this tier on, fail where it is not documented what AI tools wrote.",
)
@common
def make(
    shared: Common,
    *,
    asked: Asked,
    document: Document,
    whole: bool,
    told: Evidence,
    level: str | None,
) -> int:
    """Write an AI-BOM: tools, models and their cutoffs, sessions, lines, and dependencies that these brought.

    RANGE is BASE..HEAD, BASE...HEAD or a single commit. Without it: the work tree. What nobody tells is named
    in the document and on standard error. The same input gives the same bytes. With --require the status is 1
    where something must be documented and is not, and standard error says what to write.
    """
    if whole and level:
        raise UsageError("--require is asked of a change", "leave out --all, or --require")
    if whole and (asked.revision_range or asked.staged or asked.merged):
        raise UsageError("--all is everything that led to HEAD", "leave out RANGE, --staged and --merged")
    text, generated = ai_bom(shared, asked, told, form=document.format, name=document.name, whole=whole)
    from tidegate.reports.bom.generated import gaps

    if document.output is None:
        emit(text)
    else:
        write(document.output, text)
    if not shared.quiet:
        say_gaps("AI-BOM", gaps(generated))
    return demanded(generated, judge(shared, asked, told).tier, level) if level else status.DONE


_TWO = (
    click.argument("one", metavar="A", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
    click.argument("other", metavar="B", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
)


@bom.command("merge", short_help="What two CycloneDX documents say, in one.")
@_TWO[0]
@_TWO[1]
@click.option(
    "--output", metavar="PATH", type=click.Path(dir_okay=False, path_type=Path), help="Write to PATH."
)
@common
def merge(shared: Common, *, one: Path, other: Path, output: Path | None) -> int:
    """Write what A and B say as one document; where they do not agree the younger is kept, and it says so."""
    from tidegate.reports.bom.combining import merged

    text = merged(*_read(one, other))
    if output is None:
        emit(text)
    else:
        write(output, text)
    return status.DONE


@bom.command("diff", short_help="What differs between two CycloneDX documents.")
@_TWO[0]
@_TWO[1]
@common
def diff(shared: Common, *, one: Path, other: Path) -> int:
    """Say what B has more (+), less (-) and otherwise (~) than A."""
    from tidegate.reports.bom.combining import differences
    from tidegate.reports.visible import visible

    found = [visible(line) for line in differences(*_read(one, other))]
    emit("".join(f"{line}\n" for line in found or ["no difference"]))
    return status.DONE


def _read(one: Path, other: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    from tidegate.reports.bom.combining import MOST_BYTES, read
    from tidegate.reports.bom.validation import require

    require()
    texts = []
    for file in (one, other):
        with file.open("rb") as stream:
            texts.append(read(stream.read(MOST_BYTES + 1), str(file)))
    return texts[0], texts[1]
