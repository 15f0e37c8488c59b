"""Sharing the ledger, and what its anchors say to that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tidegate.cli import status
from tidegate.cli.streams import note
from tidegate.reports.visible import one_line

if TYPE_CHECKING:
    from tidegate.ledger.opened import Opened


def share(ledger: Opened) -> int:
    """Bring it together with the shared one and to its anchors. The status; raise RepositoryError."""
    from tidegate.ledger.anchors import share as bring

    told = status.DONE
    for one in bring(ledger.store, ledger.anchors):
        if said := one.wrong or one.unsure:
            note(f"anchor {one_line(one.name)}: {one_line(said)}")
        found = status.BLOCK if one.wrong else status.REVIEW if one.unsure else status.DONE
        told = status.worse(told, found)
    return told
