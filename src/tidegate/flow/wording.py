"""The words that an expression is written with: what people call a thing says what it is for."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.knowledge.paths import Arguments
from tidegate.languages import ir

_MOST = 200  # parts of an expression that are looked at


def words_of(expression: ir.Expr) -> Iterator[str]:
    """Variables, attributes and constant keys, without what is called."""
    waiting: list[object] = [expression]
    for _ in range(_MOST):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, ir.Name):
            yield node.id
        elif isinstance(node, ir.Attribute):
            yield node.name
            waiting.append(node.value)
        elif isinstance(node, ir.Subscript):
            yield from _key(node.key)
            waiting.append(node.value)
        elif isinstance(node, ir.Call):
            waiting += [*node.args, *(keyword.value for keyword in node.keywords)]
            waiting += [node.function.value] if isinstance(node.function, ir.Attribute) else []
        elif isinstance(node, ir.Binary):
            waiting += [node.left, node.right]
        elif isinstance(node, ir.Text):
            waiting += node.parts
        elif isinstance(node, ir.Collection):
            waiting += node.items


def _key(key: ir.Expr) -> Iterator[str]:
    if isinstance(key, ir.Const) and isinstance(key.value, str):
        yield key.value


def selected(node: ir.Call, spec: Arguments) -> Iterator[ir.Expr]:
    """The call's expressions that ``spec`` names."""
    if spec.receiver and isinstance(node.function, ir.Attribute):
        yield node.function.value
    for position in spec.positions:
        if position < len(node.args):
            yield node.args[position]
    if spec.rest is not None:
        yield from node.args[spec.rest :]
    for keyword in node.keywords:
        if keyword.name in spec.names or spec.keywords:
            yield keyword.value
