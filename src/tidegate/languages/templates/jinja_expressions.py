"""Jinja's expressions in our representation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tidegate.languages import ir
from tidegate.languages.templates.builder import DEEPEST, Builder

if TYPE_CHECKING:
    from jinja2 import nodes

_COMPARISONS = {
    "eq": "==",
    "ne": "!=",
    "gt": ">",
    "gteq": ">=",
    "lt": "<",
    "lteq": "<=",
    "in": "in",
    "notin": "not in",
}
_UNARY = {"Not": "not", "Neg": "-", "Pos": "+"}


class Expressions:
    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._depth = 0

    def lower(self, node: nodes.Node | None) -> ir.Expr:
        """Never raises; what is nested too deep, or not known, keeps no data and is a problem of the file."""
        if node is None:
            return ir.Const(None, 1)
        self._depth += 1
        try:
            if self._depth > DEEPEST:
                self._builder.problems.append((node.lineno, "nested too deep"))
                return ir.Opaque((), node.lineno)
            return self._lower(node)
        finally:
            self._depth -= 1

    def _lower(self, node: nodes.Node) -> ir.Expr:
        from jinja2 import nodes

        match node:
            case nodes.Name():
                return self._builder.name(node.name, node.lineno)
            case nodes.Getattr():
                return self._builder.part(self.lower(node.node), node.attr, node.lineno)
            case nodes.Getitem():
                return self._item(node)
            case nodes.Filter():
                return self._filter(node)
            case nodes.Call():
                return self._call(node)
            case nodes.Test():
                return ir.Compare(
                    self.lower(node.node), ("is",), (ir.Const(node.name, node.lineno),), node.lineno
                )
            case nodes.MarkSafe() | nodes.MarkSafeIfAutoescape():
                value = self.lower(node.expr)
                marked = isinstance(node, nodes.MarkSafe)
                return self._builder.filter("safe", value, (), node.lineno) if marked else value
        return self._operation(node)

    def _operation(self, node: nodes.Node) -> ir.Expr:
        from jinja2 import nodes

        line = node.lineno
        match node:
            case nodes.And() | nodes.Or():
                operator = "and" if isinstance(node, nodes.And) else "or"
                return ir.Boolean(operator, (self.lower(node.left), self.lower(node.right)), line)
            case nodes.BinExpr():
                return ir.Binary(node.operator or "", self.lower(node.left), self.lower(node.right), line)
            case nodes.UnaryExpr():
                return ir.Unary(_UNARY[type(node).__name__], self.lower(node.node), line)
            case nodes.Concat():
                return ir.Text(self._all(node.nodes), line)
            case nodes.Compare():
                operators = tuple(_COMPARISONS.get(operand.op, operand.op) for operand in node.ops)
                return ir.Compare(
                    self.lower(node.expr), operators, self._all([o.expr for o in node.ops]), line
                )
            case nodes.Test():
                return ir.Compare(self.lower(node.node), ("is",), (ir.Const(node.name, line),), line)
            case nodes.CondExpr():
                return ir.Choice(self.lower(node.test), self.lower(node.expr1), self.lower(node.expr2), line)
        return self._literal(node)

    def _literal(self, node: nodes.Node) -> ir.Expr:
        from jinja2 import nodes

        match node:
            case nodes.Const():
                return _constant(node.value, node.lineno)
            case nodes.TemplateData():
                return ir.Const(node.data, node.lineno)
            case nodes.List() | nodes.Tuple():
                kind = "list" if isinstance(node, nodes.List) else "tuple"
                return ir.Collection(kind, self._all(node.items), node.lineno)
            case nodes.Dict():
                keys = self._all([pair.key for pair in node.items])
                return ir.Mapping(keys, self._all([pair.value for pair in node.items]), node.lineno)
            case nodes.NSRef():
                name = self._builder.name(node.name, node.lineno)
                return ir.Attribute(name, node.attr, node.lineno)
        return ir.Opaque(self._all(list(node.iter_child_nodes())), node.lineno)

    def _all(self, given: list[nodes.Expr] | list[nodes.Node]) -> tuple[ir.Expr, ...]:
        return tuple(self.lower(node) for node in given)

    def _item(self, node: nodes.Getitem) -> ir.Expr:
        from jinja2 import nodes

        value, line = self.lower(node.node), node.lineno
        if isinstance(node.arg, nodes.Slice):
            parts = tuple(
                self.lower(part) if part else None for part in (node.arg.start, node.arg.stop, node.arg.step)
            )
            return ir.Subscript(value, ir.Slice(parts, line), line)
        return ir.Subscript(value, self.lower(node.arg), line)

    def _filter(self, node: nodes.Filter) -> ir.Expr:
        args = (*self._all(node.args), *(self.lower(keyword.value) for keyword in node.kwargs))
        value = self.lower(node.node) if node.node is not None else ir.Const("", node.lineno)
        return self._builder.filter(node.name, value, args, node.lineno)

    def _call(self, node: nodes.Call) -> ir.Expr:
        from jinja2 import nodes

        line = node.lineno
        callee = node.node
        if isinstance(callee, nodes.Getattr):
            function: ir.Expr = ir.Attribute(self.lower(callee.node), callee.attr, line)
        else:
            function = self.lower(callee)
        args = [*self._all(node.args)]
        if node.dyn_args is not None:
            args.append(ir.Spread(self.lower(node.dyn_args), line))
        keywords = [ir.Keyword(keyword.key, self.lower(keyword.value)) for keyword in node.kwargs]
        if node.dyn_kwargs is not None:
            keywords.append(ir.Keyword(None, self.lower(node.dyn_kwargs)))
        return ir.Call(function, tuple(args), tuple(keywords), line, line, 1)


def _constant(value: object, line: int) -> ir.Expr:
    if value is None or isinstance(value, bool | int | float | str):
        small = not isinstance(value, int) or abs(value) < 2**63
        return ir.Const(value if small else str(value)[:40], line)
    return ir.Opaque((), line)
