"""What an expression is where nothing is set outside: the defaults that a program falls back on.

A small evaluator of its own, because the engine's values say what *may* be, and a default is only what
is where nobody chooses: ``os.environ.get("DEBUG", "true").lower() == "true"``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tidegate.flow.classes import class_member
from tidegate.flow.frame import Environment, Frame, recall
from tidegate.flow.refine import definition
from tidegate.flow.values import UNKNOWN, Instance, Value, constant
from tidegate.flow.wording import selected
from tidegate.languages import ir
from tidegate.program.linked import Module
from tidegate.program.names import MODULE, FunctionId

_DEEPEST = 8
_MOST_ITEMS = 40
_LONGEST = 2000
_TEXT = frozenset(
    {"lower", "upper", "strip", "rstrip", "lstrip", "casefold", "split", "startswith", "encode"}
)
_FALSE = frozenset({"", "0", "false", "f", "no", "n", "off"})


def fallback(frame: Frame, environment: Environment, expression: ir.Expr) -> Value | None:
    """The value of an expression that asks the outside, where that says nothing; ``None`` if unknown."""
    asked: list[str] = []
    asking = _Unset(frame, environment, _DEEPEST, asked)
    found = asking.of(expression)
    return _as_value(found) if asked else None


def _as_value(found: Any) -> Value | None:
    if isinstance(found, list):
        items = [constant(item) if item is not UNKNOWN else Value() for item in found]
        return Value(references=("builtins.list()",), fields={f"[{i}]": item for i, item in enumerate(items)})
    return None if found is UNKNOWN or found is None else constant(found)


class _Unset:
    """``of`` gives a constant, a list of such, or ``UNKNOWN``. Depths and sizes are bounded.

    ``asked`` gets the calls that ask the outside: without one there is nothing to fall back from.
    """

    def __init__(self, frame: Frame, environment: Environment, depth: int, asked: list[str]) -> None:
        self.frame = frame
        self.environment = environment
        self.depth = depth
        self.asked = asked

    def of(self, node: ir.Expr) -> Any:
        evaluate = _EVALUATE.get(type(node))
        if evaluate is None or self.depth <= 0:
            return UNKNOWN
        self.depth -= 1
        found = evaluate(self, node)
        self.depth += 1
        return found

    def constant(self, node: ir.Const) -> Any:
        return node.value

    def collection(self, node: ir.Collection) -> Any:
        return [self.of(item) for item in node.items[:_MOST_ITEMS]]

    def unary(self, node: ir.Unary) -> Any:
        value = self.of(node.operand)
        return UNKNOWN if value is UNKNOWN or node.op != "not" else not value

    def boolean(self, node: ir.Boolean) -> Any:
        value: Any = UNKNOWN
        for operand in node.values:
            value = self.of(operand)
            if value is UNKNOWN or bool(value) == (node.op == "or"):
                return value
        return value

    def choice(self, node: ir.Choice) -> Any:
        test = self.of(node.test)
        return UNKNOWN if test is UNKNOWN else self.of(node.body if test else node.orelse)

    def compare(self, node: ir.Compare) -> Any:
        """What is not set equals nothing that anybody would write: that alone decides nothing."""
        left, right = self.of(node.left), self.of(node.rights[0])
        if UNKNOWN in (left, right) or None in (left, right) or len(node.ops) != 1:
            return UNKNOWN
        if node.ops[0] in ("==", "!="):
            return (left == right) == (node.ops[0] == "==")
        if node.ops[0] in ("in", "not in") and isinstance(right, list | str) and isinstance(left, str):
            return (left in right) == (node.ops[0] == "in")
        return UNKNOWN

    def comprehension(self, node: ir.Comprehension) -> Any:
        """``[host.strip() for host in hosts.split(",") if host]``"""
        clause = node.clauses[0]
        over = self.of(clause.iter)
        if len(node.clauses) != 1 or not isinstance(over, list) or not isinstance(clause.target, ir.Name):
            return UNKNOWN
        found: list[Any] = []
        for item in over[:_MOST_ITEMS]:
            inside = {
                **self.environment,
                clause.target.id: constant(item) if item is not UNKNOWN else Value(),
            }
            found.append(_Unset(self.frame, inside, self.depth, self.asked).of(node.element))
        return found

    def name(self, node: ir.Name) -> Any:
        known = self.frame.lookup(self.environment, node.id).known
        if known is not UNKNOWN:
            return known
        given = definition(self.frame, self.environment, node.id)
        if given is not None:
            return self.of(given)
        if node.id in self.environment or node.id in self.frame.outer:
            return UNKNOWN
        module = self.frame.engine.program.module(self.frame.path)
        return self._bound(module, node.id) if module is not None else UNKNOWN

    def _bound(self, module: Module, name: str) -> Any:
        """What a module-level name is given, here or where it is imported from."""
        bindings = module.bindings.get(name, [])
        statement = bindings[-1].statement if len(bindings) == 1 else None
        if isinstance(statement, ir.Import) and statement.member is not None:
            program = self.frame.engine.program
            path = program.imported_module(module.path, statement.module, statement.level)
            origin = program.module(path) if path is not None else None
            return (
                self._elsewhere(origin.path, ir.Name(statement.member, statement.line)) if origin else UNKNOWN
            )
        if isinstance(statement, ir.Assign) and statement.value is not None:
            return self._elsewhere(module.path, statement.value)
        return UNKNOWN

    def _elsewhere(self, path: str, expression: ir.Expr) -> Any:
        identity = FunctionId(path, MODULE)
        function = self.frame.engine.function(identity)
        if function is None or self.depth <= 0:
            return UNKNOWN
        frame = Frame(self.frame.engine, identity, function)
        return _Unset(frame, {}, self.depth - 1, self.asked).of(expression)

    def attribute(self, node: ir.Attribute) -> Any:
        """``settings.secret_key``: what the class declares, if nothing is known of the object itself."""
        value = recall(self.frame, self.environment, node)
        if value.known is not UNKNOWN:
            return value.known
        base = recall(self.frame, self.environment, node.value)
        for entity in base.entities:
            found = (
                class_member(self.frame.engine, entity.of, node.name)
                if isinstance(entity, Instance)
                else None
            )
            if found is not None and isinstance(found[1], ir.Assign) and found[1].value is not None:
                return self._elsewhere(found[0].path, found[1].value)
        return UNKNOWN

    def call(self, node: ir.Call) -> Any:
        if isinstance(node.function, ir.Attribute) and node.function.name in _TEXT:
            text = self.of(node.function.value)
            if isinstance(text, str) and len(text) <= _LONGEST:
                return self._of_text(text, node)
        callee = recall(self.frame, self.environment, node.function)
        for reference in callee.references:
            known = self.frame.library.one(self.frame.library.tables.configured.fallbacks, reference)
            if known is not None:
                self.asked.append(reference)
                given = next(selected(node, known.default), None)
                cast = next(selected(node, known.cast), None) if known.cast is not None else None
                return self._cast(self.of(given) if given is not None else None, cast)
            if reference in _PLAIN and len(node.args) == 1:
                return _PLAIN[reference](self.of(node.args[0]))
        return UNKNOWN

    def _cast(self, value: Any, cast: ir.Expr | None) -> Any:
        """Libraries read "False" as false where they are asked for a truth value."""
        if isinstance(cast, ir.Name) and cast.id == "bool" and isinstance(value, str):
            return value.lower() not in _FALSE
        return value

    def _of_text(self, text: str, node: ir.Call) -> Any:
        assert isinstance(node.function, ir.Attribute)
        given = [self.of(argument) for argument in node.args]
        method = node.function.name
        if method == "encode":
            return text
        if not all(isinstance(value, str) for value in given) or (method == "split" and given == [""]):
            return UNKNOWN
        return getattr(text, method)(*given)


def _number(value: Any) -> Any:
    is_number = isinstance(value, str) and value.isdecimal() and len(value) < 10
    return int(value) if is_number or isinstance(value, bool | int) else UNKNOWN


def _same(value: Any) -> Any:
    return value


_PLAIN: dict[str, Callable[[Any], Any]] = {
    "builtins.bool": lambda value: UNKNOWN if value is UNKNOWN else bool(value),
    "builtins.int": _number,
    **{f"builtins.{name}": _same for name in ("str", "list", "tuple", "set", "sorted", "frozenset")},
}
_EVALUATE: dict[type, Callable[[_Unset, Any], Any]] = {
    ir.Const: _Unset.constant,
    ir.Collection: _Unset.collection,
    ir.Unary: _Unset.unary,
    ir.Boolean: _Unset.boolean,
    ir.Choice: _Unset.choice,
    ir.Compare: _Unset.compare,
    ir.Comprehension: _Unset.comprehension,
    ir.Name: _Unset.name,
    ir.Attribute: _Unset.attribute,
    ir.Call: _Unset.call,
}
