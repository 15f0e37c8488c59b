"""``tidegate cache prune``: empties the cache."""

from __future__ import annotations

import click

from tidegate.cli import status
from tidegate.cli.options import Common, common
from tidegate.cli.streams import emit
from tidegate.model.errors import TidegateError


@click.group("cache", short_help="What is kept between two checks.")
def command() -> None:
    """What is kept between two checks to save time. Nothing in it is needed."""


@command.command(short_help="Empty the cache.")
@common
def prune(shared: Common) -> int:
    """Empty the cache; the next check works everything out anew."""
    from tidegate.cache import Cache

    with Cache.open() as cache:
        if cache.problem:
            raise TidegateError(cache.problem, "set TIDEGATE_CACHE_DIR to a directory of yours")
        before = cache.size()
        cache.clear()
        freed = before - cache.size()
    if not shared.quiet:
        emit(f"{freed / 1e6:,.1f} MB freed in {cache.path}\n")
    return status.DONE
