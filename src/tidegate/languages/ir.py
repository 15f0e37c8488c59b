"""The small structured representation that every language is lowered to.

Expressions and statements are immutable trees with 1-based lines. What a language has more than
this is expressed with it; what cannot be expressed is ``Opaque`` and keeps its parts, so that data
in them is not lost.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec


class Node(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Base of all nodes."""


class Const(Node, frozen=True, tag=1):
    value: bool | int | float | str | None  # bytes as text: the difference matters to no flow
    line: int


class Name(Node, frozen=True, tag=2):
    id: str
    line: int


class Attribute(Node, frozen=True, tag=3):
    value: Expr
    name: str
    line: int


class Subscript(Node, frozen=True, tag=4):
    value: Expr
    key: Expr
    line: int


class Keyword(Node, frozen=True):
    """``name`` is ``None`` for ``**value``."""

    name: str | None
    value: Expr


class Call(Node, frozen=True, tag=5):
    function: Expr
    args: tuple[Expr, ...]
    keywords: tuple[Keyword, ...]
    line: int
    end_line: int
    column: int


class Binary(Node, frozen=True, tag=6):
    op: str
    left: Expr
    right: Expr
    line: int


class Unary(Node, frozen=True, tag=7):
    """``op``: "not", "-", "+", "~"."""

    op: str
    operand: Expr
    line: int


class Boolean(Node, frozen=True, tag=8):
    """``op``: "and" or "or"; ``values`` in order of evaluation."""

    op: str
    values: tuple[Expr, ...]
    line: int


class Compare(Node, frozen=True, tag=9):
    """``left ops[0] rights[0]`` and so on: "==", "in", "not in", "is", …"""

    left: Expr
    ops: tuple[str, ...]
    rights: tuple[Expr, ...]
    line: int


class Choice(Node, frozen=True, tag=10):
    test: Expr
    body: Expr
    orelse: Expr
    line: int


class Text(Node, frozen=True, tag=11):
    """A string put together from parts: f-strings, template literals."""

    parts: tuple[Expr, ...]
    line: int


class Collection(Node, frozen=True, tag=12):
    """``kind``: "list", "tuple", "set"."""

    kind: str
    items: tuple[Expr, ...]
    line: int


class Mapping(Node, frozen=True, tag=13):
    """A key of ``None`` means that the value's items are merged in."""

    keys: tuple[Expr | None, ...]
    values: tuple[Expr, ...]
    line: int


class Lambda(Node, frozen=True, tag=14):
    function: Function
    line: int


class Clause(Node, frozen=True):
    target: Expr
    iter: Expr
    conditions: tuple[Expr, ...]


class Comprehension(Node, frozen=True, tag=15):
    """``kind``: "list", "set", "generator", "dict" (then ``value`` is given)."""

    kind: str
    element: Expr
    value: Expr | None
    clauses: tuple[Clause, ...]
    line: int


class Await(Node, frozen=True, tag=16):
    value: Expr
    line: int


class Yield(Node, frozen=True, tag=17):
    value: Expr | None
    delegate: bool  # ``yield from``
    line: int


class Spread(Node, frozen=True, tag=18):
    """``*value`` among arguments or items."""

    value: Expr
    line: int


class Bind(Node, frozen=True, tag=19):
    """An assignment that is an expression."""

    name: str
    value: Expr
    line: int


class Slice(Node, frozen=True, tag=20):
    parts: tuple[Expr | None, ...]
    line: int


class Opaque(Node, frozen=True, tag=21):
    """Something not represented; ``parts`` are the expressions in it, all of them if ``whole``."""

    parts: tuple[Expr, ...]
    line: int
    whole: bool = True


Expr: TypeAlias = (
    Const | Name | Attribute | Subscript | Call | Binary | Unary | Boolean | Compare | Choice | Text
    | Collection | Mapping | Lambda | Comprehension | Await | Yield | Spread | Bind | Slice | Opaque
)  # fmt: skip


class Parameter(Node, frozen=True):
    """``kind``: "positional", "keyword", "rest" (``*args``), "keywords" (``**kwargs``)."""

    name: str
    kind: str
    annotation: Expr | None
    default: Expr | None
    line: int


class Function(Node, frozen=True):
    """``body`` is ``None`` where it is lowered on demand (``Facts.body``).

    ``qualname`` is unique in its file: a second definition of a name is ``name#2``.
    ``line`` is the first line, decorators included.
    """

    name: str
    qualname: str
    parameters: tuple[Parameter, ...]
    decorators: tuple[Expr, ...]
    returns: Expr | None
    body: tuple[Stmt, ...] | None
    line: int
    end_line: int
    asynchronous: bool


class Class(Node, frozen=True):
    name: str
    qualname: str
    bases: tuple[Expr, ...]
    decorators: tuple[Expr, ...]
    body: tuple[Stmt, ...]
    line: int
    end_line: int
    keywords: tuple[Keyword, ...] = ()  # ``table=True``


class Assign(Node, frozen=True, tag=31):
    """``value`` is ``None`` for a bare annotation."""

    targets: tuple[Expr, ...]
    value: Expr | None
    annotation: Expr | None
    line: int


class Augment(Node, frozen=True, tag=32):
    target: Expr
    op: str
    value: Expr
    line: int


class Evaluate(Node, frozen=True, tag=33):
    value: Expr
    line: int


class Return(Node, frozen=True, tag=34):
    value: Expr | None
    line: int


class Raise(Node, frozen=True, tag=35):
    value: Expr | None
    line: int


class If(Node, frozen=True, tag=36):
    test: Expr
    body: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...]
    line: int


class Loop(Node, frozen=True, tag=37):
    """``for target in iter`` or ``while test``."""

    target: Expr | None
    iter: Expr | None
    test: Expr | None
    body: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...]
    line: int


class Handler(Node, frozen=True):
    type: Expr | None
    name: str | None
    body: tuple[Stmt, ...]
    line: int


class Try(Node, frozen=True, tag=38):
    body: tuple[Stmt, ...]
    handlers: tuple[Handler, ...]
    orelse: tuple[Stmt, ...]
    final: tuple[Stmt, ...]
    line: int


class Item(Node, frozen=True):
    value: Expr
    target: Expr | None


class With(Node, frozen=True, tag=39):
    items: tuple[Item, ...]
    body: tuple[Stmt, ...]
    line: int


class Capture(Node, frozen=True):
    """A name and the part of the subject that it gets: ``.attribute``, ``#0`` (of a class, by position),
    ``[0]``, ``['key']``, ``[]`` (any element), ``?`` (something of it).
    """

    name: str
    steps: tuple[str, ...]


class Case(Node, frozen=True):
    """``values``: the constants that match, ``classes``: the classes of what does, if the pattern asks for
    such alone.
    """

    values: tuple[Expr, ...]
    classes: tuple[Expr, ...]
    captures: tuple[Capture, ...]
    irrefutable: bool
    guard: Expr | None
    body: tuple[Stmt, ...]
    line: int


class Match(Node, frozen=True, tag=40):
    subject: Expr
    cases: tuple[Case, ...]
    line: int


class Delete(Node, frozen=True, tag=41):
    targets: tuple[Expr, ...]
    line: int


class Assert(Node, frozen=True, tag=42):
    test: Expr
    line: int


class Jump(Node, frozen=True, tag=43):
    """``kind``: "break" or "continue"."""

    kind: str
    line: int


class Define(Node, frozen=True, tag=44):
    function: Function
    line: int


class DefineClass(Node, frozen=True, tag=45):
    definition: Class
    line: int


class Import(Node, frozen=True, tag=46):
    """``import module as name`` (``member`` is ``None``), ``from module import member as name``.

    ``level`` counts the leading dots; ``member`` "*" imports all. Without ``as``, ``import a.b``
    binds ``a``: then ``name`` is "a" and ``module`` "a.b".
    """

    module: str
    member: str | None
    name: str
    renamed: bool
    level: int
    line: int


class Scope(Node, frozen=True, tag=47):
    """``global`` or ``nonlocal`` names."""

    kind: str
    names: tuple[str, ...]
    line: int


Stmt: TypeAlias = (
    Assign | Augment | Evaluate | Return | Raise | If | Loop | Try | With | Match | Delete | Assert | Jump
    | Define | DefineClass | Import | Scope
)  # fmt: skip
