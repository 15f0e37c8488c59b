"""``--require``: that what AI tools wrote of a risky change is documented."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tidegate.cli import status
from tidegate.cli.streams import note

if TYPE_CHECKING:
    from tidegate.model.generated import Generated
    from tidegate.model.tier import Tier
    from tidegate.provenance.documented import Missing

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
        _say(lacking)
        return status.BLOCK
    for text in doubts[:_SHOWN]:
        note(f"it could not be told whether all is documented: {text}")
    if not doubts:
        note(f"the change is of tier {tier.value}, and what AI tools wrote of it is documented")
    return status.REVIEW if doubts else status.DONE


def _say(lacking: list[Missing]) -> None:
    """What is not said, below it what says it; then where that is written."""
    for one in lacking[:_SHOWN]:
        note(f"  {one.what}")
        for line in one.write:
            note(f"      {line}")
        if one.paths:
            note(f"      (in the pull request's text with `; paths={', '.join(one.paths)}`)")
    if len(lacking) > _SHOWN:
        note(f"  and {len(lacking) - _SHOWN:,} more")
    note('write one line of each as a trailer of its commit (git commit --amend --trailer "Tidegate-AI: …"),')
    note("or into the pull request's text, which --description FILE gives")


def _reaches(tier: Tier, level: str) -> bool:
    return tier.value in LEVELS and LEVELS.index(tier.value) >= LEVELS.index(level)
