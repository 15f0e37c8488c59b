"""Strings put together from parts: constants folded, data kept, harmless positions recognised."""

from __future__ import annotations

from functools import lru_cache
from itertools import product

from tidegate.flow.classes import class_member
from tidegate.flow.frame import Frame
from tidegate.flow.library import compiled
from tidegate.flow.taints import NOTHING, Taints, clear_taints, join_taints
from tidegate.flow.values import (
    ELEMENT,
    MOST_CONSTANTS,
    MOST_FIELDS,
    UNKNOWN,
    Constant,
    Instance,
    Value,
    elements,
    join_all,
    sequence,
)
from tidegate.knowledge.weaknesses import clean_prefixes

_LONGEST_TEXT = 4096
_LARGEST = 1 << 62
SOMETHING = "\0"  # stands for text that is not known, in what ``clean_prefix`` is matched with


def concatenated(frame: Frame, parts: list[Value], line: int) -> Value:
    """The parts one after the other. Lists keep their elements, objects say what they are as text."""
    parts = [as_text(frame, part, line) for part in parts]
    folded = _folded(parts)
    if folded is not None:
        return Value(constants=folded)
    if any(part.fields for part in parts):
        return _sequence(parts)
    taints: Taints = NOTHING
    before = ""
    for part in parts:
        here = part.all_taints()
        if here and before:
            here = clear_taints(here, cleared_by_prefix(before))
        taints = join_taints(taints, here)
        before = _extended(before, part)
    references = ("builtins.str()",) if any(_is_text(part) for part in parts) else _shared_references(parts)
    return Value(taints, references)


def as_text(frame: Frame, value: Value, line: int) -> Value:
    """What ``str()`` makes of a value: of an object of the program, what its class says."""
    return spoken(frame, value, "__str__", line) or value


def spoken(frame: Frame, value: Value, method: str, line: int) -> Value | None:
    """What a special method of the program's classes gives; ``None`` where the value is no such object."""
    from tidegate.flow.attributes import attribute  # attributes run functions, which put texts together
    from tidegate.flow.calls import call_value

    objects = [entity for entity in value.entities if isinstance(entity, Instance)]
    if not objects or not all(class_member(frame.engine, entity.of, method) for entity in objects):
        return None
    return call_value(frame, attribute(frame, value, method, line), [], {}, line).result


def _extended(before: str, part: Value) -> str:
    """The text so far, with ``SOMETHING`` for a part that is not known.

    Such a part may be outside data too; then it is that data which chooses, and it arrives by itself.
    """
    known = part.known
    return (before + (SOMETHING if known is UNKNOWN else str(known)))[-_LONGEST_TEXT:]


def _is_text(value: Value) -> bool:
    return value.constants is not None and all(isinstance(known, str) for known in value.constants)


def _shared_references(parts: list[Value]) -> tuple[str, ...]:
    return parts[0].references if parts else ()


def _folded(parts: list[Value]) -> tuple[Constant, ...] | None:
    """All texts (or sums) that constant parts can make, if they are few."""
    count = 1
    for part in parts:
        if part.constants is None or part.taints:
            return None
        count *= len(part.constants)
        if count > MOST_CONSTANTS:
            return None
    chosen = list(product(*(part.constants or () for part in parts)))
    if all(isinstance(value, int | float) for choice in chosen for value in choice):
        sums = [sum(value for value in choice if isinstance(value, int | float)) for choice in chosen]
        return tuple(sums) if all(abs(value) < _LARGEST for value in sums) else None
    texts = tuple(dict.fromkeys("".join(map(str, choice)) for choice in chosen))
    return texts if all(len(text) <= _LONGEST_TEXT for text in texts) else None


def _sequence(parts: list[Value]) -> Value:
    """Lists one after the other, item by item where all are known."""
    items: list[Value] = []
    for part in parts:
        known = sequence(part)
        if known is None:
            break
        items.extend(known)
    else:
        if len(items) <= MOST_FIELDS:
            fields = {f"[{position}]": item for position, item in enumerate(items)}
            return Value(NOTHING, _shared_references(parts), fields=fields)
    taints: Taints = NOTHING
    for part in parts:
        taints = join_taints(taints, part.taints)
    return Value(taints, _shared_references(parts), fields={ELEMENT: join_all(map(elements, parts))})


@lru_cache(maxsize=1024)
def cleared_by_prefix(before: str) -> frozenset[str]:
    """Sink kinds for which data after this constant text is harmless (``https://host/…``)."""
    return frozenset(
        kind
        for kind, patterns in clean_prefixes().items()
        if any(compiled(pattern).search(before) for pattern in patterns)
    )
