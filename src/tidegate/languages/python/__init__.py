"""Python as a language: any version's syntax, read by tree-sitter and never by the host's Python."""

from __future__ import annotations

from functools import cache

from tree_sitter import Language, Node, Parser

from tidegate.languages.facts import Block, Facts, Outline, decode
from tidegate.languages.python.nodes import line_of
from tidegate.languages.python.statements import Statements

NAME = "python"
VERSION = "5"  # of the extractor: part of the cache's key
SUFFIXES = (".py", ".pyi", ".pyw")
_MOST_PROBLEMS = 20


def extract(source: bytes) -> Facts:
    """Never raises: what cannot be read is in the outline's ``problems``."""
    reader = _Reader(source)
    return Facts(reader.outline(), reader.body)


def restore(data: bytes, source: bytes) -> Facts:
    """Facts from the cache; ``source`` is parsed again only if a body is missing there."""
    return decode(data, _Reader(source).body)


class _Reader:
    """Parses when first needed."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._statements: Statements | None = None
        self._outline: Outline | None = None

    def outline(self) -> Outline:
        if self._outline is None:
            source = _utf8(self._source)
            root = _parser().parse(source).root_node
            self._statements = Statements(source)
            body = self._statements.module(root)
            problems = [*_errors(root), *((line, "too deep") for line in self._statements.too_deep)]
            self._outline = Outline(body, tuple(problems[:_MOST_PROBLEMS]))
        return self._outline

    def body(self, qualname: str) -> Block:
        self.outline()
        assert self._statements is not None
        return self._statements.body(qualname)


def _utf8(source: bytes) -> bytes:
    """Other encodings than UTF-8 are read as Latin-1: names and structure stay what they are."""
    source = source.removeprefix(b"\xef\xbb\xbf")
    try:
        source.decode("utf-8")
    except UnicodeDecodeError:
        source = source.decode("latin-1").encode("utf-8")
    return source.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _errors(root: Node) -> list[tuple[int, str]]:
    """Places that do not parse, found without walking sound subtrees."""
    found: list[tuple[int, str]] = []
    waiting = [root] if root.has_error else []
    while waiting and len(found) < _MOST_PROBLEMS:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            found.append((line_of(node), "does not parse"))
        else:
            waiting.extend(child for child in reversed(node.children) if child.has_error)
    return found


@cache
def _parser() -> Parser:
    import tree_sitter_python

    return Parser(Language(tree_sitter_python.language()))
