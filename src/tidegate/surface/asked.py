"""What a refusal asks before it lets a request through: the words of its conditions.

Words are what a change of names leaves alone: attributes, keys, calls of libraries. A call into the program
stands for what is asked there, so that a check may move between functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TypeAlias

from tidegate.flow.classes import expression_in_module
from tidegate.flow.engine import Engine
from tidegate.flow.outside import PROVIDER
from tidegate.flow.raised import verifies
from tidegate.flow.summary import Refusal
from tidegate.flow.values import Closure, Method, Value
from tidegate.languages import ir
from tidegate.languages.walk import inside
from tidegate.program.blanked import blanked_expression
from tidegate.program.names import ClassId, FunctionId
from tidegate.surface.clauses import IN, ITSELF, Clause, Clauses, Conditions, Leaf, Read, together
from tidegate.surface.conditions import answering, asking, conditions, definitions, last_name, nested
from tidegate.surface.passed import Given, given_by

Spot: TypeAlias = tuple[FunctionId, int]  # a function and a line of it
Way: TypeAlias = tuple[Spot, ...]  # a place, and the calls that lead there, from the inner one
Words: TypeAlias = dict[str, Spot]  # word → where it is asked
Injected: TypeAlias = Callable[[FunctionId, ir.Parameter], Iterator[Value]]
_DEEPEST = 5  # calls that are looked into
_NOTHING: Given = {}
_FETCHES = frozenset({"read", "body", "json", "form", "text", "post", "get_data", "get_json", "stream"})
_CALLER = ("user", "current_user")


class Asked:
    """Answers for one side. ``injected`` gives the injection markers of a parameter."""

    def __init__(self, engine: Engine, injected: Injected) -> None:
        self.engine = engine
        self.injected = injected
        self._known: dict[Way, Words] = {}
        self._clauses: dict[tuple[Way, bool], Clauses] = {}

    @cached_property
    def itself(self) -> Asked:
        """The same, without what is asked before a parameter is injected."""
        return Asked(self.engine, lambda _identity, _parameter: iter(()))

    def of(self, refusals: Iterable[Refusal]) -> Words:
        """The words of all conditions under which any of ``refusals`` is met."""
        words: Words = {}
        for refusal in refusals:
            for way in _ways(refusal):
                for word, spot in self._at(way).items():
                    words.setdefault(word, spot)
        return words

    def clauses(self, refusals: Iterable[Refusal], handler: FunctionId) -> dict[Clause, Spot]:
        """Under which circumstances any of ``refusals`` is met: clause → where. Raise TooMany."""
        found: dict[Clause, Spot] = {}
        for refusal in refusals:
            ways = [way for way in _ways(refusal) if way[0][0] != handler] or _ways(refusal)
            for clause in together([self._clauses_at(way, way[0][0] != handler) for way in ways]):
                found.setdefault(clause, ways[0][0])
        return found

    def circumstances(self, refusal: Refusal, read: Read) -> Clauses:
        """When a refusal is met, in leaves that ``read`` gives. Raise TooMany."""
        parts = []
        for way in _ways(refusal):
            reading, spot = self._reading(way), way[0]
            if reading.function is not None and reading.function.line != spot[1]:
                parts.append(reading.conditions(passing=True, read=read).of(reading.body, spot[1]))
        return together(parts)

    def _clauses_at(self, way: Way, passing: bool) -> Clauses:
        if (way, passing) not in self._clauses:
            reading, spot = self._reading(way), way[0]
            whole = reading.function is not None and reading.function.line == spot[1]
            read = reading.conditions(passing=passing)
            self._clauses[way, passing] = read.unknown if whole else read.of(reading.body, spot[1])
        return self._clauses[way, passing]

    def _at(self, way: Way) -> Words:
        """Of a function's first line: what the function as a whole asks, where its answer decides."""
        if way not in self._known:
            reading, spot = self._reading(way), way[0]
            whole = reading.function is not None and reading.function.line == spot[1]
            for condition in answering(reading.body) if whole else conditions(reading.body, spot[1]):
                reading.read(condition)
            self._known[way] = reading.words
        return self._known[way]

    def _reading(self, way: Way) -> _Reading:
        """The function in which a way ends, with what it is given on that way."""
        return _Reading(self, way[0][0], {}, set(), 0, self._given(way))

    def _given(self, way: Way) -> Given:
        function = self.function(way[0][0]) if len(way) > 1 else None
        caller = self.function(way[1][0]) if function is not None else None
        if function is None or caller is None:
            return {}
        identity, line = way[1]
        for node in inside(self.engine.body(identity, caller)):
            if not isinstance(node, ir.Call) or not node.line <= line <= node.end_line:
                continue
            if way[0][0] in self.called(identity, node)[0]:
                return given_by(identity, node, function, self._given(way[1:]))
        return {}

    def called(self, identity: FunctionId, node: ir.Call) -> tuple[list[FunctionId], tuple[str, ...]]:
        """(functions of the program, APIs outside) that a call in a function may mean."""
        engine, function = self.engine, node.function
        name = function.name if isinstance(function, ir.Attribute) else getattr(function, "id", "")
        if engine.function(identity) is not None:
            for call in engine.summary(identity).calls:
                if call.line == node.line and call.name == name and call.resolved:
                    return list(call.functions), call.references
        value = expression_in_module(engine, identity.path, function)
        return functions_of(value), value.references

    def function(self, identity: FunctionId) -> ir.Function | None:
        """A function, or one that is made inside of another."""
        found, outer = self.engine.function(identity), identity.qualname
        if found is not None:
            return found
        while "." in outer:
            outer = outer.rpartition(".")[0]
            around = self.engine.function(FunctionId(identity.path, outer))
            if around is not None:
                body = self.engine.body(FunctionId(identity.path, outer), around)
                return next((f for f in nested(body) if f.qualname == identity.qualname), None)
        return None


class _Reading:
    """One function that is read for words; ``seen`` are functions that were read on the way."""

    def __init__(
        self,
        asked: Asked,
        identity: FunctionId,
        words: Words,
        seen: set[FunctionId],
        depth: int,
        given: Given = _NOTHING,
    ) -> None:
        self.asked = asked
        self.identity = identity
        self.words = words
        self.seen = seen
        self.depth = depth
        self.given = given
        self.function = asked.function(identity)
        self.body = asked.engine.body(identity, self.function) if self.function is not None else ()
        self._definitions = definitions(self.body)
        self._names: set[str] = set()
        parameters = self.function.parameters if self.function is not None else ()
        self._local = {*self._definitions, *(one.name for one in parameters)}

    def read(self, node: object) -> None:
        """The words of an expression, and of how the values in it came about."""
        if isinstance(node, ir.Name):
            self._name(node.id)
        elif isinstance(node, ir.Call):
            self._call(node)
        elif isinstance(node, ir.Attribute):
            self._add(f".{node.name}", node.line)
            self.read(node.value)
        elif isinstance(node, ir.Subscript) and isinstance(node.key, ir.Const):
            self._add(f"[{node.key.value!r}]", node.line)
            self.read(node.value)
        elif isinstance(node, tuple):
            for item in node:
                self.read(item)
        elif isinstance(node, ir.Node) and not isinstance(node, ir.Lambda):
            self.read(tuple(getattr(node, field) for field in node.__struct_fields__))

    def conditions(self, *, passing: bool, read: Read | None = None) -> Conditions:
        """``read`` gives leaves of its own instead of their words."""

        def unfolded(node: ir.Expr) -> tuple[Conditions, ir.Expr] | None:
            return self._unfolded(node, read)

        return Conditions(read or self._leaf, unfolded, self._listed, self.identity.qualname, passing)

    def _leaf(self, node: ir.Expr) -> Leaf:
        """The words of one expression: what providers ask, they ask by themselves. One without any stands
        for itself; ``"user" in session`` asks for what ``session["user"]`` does."""
        inner = _Reading(self.asked.itself, self.identity, {}, set(), self.depth, self.given)
        inner.read(node)
        if isinstance(node, ir.Compare) and node.ops[0] in IN and isinstance(node.left, ir.Const):
            inner.words.setdefault(f"[{node.left.value!r}]", (self.identity, node.line))
        return frozenset(inner.words) or frozenset({f"{ITSELF}{blanked_expression(node, self._local)}"})

    def _listed(self, node: ir.Expr) -> frozenset[str]:
        """What a name of a module, or of a class, lists."""
        if not isinstance(node, ir.Name | ir.Attribute) or last_name(node) in self._local:
            return frozenset()
        value = expression_in_module(self.asked.engine, self.identity.path, node)
        items = (field for key, field in (value.fields or {}).items() if key[0] == "[")
        return frozenset(repr(one) for item in (value, *items) for one in item.constants or ())

    def _unfolded(self, node: ir.Expr, read: Read | None) -> tuple[Conditions, ir.Expr] | None:
        """What a variable was given, or a function of the program returns, where that is one condition."""
        if isinstance(node, ir.Name):
            values = self._definitions.get(node.id) or []
            whole = len(values) == 1 and isinstance(values[0], ir.Boolean | ir.Compare | ir.Unary)
            return (self.conditions(passing=False, read=read), values[0]) if whole else None
        functions = (
            self.asked.called(self.identity, node)[0]
            if isinstance(node, ir.Call) and self.depth < _DEEPEST
            else []
        )
        if len(functions) != 1:
            return None
        inner = _Reading(self.asked, functions[0], {}, set(), self.depth + 1)
        returned = [statement.value for statement in inner.body if isinstance(statement, ir.Return)]
        if len(returned) != 1 or returned[0] is None or any(isinstance(one, ir.If) for one in inner.body):
            return None
        return inner.conditions(passing=False, read=read), returned[0]

    def _add(self, word: str, line: int) -> None:
        self.words.setdefault(word, (self.identity, line))

    def _name(self, name: str) -> None:
        if name in self._names:
            return
        self._names.add(name)
        for value in self._definitions.get(name, ()):
            self.read(value)
        if name in self.given:
            caller, argument, given = self.given[name]
            _Reading(self.asked, caller, self.words, self.seen, self.depth, given).read(argument)
        for parameter in self.function.parameters if self.function is not None else ():
            if parameter.name == name:
                for marker in self.asked.injected(self.identity, parameter):
                    self._inside(functions_of((marker.fields or {}).get(PROVIDER)))

    def _call(self, node: ir.Call) -> None:
        functions, called = self.asked.called(self.identity, node)
        references = tuple(name for name in called if not _is_own(name))
        receiver = node.function.value if isinstance(node.function, ir.Attribute) else None
        key = node.args[0] if node.args and receiver is not None else None
        named = isinstance(key, ir.Const) and isinstance(key.value, str)
        check = any(map(self._is_check, references))
        own = [name for name in references if not _is_of_caller(name)]
        fetched = bool(own) and not own[0].startswith("builtins.")
        if fetched and not (functions or named or check):
            return  # what a library gives is data: how it was found is no question
        for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
            self.read(argument)
        if functions:
            self._inside(functions)
            return
        if named and isinstance(key, ir.Const):
            self._add(
                f"[{key.value!r}]", node.line
            )  # headers.get("X-Token") asks for what headers["X-Token"] does
        elif check:
            if not references[0].startswith("builtins."):
                self._add(f"{references[0]}()", node.line)
        elif isinstance(node.function, ir.Attribute) and not own and node.function.name not in _FETCHES:
            self._add(f".{node.function.name}", node.line)
        self.read(receiver)

    def _is_check(self, reference: str) -> bool:
        """Whether a library's call says something of what it is given; one that fetches data does not."""
        tables, spellings = self.asked.engine.library.tables, self.asked.engine.library.spellings(reference)
        checks = (tables.controls, tables.tests, tables.guards, tables.misuses, tables.sanitizers)
        return verifies(reference) or any(spelling in table for spelling in spellings for table in checks)

    def _inside(self, functions: list[FunctionId]) -> None:
        """What the functions of the program ask that are called here."""
        for identity in functions:
            if identity in self.seen or self.depth >= _DEEPEST or identity.qualname.endswith(".__init__"):
                continue
            self.seen.add(identity)
            inner = _Reading(self.asked, identity, self.words, self.seen, self.depth + 1)
            for expression in asking(inner.body):
                if not inner.is_made(expression):
                    inner.read(expression)

    def is_made(self, node: ir.Expr) -> bool:
        """Whether an expression makes an object of the program: what it holds is no question."""
        if not isinstance(node, ir.Call):
            return False
        value = expression_in_module(self.asked.engine, self.identity.path, node.function)
        return any(isinstance(entity, ClassId) for entity in value.entities)


def _is_of_caller(reference: str) -> bool:
    """Whether a call asks the object that stands for the caller: what it answers says who that is."""
    return any(part in _CALLER for part in reference.split(".")[:-1])


def _is_own(reference: str) -> bool:
    """Whether a call's name comes from a variable, or from what a container holds: no library has it."""
    variable = reference.startswith("builtins.") and reference.count(".") > 1 and "(" not in reference
    return variable or "[" in reference


def _ways(refusal: Refusal) -> list[Way]:
    """Where a request is turned away, and the calls that lead there: each with those that lead to it."""
    places = ((refusal.function, refusal.at), *refusal.via)
    return [places[number:] for number in range(len(places))]


def functions_of(value: Value | None) -> list[FunctionId]:
    """The functions of the program that a value may be."""
    found: list[FunctionId] = []
    for entity in value.entities if value is not None else ():
        known = entity.function if isinstance(entity, Method) else entity
        known = known.identity if isinstance(known, Closure) else known
        if isinstance(known, FunctionId):
            found.append(known)
    return found
