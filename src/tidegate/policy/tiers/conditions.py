"""Conditions of the team's tiers, asked of a change: the vocabulary is closed, and stands here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tidegate.config.tiers import Condition
from tidegate.model.kinds import ChangeKind
from tidegate.model.requirements import State
from tidegate.policy.tiers import places, reached, written
from tidegate.policy.tiers.logic import Answer, every, opposite, some
from tidegate.policy.tiers.seen import Seen, unknown


def holds(condition: Condition, seen: Seen) -> Answer:
    """Whether every key of ``condition`` holds for the change."""
    return every(_answers(condition, seen))


def _changed(kinds: Sequence[ChangeKind], seen: Seen) -> Answer:
    """Kinds of which nobody can tell are told together: what kept one from it keeps others too."""
    told = {kind: seen.kinds[kind] for kind in kinds}
    answer = some(told.values())
    if answer.state is not State.UNKNOWN:
        return answer
    unsure = [kind.value for kind, one in told.items() if one.state is State.UNKNOWN]
    return unknown(f"whether it is of {' or '.join(unsure)}: {answer.why}")


VOCABULARY: dict[str, Callable[[Any, Seen], Answer]] = {
    "any": lambda several, seen: some(holds(one, seen) for one in several),
    "all": lambda several, seen: every(holds(one, seen) for one in several),
    "not_": lambda one, seen: opposite(holds(one, seen)),
    "paths": places.touches,
    "only_paths": places.touches_only,
    "path_classes": places.is_of,
    "only_path_classes": places.is_only_of,
    "size": places.is_large,
    "changed": _changed,
    "entry_points": reached.reaches,
    "findings": reached.brings,
    "attribution": written.is_by_tool,
    "authors": written.is_by,
    "other_authors": written.is_by_others,
}


def _answers(condition: Condition, seen: Seen) -> Iterator[Answer]:
    for word, ask in VOCABULARY.items():
        said = getattr(condition, word)
        if said not in ((), None):
            yield ask(said, seen)
