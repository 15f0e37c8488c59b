"""Tables and columns that SQL files declare, in any dialect: a few words are known, the rest is skipped.

sqlglot reads one dialect, whole; migrations are written in every dialect and hold what is no SQL at all. Here
what declares no column is passed over, and no file is too broken to be read as far as it goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

LONGEST = 1_000_000  # characters of a file that are read
_CLOSING = {'"': '"', "`": "`", "[": "]"}
# Comments, texts, quoted names, words and numbers, marks: none can begin like another one.
_TOKEN = re.compile(
    r"""--[^\n]*|/\*|'|\$(?:[A-Za-z_]\w*)?\$|"[^"\n]*"|`[^`\n]*`|\[[A-Za-z_][^\]\n]*\]|\w+|[(),;.]"""
)
_BEFORE_TABLE = frozenset(
    {"OR", "REPLACE", "GLOBAL", "LOCAL", "TEMP", "TEMPORARY", "UNLOGGED", "EXTERNAL", "FOREIGN", "VIRTUAL"}
)
_BEFORE_NAME = frozenset({"IF", "NOT", "EXISTS", "ONLY"})
_NO_COLUMN = frozenset(
    {
        "PRIMARY",
        "FOREIGN",
        "UNIQUE",
        "CHECK",
        "CONSTRAINT",
        "EXCLUDE",
        "LIKE",
        "FULLTEXT",
        "SPATIAL",
        "PERIOD",
    }
)
_MAY_BE_COLUMN = frozenset({"KEY", "INDEX", "PARTITION"})  # a column too, unless a list stands behind them


class Column(NamedTuple):
    """A column that a statement makes; names as they are written, without quotes and schema."""

    table: str
    name: str
    line: int


class _Token(NamedTuple):
    text: str
    line: int
    quoted: bool = False

    @property
    def word(self) -> str:
        return "" if self.quoted else self.text.upper()

    @property
    def is_name(self) -> bool:
        return self.quoted or self.text[0].isalpha() or self.text[0] == "_"


def columns(source: str) -> list[Column]:
    """Every column that ``source`` adds: ``CREATE TABLE``, ``ALTER TABLE … ADD``, ``RENAME COLUMN … TO``."""
    found: list[Column] = []
    statement: list[_Token] = []
    for token in _tokens(source[:LONGEST]):
        if token.word == ";":
            found.extend(_declared(statement))
            statement = []
        else:
            statement.append(token)
    return [*found, *_declared(statement)]


# --- words ------------------------------------------------------------------------------------------


def _tokens(source: str) -> Iterator[_Token]:
    position, line = 0, 1
    while (match := _TOKEN.search(source, position)) is not None:
        line += source.count("\n", position, match.start())
        text, end = match[0], match.end()
        closing = "*/" if text == "/*" else text if text[0] in "'$" and text != "$" else None
        if closing is not None:
            end = source.find(closing, end)
            end = len(source) if end < 0 else end + len(closing)
        elif text[0] in _CLOSING:
            yield _Token(text[1:-1] or " ", line, True)
        elif not text.startswith("--"):
            yield _Token(text, line)
        line += source.count("\n", match.start(), end)
        position = end


# --- statements -------------------------------------------------------------------------------------


def _declared(statement: Sequence[_Token]) -> Iterator[Column]:
    """What one statement declares. Words of a client that no semicolon ends may stand before it."""
    for start, token in enumerate(statement):
        if token.word == "CREATE":
            behind = _skipped(statement, start + 1, _BEFORE_TABLE)
            if _word(statement, behind) == "TABLE":
                yield from _created(statement, behind + 1)
                return
        elif token.word == "ALTER" and _word(statement, start + 1) == "TABLE":
            yield from _altered(statement, start + 2)
            return


def _created(statement: Sequence[_Token], position: int) -> Iterator[Column]:
    table, position = _name(statement, _skipped(statement, position, _BEFORE_NAME))
    if table and _word(statement, position) == "(":
        for item in _items(statement[position + 1 :]):
            column = _column(item)
            if column is not None:
                yield Column(table, column.text, column.line)


def _altered(statement: Sequence[_Token], position: int) -> Iterator[Column]:
    table, position = _name(statement, _skipped(statement, position, _BEFORE_NAME))
    for action in _items(statement[position:]) if table else ():
        for column in _added(action):
            yield Column(table, column.text, column.line)


def _added(action: Sequence[_Token]) -> Iterator[_Token]:
    """The columns of one action: ``ADD [COLUMN] a int``, ``ADD (a int, b int)``, ``RENAME COLUMN a TO b``."""
    position = 2 if _word(action, 1) == "COLUMN" else 1
    if _word(action, 0) == "ADD":
        position = _skipped(action, position, _BEFORE_NAME)
        inside = _word(action, position) == "("
        for item in _items(action[position + 1 :]) if inside else [action[position:]]:
            column = _column(item)
            if column is not None:
                yield column
    elif _word(action, 0) == "RENAME" and _word(action, position + 1) == "TO" and position == 2:
        yield from (token for token in action[position + 2 : position + 3] if token.is_name)


def _column(item: Sequence[_Token]) -> _Token | None:
    """The name that a definition begins with, if it is one of a column."""
    first = item[0] if item else None
    if first is None or not first.is_name or first.word in _NO_COLUMN:
        return None
    if first.word in _MAY_BE_COLUMN and (_word(item, 1) == "(" or _word(item, 2) == "("):
        return None
    return first


def _items(tokens: Sequence[_Token]) -> Iterator[Sequence[_Token]]:
    """What commas separate, up to the parenthesis that closes what stands around."""
    depth, start = 0, 0
    for position, token in enumerate(tokens):
        if token.word == "(":
            depth += 1
        elif token.word == ")":
            depth -= 1
            if depth < 0:
                yield tokens[start:position]
                return
        elif token.word == "," and depth == 0:
            yield tokens[start:position]
            start = position + 1
    yield tokens[start:]


def _name(statement: Sequence[_Token], position: int) -> tuple[str, int]:
    """The last part of a dotted name, and where it ends."""
    name = ""
    while position < len(statement) and statement[position].is_name:
        name = statement[position].text
        if _word(statement, position + 1) != ".":
            return name, position + 1
        position += 2
    return name, position


def _skipped(statement: Sequence[_Token], position: int, words: frozenset[str]) -> int:
    while _word(statement, position) in words:
        position += 1
    return position


def _word(tokens: Sequence[_Token], position: int) -> str:
    return tokens[position].word if position < len(tokens) else ""
