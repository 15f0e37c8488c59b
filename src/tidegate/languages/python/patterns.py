"""``case`` clauses: the constants they match and the names they bind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

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
        classes=tuple(_classes(expressions, patterns[0]) or ()) if len(patterns) == 1 else (),
        captures=tuple(_all_captures(expressions, patterns)),
        irrefutable=len(patterns) == 1 and _irrefutable(expressions, patterns[0]),
        guard=expressions.expression(significant(guard)[0]) if guard and significant(guard) else None,
        body=block(node.child_by_field_name("consequence")),
        line=line_of(node),
    )


def _values(expressions: Expressions, pattern: Node) -> list[ir.Expr] | None:
    """The values of a pattern made of literals and ``|`` only, else ``None``."""
    if pattern.type in _LITERALS:
        return [expressions.expression(pattern)]
    if pattern.type == "as_pattern":
        return _values(expressions, significant(pattern)[0])
    if pattern.type in ("case_pattern", "union_pattern"):
        found = [_values(expressions, child) for child in significant(pattern)]
        return [value for part in found for value in part or ()] if found and all(found) else None
    if pattern.type == "dotted_name" and len(pattern.named_children) > 1:
        return [expressions.expression(pattern)]
    return None


def _classes(expressions: Expressions, pattern: Node) -> list[ir.Expr] | None:
    """The classes of a pattern that is one of classes (and ``|`` of them), else ``None``."""
    if pattern.type == "class_pattern":
        return [expressions.expression(significant(pattern)[0])]
    if pattern.type == "as_pattern":
        return _classes(expressions, significant(pattern)[0])
    if pattern.type in ("case_pattern", "union_pattern"):
        found = [_classes(expressions, child) for child in significant(pattern)]
        return [one for part in found for one in part or ()] if found and all(found) else None
    return None


def _all_captures(expressions: Expressions, patterns: list[Node]) -> Iterator[ir.Capture]:
    """What a clause binds; several patterns are a sequence without brackets."""
    for position, pattern in enumerate(patterns):
        steps = (f"[{position}]",) if len(patterns) > 1 else ()
        yield from _captures(expressions, pattern, steps)


def _captures(expressions: Expressions, pattern: Node, steps: tuple[str, ...]) -> Iterator[ir.Capture]:
    if pattern.type == "identifier" or (pattern.type == "dotted_name" and len(pattern.named_children) == 1):
        yield ir.Capture(expressions.text(pattern), steps)
    elif pattern.type in _INNER:
        for child, inner in _INNER[pattern.type](expressions, pattern):
            yield from _captures(expressions, child, (*steps, *inner))
    elif pattern.type not in _LITERALS and pattern.type != "dotted_name":
        for child in significant(pattern):
            yield from _captures(expressions, child, (*steps, "?"))


_Inner: TypeAlias = Iterator[tuple[Node, tuple[str, ...]]]


def _same(expressions: Expressions, pattern: Node) -> _Inner:
    for child in significant(pattern):
        yield child, ()


def _of_class(expressions: Expressions, pattern: Node) -> _Inner:
    for position, child in enumerate(significant(pattern)[1:]):
        inner = significant(child)
        is_keyword = bool(inner) and inner[0].type == "keyword_pattern"
        yield child, () if is_keyword else (f"#{position}",)


def _of_keyword(expressions: Expressions, pattern: Node) -> _Inner:
    name, *inner = significant(pattern)
    for child in inner:
        yield child, (f".{expressions.text(name)}",)


def _of_sequence(expressions: Expressions, pattern: Node) -> _Inner:
    starred = False
    for position, child in enumerate(significant(pattern)):
        inner = significant(child)
        if inner and inner[0].type == "splat_pattern":
            starred = True
            yield inner[0], ()
        else:
            yield child, ("[]" if starred else f"[{position}]",)


def _of_mapping(expressions: Expressions, pattern: Node) -> _Inner:
    key = "[]"
    for child in significant(pattern):
        if child.type == "case_pattern":
            yield child, (key,)
        elif child.type == "splat_pattern":
            yield child, ()
        else:
            literal = expressions.expression(child)
            key = f"[{literal.value!r}]" if isinstance(literal, ir.Const) else "[]"


_INNER: dict[str, Callable[[Expressions, Node], _Inner]] = {
    "case_pattern": _same,
    "union_pattern": _same,
    "as_pattern": _same,
    "splat_pattern": _same,
    "class_pattern": _of_class,
    "keyword_pattern": _of_keyword,
    "list_pattern": _of_sequence,
    "tuple_pattern": _of_sequence,
    "dict_pattern": _of_mapping,
}


def _irrefutable(expressions: Expressions, pattern: Node) -> bool:
    text = expressions.text(pattern)
    return text == "_" or (text.isidentifier() and text not in ("None", "True", "False"))
