"""What a Python file writes down: texts and tables that stand in it as literals, through names and sums.

Several values of one name count together: a file is read, not run, so all branches are taken. What is put
together in another way is ``Computed``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

import msgspec

from tidegate.documents.errors import Unreadable
from tidegate.languages import ir

_STEPS = 100_000
_DEPTH = 100
_LONGEST = 100_000  # characters of a text that is put together
_MOST_ITEMS = 1000  # of a collection that the facts keep
_COPIES = ("list", "tuple", "sorted", "set", "frozenset", "dict")
_ADDED = {"append": 0, "extend": 0, "update": 0, "insert": 1, "add": 0}


class Computed(msgspec.Struct, frozen=True):
    """A value that only running the file would tell."""

    line: int


class Written(msgspec.Struct, frozen=True):
    text: str
    line: int


Spoken: TypeAlias = Written | Computed


class Names:
    """What the names of a file hold, by all that is assigned or added to them anywhere."""

    def __init__(self, nodes: Iterable[ir.Node]) -> None:
        self._values: dict[str, list[ir.Expr]] = {}
        self._following: list[str] = []
        self._depth = 0
        self._steps = 0
        for node in nodes:
            for name, value in _given(node):
                self._values.setdefault(name, []).append(value)

    def _step(self) -> None:
        self._steps += 1
        if self._steps > _STEPS:
            raise Unreadable("its values are put together in more steps than are followed")

    def texts(self, value: ir.Expr) -> Iterator[Spoken]:
        """The texts in a value: itself, or those of a list. Raise Unreadable where it is endless."""
        self._step()
        if self._depth > _DEPTH:
            yield Computed(value.line)
            return
        self._depth += 1
        try:
            yield from self._texts(value)
        finally:
            self._depth -= 1

    def _texts(self, value: ir.Expr) -> Iterator[Spoken]:
        whole = self._text(value)
        if whole is not None:
            yield Written(whole, value.line)
        elif isinstance(value, ir.Const):
            yield from () if not value.value else (Computed(value.line),)
        elif isinstance(value, ir.Name):
            yield from self._named(value)
        elif isinstance(value, ir.Subscript) and isinstance(value.key, ir.Const):
            key = value.key.value
            for name, inner in self.pairs(value.value):
                yield from self.texts(inner) if name == key else ()
        else:
            parts = _parts(value)
            if parts is None:
                yield Computed(value.line)
            for part in parts or ():
                yield from self.texts(part)

    def _named(self, name: ir.Name) -> Iterator[Spoken]:
        if name.id in self._following:
            return  # x = x + […]: what it was counts by itself
        if name.id not in self._values:
            yield Computed(name.line)
        self._following.append(name.id)
        for value in self._values.get(name.id, ()):
            yield from self.texts(value)
        self._following.pop()

    def pairs(self, value: ir.Expr) -> Iterator[tuple[str | None, ir.Expr]]:
        """Keys and values of a table; a key of ``None`` is computed."""
        self._step()
        if isinstance(value, ir.Mapping):
            for key, inner in zip(value.keys, value.values, strict=True):
                if key is None:
                    yield from self.pairs(inner)
                else:
                    yield self._text(key), inner
        elif isinstance(value, ir.Name) and value.id in self._values:
            if value.id not in self._following:
                self._following.append(value.id)
                for inner in self._values[value.id]:
                    yield from self.pairs(inner)
                self._following.pop()
        elif isinstance(value, ir.Call) and _is_dict(value.function):
            for keyword in value.keywords:
                yield from [(keyword.name, keyword.value)] if keyword.name else self.pairs(keyword.value)
            for inner in value.args:
                yield from self.pairs(inner)
        else:
            yield None, value

    def _text(self, value: ir.Expr, depth: int = 0) -> str | None:
        """The one text that a value is."""
        self._step()
        if depth > _DEPTH:
            return None
        if isinstance(value, ir.Const):
            return value.value if isinstance(value.value, str) else None
        if isinstance(value, ir.Name):
            held = self._values.get(value.id, [])
            return self._text(held[0], depth + 1) if len(held) == 1 else None
        if isinstance(value, ir.Text):
            return self._joined(value.parts, depth)
        if isinstance(value, ir.Binary) and value.op == "+":
            return self._joined((value.left, value.right), depth)
        return None

    def _joined(self, parts: tuple[ir.Expr, ...], depth: int) -> str | None:
        texts: list[str] = []
        for part in parts:
            text = self._text(part, depth + 1)
            if text is None or len(text) > _LONGEST:
                return None
            texts.append(text)
        return "".join(texts)


def _is_dict(function: ir.Expr) -> bool:
    return isinstance(function, ir.Name) and function.id == "dict"


def _parts(value: ir.Expr) -> tuple[ir.Expr, ...] | None:
    """What a value is put together from; ``None`` where another rule is at work."""
    if isinstance(value, ir.Collection):
        whole = len(value.items) < _MOST_ITEMS
        return value.items if whole else (*value.items, ir.Opaque((), value.line))
    if isinstance(value, ir.Binary):
        return (value.left, value.right) if value.op in ("+", "|") else None
    if isinstance(value, ir.Spread):
        return (value.value,)
    if isinstance(value, ir.Choice):
        return value.body, value.orelse
    if isinstance(value, ir.Boolean):
        return value.values
    if isinstance(value, ir.Call):
        return _of_call(value)
    return None


def _of_call(call: ir.Call) -> tuple[ir.Expr, ...] | None:
    function = call.function
    if isinstance(function, ir.Name) and function.id in _COPIES and len(call.args) < 2 and not call.keywords:
        return call.args
    if not isinstance(function, ir.Attribute) or not isinstance(function.value, ir.Const) or call.args:
        return None
    text = function.value.value
    if not isinstance(text, str) or function.name not in ("split", "splitlines"):
        return None
    words = text.split() if function.name == "split" else text.splitlines()
    return tuple(ir.Const(word, call.line) for word in words)


def _given(node: ir.Node) -> Iterator[tuple[str, ir.Expr]]:
    """Names and what a statement gives them."""
    if isinstance(node, ir.Assign) and node.value is not None:
        for target in node.targets:
            yield from _to_target(target, node.value)
    elif isinstance(node, ir.Augment):
        yield from _to_target(node.target, node.value)
    elif isinstance(node, ir.Evaluate) and isinstance(node.value, ir.Call):
        call = node.value
        method = call.function
        if isinstance(method, ir.Attribute) and len(call.args) > _ADDED.get(method.name, 9):
            value = call.args[_ADDED[method.name]]
            yield from _to_target(method.value, value)
    elif isinstance(node, ir.Loop) and isinstance(node.target, ir.Name) and node.iter is not None:
        yield node.target.id, ir.Opaque((), node.line)
    elif isinstance(node, ir.Function):
        yield from ((one.name, ir.Opaque((), one.line)) for one in node.parameters)


def _to_target(target: ir.Expr, value: ir.Expr) -> Iterator[tuple[str, ir.Expr]]:
    """``x = v``; ``x["k"] = v`` adds to a table; of ``a, b = v`` nothing is known."""
    if isinstance(target, ir.Name):
        yield target.id, value
    elif isinstance(target, ir.Subscript) and isinstance(target.value, ir.Name):
        yield target.value.id, ir.Mapping((target.key,), (value,), target.line)
    elif isinstance(target, ir.Collection):
        for one in target.items:
            if isinstance(one, ir.Name):
                yield one.id, ir.Opaque((), one.line)
