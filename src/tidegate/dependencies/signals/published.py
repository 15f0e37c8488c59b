"""What a registry or a lock file tells beside the name. Unknown is not said to be old."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.dependencies.signals.asked import Asked, Signal
from tidegate.model.period import last_day, precision

YOUNG = 90  # days since the first release in which few have had a look at a package


def young(asked: Asked) -> Iterator[Signal]:
    """First released lately."""
    first = asked.facts.first_release if asked.facts else None
    if first is None:
        return
    days = (asked.today - first).days
    if days <= YOUNG:
        yield Signal("young", f"was first released {_ago(days)} ({first.isoformat()})")


def unlearned(asked: Asked) -> Iterator[Signal]:
    """First released after what a model has learned ends; a month ends with its last day."""
    first = asked.facts.first_release if asked.facts else None
    if first is None or asked.learned is None:
        return
    what, until = asked.learned.what, asked.learned.until
    if until is None:
        yield Signal("uncompared", f"cannot be compared with {what}: {asked.learned.why}")
    elif first > last_day(until):
        where = f"{until}, known to the {precision(until)}; {asked.learned.source}"
        yield Signal("unlearned", f"was first released ({first.isoformat()}) after {what} ({where})")


def deprecated(asked: Asked) -> Iterator[Signal]:
    if asked.facts and asked.facts.deprecated:
        yield Signal("deprecated", f"is deprecated by its authors (“{asked.facts.deprecated[:200]}”)")


def yanked(asked: Asked) -> Iterator[Signal]:
    if asked.facts and asked.facts.yanked:
        yield Signal("yanked", "was withdrawn (yanked) in this version")


def runs_when_installed(asked: Asked) -> Iterator[Signal]:
    if asked.install_script:
        yield Signal("install-script", "runs a script of its own when it is installed")


def _ago(days: int) -> str:
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
