"""Whether a program mentions the functions that an advisory calls wrong. It explains; it excuses nothing.

The search is for words: what is called through another package, or by another name, is not seen.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, Protocol

import re2

_SUFFIXES = {"PyPI": (".py",), "Go": (".go",), "crates.io": (".rs",)}
_MOST_SYMBOLS = 60
_MOST_FILES = 40


class Searched(Protocol):
    """One side of a change: ``tidegate.program.trees.GitTree`` is one."""

    def read(self, path: str) -> bytes | None: ...

    def read_all(self, paths: Collection[str]) -> Mapping[str, bytes]: ...

    def search(self, words: Collection[str], suffixes: Collection[str]) -> Mapping[str, Collection[str]]: ...


class Symbol(NamedTuple):
    """``name`` as people say it, ``word`` its last part; ``root`` a word that stands where it is imported."""

    name: str
    word: str
    root: str


def look_for(tree: Searched, ecosystem: str, symbols: Sequence[str]) -> None:
    """Search for everything at once, so that each ``sentence`` finds its answer there."""
    if suffixes := _SUFFIXES.get(ecosystem):
        tree.search(_words(ecosystem, symbols), suffixes)


def sentence(tree: Searched, ecosystem: str, symbols: Sequence[str]) -> str | None:
    """Where the program has what is affected; ``None`` where no record says what that is, or for too many."""
    suffixes = _SUFFIXES.get(ecosystem)
    if suffixes is None or not 0 < len(symbols) <= _MOST_SYMBOLS:
        return None
    wanted = [_symbol(ecosystem, one) for one in symbols]
    found = tree.search(_words(ecosystem, symbols), suffixes)
    for is_call in (True, False):
        for path in sorted(found)[:_MOST_FILES]:
            for one in wanted:
                if {one.word, one.root} <= set(found[path]):
                    line = _line(tree.read(path) or b"", one.word, is_call=is_call)
                    if line:
                        verb = "called" if is_call else "mentioned"
                        return f"the affected function `{one.name}` is {verb} in {path}:{line}"
    if any(one.word in words for words in found.values() for one in wanted):
        return None
    if len(wanted) == 1:
        return f"the affected function `{wanted[0].name}` is not mentioned in this repository"
    return f"none of the {len(wanted)} affected functions is mentioned in this repository"


def _words(ecosystem: str, symbols: Sequence[str]) -> set[str]:
    wanted = (_symbol(ecosystem, one) for one in symbols)
    return {word for one in wanted for word in (one.word, one.root)}


def _symbol(ecosystem: str, text: str) -> Symbol:
    """ "PIL:Image.open", "x.example/auth:Server.Close", "smallvec::SmallVec::grow", "x.example/auth"."""
    if ecosystem == "crates.io":
        parts = text.split("::")
        return Symbol(text, parts[-1], parts[0])
    module, _, name = text.partition(":")
    root = module.partition(".")[0] if ecosystem == "PyPI" else module.rpartition("/")[2]
    return Symbol(name or module, (name or root).rpartition(".")[2], root)


def _line(content: bytes, word: str, *, is_call: bool) -> int | None:
    """The first line that has the word, as a call where that is asked for."""
    name = re2.escape(word)
    told = re2.compile(rf"(?:^|\W){name}" + (r"\s*\(" if is_call else r"(?:\W|$)"))
    defined = re2.compile(rf"(?:def|fn|class|func(?:\s+\([^)]*\))?)\s+{name}\b")
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
        if told.search(line) and not (is_call and defined.search(line)):
            return number
    return None
