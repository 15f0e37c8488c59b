"""What commands on the ledger's evidence share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tidegate.cli import status
from tidegate.cli.options import Common
from tidegate.cli.progress import Progress

if TYPE_CHECKING:
    from tidegate.ledger.index import Index
    from tidegate.ledger.opened import Opened
    from tidegate.model.proof import Verdict


@contextmanager
def recorded(shared: Common, branch: str | None) -> Iterator[tuple[Opened, Index]]:
    """The ledger, by the rules of ``branch``, and what its events say."""
    from tidegate.cache import Cache
    from tidegate.ledger.index import index
    from tidegate.ledger.opened import opened

    place = opened(shared.directory, config=shared.config, branch=branch, seconds=shared.timeout)
    with Cache.open() as cache, place as ledger:
        with Progress("reading the ledger", wanted=not shared.quiet):
            found = index(ledger, cache, datetime.now(UTC))
        yield ledger, found


def answered(verdict: Verdict) -> int:
    """The status of what is proved."""
    return {"proved": status.DONE, "not_proved": status.BLOCK}.get(verdict, status.REVIEW)
