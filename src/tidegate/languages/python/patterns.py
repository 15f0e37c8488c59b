"""``case`` clauses: the constants they match and the names they bind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tree_sitter import Node

from tidegate.languages import ir
from tidegate.languages.python.expressions import Expressions
from tidegate.languages.python.nodes import line_of, significant

_LITERALS = frozenset({"string", "concatenated_string", "integer", "float", "true", "false", "none"})


def lower_case(
    expressions: Expressions, node: Node, block: Callable[[Node | None], tuple[ir.Stmt, ...]]
) -> ir.Case:
    patterns = [child for child in node.named_children if child.type == "case_pattern"]
    guard = node.child_by_field_name("guard")
    values = [_values(expressions, pattern) for pattern in patterns]
    return ir.Case(
        values=tuple(value for found in values for value in found or ()) if all(values) else (),
        captures=tuple(name for pattern in patterns for name in _captures(expressions, pattern)),
        irrefutable=len(patterns) == 1 and _irrefutable(expressions, patterns[0]),
        guard=expressions.expression(significant(guard)[0]) if guard and significant(guard) else None,
        body=block(node.child_by_field_name("consequence")),
        line=line_of(node),
    )


def _values(expressions: Expressions, pattern: Node) -> list[ir.Expr] | None:
    """The values of a pattern made of literals and ``|`` only, else ``None``."""
    if pattern.type in _LITERALS:
        return [expressions.expression(pattern)]
    if pattern.type in ("case_pattern", "union_pattern"):
        found = [_values(expressions, child) for child in significant(pattern)]
        return [value for part in found for value in part or ()] if found and all(found) else None
    if pattern.type == "dotted_name" and len(pattern.named_children) > 1:
        return [expressions.expression(pattern)]
    return None


def _captures(expressions: Expressions, pattern: Node) -> Iterator[str]:
    if pattern.type == "dotted_name":
        if len(pattern.named_children) == 1:
            yield expressions.text(pattern)
    elif pattern.type == "class_pattern":
        for child in significant(pattern)[1:]:
            yield from _captures(expressions, child)
    elif pattern.type == "identifier":
        yield expressions.text(pattern)
    elif pattern.type == "keyword_pattern":
        for child in significant(pattern)[1:]:
            yield from _captures(expressions, child)
    elif pattern.type not in _LITERALS:
        for child in significant(pattern):
            yield from _captures(expressions, child)


def _irrefutable(expressions: Expressions, pattern: Node) -> bool:
    text = expressions.text(pattern)
    return text == "_" or (text.isidentifier() and text not in ("None", "True", "False"))
