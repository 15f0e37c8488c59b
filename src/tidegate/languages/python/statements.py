"""Python statements and definitions: syntax tree → ``ir``."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tree_sitter import Node

from tidegate.languages import ir
from tidegate.languages.python.expressions import Expressions
from tidegate.languages.python.nodes import line_of, required, significant
from tidegate.languages.python.patterns import lower_case

Block = tuple[ir.Stmt, ...]


class Statements(Expressions):
    """Lowers one file. Functions at module and class level keep their body for later.

    ``bodies`` maps such a function's qualified name to its body's node; ``body`` lowers it.
    """

    def __init__(self, source: bytes) -> None:
        super().__init__(source)
        self.bodies: dict[str, Node] = {}
        self._lazy = True
        self._used: set[str] = set()

    def module(self, root: Node) -> Block:
        return self.block(root.children)

    def body(self, qualname: str) -> Block:
        """The statements of a function whose body was kept for later."""
        node = self.bodies[qualname]
        self.scope, self._lazy = qualname.split("."), False
        return self.block(node.children)

    def block(self, nodes: Iterable[Node]) -> Block:
        statements: list[ir.Stmt] = []
        for node in nodes:
            if node.is_named:
                lower = _LOWER.get(node.type)
                if lower is not None:
                    statements.extend(lower(self, node))
        return tuple(statements)

    def inner(self, node: Node | None) -> Block:
        """The statements of a ``block`` node (or of one that holds a block)."""
        if node is None:
            return ()
        if self._depth > _DEEPEST:
            return (ir.Evaluate(self.not_followed(node), line_of(node)),)
        self._depth += 1
        try:
            return self.block(node.children)
        finally:
            self._depth -= 1

    # --- definitions ---------------------------------------------------------------------------

    def _qualname(self, name: str) -> str:
        base = qualname = ".".join([*self.scope, name])
        count = 2
        while qualname in self._used:
            qualname, count = f"{base}#{count}", count + 1
        self._used.add(qualname)
        return qualname

    def _decorated(self, node: Node) -> Block:
        definition = required(node, "definition")
        decorators = tuple(self._first(child) for child in node.children if child.type == "decorator")
        if definition.type == "class_definition":
            return (self._make_class(definition, decorators, line_of(node)),)
        if definition.type == "function_definition":
            return (self._make_function(definition, decorators, line_of(node)),)
        return ()

    def _function(self, node: Node) -> Block:
        return (self._make_function(node, (), line_of(node)),)

    def _class(self, node: Node) -> Block:
        return (self._make_class(node, (), line_of(node)),)

    def _make_function(self, node: Node, decorators: tuple[ir.Expr, ...], line: int) -> ir.Define:
        name = self.text(required(node, "name"))
        qualname = self._qualname(name)
        function = ir.Function(
            name=name,
            qualname=qualname,
            parameters=self.parameters(node.child_by_field_name("parameters")),
            decorators=decorators,
            returns=self.annotation(node.child_by_field_name("return_type")),
            body=self._function_body(node, qualname),
            line=line,
            end_line=node.end_point[0] + 1,
            asynchronous=bool(node.children) and node.children[0].type == "async",
        )
        return ir.Define(function, line)

    def _function_body(self, node: Node, qualname: str) -> Block | None:
        body = node.child_by_field_name("body")
        if body is None:
            return ()
        if self._lazy:
            self.bodies[qualname] = body
            return None
        outer, self.scope = self.scope, qualname.split(".")
        try:
            return self.inner(body)
        finally:
            self.scope = outer

    def _make_class(self, node: Node, decorators: tuple[ir.Expr, ...], line: int) -> ir.DefineClass:
        name = self.text(required(node, "name"))
        qualname = self._qualname(name)
        given = node.child_by_field_name("superclasses")
        bases = (
            tuple(self.expression(base) for base in significant(given) if base.type != "keyword_argument")
            if given
            else ()
        )
        outer, self.scope = self.scope, qualname.split(".")
        try:
            body = self.inner(node.child_by_field_name("body"))
        finally:
            self.scope = outer
        end = node.end_point[0] + 1
        definition = ir.Class(name, qualname, bases, decorators, body, line, end, self._class_keywords(given))
        return ir.DefineClass(definition, line)

    def _class_keywords(self, given: Node | None) -> tuple[ir.Keyword, ...]:
        named = [base for base in significant(given) if base.type == "keyword_argument"] if given else []
        pairs = ((required(one, "name"), required(one, "value")) for one in named)
        return tuple(ir.Keyword(self.text(name), self.expression(value)) for name, value in pairs)

    # --- simple statements ---------------------------------------------------------------------

    def _expression(self, node: Node) -> Block:
        inner = significant(node)
        line = line_of(node)
        if len(inner) > 1:
            return (ir.Evaluate(ir.Collection("tuple", tuple(map(self.expression, inner)), line), line),)
        return tuple(statement for child in inner for statement in self._one_expression(child))

    def _one_expression(self, node: Node) -> Block:
        if node.type == "assignment":
            return self._assignment(node)
        if node.type == "augmented_assignment":
            op = self.text(required(node, "operator"))[:-1]
            target, value = self.expression(required(node, "left")), self.expression(required(node, "right"))
            return (ir.Augment(target, op, value, line_of(node)),)
        return (ir.Evaluate(self.expression(node), line_of(node)),)

    def _assignment(self, node: Node) -> Block:
        targets: list[ir.Expr] = []
        annotation: ir.Expr | None = None
        value: Node | None = node
        while value is not None and value.type == "assignment":
            targets.append(self.expression(required(value, "left")))
            annotation = annotation or self.annotation(value.child_by_field_name("type"))
            value = value.child_by_field_name("right")
        return (ir.Assign(tuple(targets), self.optional(value), annotation, line_of(node)),)

    def _type_alias(self, node: Node) -> Block:
        """``type Name[T] = …``: a name for a type, as an assignment gives it."""
        name = next(iter(required(node, "left").named_children), None)
        while name is not None and name.type != "identifier" and name.named_children:
            name = name.named_children[0]
        value = self.annotation(node.child_by_field_name("right"))
        if name is None or value is None:
            return ()
        target = ir.Name(self.text(name), line_of(node))
        return (ir.Assign((target,), value, None, line_of(node)),)

    def _return(self, node: Node) -> Block:
        inner = significant(node)
        return (ir.Return(self.expression(inner[0]) if inner else None, line_of(node)),)

    def _raise(self, node: Node) -> Block:
        inner = significant(node)
        return (ir.Raise(self.expression(inner[0]) if inner else None, line_of(node)),)

    def _delete(self, node: Node) -> Block:
        targets = tuple(self.expression(child) for child in significant(node))
        return (ir.Delete(targets, line_of(node)),)

    def _assert(self, node: Node) -> Block:
        return (ir.Assert(self.expression(_first_significant(node)), line_of(node)),)

    def _jump(self, node: Node) -> Block:
        return (ir.Jump(node.type.removesuffix("_statement"), line_of(node)),)

    def _scope(self, node: Node) -> Block:
        names = tuple(self.text(child) for child in significant(node))
        return (ir.Scope(node.type.removesuffix("_statement"), names, line_of(node)),)

    def _other(self, node: Node) -> Block:
        return (ir.Evaluate(self.opaque(node), line_of(node)),)

    # --- imports -------------------------------------------------------------------------------

    def _import(self, node: Node) -> Block:
        found: list[ir.Stmt] = []
        for child in node.children_by_field_name("name"):
            module, name, renamed = self._imported(child)
            found.append(
                ir.Import(module, None, name if renamed else module.split(".")[0], renamed, 0, line_of(node))
            )
        return tuple(found)

    def _import_from(self, node: Node) -> Block:
        module, level = self._origin(node.child_by_field_name("module_name"))
        line = line_of(node)
        if any(child.type == "wildcard_import" for child in node.children):
            return (ir.Import(module, "*", "*", False, level, line),)
        found: list[ir.Stmt] = []
        for child in node.children_by_field_name("name"):
            member, name, renamed = self._imported(child)
            found.append(ir.Import(module, member, name, renamed, level, line))
        return tuple(found)

    def _imported(self, node: Node) -> tuple[str, str, bool]:
        if node.type == "aliased_import":
            return self._compact(required(node, "name")), self.text(required(node, "alias")), True
        name = self._compact(node)
        return name, name, False

    def _origin(self, node: Node | None) -> tuple[str, int]:
        if node is None:
            return "__future__", 0
        text = self._compact(node)
        module = text.lstrip(".")
        return module, len(text) - len(module)

    def _compact(self, node: Node) -> str:
        return "".join(self.text(node).split())

    # --- compound statements -------------------------------------------------------------------

    def _if(self, node: Node) -> Block:
        orelse: Block = ()
        for clause in reversed(node.children_by_field_name("alternative")):
            if clause.type == "elif_clause":
                test = self.expression(required(clause, "condition"))
                orelse = (
                    ir.If(
                        test, self.inner(clause.child_by_field_name("consequence")), orelse, line_of(clause)
                    ),
                )
            else:
                orelse = self.inner(clause.child_by_field_name("body"))
        test = self.expression(required(node, "condition"))
        return (ir.If(test, self.inner(node.child_by_field_name("consequence")), orelse, line_of(node)),)

    def _else(self, node: Node) -> Block:
        clause = node.child_by_field_name("alternative")
        return self.inner(clause.child_by_field_name("body")) if clause else ()

    def _for(self, node: Node) -> Block:
        target = self.expression(required(node, "left"))
        body = self.inner(node.child_by_field_name("body"))
        return (ir.Loop(target, self._right(node), None, body, self._else(node), line_of(node)),)

    def _while(self, node: Node) -> Block:
        test = self.expression(required(node, "condition"))
        body = self.inner(node.child_by_field_name("body"))
        return (ir.Loop(None, None, test, body, self._else(node), line_of(node)),)

    def _try(self, node: Node) -> Block:
        handlers: list[ir.Handler] = []
        orelse: Block = ()
        final: Block = ()
        for child in node.children:
            if child.type in ("except_clause", "except_group_clause"):
                handlers.append(self._handler(child))
            elif child.type == "else_clause":
                orelse = self.inner(child.child_by_field_name("body"))
            elif child.type == "finally_clause":
                final = self.inner(_block_in(child))
        body = self.inner(node.child_by_field_name("body"))
        return (ir.Try(body, tuple(handlers), orelse, final, line_of(node)),)

    def _handler(self, node: Node) -> ir.Handler:
        types: list[ir.Expr] = []
        name: str | None = None
        for child in significant(node):
            if child.type == "as_pattern":
                inner = significant(child)
                types.append(self.expression(inner[0]))
                name = self.text(inner[-1])
            elif child.type != "block":
                types.append(self.expression(child))
        line = line_of(node)
        caught = (
            types[0] if len(types) == 1 else ir.Collection("tuple", tuple(types), line) if types else None
        )
        return ir.Handler(caught, name, self.inner(_block_in(node)), line)

    def _with(self, node: Node) -> Block:
        items: list[ir.Item] = []
        for clause in node.children:
            if clause.type == "with_clause":
                items.extend(self._item(item) for item in clause.named_children if item.type == "with_item")
        return (ir.With(tuple(items), self.inner(node.child_by_field_name("body")), line_of(node)),)

    def _item(self, node: Node) -> ir.Item:
        value = required(node, "value")
        if value.type != "as_pattern":
            return ir.Item(self.expression(value), None)
        inner = significant(value)
        alias = value.child_by_field_name("alias")
        target = self._first(alias) if alias else None
        return ir.Item(self.expression(inner[0]), target)

    def _match(self, node: Node) -> Block:
        subject = self.expression(required(node, "subject"))
        body = node.child_by_field_name("body")
        found = [child for child in body.children if child.type == "case_clause"] if body else []
        return (
            ir.Match(subject, tuple(lower_case(self, case, self.inner) for case in found), line_of(node)),
        )

    def _broken(self, node: Node) -> Block:
        """A part that does not parse: what is whole inside it is still read."""
        return self.inner(node)


_DEEPEST = 100


def _first_significant(node: Node) -> Node:
    inner = significant(node)
    return inner[0] if inner else node


def _block_in(node: Node) -> Node | None:
    return next((child for child in node.children if child.type == "block"), None)


_S = Statements
_LOWER: dict[str, Callable[[Statements, Node], Block]] = {
    "expression_statement": _S._expression,
    "function_definition": _S._function,
    "class_definition": _S._class,
    "decorated_definition": _S._decorated,
    "type_alias_statement": _S._type_alias,
    "return_statement": _S._return,
    "raise_statement": _S._raise,
    "delete_statement": _S._delete,
    "assert_statement": _S._assert,
    "break_statement": _S._jump,
    "continue_statement": _S._jump,
    "global_statement": _S._scope,
    "nonlocal_statement": _S._scope,
    "import_statement": _S._import,
    "import_from_statement": _S._import_from,
    "if_statement": _S._if,
    "for_statement": _S._for,
    "while_statement": _S._while,
    "try_statement": _S._try,
    "with_statement": _S._with,
    "match_statement": _S._match,
    "print_statement": _S._other,
    "exec_statement": _S._other,
    "ERROR": _S._broken,
    "block": _S._broken,
}
