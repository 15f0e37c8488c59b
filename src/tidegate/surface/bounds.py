"""What a route lets through: a part of the URL that matched its pattern can hold no more than that."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tidegate.flow.calls import call_value
from tidegate.flow.checks import GUARD
from tidegate.flow.classes import class_member, expression_in_module
from tidegate.flow.containers import converters
from tidegate.flow.frame import Frame
from tidegate.flow.patterns import kinds_of_group, kinds_of_whole
from tidegate.flow.safe import clear
from tidegate.flow.typed import converted
from tidegate.flow.values import Instance, Method, Value
from tidegate.languages import ir
from tidegate.program.names import MODULE, ClassId, FunctionId
from tidegate.surface.routing import text

_PART = re.compile(r"<([^<>:]{1,200}):([^<>]{1,200})>|\{(\w+):((?:[^{}]|\{[^{}]{0,20}\}){1,200})\}")
_CONVERTER = re.compile(r"(\w+)(?:\((.*)\))?$", re.DOTALL)
_GROUP = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?P<(\w+)>|(\?))?", re.DOTALL)
_HARMLESS = frozenset({"int", "float", "uuid", "date", "any", "ymd"})
_PLAIN = frozenset({"str", "string", "path"})
_PATTERNS = {"slug": r"[-\w]+", "alpha": "[A-Za-z]+"}
_CONVERTS, _PATTERN = ("to_python", "convert"), "regex"  # members of a converter of the program's own


def converted_parts(route: str) -> dict[str, str]:
    """Parameter → what a route says of it: ``<slug:name>``, ``<name:[a-z]+>``, ``{name:int}``.

    The two orders of names are told apart by who asks: both are given.
    """
    found: dict[str, str] = {}
    for match in _PART.finditer(route):
        one, other = (match[1] or match[3]), (match[2] or match[4])
        found[one] = other
        if match[1] is not None:
            found[other] = one
    return found


def grouped_parts(route: str, parameters: list[str], encoded: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Parameter → the sink kinds for which a group of a regular expression lets nothing harmful through.

    ``encoded``: characters by which others may stand there, which are decoded after the match.
    """
    names = [m[1] or "" for m in _GROUP.finditer(route) if m[0][0] == "(" and not m[2]]
    named = any(names)
    unnamed = iter(parameters)
    for number, name in enumerate(names, 1):
        parameter = name if named else next(unnamed, "")
        if parameter:
            yield parameter, kinds_of_group(route, number, encoded)


def through(frame: Frame, path: str, said: str, line: int, value: Value) -> Value:
    """A part of the URL after what the route says of it: the name of a converter, or a pattern."""
    call = _CONVERTER.match(said)
    name = call[1] if call is not None else ""
    if name in _HARMLESS:
        return converted(frame, path, "the route", line, value)
    if name in _PATTERNS:
        return _matched(frame, path, _PATTERNS[name], line, value)
    if call is None:
        return _matched(frame, path, said, line, value)
    for entity in _own_converters(frame, name):
        of = entity.of if isinstance(entity, Instance) else entity
        value = _by_class(frame, path, of, (call[2] or "").strip("\"' "), line, value)
    return value


def _own_converters(frame: Frame, name: str) -> list[ClassId | Instance]:
    """The converters of the program that have this name."""
    found = converters(frame.engine, name) if name not in _PLAIN else ()
    return [e for value in found for e in value.entities if isinstance(e, ClassId | Instance)]


def matched_group(frame: Frame, path: str, kinds: frozenset[str], line: int, value: Value) -> Value:
    """A part of the URL that a group of the route's pattern has matched."""
    return clear(value, frame.checks.kinds(kinds, GUARD, "the route", _at(frame, path), line))


def _matched(frame: Frame, path: str, pattern: str, line: int, value: Value) -> Value:
    return matched_group(frame, path, kinds_of_whole(pattern, "both"), line, value)


def _at(frame: Frame, path: str) -> FunctionId:
    return FunctionId(path, frame.identity.qualname if path == frame.path else MODULE)


def _by_class(frame: Frame, path: str, of: ClassId, argument: str, line: int, value: Value) -> Value:
    """A converter of the program: its pattern, or that which the route gives it, and what it makes of it."""
    found = class_member(frame.engine, of, _PATTERN)
    pattern = argument
    if found is not None and isinstance(found[1], ir.Assign) and found[1].value is not None:
        pattern = text(expression_in_module(frame.engine, found[0].path, found[1].value))
    value = _matched(frame, path, pattern, line, value) if pattern else value
    for method in (class_member(frame.engine, of, name) for name in _CONVERTS):
        if method is not None and isinstance(method[1], ir.Define):
            identity = FunctionId(method[0].path, method[1].function.qualname)
            callee = Value(entities=(Method(identity, Value(entities=(Instance(of),))),))
            outcome = call_value(frame, callee, [value], {}, line)
            value = outcome.result if outcome.returns else value
    return value
