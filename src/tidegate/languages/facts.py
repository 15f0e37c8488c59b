"""What one source file says by itself, and how to get at it.

Facts are a pure function of the text and the extractor's version; they know no path, so a file that
moves keeps them. A function's body is lowered when somebody asks for it: the cost follows the
question, and what was lowered is what the cache keeps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import msgspec

from tidegate.languages import ir

Block: TypeAlias = tuple[ir.Stmt, ...]


class Outline(msgspec.Struct, array_like=True):
    """The module's own statements; ``problems`` are (line, what) that the extractor could not read."""

    body: Block
    problems: tuple[tuple[int, str], ...] = ()


class Stored(msgspec.Struct, array_like=True):
    """The cached form: the outline and the bodies lowered so far, each encoded by itself."""

    outline: bytes
    bodies: dict[str, bytes]


_outline = msgspec.msgpack.Decoder(Outline)
_block = msgspec.msgpack.Decoder(Block)
_stored = msgspec.msgpack.Decoder(Stored)


class Facts:
    """One file's facts. ``lower`` gives a function's body from the source, on demand."""

    def __init__(self, outline: Outline, lower: Callable[[str], Block], stored: Stored | None = None) -> None:
        self.outline = outline
        self.fresh = stored is None  # has something that the cache has not
        self._lower = lower
        self._stored = stored.bodies if stored else {}
        self._bodies: dict[str, Block] = {}
        self.functions: dict[str, ir.Function] = {}
        self.classes: dict[str, ir.Class] = {}
        for definition in _definitions(outline.body):
            if isinstance(definition, ir.Class):
                self.classes[definition.qualname] = definition
            else:
                self.functions[definition.qualname] = definition

    def body(self, function: ir.Function) -> Block:
        """The statements of ``function``, lowered on first use."""
        if function.body is not None:
            return function.body
        found = self._bodies.get(function.qualname)
        if found is None:
            found = self._read(function.qualname)
            self._bodies[function.qualname] = found
        return found

    def _read(self, qualname: str) -> Block:
        data = self._stored.get(qualname)
        if data is not None:
            return _block.decode(data)
        self.fresh = True
        return self._lower(qualname)

    def encode(self) -> bytes:
        encode = msgspec.msgpack.encode
        bodies = dict(self._stored)
        bodies.update({name: encode(body) for name, body in self._bodies.items() if name not in bodies})
        return encode(Stored(encode(self.outline), bodies))


def decode(data: bytes, lower: Callable[[str], Block]) -> Facts:
    stored = _stored.decode(data)
    return Facts(_outline.decode(stored.outline), lower, stored)


def _definitions(body: Block) -> Iterator[ir.Function | ir.Class]:
    """Functions and classes of module and class level, also those under ``if`` and ``try``."""
    for statement in body:
        if isinstance(statement, ir.Define):
            yield statement.function
        elif isinstance(statement, ir.DefineClass):
            yield statement.definition
            yield from _definitions(statement.definition.body)
        else:
            for block in blocks(statement):
                yield from _definitions(block)


def imports(body: Block) -> Iterator[ir.Import]:
    """Import statements of a block and of the blocks in it, not of definitions."""
    for statement in body:
        if isinstance(statement, ir.Import):
            yield statement
        for block in blocks(statement):
            yield from imports(block)


def blocks(statement: ir.Stmt) -> tuple[Block, ...]:
    """The blocks directly inside a compound statement (not those of definitions), the first way first."""
    inside = _INSIDE.get(type(statement))
    return inside(statement) if inside is not None else ()


def _of_try(statement: ir.Try) -> tuple[Block, ...]:
    handled = (handler.body for handler in statement.handlers)
    return (statement.body, *handled, statement.orelse, statement.final)


_INSIDE: dict[type, Callable[[Any], tuple[Block, ...]]] = {
    ir.If: lambda statement: (statement.body, statement.orelse),
    ir.Loop: lambda statement: (statement.body, statement.orelse),
    ir.Try: _of_try,
    ir.With: lambda statement: (statement.body,),
    ir.Match: lambda statement: tuple(case.body for case in statement.cases),
}
