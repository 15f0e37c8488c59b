"""Python expressions: syntax tree → ``ir`` expressions."""

from __future__ import annotations

from collections.abc import Callable

from tree_sitter import Node

from tidegate.languages import ir
from tidegate.languages.python.literals import concatenated, number, string
from tidegate.languages.python.nodes import line_of, required, significant, told_apart

_DEEPEST = 120  # nesting that is followed; deeper is Opaque, so that a hostile file cannot exhaust the stack


class Expressions:
    """Lowers expressions of one source text. ``lambda`` bodies are functions named in ``scope``."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.scope: list[str] = []
        self.too_deep: list[int] = []  # lines whose nesting was not followed
        self._depth = 0

    def text(self, node: Node) -> str:
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def expression(self, node: Node) -> ir.Expr:
        lower = _LOWER.get(node.type)
        if lower is None:
            return self.opaque(node)
        if self._depth > _DEEPEST:
            return self.not_followed(node)
        self._depth += 1
        try:
            return lower(self, node)
        finally:
            self._depth -= 1

    def not_followed(self, node: Node) -> ir.Opaque:
        """What stands for a part that is nested too deeply."""
        self.too_deep.append(line_of(node))
        return ir.Opaque((), line_of(node), False)

    def optional(self, node: Node | None) -> ir.Expr | None:
        return None if node is None else self.expression(node)

    def opaque(self, node: Node) -> ir.Opaque:
        if self._depth > _DEEPEST:
            return self.not_followed(node)
        self._depth += 1
        try:
            return ir.Opaque(tuple(self.expression(child) for child in significant(node)), line_of(node))
        finally:
            self._depth -= 1

    def annotation(self, node: Node | None) -> ir.Expr | None:
        """A type; a quoted one is read as if it were not quoted where it is a plain dotted name."""
        if node is None:
            return None
        lowered = self.expression(node)
        if isinstance(lowered, ir.Const) and isinstance(lowered.value, str):
            return _dotted(lowered.value, lowered.line) or lowered
        return lowered

    def parameters(self, node: Node | None) -> tuple[ir.Parameter, ...]:
        found: list[ir.Parameter] = []
        kind = "positional"
        for child in significant(node) if node else ():
            if child.type == "keyword_separator":
                kind = "keyword"
                continue
            parameter = self._parameter(child, kind)
            if parameter is not None:
                found.append(parameter)
                kind = "keyword" if parameter.kind == "rest" else kind
        return tuple(found)

    def _parameter(self, node: Node, kind: str) -> ir.Parameter | None:
        if node.type == "identifier":
            return ir.Parameter(self.text(node), kind, None, None, line_of(node))
        if node.type in ("default_parameter", "typed_default_parameter"):
            name = self.text(required(node, "name"))
            annotation = self.annotation(node.child_by_field_name("type"))
            return ir.Parameter(
                name, kind, annotation, self.optional(node.child_by_field_name("value")), line_of(node)
            )
        if node.type == "typed_parameter":
            inner = self._parameter(significant(node)[0], kind)
            annotation = self.annotation(node.child_by_field_name("type"))
            return inner and ir.Parameter(inner.name, inner.kind, annotation, None, inner.line)
        if node.type in ("list_splat_pattern", "dictionary_splat_pattern"):
            kind = "rest" if node.type == "list_splat_pattern" else "keywords"
            return ir.Parameter(self.text(significant(node)[0]), kind, None, None, line_of(node))
        return None

    # --- one method a kind of node -------------------------------------------------------------

    def _name(self, node: Node) -> ir.Expr:
        return ir.Name(self.text(node), line_of(node))

    def _first(self, node: Node) -> ir.Expr:
        inner = significant(node)
        return self.expression(inner[0]) if len(inner) == 1 else self.opaque(node)

    def _dotted_name(self, node: Node) -> ir.Expr:
        parts = [self.text(child) for child in node.named_children]
        result: ir.Expr = ir.Name(parts[0], line_of(node))
        for part in parts[1:]:
            result = ir.Attribute(result, part, line_of(node))
        return result

    def _attribute(self, node: Node) -> ir.Expr:
        value = self.expression(required(node, "object"))
        return ir.Attribute(value, self.text(required(node, "attribute")), node.end_point[0] + 1)

    def _subscript(self, node: Node) -> ir.Expr:
        keys = [self.expression(key) for key in node.children_by_field_name("subscript")]
        line = line_of(node)
        key = keys[0] if len(keys) == 1 else ir.Collection("tuple", tuple(keys), line)
        return ir.Subscript(self.expression(required(node, "value")), key, line)

    def _generic_type(self, node: Node) -> ir.Expr:
        inner = significant(node)
        keys = tuple(self.expression(child) for child in significant(inner[1]))
        line = line_of(node)
        key = keys[0] if len(keys) == 1 else ir.Collection("tuple", keys, line)
        return ir.Subscript(self.expression(inner[0]), key, line)

    def _call(self, node: Node) -> ir.Expr:
        args: list[ir.Expr] = []
        keywords: list[ir.Keyword] = []
        given = required(node, "arguments")
        for child in [given] if given.type == "generator_expression" else significant(given):
            if child.type == "keyword_argument":
                value = self.expression(required(child, "value"))
                keywords.append(ir.Keyword(self.text(required(child, "name")), value))
            elif child.type == "dictionary_splat":
                keywords.append(ir.Keyword(None, self._first(child)))
            else:
                args.append(self.expression(child))
        function = self.expression(required(node, "function"))
        return ir.Call(
            function,
            tuple(args),
            tuple(keywords),
            line_of(node),
            node.end_point[0] + 1,
            node.start_point[1] + 1,
        )

    def _binary(self, node: Node) -> ir.Expr:
        left, right = required(node, "left"), required(node, "right")
        return ir.Binary(
            self.text(required(node, "operator")),
            self.expression(left),
            self.expression(right),
            line_of(node),
        )

    def _boolean(self, node: Node) -> ir.Expr:
        op = self.text(required(node, "operator"))
        values = (self.expression(required(node, "left")), self.expression(required(node, "right")))
        return ir.Boolean(op, values, line_of(node))

    def _not(self, node: Node) -> ir.Expr:
        return ir.Unary("not", self.expression(required(node, "argument")), line_of(node))

    def _unary(self, node: Node) -> ir.Expr:
        operand = self.expression(required(node, "argument"))
        op = self.text(required(node, "operator"))
        if op == "-" and isinstance(operand, ir.Const) and type(operand.value) in (int, float):
            return ir.Const(-operand.value, operand.line)  # type: ignore[operator]  # checked on the line above
        return ir.Unary(op, operand, line_of(node))

    def _comparison(self, node: Node) -> ir.Expr:
        ops = tuple(" ".join(self.text(op).split()) for op in node.children_by_field_name("operators"))
        values = [self.expression(child) for child in significant(node)]
        return ir.Compare(values[0], ops, tuple(values[1:]), line_of(node))

    def _choice(self, node: Node) -> ir.Expr:
        inner = significant(node)
        if len(inner) != 3:
            return self.opaque(node)
        body, test, orelse = map(self.expression, inner)
        return ir.Choice(test, body, orelse, line_of(node))

    def _number(self, node: Node) -> ir.Expr:
        value = number(self.text(node))
        return ir.Opaque((), line_of(node)) if value is None else ir.Const(value, line_of(node))

    def _true(self, node: Node) -> ir.Expr:
        return ir.Const(True, line_of(node))

    def _false(self, node: Node) -> ir.Expr:
        return ir.Const(False, line_of(node))

    def _none(self, node: Node) -> ir.Expr:
        return ir.Const(None, line_of(node))

    def _collection(self, node: Node) -> ir.Expr:
        items = (self.expression(child) for child in told_apart(significant(node)))
        return ir.Collection(_COLLECTIONS[node.type], tuple(items), line_of(node))

    def _mapping(self, node: Node) -> ir.Expr:
        keys: list[ir.Expr | None] = []
        values: list[ir.Expr] = []
        for child in told_apart(significant(node)):
            if child.type == "pair":
                keys.append(self.expression(required(child, "key")))
                values.append(self.expression(required(child, "value")))
            else:
                keys.append(None)
                values.append(self._first(child))
        return ir.Mapping(tuple(keys), tuple(values), line_of(node))

    def _lambda(self, node: Node) -> ir.Expr:
        line = line_of(node)
        body = self.expression(required(node, "body"))
        name = f"<lambda:{line}:{node.start_point[1] + 1}>"
        function = ir.Function(
            name=name,
            qualname=".".join([*self.scope, name]),
            parameters=self.parameters(node.child_by_field_name("parameters")),
            decorators=(),
            returns=None,
            body=(ir.Return(body, line),),
            line=line,
            end_line=node.end_point[0] + 1,
            asynchronous=False,
        )
        return ir.Lambda(function, line)

    def _comprehension(self, node: Node) -> ir.Expr:
        body = required(node, "body")
        value: ir.Expr | None = None
        if body.type == "pair":
            element = self.expression(required(body, "key"))
            value = self.expression(required(body, "value"))
        else:
            element = self.expression(body)
        kind = _COMPREHENSIONS[node.type]
        return ir.Comprehension(kind, element, value, self._clauses(node), line_of(node))

    def _clauses(self, node: Node) -> tuple[ir.Clause, ...]:
        clauses: list[ir.Clause] = []
        for child in node.named_children:
            if child.type == "for_in_clause":
                target = self.expression(required(child, "left"))
                clauses.append(ir.Clause(target, self._right(child), ()))
            elif child.type == "if_clause" and clauses:
                last = clauses.pop()
                clauses.append(ir.Clause(last.target, last.iter, (*last.conditions, self._first(child))))
        return tuple(clauses)

    def _right(self, node: Node) -> ir.Expr:
        rights = [self.expression(right) for right in node.children_by_field_name("right")]
        return rights[0] if len(rights) == 1 else ir.Collection("tuple", tuple(rights), line_of(node))

    def _await(self, node: Node) -> ir.Expr:
        return ir.Await(self._first(node), line_of(node))

    def _yield(self, node: Node) -> ir.Expr:
        inner = significant(node)
        delegate = any(child.type == "from" for child in node.children)
        return ir.Yield(self.expression(inner[0]) if inner else None, delegate, line_of(node))

    def _spread(self, node: Node) -> ir.Expr:
        return ir.Spread(self._first(node), line_of(node))

    def _bind(self, node: Node) -> ir.Expr:
        name = self.text(required(node, "name"))
        return ir.Bind(name, self.expression(required(node, "value")), line_of(node))

    def _slice(self, node: Node) -> ir.Expr:
        parts: list[ir.Expr | None] = [None]
        for child in node.children:
            if child.type == ":":
                parts.append(None)
            elif child.is_named and child.type != "comment":
                parts[-1] = self.expression(child)
        return ir.Slice(tuple(parts), line_of(node))

    def _union_type(self, node: Node) -> ir.Expr:
        left, right = map(self.expression, significant(node)[:2])
        return ir.Binary("|", left, right, line_of(node))

    def _as_pattern(self, node: Node) -> ir.Expr:
        return self.expression(significant(node)[0])


def _dotted(text: str, line: int) -> ir.Expr | None:
    names = text.strip().split(".")
    if not all(name.isidentifier() for name in names):
        return None
    result: ir.Expr = ir.Name(names[0], line)
    for name in names[1:]:
        result = ir.Attribute(result, name, line)
    return result


_COLLECTIONS = {
    "list": "list",
    "tuple": "tuple",
    "set": "set",
    "expression_list": "tuple",
    "pattern_list": "tuple",
    "tuple_pattern": "tuple",
    "list_pattern": "list",
}
_COMPREHENSIONS = {
    "list_comprehension": "list",
    "set_comprehension": "set",
    "generator_expression": "generator",
    "dictionary_comprehension": "dict",
}
_E = Expressions
_LOWER: dict[str, Callable[[Expressions, Node], ir.Expr]] = {
    "identifier": _E._name,
    "keyword_identifier": _E._name,
    "dotted_name": _E._dotted_name,
    "attribute": _E._attribute,
    "subscript": _E._subscript,
    "call": _E._call,
    "binary_operator": _E._binary,
    "boolean_operator": _E._boolean,
    "not_operator": _E._not,
    "unary_operator": _E._unary,
    "comparison_operator": _E._comparison,
    "conditional_expression": _E._choice,
    "string": string,
    "concatenated_string": concatenated,
    "integer": _E._number,
    "float": _E._number,
    "true": _E._true,
    "false": _E._false,
    "none": _E._none,
    "lambda": _E._lambda,
    "dictionary": _E._mapping,
    "await": _E._await,
    "yield": _E._yield,
    "list_splat": _E._spread,
    "list_splat_pattern": _E._spread,
    "parenthesized_list_splat": _E._spread,
    "named_expression": _E._bind,
    "slice": _E._slice,
    "parenthesized_expression": _E._first,
    "type": _E._first,
    "generic_type": _E._generic_type,
    "union_type": _E._union_type,
    "as_pattern": _E._as_pattern,
    **dict.fromkeys(_COLLECTIONS, _E._collection),
    **dict.fromkeys(_COMPREHENSIONS, _E._comprehension),
}
