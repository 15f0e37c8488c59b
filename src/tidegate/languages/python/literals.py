"""Python literals → their values, without the host's own parser, and texts with what is put into them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tree_sitter import Node

from tidegate.languages import ir
from tidegate.languages.python.nodes import line_of, significant

if TYPE_CHECKING:
    from tidegate.languages.python.expressions import Expressions

_ESCAPE = re.compile(
    r"\\(?:\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|.)", re.DOTALL
)
_SIMPLE = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "v": "\v",
    "\\": "\\",
    "'": "'",
    '"': '"',
    "\n": "",
}
_CONVERSIONS = {
    "!r": "repr",
    "!a": "ascii",
    **dict.fromkeys("bdoxX", "int"),
    **dict.fromkeys("eEfFgG%", "float"),
}
_WIDEST = 1 << 62  # what a stored integer may be


def unescape(text: str) -> str:
    """The value of a string literal's content (not for raw strings)."""
    return _ESCAPE.sub(_escape, text) if "\\" in text else text


def _escape(match: re.Match[str]) -> str:
    body = match[0][1:]
    if body in _SIMPLE:
        return _SIMPLE[body]
    if body[0] in "xuU":
        return _character(int(body[1:], 16), match[0]) if len(body) > 1 else match[0]
    if body[0] in "01234567":
        return chr(int(body, 8))
    return match[0]


def _character(code: int, text: str) -> str:
    usable = code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if usable else text


def number(text: str) -> int | float | None:
    """``None`` for complex numbers and integers too wide to keep."""
    digits = text.replace("_", "").lower()
    try:
        value = int(digits, 0) if len(digits) < 30 else None
    except ValueError:
        value = None
    if value is not None:
        return value if abs(value) < _WIDEST else None
    try:
        return float(digits) if "x" not in digits else None
    except ValueError:
        return None


def string(expressions: Expressions, node: Node) -> ir.Expr:
    """A string literal of any prefix."""
    prefix = expressions.text(node.children[0]).lower()
    parts: list[ir.Expr] = []
    for child in node.named_children:
        if child.type == "string_content":
            content = expressions.text(child)
            content = content if "r" in prefix else unescape(content)
            if "f" in prefix or "t" in prefix:
                content = content.replace("{{", "{").replace("}}", "}")
            parts.append(ir.Const(content, line_of(child)))
        elif child.type == "interpolation":
            parts.append(_interpolated(expressions, child))
    return _joined(parts, line_of(node))


def concatenated(expressions: Expressions, node: Node) -> ir.Expr:
    """String literals that stand one behind the other."""
    parts: list[ir.Expr] = []
    for child in significant(node):
        lowered = expressions.expression(child)
        parts.extend(lowered.parts if isinstance(lowered, ir.Text) else [lowered])
    return _joined(parts, line_of(node))


def _interpolated(expressions: Expressions, node: Node) -> ir.Expr:
    """``{x}`` in a text; ``{x!r}`` is ``repr(x)``, and of ``{x:d}`` only a number is left."""
    expression = node.child_by_field_name("expression")
    if expression is None:
        return expressions.opaque(node)
    value = expressions.expression(expression)
    said = {child.type: expressions.text(child) for child in node.children}
    wanted = said.get("type_conversion") or said.get("format_specifier", "")[-1:]
    name = _CONVERSIONS.get(wanted)
    if name is None:
        return value
    line = line_of(node)
    return ir.Call(ir.Name(name, line), (value,), (), line, line, node.start_point.column + 1)


def _joined(parts: list[ir.Expr], line: int) -> ir.Expr:
    if all(isinstance(part, ir.Const) for part in parts):
        return ir.Const("".join(str(part.value) for part in parts if isinstance(part, ir.Const)), line)
    return ir.Text(tuple(parts), line)
