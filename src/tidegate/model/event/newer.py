"""Events that another version of this program wrote: something in them is not known here.

They cannot be judged and never count. What every schema of events has is known of them: when, who, where they
stand, of which type they are; so order and signatures are held against the rest as with any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from tidegate.model.canonical import canonical
from tidegate.model.event import SCHEMA, Event, decoded
from tidegate.model.event.parts import Digest, Moment, Name, Position

_SHOWN = 5  # unknown words

_Type = Annotated[str, Meta(pattern="^[a-z][a-z0-9-]{0,49}(?!\\n)$")]
_Schema = Annotated[str, Meta(pattern="^tidegate\\.event/[1-9][0-9]{0,3}(?!\\n)$")]


class Unread(msgspec.Struct, frozen=True):
    """A payload of which only the type is told."""

    type: _Type


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """What events of every schema have; they may have more."""

    schema: _Schema
    at: Moment
    actor: Name
    repository: Name
    after: Position
    seen: Digest | None = None
    payload: Unread

    def __post_init__(self) -> None:
        if self.at.microsecond or self.at.utcoffset():
            raise ValueError("times are in UTC and whole seconds")


class Newer(Envelope, frozen=True, kw_only=True):
    """``why``: what of it is not known here, in words; ``content``: what was signed."""

    why: str
    content: bytes

    @property
    def type(self) -> str:
        return self.payload.type

    @property
    def subject(self) -> None:
        return None


def read(content: bytes) -> Event | Newer:
    """The event that ``content`` spells, also one of another version. Raise ValueError where it is none."""
    try:
        return decoded(content)
    except ValueError:
        found = _newer(content)
        if found is None:
            raise
        return found


def plain(event: Event | Newer) -> dict[str, Any]:
    """All that it says, as JSON has it."""
    found: dict[str, Any] = (
        msgspec.json.decode(event.content) if isinstance(event, Newer) else msgspec.to_builtins(event)
    )
    return found


def _newer(content: bytes) -> Newer | None:
    """``None`` where it is no event, or has nothing that is not known."""
    try:
        envelope = msgspec.json.decode(content, type=Envelope)
        said = msgspec.json.decode(content)
        if canonical(said) != content:
            return None
        why = _why(envelope, said)
    except (ValueError, RecursionError):  # DecodeError of msgspec is a ValueError
        return None
    parts = {name: getattr(envelope, name) for name in Envelope.__struct_fields__}
    return Newer(**parts, why=why, content=content) if why else None


def _why(envelope: Envelope, said: Any) -> str:
    if envelope.schema != SCHEMA:
        return f"its schema {envelope.schema} is not known here"
    words = list(islice(dict.fromkeys(_unknown(said, _shape())), _SHOWN))
    return f"it says what is not known here: {', '.join(word[:50] for word in words)}" if words else ""


def _shape() -> Any:
    from msgspec import inspect

    return inspect.type_info(Event)


def _unknown(said: Any, shape: Any) -> Iterator[str]:
    """Types of payloads, keys and words of vocabularies that no event has here."""
    from msgspec import inspect

    match shape:
        case inspect.Metadata():
            yield from _unknown(said, shape.type)
        case inspect.UnionType():
            yield from _of_union(said, [one for one in shape.types if not isinstance(one, inspect.NoneType)])
        case inspect.StructType() if isinstance(said, dict):
            fields = {field.encode_name: field.type for field in shape.fields}
            for key, value in said.items():
                if key in fields:
                    yield from _unknown(value, fields[key])
                elif key != shape.tag_field:
                    yield str(key)
        case inspect.VarTupleType() if isinstance(said, list):
            for one in said:
                yield from _unknown(one, shape.item_type)
        case inspect.EnumType() if isinstance(said, str):
            yield from () if said in {str(one.value) for one in shape.cls} else (said,)


def _of_union(said: Any, shapes: list[Any]) -> Iterator[str]:
    """Of an optional value, or of the payload, which names its type."""
    if len(shapes) == 1:
        yield from _unknown(said, shapes[0])
    elif isinstance(said, dict):
        tagged = {shape.tag: shape for shape in shapes}
        name = said.get(shapes[0].tag_field)
        yield from _unknown(said, tagged[name]) if name in tagged else (str(name),)
