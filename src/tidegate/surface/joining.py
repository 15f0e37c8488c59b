"""Files that join routers, install hooks or make schemas: which routes there are is said there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from tidegate.flow.engine import Engine
from tidegate.flow.library import Library
from tidegate.languages.python.modules import import_pattern
from tidegate.model.paths import PathClass, classify
from tidegate.program.names import FunctionId
from tidegate.surface.reach import CODE_SUFFIXES, Reach

MOST_FILES = 80
MOST_SURE = 200  # files that join without doubt

Wanted = Mapping[str, re.Pattern[bytes]]  # word → finds it where it means what joins


def wanted(library: Library) -> Wanted:
    """What to look for, by the libraries that were read until now."""
    tables = library.tables
    joining = (
        tables.mounts,
        tables.hooks,
        tables.given.contexts,
        tables.given.context_classes,
        tables.given.schemas,
    )
    found: dict[str, set[bytes]] = {}
    for reference in (reference for table in joining for reference in table):
        for word, pattern in _forms(reference):
            found.setdefault(word, set()).add(pattern)
    return {word: re.compile(b"|".join(sorted(patterns))) for word, patterns in found.items()}


def _forms(reference: str) -> Iterator[tuple[str, bytes]]:
    """``django.urls.path`` is imported; ``App().middlewares.append`` is told by its first member."""
    _, made, members = reference.rpartition("().")
    if made:
        word = members.partition(".")[0]
        yield word, rb"\.\s{0,4}%b\b" % re.escape(word.encode())
        return
    module, _, word = reference.removesuffix("()").rpartition(".")
    if word:
        yield word, import_pattern(module.rpartition(".")[2], word).pattern


def joining_files(engine: Engine, words: Wanted, found: Reach) -> dict[str, set[str]]:
    """Path → the words in it. Where there are too many, files that join without doubt come first."""
    holding = engine.program.sources.tree.search(sorted(words), CODE_SUFFIXES) if words else {}
    paths = [path for path in sorted(holding) if classify(path) is not PathClass.TEST]
    if len(paths) > MOST_FILES:
        sure = _sure(engine, words, {path: holding[path] for path in paths})
        if len(sure) > MOST_SURE:
            found.limits.append(f"{len(sure)} files join routers; {MOST_SURE} of them were looked at")
        doubtful = [path for path in paths if path not in sure]
        paths = [*sure[:MOST_SURE], *doubtful][: max(MOST_FILES, min(len(sure), MOST_SURE))]
    return {path: set(holding[path]) for path in paths}


def _sure(engine: Engine, words: Wanted, holding: Mapping[str, Collection[str]]) -> list[str]:
    sources = engine.program.sources
    sources.expect_texts(holding)
    return [
        path
        for path, named in holding.items()
        if any(words[word].search(sources.text(path) or b"") for word in named)
    ]


def makers(engine: Engine, path: str, words: set[str]) -> list[FunctionId]:
    """Functions of a file that join routers: factories of applications."""
    module = engine.program.module(path)
    text = engine.program.sources.text(path)
    if module is None or text is None:
        return []
    lines = [
        number
        for number, line in enumerate(text.splitlines(), 1)
        if any(word.encode() in line for word in words)
    ]
    return [
        FunctionId(path, name)
        for name, function in module.facts.functions.items()
        if any(function.line <= number <= function.end_line for number in lines)
    ]
