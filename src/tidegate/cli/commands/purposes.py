"""``tidegate purposes``: what packages are for, as settings name it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from tidegate.cli import status
from tidegate.cli.options import Common, common
from tidegate.cli.streams import emit, width
from tidegate.model.errors import UsageError

if TYPE_CHECKING:
    from tidegate.knowledge.purposes import Purpose


@click.command(short_help="List what packages are for, or those of one purpose.")
@click.argument("purpose", metavar="[ID]", required=False)
@common
def command(shared: Common, purpose: str | None) -> int:
    """List the purposes that dependencies.preferred may name, or the packages for the purpose ID."""
    from tidegate.knowledge.purposes import purposes

    known = purposes()
    if purpose is None:
        longest = max(len(name) for name in known)
        emit("".join(f"{name:<{longest}}  {one.words}\n" for name, one in known.items()))
    elif purpose in known:
        emit("\n".join(_page(known[purpose], width())) + "\n")
    else:
        near = difflib.get_close_matches(purpose, known, n=1)
        hint = f"did you mean {near[0]}?" if near else "see: tidegate purposes"
        raise UsageError(f'no purpose "{purpose}"', hint)
    return status.DONE


def _page(purpose: Purpose, cells: int) -> Iterator[str]:
    """Packages by ecosystem, most used first."""
    from tidegate.reports.cells import NARROWEST, wrap

    yield f"{purpose.id}  {purpose.words}"
    for ecosystem, names in purpose.packages.items():
        if names:
            label = f"  {ecosystem:<6}"
            first, *rest = wrap(", ".join(names), max(cells, NARROWEST) - len(label))
            yield label + first
            yield from (" " * len(label) + line for line in rest)
