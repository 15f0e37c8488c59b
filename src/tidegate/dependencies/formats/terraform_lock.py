"""Terraform's and OpenTofu's ``.terraform.lock.hcl``: the providers that were chosen, and their hashes.

Source: Terraform's "Dependency lock file". The tools write a small part of HCL, blocks with texts and lists
of texts, and that is what is read; a file with anything else is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tidegate.dependencies.images import host
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Scope

ECOSYSTEM = "Terraform"
_TOKEN = re.compile(
    r"""(?P<space>[\s\ufeff]+|(?:\#|//)[^\n]*|/\*(?:[^*]|\*(?!/))*+\*/)
      |"(?P<text>(?:[^"\\\n]|\\[^\n])*+)"
      |(?P<word>[A-Za-z_][\w-]*)
      |(?P<mark>[{}\[\],=])
      |(?P<odd>.)""",
    re.VERBOSE | re.DOTALL,
)
_VALUE = str | tuple[str, ...]


class _Token(NamedTuple):
    kind: str
    text: str
    line: int


class _Tokens:
    """Texts and marks in turn; the last is of kind ""."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self.now = next(self._tokens)

    def take(self, kind: str, text: str | None = None) -> _Token:
        """The next token, which must be this. Raise Unreadable."""
        taken = self.now
        if taken.kind != kind or (text is not None and taken.text != text):
            found = repr(taken.text[:80]) if taken.kind else "the end"
            raise Unreadable(f"line {taken.line}: {found} stands where {text or f'a {kind}'} should")
        if taken.kind:
            self.now = next(self._tokens)
        return taken

    def is_next(self, text: str) -> bool:
        return self.now.kind == "mark" and self.now.text == text


def _tokens(text: str) -> Iterator[_Token]:
    line = 1
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or ""
        if kind != "space":
            yield _Token(kind, found[kind], line)
        line += found[0].count("\n")
    yield _Token("", "", line)


def read(source: Source) -> Listing:
    """Raise Unreadable where it is not what the tools write."""
    tokens = _Tokens(source.text)
    found: dict[str, Dependency] = {}
    gaps: list[str] = []
    while tokens.now.kind:
        start = tokens.take("word")
        label = tokens.take("text").text
        values = _block(tokens)
        if start.text != "provider":
            gaps.append(f"line {start.line}: a {start.text[:80]} is not known")
        elif label in found:
            raise Unreadable(f"line {start.line}: {label[:80]!r} is locked twice")
        elif isinstance(values.get("version"), str):
            found[label] = _provider(label, values, start.line)
        else:
            gaps.append(f"line {start.line}: {label[:80]!r} has no version")
    return Listing(dependencies=tuple(found.values()), gaps=tuple(gaps))


def _block(tokens: _Tokens) -> dict[str, _VALUE]:
    values: dict[str, _VALUE] = {}
    tokens.take("mark", "{")
    while not tokens.is_next("}"):
        name = tokens.take("word")
        tokens.take("mark", "=")
        if name.text in values:
            raise Unreadable(f"line {name.line}: {name.text[:80]!r} stands twice")
        values[name.text] = _list(tokens) if tokens.is_next("[") else tokens.take("text").text
    tokens.take("mark", "}")
    return values


def _list(tokens: _Tokens) -> tuple[str, ...]:
    values: list[str] = []
    tokens.take("mark", "[")
    while not tokens.is_next("]"):
        values.append(tokens.take("text").text)
        if not tokens.is_next("]"):
            tokens.take("mark", ",")
    tokens.take("mark", "]")
    return tuple(values)


def _provider(name: str, values: dict[str, _VALUE], line: int) -> Dependency:
    constraints, hashes = values.get("constraints"), values.get("hashes")
    return Dependency(
        ecosystem=ECOSYSTEM,
        name=name,
        version=str(values["version"]),
        requirement=constraints if isinstance(constraints, str) else None,
        direct=True,
        scope=Scope.BUILD,
        location=host(name),
        integrity=hashes if isinstance(hashes, tuple) else (),
        key=name,
        line=line,
    )
