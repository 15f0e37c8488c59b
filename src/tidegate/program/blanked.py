"""What a function does, whatever it and its variables are called: it is known again when they are renamed."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from typing import Any

import msgspec

from tidegate.languages import ir
from tidegate.languages.digest import POSITIONS, is_prose
from tidegate.languages.walk import inside
from tidegate.program.linked import bound_names, target_names

_BINDING = (ir.Assign, ir.Augment, ir.Loop, ir.With, ir.Define, ir.DefineClass)
_NAMED = (ir.Parameter, ir.Bind, ir.Handler, ir.Capture)
_NAMES: dict[type[Any], str] = {
    ir.Name: "id",
    **dict.fromkeys([*_NAMED, ir.Function, ir.Class], "name"),
}  # the field that has a name which the program gives and may change
_UNSAID = POSITIONS | {"qualname"}


class _Name(str):
    """A name that the program gives."""

    __slots__ = ()


def blanked(function: ir.Function, body: tuple[ir.Stmt, ...]) -> str:
    """Equal for functions that differ in layout, comments, their own name and the names of their variables.

    Variables are numbered as they come; what is used from elsewhere keeps its name.
    """
    whole = (function.decorators, function.parameters, body)
    return _printed(whole, set(_own(whole)), {function.name: "#0"})


def blanked_expression(node: ir.Expr, own: Collection[str]) -> str:
    """Equal for expressions that differ in layout and in what the variables ``own`` are called."""
    return _printed(node, own, {})


def _printed(whole: object, own: Collection[str], numbers: dict[str, str]) -> str:
    parts: list[str] = []
    for part in _said(whole):
        if isinstance(part, _Name) and part in own:
            numbers.setdefault(part, f"#{len(numbers)}")
        parts.append(numbers.get(part, part) if isinstance(part, _Name) else part)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _own(whole: object) -> Iterator[str]:
    """Names that are given in a function."""
    for node in inside(whole):
        if isinstance(node, _BINDING):
            yield from bound_names(node)
        elif isinstance(node, ir.Clause):
            yield from target_names(node.target)
        elif isinstance(node, _NAMED) and node.name is not None:
            yield node.name


def _said(whole: object) -> Iterator[str]:
    """All that a piece of code says, from the front, without positions and docstrings."""
    waiting: list[Any] = [whole]
    while waiting:
        current = waiting.pop()
        if isinstance(current, msgspec.Struct):
            yield type(current).__name__
            waiting += reversed([*_fields(current)])
        elif isinstance(current, tuple):
            said = [item for item in current if not is_prose(item)]
            yield f"({len(said)}"
            waiting += reversed(said)
        else:
            yield current if isinstance(current, _Name) else f"{type(current).__name__}:{current}"


def _fields(node: msgspec.Struct) -> Iterator[Any]:
    if isinstance(node, ir.Lambda):  # its name is its place
        node = node.function
        yield from (node.parameters, node.body)
        return
    naming = _NAMES.get(type(node))
    for field in node.__struct_fields__:
        value = getattr(node, field)
        if field == naming and value is not None:
            yield _Name(value)
        elif field not in _UNSAID:
            yield value
