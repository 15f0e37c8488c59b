"""In how many places a program's code imports packages: one search for all, then the lines that say so.

A place is one import. Tests and examples do not count: what only they use, the program does not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Protocol

import msgspec
import re2

from tidegate.dependencies.earlier import CODE
from tidegate.knowledge.modules import delivered
from tidegate.model.paths import PathClass, classify

MOST_FILES = 400
_MOST_BYTES = 20_000_000
_AT_ONCE = 50  # files that are read together
_NOT_USES = frozenset({PathClass.TEST, PathClass.EXAMPLE, PathClass.GENERATED})


class Tree(Protocol):
    """What is asked of a side: ``tidegate.program.trees.GitTree`` is one."""

    def read_all(self, paths: Collection[str]) -> Mapping[str, bytes]: ...

    def search(self, words: Collection[str], suffixes: Collection[str]) -> Mapping[str, Collection[str]]: ...


class Uses(msgspec.Struct, frozen=True):
    """``complete`` is false where a bound was reached: there may be more places."""

    places: int = 0
    complete: bool = True


def uses(tree: Tree, ecosystem: str, names: Collection[str]) -> dict[str, Uses]:
    """Places by normal name, 0 for a package that nothing imports."""
    modules = {name: modules_of(ecosystem, name) for name in names}
    words = {_word(ecosystem, module) for several in modules.values() for module in several}
    holding = tree.search(words, CODE.get(ecosystem, ())) if words else {}
    paths = sorted(path for path in holding if classify(path) not in _NOT_USES)
    patterns = {name: _imports(ecosystem, several) for name, several in modules.items()}
    counts, read = dict.fromkeys(names, 0), 0
    for content in _contents(tree, paths[:MOST_FILES]):
        read += 1
        for name, pattern in patterns.items():
            counts[name] += sum(1 for _ in pattern.finditer(content))
    return {name: Uses(count, complete=read >= len(paths)) for name, count in counts.items()}


def modules_of(ecosystem: str, name: str) -> tuple[str, ...]:
    """What code imports of a package, by its normal name."""
    if ecosystem != "PyPI":
        return (name,)
    return (*delivered().get(name, ()), name.replace("-", "_"))


def _contents(tree: Tree, paths: list[str]) -> Iterator[bytes]:
    """The files' contents, until there are too many bytes of them."""
    left = _MOST_BYTES
    for start in range(0, len(paths), _AT_ONCE):
        if left <= 0:
            return
        for content in tree.read_all(paths[start : start + _AT_ONCE]).values():
            left -= len(content)
            yield content


def _word(ecosystem: str, module: str) -> str:
    return module.rpartition(".")[2] if ecosystem == "PyPI" else module


def _imports(ecosystem: str, modules: Collection[str]) -> Any:
    """A linear-time pattern that matches once for each import of one of the modules."""
    if ecosystem == "PyPI":
        either = "|".join(filter(None, (_python(module) for module in modules)))
        return re2.compile(f"(?m)^[ \\t]*(?:{either})(?:\\W|$)".encode())
    either = "|".join(re.escape(module) for module in modules)
    return re2.compile(f"\\b(?:from|import|require)[ \\t]*\\(?[ \\t]*[\"'](?:{either})[\"'/]".encode())


def _python(module: str) -> str:
    """``import a, b.c as d`` and ``from b import (x, c``, up to the module's name."""
    name, (outer, _, inner) = re.escape(module), module.rpartition(".")
    others = r"(?:\w[\w.]*(?:[ \t]+as[ \t]+\w+)?[ \t]*,[ \t]*)*"
    whole = rf"import[ \t]+{others}{name}|from[ \t]+{name}"
    part = rf"from[ \t]+{re.escape(outer)}[ \t]+import[ \t]+\(?[ \t]*{others}{inner}"
    return f"{whole}|{part}" if outer else whole
