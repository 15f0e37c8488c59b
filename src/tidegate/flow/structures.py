"""Operations of the language itself that move data without changing it, part by part.

A table rather than knowledge, because each one is about structure: which part of the result is which
part of an argument.
"""

from __future__ import annotations

from collections.abc import Callable

from tidegate.flow.attributes import as_asked, attribute, element
from tidegate.flow.formats import braces
from tidegate.flow.frame import Frame
from tidegate.flow.library import CallArguments
from tidegate.flow.strings import concatenated
from tidegate.flow.taints import NOTHING, join_taints
from tidegate.flow.telling import ELEMENT_OF, part_of
from tidegate.flow.values import (
    ELEMENT,
    KEYS,
    UNKNOWN,
    UNKNOWN_VALUE,
    Partial,
    Value,
    constant,
    elements,
    join,
    join_all,
    key_of,
    looped,
    part,
    sequence,
    with_part,
)

Effects = dict[str, dict[str, Value]]
_JOINED, _FORMATTED = "joined to a text", "put into a text by `format()`"
Structure = Callable[[Frame, CallArguments, int], tuple[Value, Effects]]


def _get(frame: Frame, call: CallArguments, line: int) -> tuple[Value, Effects]:
    """``d.get(key, default)``, ``d.pop(key)``, ``d.setdefault(key, value)``."""
    receiver = call.receiver or UNKNOWN_VALUE
    key = call.positional[0].known if call.positional else UNKNOWN
    found = part(receiver, key_of(key)) if key is not UNKNOWN else elements(receiver)
    if receiver.fields is None and not found.taints:
        found = UNKNOWN_VALUE
    found = as_asked(frame, receiver, key, found, line)
    described = element(frame, receiver, key, line)
    found = frame.told(join(found, described) if described.taints else found, line, *part_of(key))
    present = key is not UNKNOWN and key_of(key) in (receiver.fields or {})
    if len(call.positional) > 1 and not present:
        found = join(found, call.positional[1])
    elif not present:
        found = join(found, constant(None)) if found.constants is not None else found
    return found, {}


def _items(frame: Frame, call: CallArguments, line: int) -> tuple[Value, Effects]:
    receiver = call.receiver or UNKNOWN_VALUE
    pair = Value(fields={"[0]": part(receiver, KEYS), "[1]": elements(receiver)})
    return Value(fields={ELEMENT: pair}), {}


def _values(frame: Frame, call: CallArguments, line: int) -> tuple[Value, Effects]:
    return Value(fields={ELEMENT: elements(call.receiver or UNKNOWN_VALUE)}), {}


def _keys(frame: Frame, call: CallArguments, line: int) -> tuple[Value, Effects]:
    receiver = call.receiver or UNKNOWN_VALUE
    names = [key for key in (receiver.fields or {}) if key != ELEMENT]
    if names and not receiver.taints:
        return Value(fields={f"[{i}]": constant(name[2:-2]) for i, name in enumerate(names)}), {}
    return Value(fields={ELEMENT: part(receiver, KEYS)}), {}


def _enumerate(frame: Frame, call: CallArguments, line: int) -> tuple[Value, Effects]:
    inner = looped(call.positional[0]) if call.positional else UNKNOWN_VALUE
    return Value(fields={ELEMENT: Value(fields={"[0]": UNKNOWN_VALUE, "[1]": inner})}), {}


def _zip(frame: Frame, call: CallArguments, line: int) -> tuple[Value, Effects]:
    parts = {f"[{i}]": looped(value) for i, value in enumerate(call.positional)}
    return Value(fields={ELEMENT: Value(fields=parts)}), {}


def _append(frame: Frame, call: CallArguments, line: int) -> tuple[Value, Effects]:
    receiver = call.receiver or UNKNOWN_VALUE
    value = call.positional[-1] if call.positional else UNKNOWN_VALUE
    value = frame.told(value, line, "put in the collection")
    held = join(receiver.fields[ELEMENT], value) if receiver.fields and ELEMENT in receiver.fields else value
    return constant(None), {"self": {ELEMENT: held}}


def _insert(frame: Frame, call: CallArguments, line: int) -> tuple[Value, Effects]:
    """``l.insert(at, value)``: what stood at a position may stand behind it now."""
    result, effects = _append(frame, call, line)
    receiver = call.receiver or UNKNOWN_VALUE
    anything = join(elements(receiver), effects["self"][ELEMENT])
    moved = {key: anything for key in receiver.fields or () if key[0] == "["}
    return result, {"self": {**moved, ELEMENT: anything}}


def _extend(frame: Frame, call: CallArguments, line: int) -> tuple[Value, Effects]:
    value = elements(call.positional[0]) if call.positional else UNKNOWN_VALUE
    return _append(frame, CallArguments([value], {}, call.receiver), line)


def _update(frame: Frame, call: CallArguments, line: int) -> tuple[Value, Effects]:
    fields: dict[str, Value] = {}
    for value in call.positional:
        fields.update(value.fields or {})
        if value.taints:
            fields[""] = Value(value.taints)
    fields.update({key_of(name): value for name, value in call.keywords.items()})
    told = {key: frame.told(value, line, "put in the mapping") for key, value in fields.items()}
    return constant(None), {"self": told}


def _of_pairs(value: Value) -> dict[str, Value]:
    """The items of a mapping that is made of pairs, by key where it is known; empty if there are none."""
    pairs = sequence(value)
    if pairs is None:
        pairs = [value.fields[ELEMENT]] if value.fields and set(value.fields) == {ELEMENT} else []
    found: dict[str, Value] = {}
    for pair in pairs:
        if not pair.fields or "[1]" not in pair.fields:
            return {}
        known = part(pair, "[0]").known
        key = ELEMENT if known is UNKNOWN else key_of(known)
        item = pair.fields["[1]"]
        found[key] = join(found[key], item) if key in found else item
    return found


def _dict(frame: Frame, call: CallArguments, line: int) -> tuple[Value, Effects]:
    result = Value(references=("builtins.dict()",), fields={})
    for value in call.positional:
        given = _of_pairs(value) or value.fields or {}
        for key, field in given.items():
            result = with_part(result, key, field)
        result = result.but(taints=join_taints(result.taints, value.taints))
    for name, value in call.keywords.items():
        result = with_part(result, key_of(name), value)
    return result, {}


def _same_elements(frame: Frame, call: CallArguments, line: int) -> tuple[Value, Effects]:
    """``list(x)``, ``sorted(x)``, ``reversed(x)`` …: a collection of the same elements."""
    if not call.positional:
        return Value(references=("builtins.list()",), fields={}), {}
    value = call.positional[0]
    return Value(value.taints, ("builtins.list()",), fields={ELEMENT: looped(value)}), {}


def _element(frame: Frame, call: CallArguments, line: int) -> tuple[Value, Effects]:
    """``next(x)``, ``min(x)``, ``max(x)``."""
    if len(call.positional) == 1:
        return frame.told(looped(call.positional[0]), line, ELEMENT_OF), {}
    return join_all(
        [looped(call.positional[0]), *call.positional[1:]]
    ) if call.positional else UNKNOWN_VALUE, {}


def _join(frame: Frame, call: CallArguments, line: int) -> tuple[Value, Effects]:
    separator = call.receiver or UNKNOWN_VALUE
    value = call.positional[0] if call.positional else UNKNOWN_VALUE
    items = [field for key, field in (value.fields or {}).items() if key != ELEMENT]
    if items and ELEMENT not in (value.fields or {}) and not value.taints:
        parts = [piece for item in items for piece in (separator, item)][1:]
        return frame.told(concatenated(frame, parts, line), line, _JOINED), {}
    taints = join_taints(separator.taints, join_taints(value.taints, elements(value).all_taints()))
    return frame.told(Value(taints, ("builtins.str()",)), line, _JOINED), {}


def _format(frame: Frame, call: CallArguments, line: int) -> tuple[Value, Effects]:
    """``"…{}…{name}".format(…)`` in its order, so that what stands before the data is known."""
    template = call.receiver or UNKNOWN_VALUE
    known = template.known
    if not isinstance(known, str):
        taints = template.all_taints()
        for value in [*call.positional, *call.keywords.values()]:
            taints = join_taints(taints, value.all_taints())
        return frame.told(Value(taints, ("builtins.str()",)), line, _FORMATTED), {}
    text = concatenated(frame, braces(frame, known, call, line), line)
    return frame.told(text, line, _FORMATTED), {}


def _getattr(frame: Frame, call: CallArguments, line: int) -> tuple[Value, Effects]:
    if len(call.positional) < 2:
        return UNKNOWN_VALUE, {}
    base, name = call.positional[0], call.positional[1].known
    found = attribute(frame, base, name, line) if isinstance(name, str) else Value(base.all_taints())
    return (join(found, call.positional[2]) if len(call.positional) > 2 else found), {}


def _partial(frame: Frame, call: CallArguments, line: int) -> tuple[Value, Effects]:
    if not call.positional:
        return UNKNOWN_VALUE, {}
    bound = Partial(call.positional[0], tuple(call.positional[1:]), tuple(call.keywords.items()))
    return Value(entities=(bound,)), {}


def _map(frame: Frame, call: CallArguments, line: int) -> tuple[Value, Effects]:
    from tidegate.flow.calls import call_value  # calls need this module

    if len(call.positional) < 2:
        return UNKNOWN_VALUE, {}
    outcome = call_value(frame, call.positional[0], [looped(v) for v in call.positional[1:]], {}, line)
    return Value(fields={ELEMENT: outcome.result}), {}


def _split(frame: Frame, call: CallArguments, line: int) -> tuple[Value, Effects]:
    taints = call.receiver.all_taints() if call.receiver is not None else NOTHING
    pieces = Value(references=("builtins.list()",), fields={ELEMENT: Value(taints, ("builtins.str()",))})
    return frame.told(pieces, line, "split"), {}


STRUCTURES: dict[str, Structure] = {
    **{f"builtins.dict().{name}": _get for name in ("get", "pop", "setdefault")},
    "builtins.dict().items": _items,
    "builtins.dict().values": _values,
    "builtins.dict().keys": _keys,
    "builtins.dict().update": _update,
    "builtins.dict": _dict,
    "builtins.enumerate": _enumerate,
    "builtins.zip": _zip,
    "builtins.list().append": _append,
    "builtins.list().insert": _insert,
    "builtins.list().extend": _extend,
    "builtins.set().add": _append,
    **{
        f"builtins.{name}": _same_elements
        for name in ("list", "tuple", "set", "frozenset", "sorted", "reversed", "iter")
    },
    **{f"builtins.{name}": _element for name in ("next", "min", "max")},
    "builtins.str().join": _join,
    "builtins.str().format": _format,
    **{
        f"builtins.str().{name}": _split
        for name in ("split", "rsplit", "splitlines", "partition", "rpartition")
    },
    "builtins.getattr": _getattr,
    "builtins.map": _map,
    "functools.partial": _partial,
}
