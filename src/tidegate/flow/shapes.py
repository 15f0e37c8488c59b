"""The shape of an expression: its syntax with names and texts blanked, so that renaming changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tidegate.languages import ir

_DEEPEST = 5
_MOST_ITEMS = 8


def shape(node: ir.Expr, depth: int = 0) -> str:
    """A short text; equal for expressions that differ in names of variables and literals only."""
    if depth > _DEEPEST:
        return "…"
    write = _SHAPES.get(type(node))
    return write(node, depth + 1) if write is not None else type(node).__name__


def _listed(nodes: tuple[ir.Expr, ...], depth: int) -> str:
    return ",".join(shape(node, depth) for node in nodes[:_MOST_ITEMS])


def _call(node: ir.Call, depth: int) -> str:
    inside = [shape(argument, depth) for argument in node.args[:_MOST_ITEMS]]
    inside += [f"{word.name or '**'}={shape(word.value, depth)}" for word in node.keywords[:_MOST_ITEMS]]
    function = node.function.id if isinstance(node.function, ir.Name) else shape(node.function, depth)
    return f"{function}({','.join(inside)})"


_SHAPES: dict[type, Callable[[Any, int], str]] = {
    ir.Name: lambda _node, _depth: "x",
    ir.Const: lambda _node, _depth: "k",
    ir.Attribute: lambda node, depth: f"{shape(node.value, depth)}.{node.name}",
    ir.Call: _call,
    ir.Text: lambda node, depth: f"t[{''.join(shape(part, depth) for part in node.parts[:_MOST_ITEMS])}]",
    ir.Binary: lambda node, depth: f"({shape(node.left, depth)}{node.op}{shape(node.right, depth)})",
    ir.Collection: lambda node, depth: f"{node.kind}[{_listed(node.items, depth)}]",
    ir.Subscript: lambda node, depth: f"{shape(node.value, depth)}[{shape(node.key, depth)}]",
    ir.Await: lambda node, depth: shape(node.value, depth - 1),
}
