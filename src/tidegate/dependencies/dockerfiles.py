"""A Dockerfile's lines → its instructions: continuation lines, comments and heredocs are gone.

Source: the Dockerfile reference of Docker. Texts in heredocs are never taken for instructions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tidegate.model.configuration import words

_DIRECTIVE = re.compile(r"#\s*([a-z]+)\s*=\s*(\S+)\s*", re.IGNORECASE)
_ESCAPES = ("\\", "`")
# Words as a shell splits them, quotes kept: `<<EOF` in quotes begins nothing.
_WORD = re.compile(r"""(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*+"|'[^']*+')++""", re.DOTALL)
_HEREDOC = re.compile(r"""\d*<<(-?)(?:"([^"]+)"|'([^']+)'|([^<"'\s]+))""")
_WITH_HEREDOCS = frozenset({"RUN", "COPY", "ADD"})
_INSTRUCTION = re.compile(r"([A-Za-z]+)(?:\s+(.*))?", re.DOTALL)
_KNOWN = words("""
    ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER
    VOLUME WORKDIR
""")
_VARIABLE = re.compile(r"\\(.)|\$(?:\{([A-Za-z_]\w*)(?:(:?[-+])([^{}$]*))?\}|([A-Za-z_]\w*))")
_LONGEST = 2000  # characters of a text with variables


class Instruction(NamedTuple):
    """``word`` in capitals; "" for what is none, ``rest`` then says what it is, where that is known."""

    word: str
    rest: str
    line: int


def directives(lines: Sequence[str]) -> Iterator[tuple[str, str, int]]:
    """``# name=value`` before everything else: name in lower case, value, line."""
    for number, line in enumerate(lines, 1):
        found = _DIRECTIVE.fullmatch(line.strip())
        if found is None:
            return
        yield found[1].lower(), found[2], number


def instructions(lines: Sequence[str]) -> Iterator[Instruction]:
    """In the order of the file; an ``ONBUILD`` is what it runs later."""
    escape = _escape(lines)
    parts: list[str] = []
    start = 0
    heredocs: list[tuple[str, bool]] = []  # the words that end them, and whether tabs may stand before
    for number, written in enumerate(lines, 1):
        line = written.removesuffix("\r")
        if heredocs:
            word, is_indented = heredocs[0]
            if (line.lstrip("\t") if is_indented else line) == word:
                heredocs.pop(0)
            continue
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        start = start or number
        if bare.endswith(escape) and not bare.endswith(escape * 2):
            parts.append(line.rstrip()[:-1])
            continue
        found = _instruction("".join([*parts, line]).strip(), start)
        yield found
        parts, start = [], 0
        heredocs = _heredocs(found)
    if parts:
        yield _instruction("".join(parts).strip(), start)
    if heredocs:
        yield Instruction("", f"where {heredocs[0][0][:80]!r} is missing, which ends a text", len(lines))


def _escape(lines: Sequence[str]) -> str:
    """What ends a line that goes on; a directive may choose it."""
    named = (value for name, value, _ in directives(lines) if name == "escape")
    return next((one for one in named if one in _ESCAPES), _ESCAPES[0])


def _heredocs(found: Instruction) -> list[tuple[str, bool]]:
    if found.word not in _WITH_HEREDOCS or "<<" not in found.rest:
        return []
    begun = (_HEREDOC.fullmatch(one) for one in _WORD.findall(found.rest))
    return [(one[2] or one[3] or one[4], bool(one[1])) for one in begun if one]


def _instruction(text: str, line: int) -> Instruction:
    found = _INSTRUCTION.fullmatch(text)
    while found is not None and found[1].upper() == "ONBUILD" and found[2]:
        found = _INSTRUCTION.fullmatch(found[2].strip())
    word = found[1].upper() if found else ""
    if found is None or word not in _KNOWN:
        return Instruction("", "", line)
    return Instruction(word, (found[2] or "").strip(), line)


def expanded(text: str, values: Mapping[str, str | None]) -> str | None:
    """A text with its variables; ``None`` where one has no value, or is written in ways that are not read."""
    if len(text) > _LONGEST or unresolved(text, values):
        return None
    made = _VARIABLE.sub(lambda found: _value(found, values) or "", text)
    return None if "$" in made or len(made) > _LONGEST else made


def unresolved(text: str, values: Mapping[str, str | None]) -> list[str]:
    """The variables of a text that have no value."""
    named = _VARIABLE.finditer(text[:_LONGEST])
    return list(dict.fromkeys(one[2] or one[5] for one in named if _value(one, values) is None))


def _value(found: re.Match[str], values: Mapping[str, str | None]) -> str | None:
    if found[1] is not None:
        return found[1]
    value = values.get(found[2] or found[5])
    how, other = found[3] or "", found[4]
    is_there = bool(value) if how.startswith(":") else value is not None
    if how.endswith("-"):
        return value if is_there else other
    if how.endswith("+"):
        return other if is_there else ""
    return value
