"""A pattern as a tree over a small alphabet.

The standard library's own parser reads the pattern, so that what it means is what Python means. Sets
of characters are bit masks over an *alphabet*: ASCII, a few of each sort beyond it, and every
character that the pattern names, with its neighbours; two sets of a pattern that have a character in
common have one in its alphabet. Bit ``END`` stands for the end of the text.
"""

from __future__ import annotations

import importlib
import re
import string
import warnings
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

MAX_PATTERN = 2_000
MANY = 256  # a count above this is as good as no limit

# Nice characters first: examples are made of the first that fits.
_ASCII = "".join(
    sorted(map(chr, range(128)), key=lambda c: (not c.isalpha(), not c.isdigit(), not c.isprintable(), c))
)
_BEYOND = "éßÀΩπ中٣²\u0301\u00a0\u2003\u2028\x85😀\uffff"


class UnreadableError(ValueError):
    """The pattern cannot be judged; ``str`` says why."""


class Chars(NamedTuple):
    mask: int


class Sequence(NamedTuple):
    parts: tuple[Node, ...]


class Either(NamedTuple):
    parts: tuple[Node, ...]


class Repeat(NamedTuple):
    body: Node
    least: int
    most: int | None  # None: no limit
    greedy: bool
    possessive: bool


class Group(NamedTuple):
    number: int
    body: Node


class Atomic(NamedTuple):
    body: Node


class Look(NamedTuple):
    body: Node
    behind: int | None  # the width that is looked back; None: ahead
    negative: bool


class At(NamedTuple):
    """A place: ``start``, ``line-start``, ``end``, ``line-end``, ``last``, ``boundary``, ``inside``."""

    place: str


class Back(NamedTuple):
    group: int


class Depends(NamedTuple):
    """``(?(1)yes|no)``"""

    group: int
    yes: Node
    no: Node


Node = Chars | Sequence | Either | Repeat | Group | Atomic | Look | At | Back | Depends


def inner(node: Node) -> tuple[Node, ...]:
    """The nodes right below."""
    match node:
        case Sequence(parts) | Either(parts):
            return parts
        case Repeat(body=body) | Group(body=body) | Atomic(body) | Look(body=body):
            return (body,)
        case Depends(_, yes, no):
            return (yes, no)
    return ()


class Pattern(NamedTuple):
    root: Node
    alphabet: str  # bit i of a mask is alphabet[i]
    word: int  # the mask of \w
    newline: int  # the mask of "\n"

    @property
    def end(self) -> int:
        return 1 << len(self.alphabet)

    @property
    def anything(self) -> int:
        return (1 << (len(self.alphabet) + 1)) - 1

    def example(self, mask: int) -> str:
        """The nicest character of ``mask``, which must have one beside the end of the text."""
        return self.alphabet[((mask & -mask).bit_length()) - 1]


def parse(pattern: str, flags: int = 0) -> Pattern:
    """The tree of ``pattern`` under ``flags`` (as of ``re``).

    Raises UnreadableError: too long or too deep, no pattern, or a construct that is not known.
    """
    if len(pattern) > MAX_PATTERN:
        raise UnreadableError(f"longer than {MAX_PATTERN:,} characters")
    parser = importlib.import_module("re._parser")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = parser.parse(pattern, flags)
        alphabet = _alphabet(parsed)
        reader = _Reader(alphabet)
        root = reader.sequence(parsed, parsed.state.flags)
    except re.error as error:
        raise UnreadableError(f"no regular expression: {error}") from None
    except (RecursionError, OverflowError):
        raise UnreadableError("nested too deeply") from None
    word = reader.part("CATEGORY", "CATEGORY_WORD", parsed.state.flags)
    return Pattern(root, alphabet, word, reader.mask("\n".__eq__))


def _alphabet(parsed: Any) -> str:
    named = {chr(code) for code in _named_codes(parsed) if 128 <= code < 0x110000}
    return _ASCII + "".join(sorted(named | set(_BEYOND)))


def _named_codes(items: Iterable[Any]) -> Iterator[int]:
    """Every code point that the pattern names, with its neighbours, at any depth."""
    for item in items:
        if isinstance(item, tuple) and len(item) == 2 and str(item[0]) in ("LITERAL", "NOT_LITERAL"):
            yield from (item[1] - 1, item[1], item[1] + 1)
        elif isinstance(item, tuple) and len(item) == 2 and str(item[0]) == "RANGE":
            yield from (end + step for end in item[1] for step in (-1, 0, 1))
        elif isinstance(item, (tuple, list)) or hasattr(item, "data"):
            yield from _named_codes(item)


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


_CATEGORIES = {"DIGIT": str.isdecimal, "SPACE": str.isspace, "WORD": _is_word}
_ASCII_CATEGORIES = {
    "DIGIT": string.digits,
    "SPACE": string.whitespace,
    "WORD": string.ascii_letters + string.digits + "_",
}
_PLACES = {
    "AT_BEGINNING_STRING": "start",
    "AT_END_STRING": "last",
    "AT_BOUNDARY": "boundary",
    "AT_NON_BOUNDARY": "inside",
}


class _Reader:
    def __init__(self, alphabet: str) -> None:
        self.alphabet = alphabet

    def mask(self, holds: Any) -> int:
        return sum(1 << index for index, character in enumerate(self.alphabet) if holds(character))

    def sequence(self, items: Any, flags: int) -> Node:
        parts = tuple(self.node(str(op), value, flags) for op, value in items)
        return parts[0] if len(parts) == 1 else Sequence(parts)

    def node(self, op: str, value: Any, flags: int) -> Node:
        if op in ("LITERAL", "NOT_LITERAL", "ANY", "IN"):
            return Chars(self.chars(op, value, flags))
        if op == "BRANCH":
            return Either(tuple(self.sequence(part, flags) for part in value[1]))
        if op == "SUBPATTERN":
            number, added, removed, body = value
            inner = self.sequence(body, (flags | added) & ~removed)
            return inner if number is None else Group(number, inner)
        if op in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            return self.repeat(op, value, flags)
        if op == "AT":
            return At(self.place(str(value), flags))
        return self.rare(op, value, flags)

    def rare(self, op: str, value: Any, flags: int) -> Node:
        if op == "ATOMIC_GROUP":
            body = self.sequence(value, flags)
            if isinstance(body, Repeat) and body.greedy:
                return body._replace(possessive=True)
            return Atomic(body)
        if op in ("ASSERT", "ASSERT_NOT"):
            direction, body = value
            behind = body.getwidth()[0] if direction < 0 else None
            return Look(self.sequence(body, flags), behind, op == "ASSERT_NOT")
        if op == "GROUPREF":
            return Back(value)
        if op == "GROUPREF_EXISTS":
            group, yes, no = value
            return Depends(group, self.sequence(yes, flags), self.sequence(no or [], flags))
        if op == "FAILURE":
            return Chars(0)
        raise UnreadableError(f"{op.lower().replace('_', ' ')} is not known here")

    def repeat(self, op: str, value: Any, flags: int) -> Node:
        least, most, body = value
        if least > MANY:
            raise UnreadableError(f"a part is repeated more than {MANY} times")
        limit = int(most) if int(most) <= MANY else None
        return Repeat(self.sequence(body, flags), least, limit, op != "MIN_REPEAT", op.startswith("POSS"))

    def place(self, name: str, flags: int) -> str:
        if name == "AT_BEGINNING":
            return "line-start" if flags & re.MULTILINE else "start"
        if name == "AT_END":
            return "line-end" if flags & re.MULTILINE else "end"
        if name not in _PLACES:
            raise UnreadableError(f"{name.lower().replace('_', ' ')} is not known here")
        return _PLACES[name]

    def chars(self, op: str, value: Any, flags: int) -> int:
        if op == "ANY":
            return self.mask(lambda c: c != "\n" or flags & re.DOTALL)
        if op != "IN":
            value = [(op, value)]
        negated = op == "NOT_LITERAL" or (str(value[0][0]) == "NEGATE")
        mask = 0
        for sort, what in value:
            if str(sort) != "NEGATE":
                mask |= self.part(str(sort), what, flags)
        return (1 << len(self.alphabet)) - 1 & ~mask if negated else mask

    def part(self, sort: str, what: Any, flags: int) -> int:
        """One part of a set: a character, a range or a category, in any case where that is the flag."""
        if sort == "CATEGORY":
            name = str(what).removeprefix("CATEGORY_")
            sort_of = name.removeprefix("NOT_")
            ascii_only = flags & re.ASCII
            inside = self.mask(
                _ASCII_CATEGORIES[sort_of].__contains__ if ascii_only else _CATEGORIES[sort_of]
            )
            return (1 << len(self.alphabet)) - 1 & ~inside if name.startswith("NOT_") else inside
        low, high = what if sort == "RANGE" else (what, what)
        if not flags & re.IGNORECASE:
            return self.mask(lambda c: low <= ord(c) <= high)
        return self.mask(
            lambda c: any(len(v) == 1 and low <= ord(v) <= high for v in (c, c.lower(), c.upper()))
        )
