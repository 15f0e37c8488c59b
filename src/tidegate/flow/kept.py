"""What is put on an object that lives as long as the request, and read elsewhere: ``flask.g``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tidegate.flow.frame import Frame
from tidegate.flow.library import Library
from tidegate.flow.objects import own
from tidegate.flow.values import UNKNOWN_VALUE, Value, join_all
from tidegate.languages.registry import LANGUAGES
from tidegate.program.names import MODULE, FunctionId

if TYPE_CHECKING:
    from tidegate.flow.engine import Engine

_MOST_FILES = 40  # that name one attribute; one that more files name is not followed


def keeper(library: Library, reference: str) -> str | None:
    """The object of knowledge that a reference is, if it keeps what is put on it."""
    return next((name for name in library.spellings(reference) if name in library.tables.keeps), None)


def keep(frame: Frame, reference: str, name: str, value: Value) -> None:
    """``flask.g.name = value``: noted for whoever reads it."""
    holder = keeper(frame.library, reference)
    if holder is not None:
        frame.kept.setdefault((holder, name), []).append(own(value))


def kept(frame: Frame, base: Value, name: str) -> Value:
    """``flask.g.name``: what any function of the program puts there."""
    holders = [holder for reference in base.references if (holder := keeper(frame.library, reference))]
    return join_all(_remembered(frame.engine, holder, name) for holder in holders)


def _remembered(engine: Engine, holder: str, name: str) -> Value:
    engine.program.depends_on_search([name])
    return engine.remember(("kept", holder, name), lambda: _put_by_any(engine, holder, name), UNKNOWN_VALUE)


def _put_by_any(engine: Engine, holder: str, name: str) -> Value:
    paths = engine.program.sources.tree.search([name], LANGUAGES[0].SUFFIXES)
    if len(paths) > _MOST_FILES:
        return UNKNOWN_VALUE
    found: list[Value] = []
    for path in sorted(paths):
        for identity in _writers(engine, path, name):
            found += engine.summary(identity).kept.get((holder, name), ())
    return join_all(found)


def _writers(engine: Engine, path: str, name: str) -> list[FunctionId]:
    """Functions of a file that set an attribute of this name."""
    text, module = engine.program.sources.text(path), engine.program.module(path)
    if text is None or module is None:
        return []
    pattern = re.compile(rb"\.\s?" + re.escape(name.encode()) + rb"\s?(?::[^=\n]{0,80})?=[^=]")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if pattern.search(line)]
    spans = {name: (function.line, function.end_line) for name, function in module.facts.functions.items()}
    found = [
        name for name, (first, last) in spans.items() if any(first <= number <= last for number in lines)
    ]
    if any(not any(first <= number <= last for first, last in spans.values()) for number in lines):
        found.append(MODULE)
    return [identity for name in found if not engine.is_running(identity := FunctionId(path, name))]
