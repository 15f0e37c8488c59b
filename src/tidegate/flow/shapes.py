"""The shape of an expression: its syntax with names and texts blanked, so that renaming changes nothing."""

from __future__ import annotations

from tidegate.languages import ir

_DEEPEST = 5


def shape(node: ir.Expr, depth: int = 0) -> str:
    """A short text; equal for expressions that differ in names of variables and literals only."""
    if depth > _DEEPEST:
        return "…"
    deeper = depth + 1
    if isinstance(node, ir.Name):
        return "x"
    if isinstance(node, ir.Const):
        return "k"
    if isinstance(node, ir.Attribute):
        return f"{shape(node.value, deeper)}.{node.name}"
    if isinstance(node, ir.Call):
        inside = [shape(argument, deeper) for argument in node.args]
        inside += [f"{keyword.name or '**'}={shape(keyword.value, deeper)}" for keyword in node.keywords]
        function = node.function.id if isinstance(node.function, ir.Name) else shape(node.function, deeper)
        return f"{function}({','.join(inside)})"
    if isinstance(node, ir.Text):
        return "t[" + "".join(shape(part, deeper) for part in node.parts) + "]"
    if isinstance(node, ir.Binary):
        return f"({shape(node.left, deeper)}{node.op}{shape(node.right, deeper)})"
    if isinstance(node, ir.Collection):
        return f"{node.kind}[{','.join(shape(item, deeper) for item in node.items[:8])}]"
    if isinstance(node, ir.Subscript):
        return f"{shape(node.value, deeper)}[{shape(node.key, deeper)}]"
    if isinstance(node, ir.Await):
        return shape(node.value, depth)
    return type(node).__name__
