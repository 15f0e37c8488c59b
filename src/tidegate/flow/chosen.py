"""Which part of what is given a sink takes: an item, some of a list of objects, a template's variables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tidegate.flow.library import CallArguments, compiled
from tidegate.flow.taints import Input, Taints
from tidegate.flow.values import UNKNOWN_VALUE, Constant, Value, contains, join_all, key_of, part, sequence
from tidegate.knowledge.places import Sink

_DEEPEST = 3
_VARIABLE = re.compile(r"\{([A-Za-z_]\w{0,60})\}")


def counted(sink: Sink, value: Value, call: CallArguments) -> Value:
    """What of ``value`` the sink takes."""
    if sink.filled is not None:
        return _filled(sink, value, call.first(sink.filled) or UNKNOWN_VALUE)
    if sink.having:
        return join_all(_having(sink, value, _DEEPEST))
    if sink.after is not None:
        return _behind(sink.after, value)
    return _item(sink, value)


def _behind(pattern: str, value: Value) -> Value:
    """The item behind the first constant that matches: the script of ``["sh", "-c", script, "name"]``."""
    items = sequence(value)
    if items is None:
        return value
    texts = [item.known if isinstance(item.known, str) else "" for item in items]
    at = next((at for at, text in enumerate(texts, 1) if compiled(pattern).search(text)), len(items))
    return items[at] if at < len(items) else UNKNOWN_VALUE


def undecided(sink: Sink, value: Value, depth: int = _DEEPEST) -> Taints:
    """Inputs of which only the caller knows what they hold, so whether the sink takes a part of them."""
    if not sink.having or sink.filled is not None or _is_told(sink, value):
        return {}
    found = {taint: trace for taint, trace in value.taints.items() if isinstance(taint.origin, Input)}
    for key, field in (value.fields or {}).items() if depth else ():
        if key[0] == "[":
            found.update(undecided(sink, field, depth - 1))
    return found


def _item(sink: Sink, value: Value) -> Value:
    """The item that counts, where the sink takes a collection and its items are known one by one."""
    key = f"[{sink.item!r}]"
    if sink.item is None or not value.fields or ("[]" in value.fields and key not in value.fields):
        return value
    return part(value, key) if key in value.fields else Value(value.taints)


def _having(sink: Sink, value: Value, depth: int) -> Iterator[Value]:
    """Of the objects of a list, or of the one object, those that count: their item."""
    if _is_told(sink, value):
        if all(_is_one_of(part(value, key_of(name)), options) for name, options in sink.having):
            yield part(value, key_of(sink.item)) if sink.item is not None else value
        return
    for key, field in (value.fields or {}).items() if depth else ():
        if key[0] == "[":
            yield from _having(sink, field, depth - 1)


def _is_told(sink: Sink, value: Value) -> bool:
    """Whether a value is such an object: it has plain values at the keys that are asked for."""
    found = [(value.fields or {}).get(key_of(name)) for name, _ in sink.having]
    return all(field is not None and not field.fields for field in found)


def _is_one_of(value: Value, options: tuple[Constant, ...]) -> bool:
    known = value.constants
    return bool(known) and all(contains(options, constant) for constant in known or ())


def _filled(sink: Sink, value: Value, template: Value) -> Value:
    """Of values for a template, those that stand in a text that counts."""
    messages = (template.fields or {}).get(".messages", UNKNOWN_VALUE)
    texts = (text.known for text in _having(sink, messages, _DEEPEST))
    names = {name for text in texts if isinstance(text, str) for name in _VARIABLE.findall(text)}
    return join_all(part(value, key_of(name)) for name in sorted(names))
