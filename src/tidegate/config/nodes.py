"""YAML text → nodes that know their line, within bounds.

Only nodes are built, never objects: what a tag asks for is not done. Depth, size and number are
bounded before the nodes are composed, and aliases count as often as they are used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

if TYPE_CHECKING:
    import yaml

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
MAX_NODES = 50_000


class Problem(msgspec.Struct, frozen=True, order=True):
    """What is wrong in a settings file; ``line`` is 1-based."""

    line: int
    text: str


class Unreadable(Exception):
    """The text is no YAML document that can be read; ``problem`` says why."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.problem = Problem(line, text)


def compose(data: bytes) -> yaml.Node | None:
    """The one document of ``data``; ``None`` where it is empty. Raise Unreadable."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = _decode(data)
    try:
        _check_bounds(text, loader)
        return yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        words = error.problem or error.context or "it cannot be read"
        raise Unreadable(line_of(mark), f"this is not YAML: {words}") from error
    except yaml.YAMLError as error:
        raise Unreadable(1, f"this is not YAML: {' '.join(str(error).split())}") from error


class _Mark(Protocol):
    line: int


def line_of(mark: _Mark | None) -> int:
    return 1 if mark is None else mark.line + 1


def _decode(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise Unreadable(1, f"the file has {len(data):,} bytes; {MAX_BYTES:,} is the limit")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(line, "this is not UTF-8 text") from error


def _check_bounds(text: str, loader: type[yaml.SafeLoader]) -> None:
    """Walk the events, which needs no depth of stack, before nodes are made of them."""
    import yaml

    depth = documents = 0
    for count, event in enumerate(yaml.parse(text, Loader=loader)):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        line = line_of(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            raise Unreadable(line, f"aliases are not read: write the value of *{event.anchor} out")
        if depth > MAX_DEPTH:
            raise Unreadable(line, f"nested deeper than {MAX_DEPTH} levels")
        if count > MAX_NODES:
            raise Unreadable(line, f"more than {MAX_NODES:,} values")
        if documents > 1:
            raise Unreadable(line, "a second document: only one is read")
