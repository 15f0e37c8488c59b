"""A Gradle build file, in Groovy or Kotlin, as statements in named blocks. It is a program, and is not run.

A block is called by the word before its brace; a statement ends where its line does, outside of brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum

import msgspec

from tidegate.documents.errors import Unreadable

_TOKEN = re.compile(
    r"""(?P<skip>[ \t\r\f]++|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/|\\\n)
    |(?P<line>\n|;)
    |(?P<text>\"{3}(?:[^"\\]|\\.|"(?!""))*+\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*+'{3}
        |"(?:[^"\\\n]|\\[^\n])*+"|'(?:[^'\\\n]|\\[^\n])*+')
    |(?P<word>[A-Za-z_]\w*+|`[^`\n]*+`)
    |(?P<other>.)""",
    re.DOTALL | re.VERBOSE,
)
_OPEN, _CLOSE = "([", ")]"
_GOES_ON = frozenset({",", ".", "=", ":", "(", "["})
_FLOW = frozenset(
    {"if", "else", "for", "while", "try", "catch", "finally", "each", "forEach", "with", "apply"}
)
_NAMED = re.compile(r"\$\{(\w+)\}|\$(\w+)(?!\.\w)")
_LONGEST = 1000  # characters of a text with its names filled in
_DEEPEST = 50  # blocks, or brackets, in each other


class Sort(Enum):
    TEXT = "text"
    WORD = "word"
    OTHER = "other"


class Token(msgspec.Struct, frozen=True):
    """``value`` of a text stands between its quotes; ``is_computed`` where it has parts to fill in."""

    sort: Sort
    value: str
    line: int
    is_computed: bool = False

    def is_(self, *values: str) -> bool:
        return self.sort is not Sort.TEXT and self.value in values


class Statement(msgspec.Struct, frozen=True):
    """``blocks`` are the names of those around it, outermost first, without conditions and loops.

    ``opens`` where a block of its own follows.
    """

    tokens: tuple[Token, ...]
    blocks: tuple[str, ...]
    opens: bool


def statements(text: str) -> Iterator[Statement]:
    """Raise Unreadable where brackets or comments do not end."""
    return _Reader().read(text)


class _Reader:
    def __init__(self) -> None:
        self._names: list[str] = []
        self._brackets: list[int] = [0]  # that are open, in each block
        self._waiting: list[Token] = []

    def read(self, text: str) -> Iterator[Statement]:
        line = 1
        for found in _TOKEN.finditer(text):
            kind, value = found.lastgroup, found[0]
            if kind == "line":
                if not self._goes_on(value):
                    yield from self._ended()
            elif value == "{":
                yield from self._opened()
            elif value == "}":
                yield from self._closed()
            elif kind != "skip":
                self._add(_token(kind or "", value, line, text[found.end() : found.end() + 1]))
            line += value.count("\n")
        if self._names or self._brackets[-1]:
            raise Unreadable("a bracket or a brace does not end")
        yield from self._ended()

    def _add(self, token: Token) -> None:
        if token.is_(*_OPEN, *_CLOSE):
            self._brackets[-1] += 1 if token.value in _OPEN else -1
            if self._brackets[-1] > _DEEPEST:
                raise Unreadable(f"its brackets are nested deeper than {_DEEPEST}")
        self._waiting.append(token)

    def _goes_on(self, end: str) -> bool:
        last = self._waiting[-1] if self._waiting else None
        return end != ";" and (self._brackets[-1] > 0 or (last is not None and last.is_(*_GOES_ON)))

    def _ended(self, *, opens: bool = False) -> Iterator[Statement]:
        if self._waiting:
            around = tuple(name for name in self._names if name not in _FLOW)
            yield Statement(tuple(self._waiting), around, opens)
            self._waiting = []

    def _opened(self) -> Iterator[Statement]:
        if len(self._names) >= _DEEPEST:
            raise Unreadable(f"its blocks are nested deeper than {_DEEPEST}")
        name = _block_name(self._waiting)
        yield from self._ended(opens=True)
        self._names.append(name)
        self._brackets.append(0)

    def _closed(self) -> Iterator[Statement]:
        yield from self._ended()
        if not self._names or self._brackets[-1]:
            raise Unreadable("a brace ends that never began, or before its brackets do")
        self._names.pop()
        self._brackets.pop()


def _token(kind: str, value: str, line: int, after: str) -> Token:
    if kind == "text":
        quotes = 3 if value[:3] in ('"""', "'''") and len(value) > 5 else 1
        inside = value[quotes:-quotes]
        return Token(
            Sort.TEXT, inside, line, is_computed="\\" in inside or (value[0] == '"' and "$" in inside)
        )
    if value == "/" and after == "*":
        raise Unreadable("a comment does not end")
    if kind == "word":
        return Token(Sort.WORD, value.strip("`"), line)
    return Token(Sort.OTHER, value, line)


def _block_name(tokens: Sequence[Token]) -> str:
    """The last word outside of brackets: ``dependencies``, ``if`` of ``if (x)``."""
    depth, name = 0, ""
    for token in tokens:
        if token.is_(*_OPEN, *_CLOSE):
            depth += 1 if token.value in _OPEN else -1
        elif token.sort is Sort.WORD and depth == 0:
            name = token.value
    return name


def constants(found: Iterable[Statement]) -> dict[str, str]:
    """Names that are set once, to a fixed text: ``def v = '1.0'``, ``ext.v = "1.0"``."""
    once: dict[str, str | None] = {}
    for statement in found:
        for at, token in enumerate(statement.tokens[1:-1], 1):
            name, value = statement.tokens[at - 1], statement.tokens[at + 1]
            if token.is_("=") and name.sort is Sort.WORD:
                is_fixed = (
                    value.sort is Sort.TEXT and not value.is_computed and len(statement.tokens) == at + 2
                )
                once[name.value] = value.value if is_fixed and name.value not in once else None
    return {name: value for name, value in once.items() if value is not None}


def filled(token: Token, known: Mapping[str, str]) -> Token:
    """A text with the names filled in that it holds, where all of them are known."""
    if not token.is_computed or "\\" in token.value:
        return token
    named = [one[1] or one[2] for one in _NAMED.finditer(token.value)]
    text = _NAMED.sub(lambda one: known.get(one[1] or one[2], "$"), token.value)
    if "$" in text or len(text) > _LONGEST or not all(name in known for name in named):
        return token
    return Token(Sort.TEXT, text, token.line)


def arguments(tokens: Sequence[Token]) -> list[list[Token]]:
    """What stands between commas outside of brackets."""
    depth = 0
    found: list[list[Token]] = [[]]
    for token in tokens:
        if token.is_(*_OPEN, *_CLOSE):
            depth += 1 if token.value in _OPEN else -1
        if depth == 0 and token.is_(","):
            found.append([])
        else:
            found[-1].append(token)
    return [one for one in found if one]


def bracketed(tokens: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token]]:
    """What the bracket at the beginning holds, and what follows it."""
    depth = 0
    for at, token in enumerate(tokens):
        if token.is_(*_OPEN, *_CLOSE):
            depth += 1 if token.value in _OPEN else -1
            if depth == 0:
                return tokens[1:at], tokens[at + 1 :]
    return tokens[1:], ()
