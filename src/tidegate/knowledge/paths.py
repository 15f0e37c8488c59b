"""The language that names places in an API, after CodeQL's models-as-data.

    flask.request.Member[args,form]                 a value
    subprocess.Member[run].Argument[0,args:]        an argument, by position or keyword
    asyncpg.Member[connect].ReturnValue.Awaited     what a call gives
    asyncpg.Connection.Member[fetch]                a member of an instance of a declared type
    asyncpg.Connection!.Member[of]                  a member of the class itself
    strawberry.Context.Element[request]             an element by its key

Inside the engine a place is a *reference*: ``asyncpg.connect()``, ``asyncpg.Connection().fetch``,
``x.y()[]``. ``await`` is transparent to data, so ``Awaited`` adds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import product
from typing import TypeVar

import msgspec

from tidegate.model.errors import KnowledgeError

T = TypeVar("T")

_SELECTOR = re.compile(r"\.(?P<word>Member|Argument|ReturnValue|Awaited|Element|Instance|Subclass|Call)\b"
                       r"(?:\[(?P<list>[^\]]*)\])?")  # fmt: skip
_HINT = "see docs/knowledge.md"


class Arguments(msgspec.Struct, frozen=True):
    """Which arguments of a call: positions, keyword names, ``self``, all from ``rest`` on, any keyword."""

    positions: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    receiver: bool = False
    rest: int | None = None
    keywords: bool = False


class ApiPath(msgspec.Struct, frozen=True):
    """A reference, and the arguments that the path ends in (``None``: the value itself)."""

    reference: str
    arguments: Arguments | None = None


def arguments(text: str) -> Arguments:
    """Parse the inside of ``Argument[…]``: ``0,query:``, ``self``, ``1..``, ``any``, ``**``."""
    positions: list[int] = []
    names: list[str] = []
    receiver, rest, keywords = False, None, False
    for word in (part.strip() for part in text.split(",")):
        if word == "self":
            receiver = True
        elif word == "any":
            rest, keywords = 0, True
        elif word == "**":
            keywords = True
        elif word.endswith(".."):
            rest = int(word[:-2])
        elif word.endswith(":"):
            names.append(word[:-1])
        elif word.isdecimal():
            positions.append(int(word))
        else:
            hint = "write a position, 'name:', 'self', '1..', '**' or 'any'"
            raise KnowledgeError(f"'{word}' is no argument", hint)
    return Arguments(tuple(positions), tuple(names), receiver, rest, keywords)


def parse_argument(text: str) -> Arguments:
    """``Argument[0,query:]`` or its inside alone."""
    if text.startswith("Argument[") and text.endswith("]"):
        text = text[len("Argument[") : -1]
    return arguments(text)


def parse(text: str, types: Collection[str] = ()) -> list[ApiPath]:
    """All places that a path names (``Member[a,b]`` names two).

    ``types`` are the declared types: a path that begins with one means an instance of it.
    """
    start = _SELECTOR.search(text)
    base = text[: start.start()] if start else text
    if "[" in base:
        raise KnowledgeError(f"'{text}' is no path: cannot read '{base}'", _HINT)
    if base.endswith("!"):
        head = base[:-1]
    elif base in types and start:
        head = base + "()"
    else:
        head = base
    return list(_expand(text, head, start.start() if start else len(text)))


def references(text: str, types: Collection[str] = ()) -> list[str]:
    """The references of all places that a path names."""
    return [path.reference for path in parse(text, types)]


def enter(table: dict[str, list[T]], text: str, types: Collection[str], value: T) -> None:
    """Put a value beside what a table has already of the places that a path names."""
    for reference in references(text, types):
        table[reference].append(value)


def _expand(text: str, head: str, position: int) -> Iterator[ApiPath]:
    parts: list[list[str]] = [[head]]
    chosen: Arguments | None = None
    while position < len(text):
        match = _SELECTOR.match(text, position)
        if match is None or chosen is not None:
            problem = f"'{text}' is no path: cannot read '{text[position:]}'"
            raise KnowledgeError(problem, _HINT)
        position = match.end()
        word, inside = match["word"], match["list"] or ""
        if word == "Member":
            parts.append(["." + name.strip() for name in inside.split(",")])
        elif word in ("ReturnValue", "Instance", "Call"):
            parts.append(["()"])
        elif word == "Element":
            keys = [f"[{name.strip()!r}]" for name in inside.split(",") if name.strip()]
            parts.append(keys or ["[]"])
        elif word == "Argument":
            chosen = arguments(inside)
    for combination in product(*parts):
        yield ApiPath("".join(combination), chosen)


def optional(text: str | None) -> Arguments | None:
    """The argument that a text names, if there is one."""
    return None if text is None else parse_argument(text)
