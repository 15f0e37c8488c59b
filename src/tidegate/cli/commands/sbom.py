"""``tidegate sbom``: what a repository, or a change, is made of."""

from __future__ import annotations

from pathlib import Path

import click

from tidegate.cli import status
from tidegate.cli.judging import Asked, a_change, requested
from tidegate.cli.options import Common, common
from tidegate.cli.output import write
from tidegate.cli.progress import Progress
from tidegate.cli.streams import emit, note
from tidegate.model.errors import UsageError

FORMATS = ("cyclonedx", "cyclonedx-1.6")
_SHOWN = 5  # gaps on standard error


@click.command(short_help="A bill of materials (SBOM) of a revision or of a change.")
@a_change
@click.option(
    "--head/--change",
    "of_head",
    default=True,
    help="All packages of RANGE's head, or only what the change brings and updates. Default: --head.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default=FORMATS[0],
    show_default=True,
    help="CycloneDX JSON of version 1.7 or 1.6.",
)
@click.option(
    "--output", metavar="PATH", type=click.Path(dir_okay=False, path_type=Path), help="Write to PATH."
)
@click.option("--name", metavar="NAME", help="What the repository is called; by default its folder's name.")
@common
def command(
    shared: Common, *, asked: Asked, of_head: bool, form: str, output: Path | None, name: str | None
) -> int:
    """Write an SBOM: every package that manifests and lock files lead to, with purls, hashes and advisories.

    RANGE is BASE..HEAD, BASE...HEAD or a single commit. Without it: the work tree. What could not be read is
    named in the document and on standard error. The same input gives the same bytes.
    """
    from tidegate.reports.bom.validation import require

    require()
    if output is not None and not output.absolute().parent.is_dir():
        raise UsageError(f"no directory {output.parent} to write {output.name} to", "make it first")
    from tidegate.inventory import InventoryOptions, take
    from tidegate.reports.bom.sbom import gaps, render_sbom

    options = InventoryOptions(**requested(shared, asked), name=name, of_change=not of_head)
    with Progress("reading", wanted=not shared.quiet):
        inventory = take(options)
        text = render_sbom(form, inventory)
    if output is None:
        emit(text)
    else:
        write(output, text)
    if not shared.quiet:
        say_gaps("SBOM", gaps(inventory))
    return status.DONE


def say_gaps(what: str, missing: list[str]) -> None:
    """The first few, on standard error."""
    if missing:
        note(f"the {what} is incomplete, and says so; what could not be told:")
    for text in missing[:_SHOWN]:
        note(f"  {text}")
    if len(missing) > _SHOWN:
        note(f"  and {len(missing) - _SHOWN:,} more")
