"""Exit statuses: the same for every command that judges, whatever the format."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tidegate.model.result import CheckResult

DONE = 0  # yes: pass
BLOCK = 1  # no
FAILED = 2  # the tool could not do its work
REVIEW = 3  # a human must look, or could not tell
INTERRUPTED = 130  # as shells have it


def worse(one: int, other: int) -> int:
    """No before could-not-tell before yes."""
    return BLOCK if BLOCK in (one, other) else max(one, other)


def of(result: CheckResult, fail_on: str) -> int:
    """The status of a decision; ``fail_on`` is the first decision that is not 0 ("never": none)."""
    from tidegate.model.result import Decision

    if result.observed is not None:
        return DONE
    failing = {"review": (Decision.REVIEW, Decision.BLOCK), "block": (Decision.BLOCK,), "never": ()}[fail_on]
    if result.decision not in failing:
        return DONE
    return BLOCK if result.decision is Decision.BLOCK else REVIEW
