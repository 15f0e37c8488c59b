"""Texts that say how values are put into them: what each place makes of its value."""

from __future__ import annotations

import re

from tidegate.flow.frame import Frame
from tidegate.flow.library import CallArguments
from tidegate.flow.values import UNKNOWN_VALUE, Value, constant, key_of

_PERCENT = re.compile(
    r"%(?:\((?P<name>[^)]*)\))?[-+ #0]*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?P<sort>[diouxXeEfFgGcrsa%])"
)
_BRACES = re.compile(r"\{(?P<name>[^{}!:]*)(?:!(?P<sort>[rsa]))?(?::(?P<spec>[^{}]*))?\}")
_MADE_BY = {
    **dict.fromkeys("diouxX", "builtins.int"),
    **dict.fromkeys("eEfFgG", "builtins.float"),
    "r": "builtins.repr",
    "a": "builtins.ascii",
}


def percent(frame: Frame, template: str, given: Value, line: int) -> list[Value]:
    """The pieces of ``template % given`` in their order."""
    values = items(given)
    parts: list[Value] = []
    end = position = 0
    for match in _PERCENT.finditer(template):
        parts.append(constant(template[end : match.start()]))
        end = match.end()
        if match["sort"] == "%":
            continue
        named = (given.fields or {}).get(key_of(match["name"])) if match["name"] else None
        if named is None:
            named = values[min(position, len(values) - 1)] if values else UNKNOWN_VALUE
        parts.append(_converted(frame, match["sort"], named, line))
        position += 1
    return [*parts, constant(template[end:])]


def items(given: Value) -> list[Value]:
    """The values to the right of ``%``: those of a tuple or mapping, or the one that it is."""
    fields = given.fields
    return list(fields.values()) if fields and all(key[0] == "[" for key in fields) else [given]


def braces(frame: Frame, template: str, call: CallArguments, line: int) -> list[Value]:
    """The pieces of ``template.format(…)`` in their order."""
    parts: list[Value] = []
    end = automatic = 0
    for match in _BRACES.finditer(template):
        parts.append(constant(template[end : match.start()]))
        end = match.end()
        name = re.split(r"[.\[]", match["name"], maxsplit=1)[0]
        if not name:
            name, automatic = str(automatic), automatic + 1
        sort = match["sort"] or (match["spec"] or "")[-1:]  # {:d} and %d ask for a number alike
        parts.append(_converted(frame, sort, _argument(call, name), line))
    return [*parts, constant(template[end:])]


def _argument(call: CallArguments, name: str) -> Value:
    if name.isdecimal():
        position = int(name)
        return call.positional[position] if position < len(call.positional) else call.rest or UNKNOWN_VALUE
    return call.keywords.get(name) or call.extra or UNKNOWN_VALUE


def _converted(frame: Frame, sort: str | None, value: Value, line: int) -> Value:
    """What a conversion gives is what the function of that name gives."""
    from tidegate.flow.outside import called  # calls format texts

    reference = _MADE_BY.get(sort or "")
    if reference is None or not value.all_taints():
        return value
    return called(frame, reference, CallArguments([value], {}), frame.place(line), reference).result
