"""Reads a schema definition. What it does not understand is named and skipped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from tidegate.languages import ir
from tidegate.languages.facts import Block
from tidegate.languages.graphql.kinds import ENUM, INPUT, OBJECT, SCALAR
from tidegate.languages.graphql.tokens import Token, tokens

_KINDS = {"type": OBJECT, "interface": OBJECT, "input": INPUT, "enum": ENUM, "scalar": SCALAR}
_OPERATIONS = frozenset({"query", "mutation", "subscription", "fragment"})  # of clients: they declare nothing
_OTHERS = _OPERATIONS | {"schema", "union", "directive"}
_MOST_TOKENS = 400_000
_DEEPEST = 12  # lists of lists, values in values
_END = Token("", "", 0)
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


class Reader:
    """One document. ``problems`` are (line, what could not be read)."""

    def __init__(self, source: str) -> None:
        self.problems: list[tuple[int, str]] = []
        self._tokens = list(islice(tokens(source), _MOST_TOKENS + 1))
        if len(self._tokens) > _MOST_TOKENS:
            self.problems.append((self._tokens[-1].line, f"only {_MOST_TOKENS:,} words of a schema are read"))
        self._position = 0
        self._line = 1
        self._names: Counter[str] = Counter()

    def document(self) -> Block:
        """Every type as a class."""
        found: list[ir.Stmt] = []
        while self._next.kind:
            definition = self._definition()
            if definition is not None:
                found.append(definition)
        return tuple(found)

    # --- words ------------------------------------------------------------------------------------

    @property
    def _next(self) -> Token:
        return self._tokens[self._position] if self._position < len(self._tokens) else _END

    def _take(self) -> Token:
        token = self._next
        self._position += 1
        self._line = token.line or self._line
        return token

    def _takes(self, text: str) -> bool:
        """Whether the next word is this mark; then it is behind us."""
        if self._next.text == text and self._next.kind == "mark":
            self._take()
            return True
        return False

    def _name(self) -> str:
        token = self._next
        if token.kind == "name":
            self._take()
            return token.text
        self._problem(f"a name is missing before {token.text[:20]!r}" if token.kind else "it ends too early")
        return ""

    def _problem(self, what: str) -> None:
        self.problems.append((self._next.line or self._line, f"the schema cannot be read here: {what}"))

    def _describe(self) -> None:
        """Descriptions say nothing."""
        while self._next.kind == "text":
            self._take()

    def _until(self, closing: str) -> Iterator[None]:
        """Once for each item up to the mark; what no item takes is passed over."""
        while self._next.kind and not self._takes(closing):
            self._describe()
            before = self._position
            if not self._takes(closing):
                yield
            else:
                return
            if self._position == before:
                self._problem(f"{self._next.text[:20]!r} is not expected")
                self._take()

    def _skip(self) -> None:
        """To the next definition: what stands in brackets is left out."""
        depth = 0
        while self._next.kind:
            token = self._next
            if not depth and token.kind == "name" and token.text in _KINDS.keys() | _OTHERS | {"extend"}:
                return
            depth += (token.text in _OPENING) - (token.text in _CLOSING) if token.kind == "mark" else 0
            self._take()

    # --- definitions ------------------------------------------------------------------------------

    def _definition(self) -> ir.Stmt | None:
        self._describe()
        first = self._next
        if first.text == "extend":
            self._take()
        word = self._next
        if word.kind != "name" or word.text not in _KINDS:
            if word.kind and word.text not in _OTHERS:
                self._problem(f"{word.text[:20]!r} begins no definition")
            self._take()
            self._skip()
            return None
        self._take()
        return self._class(_KINDS[word.text], first.line)

    def _class(self, kind: str, line: int) -> ir.Stmt:
        name = self._name()
        qualname = self._unique(name)
        bases = [ir.Name(kind, line), *self._interfaces()]
        decorators = self._directives()
        body: list[ir.Stmt] = []
        if self._takes("{"):
            body.extend(self._member(kind, name) for _ in self._until("}"))
        last = max(self._line, line)
        definition = ir.Class(name, qualname, tuple(bases), decorators, tuple(body), line, last)
        return ir.DefineClass(definition, line)

    def _unique(self, qualname: str) -> str:
        self._names[qualname] += 1
        return qualname if self._names[qualname] == 1 else f"{qualname}#{self._names[qualname]}"

    def _interfaces(self) -> Iterator[ir.Expr]:
        if self._next.text != "implements":
            return
        self._take()
        while self._next.kind == "name" or self._next.text == "&":
            token = self._take()
            if token.kind == "name":
                yield ir.Name(token.text, token.line)

    def _member(self, kind: str, of: str) -> ir.Stmt:
        line = self._next.line
        name = self._name()
        target = (ir.Name(name, line),)
        if kind == ENUM:
            self._directives()
            return ir.Assign(target, ir.Const(name, line), None, line)
        parameters = tuple(self._parameters()) if self._takes("(") else ()
        type_ = self._typed()
        if kind == INPUT:
            return ir.Assign(target, self._default(), type_, line)
        decorators = self._directives()
        qualname = self._unique(f"{of}.{name}")
        last = max(self._line, line)
        return ir.Define(
            ir.Function(name, qualname, parameters, decorators, type_, (), line, last, False), line
        )

    def _parameters(self) -> Iterator[ir.Parameter]:
        for _ in self._until(")"):
            line, name = self._next.line, self._name()
            type_ = self._typed()
            yield ir.Parameter(name, "keyword", type_, self._default(), line)

    def _default(self) -> ir.Expr | None:
        value = self._value(0) if self._takes("=") else None
        self._directives()
        return value

    def _typed(self) -> ir.Expr | None:
        """``: [Int!]!``; whether it may be missing does not matter."""
        if not self._takes(":"):
            self._problem("a type is missing")
            return None
        lists = 0
        while self._takes("["):
            lists += 1
        found: ir.Expr = ir.Name(self._name(), self._line)
        while self._takes("!") or self._takes("]"):
            pass
        if lists > _DEEPEST:
            self._problem(f"lists are followed {_DEEPEST} deep")
        for _ in range(min(lists, _DEEPEST)):
            found = ir.Subscript(ir.Name("list", self._line), found, self._line)
        return found

    # --- directives -------------------------------------------------------------------------------

    def _directives(self) -> tuple[ir.Expr, ...]:
        found: list[ir.Expr] = []
        while self._takes("@"):
            line, name = self._line, ir.Name(self._name(), self._line)
            keywords = self._keywords() if self._takes("(") else ()
            found.append(ir.Call(name, (), tuple(keywords), line, line, 1))
        return tuple(found)

    def _keywords(self) -> Iterator[ir.Keyword]:
        for _ in self._until(")"):
            name = self._name()
            if self._takes(":"):
                yield ir.Keyword(name, self._value(0))

    def _value(self, depth: int) -> ir.Expr:
        """A constant, a list of values, or an object."""
        if depth > _DEEPEST:
            self._problem(f"values are followed {_DEEPEST} deep")
            self._skip()
            return ir.Opaque((), self._line)
        if self._takes("["):
            items = tuple(self._value(depth + 1) for _ in self._until("]"))
            return ir.Collection("list", items, self._line)
        if self._takes("{"):
            return self._object(depth)
        if self._takes("$"):
            return ir.Opaque((ir.Name(self._name(), self._line),), self._line)
        token = self._next
        if token.kind in ("name", "text", "number"):
            self._take()
            known = {"true": True, "false": False, "null": None} if token.kind == "name" else {}
            return ir.Const(known.get(token.text, token.text), token.line)
        return ir.Opaque((), self._line)

    def _object(self, depth: int) -> ir.Expr:
        keys: list[ir.Expr | None] = []
        values: list[ir.Expr] = []
        for _ in self._until("}"):
            name = self._name()
            if self._takes(":"):
                keys.append(ir.Const(name, self._line))
                values.append(self._value(depth + 1))
        return ir.Mapping(tuple(keys), tuple(values), self._line)
