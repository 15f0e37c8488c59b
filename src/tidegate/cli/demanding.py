"""``--require``: that what AI tools wrote of a risky change is documented."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tidegate.cli import status
from tidegate.cli.streams import note

if TYPE_CHECKING:
    from tidegate.model.generated import Generated
    from tidegate.model.tier import Tier

LEVELS = ("low", "medium", "high", "critical")
_SHOWN = 20  # things that are missing


def demanded(generated: Generated, tier: Tier, level: str) -> int:
    """The status: whether what is asked is there; says what is not, and what to write."""
    from tidegate.provenance.documented import missing, unclear

    if not _reaches(tier, level):
        note(f"the change is of tier {tier.value}: {level} is asked, so nothing must be documented")
        return status.DONE
    lacking, doubts = missing(generated), unclear(generated)
    if lacking:
        note(f"the change is of tier {tier.value}, and what AI tools wrote of it is not documented:")
    for one in lacking[:_SHOWN]:
        note(f"  {one.what}")
    if len(lacking) > _SHOWN:
        note(f"  and {len(lacking) - _SHOWN:,} more")
    if lacking:
        _say_what_to_write({line for one in lacking for line in one.write})
        return status.BLOCK
    for text in doubts[:_SHOWN]:
        note(f"it could not be told whether all is documented: {text}")
    return status.REVIEW if doubts else status.DONE


def _say_what_to_write(lines: set[str]) -> None:
    note("write one of these as a trailer of each such commit, or into the text for --description:")
    for line in sorted(lines):
        note(f"  {line}")


def _reaches(tier: Tier, level: str) -> bool:
    return tier.value in LEVELS and LEVELS.index(tier.value) >= LEVELS.index(level)
