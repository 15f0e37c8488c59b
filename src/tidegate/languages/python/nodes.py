"""Looking at nodes of the syntax tree."""

from __future__ import annotations

from tree_sitter import Node

_MOST_LITERALS = 1000
_LITERALS = frozenset({"string", "integer", "float", "true", "false", "none"})
_SKIPPED = frozenset({"comment", "line_continuation"})


def told_apart(items: list[Node]) -> list[Node]:
    """The items of a collection; of a very long one only some of those that are plain literals."""
    if len(items) <= _MOST_LITERALS:
        return items
    return [*items[:_MOST_LITERALS], *(item for item in items[_MOST_LITERALS:] if not _is_literal(item))]


def _is_literal(node: Node) -> bool:
    if node.type == "pair":
        return all(child.type in _LITERALS for child in node.named_children)
    return node.type in _LITERALS


def line_of(node: Node) -> int:
    return node.start_point[0] + 1


def significant(node: Node) -> list[Node]:
    """Named children that are not comments."""
    return [child for child in node.named_children if child.type not in _SKIPPED]


def required(node: Node, field: str) -> Node:
    """The child in ``field``; a broken tree may lack it, then the node itself stands in."""
    return node.child_by_field_name(field) or _first_child(node)


def _first_child(node: Node) -> Node:
    inner = significant(node)
    return inner[0] if inner else _leaf(node)


def _leaf(node: Node) -> Node:
    return node.children[0] if node.children else node
