"""Shell text → commands: lists of words, as far as they can be told without running anything.

Logical lines are split by ``shlex``. Variables stay what they are (``$NAME``); what is put together by the
shell is not evaluated. Bodies of here-documents are data, unless a shell is told to run them.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple

import msgspec

from tidegate.dependencies.scripts.installers import catalogue
from tidegate.documents.errors import Unreadable

_MENTION = re.compile(
    r"(?:^|[^\w.-])(?:pip[\d.]*x?|uvx?|poetry|pdm|pipenv|rye|npm|npx|pnpm|pnpx|yarn|bunx?|gem|go|cargo)\b",
    re.IGNORECASE,
)
_VARIABLE_COMMAND = re.compile(r"\$[({]?(\w+)[)}]?")
_TEMPLATE = re.compile(r"\$?\{\{.{0,500}?\}\}|`[^`]{0,500}`")
_MAKE_VARIABLE = re.compile(r"\$\((\w+)\)")
_ASSIGNMENT = re.compile(r"\w+\+?=")
HERE = re.compile(r"<<-?\s*[\"']?(\w+)")
_RUNSHERE = re.compile(r"(?:^|[\s/])(?:ba|z|da|a|k)?sh\b|^\s*RUN\s", re.IGNORECASE)
_DIRECTED = re.compile(r"[<>&|]*[<>][<>&|]*")
_NUMBERED = re.compile(r"(?<!\S)[0-9](?=[<>])")  # which file is directed elsewhere
_COMMENT = re.compile(r"(^|\s)#.*$")
_SUBSTITUTED = re.compile(r"\$\(([^()]+)")  # in quotation marks: else it is split off
_RUNNERS = frozenset({"python"})
_SEPARATORS = frozenset("();|&\n")
_KEYWORDS = frozenset(
    {"then", "do", "else", "elif", "if", "while", "until", "!", "{", "}", "&&", "||", "-", "@"}
)
_DEPTH = 4
_LONGEST = 20_000  # characters of a logical line


class Line(msgspec.Struct, frozen=True):
    """A logical line: its text, and the parts of it with their 1-based numbers."""

    text: str
    parts: tuple[tuple[int, str], ...]

    def numbers(self) -> dict[str, int]:
        """The line in which each word of it stands first."""
        return {word: number for number, text in reversed(self.parts) for word in text.split()}

    def number(self, word: str, numbers: dict[str, int]) -> int:
        """The line of a word that may be quoted; the first line where nothing tells."""
        inside = (number for number, text in self.parts if word in text)
        return numbers[word] if word in numbers else next(inside, self.parts[0][0])


class Sought(NamedTuple):
    """Programs whose commands are sought: whether a line may have one, and their names."""

    mention: Callable[[str], object]
    names: frozenset[str]


class Command(msgspec.Struct, frozen=True):
    """``words`` begin with the program's name: no path, no version, no wrapper before it."""

    words: tuple[str, ...]
    line: Line


def logical(numbered: Iterable[tuple[int, str]]) -> Iterator[Line]:
    """Lines that a backslash continues as one; without comments and data of here-documents.

    Raise Unreadable for one that is too long.
    """
    parts: list[tuple[int, str]] = []
    until: str | None = None
    length = 0
    for number, text in numbered:
        if until is not None:
            until = None if text.strip() == until else until
            continue
        if text.lstrip().startswith("#") or (parts and not text.strip()):
            continue
        continues = text.rstrip().endswith("\\")
        parts.append((number, text.strip()[:-1] if continues else text.strip()))
        length += len(parts[-1][1]) + 1
        if length > _LONGEST:
            raise Unreadable(f"line {number} ends a command of more than {_LONGEST:,} characters")
        if continues:
            continue
        line = _joined(parts)
        here = HERE.search(line.text)
        until = here[1] if here and not _RUNSHERE.search(line.text) else None
        parts, length = [], 0
        yield line
    if parts:
        yield _joined(parts)


def _joined(parts: list[tuple[int, str]]) -> Line:
    return Line(" ".join(text for _, text in parts), tuple(parts))


def commands(lines: Iterable[Line], sought: Sought | None = None) -> Iterator[Command]:
    """Those that may be of a program that is sought, what runs them taken away; by default, installers."""
    wanted = sought or installers()
    for line in lines:
        if wanted.mention(line.text):
            yield from _commands(line.text, line, wanted.names, 0)


@cache
def installers() -> Sought:
    names = {command.split()[0] for one in catalogue().installers for command in one.commands}
    return Sought(_MENTION.search, frozenset(names))


def _commands(text: str, line: Line, names: frozenset[str], depth: int) -> Iterator[Command]:
    words: list[str] = []
    for word in [*_words(text), ";"]:
        if word and _SEPARATORS.issuperset(word):
            yield from _command(words, line, names, depth)
            words = []
        else:
            words.append(word)
            for inner in _SUBSTITUTED.finditer(word) if depth < _DEPTH else ():
                yield from _commands(inner[1], line, names, depth + 1)


def _words(text: str) -> list[str]:
    """Words and operators; what is directed to files is left out."""
    plain = _NUMBERED.sub("", _MAKE_VARIABLE.sub(r"${\1}", _TEMPLATE.sub("$_", text)))
    try:
        found = _split(plain)
    except ValueError:  # a quotation goes on elsewhere, or an apostrophe stands in a comment
        bare = _COMMENT.sub("", plain)
        try:
            found = _split(bare)
        except ValueError:
            found = bare.replace('"', " ").replace("'", " ").split()
    kept: list[str] = []
    skip = False
    for word in found:
        if word.startswith("#"):
            break
        if skip or _DIRECTED.fullmatch(word):
            skip = not skip
            continue
        kept.append(word)
    return kept


def _split(text: str) -> list[str]:
    reader = shlex.shlex(text, posix=True, punctuation_chars=True)
    reader.whitespace_split = True
    reader.commenters = ""
    return list(reader)


def _command(words: list[str], line: Line, names: frozenset[str], depth: int) -> Iterator[Command]:
    """The command that words are: behind assignments, keywords and wrappers."""
    start = 0
    while start < len(words) and (words[start] in _KEYWORDS or _ASSIGNMENT.match(words[start])):
        start += 1
    if start == len(words):
        return
    rest = [_program(words[start]), *words[start + 1 :]]
    if rest[0] in catalogue().shells and depth < _DEPTH:
        yield from _inner(rest, line, names, depth)
    elif rest[0] in catalogue().texts and depth < _DEPTH and any(" " in word for word in rest):
        for text in (word for word in rest if " " in word):
            yield from _commands(text, line, names, depth + 1)
    elif rest[0] == "python" and rest[1:2] == ["-m"] and len(rest) > 2:
        yield from _command(rest[2:], line, names, depth)
    elif (behind := _behind(rest)) is not None and depth < _DEPTH:
        yield Command(tuple(rest), line)
        yield from _wrapped(rest[behind:], line, names, depth)
    else:
        yield Command(tuple(rest), line)


def _wrapped(words: list[str], line: Line, names: frozenset[str], depth: int) -> Iterator[Command]:
    """The first command behind a wrapper."""
    for at, word in enumerate(words):
        if _program(word) in names or _program(word) in _RUNNERS or _program(word) in catalogue().shells:
            yield from _command(words[at:], line, names, depth + 1)
            return


def _inner(words: list[str], line: Line, names: frozenset[str], depth: int) -> Iterator[Command]:
    """``bash -lc "pip install x"``"""
    for at, word in enumerate(words[1:], 1):
        if words[0] == "eval" or (words[at - 1].startswith("-") and words[at - 1].endswith("c")):
            yield from _commands(word, line, names, depth + 1)


def _behind(words: list[str]) -> int | None:
    """How many words of a wrapper stand before the command that it runs."""
    for wrapper in catalogue().wrappers:
        parts = wrapper.split()
        if words[: len(parts)] == parts:
            return len(parts)
    return None


def _program(word: str) -> str:
    """``/opt/venv/bin/pip3.12`` → "pip", ``$(PYTHON)`` → "python"."""
    bare = word.lstrip("@-+")
    if found := _VARIABLE_COMMAND.fullmatch(bare):
        bare = found[1].lower()
    name = bare.rpartition("/")[2].removesuffix(".exe")
    base = name.rstrip("0123456789.")
    return base if base in ("pip", "python") else name
