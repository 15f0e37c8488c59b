"""YAML as plain texts, lists and objects: every scalar is the text that it is (``1.10`` stays "1.10").

Built from the C parser's events without recursion, because its own composer overflows the stack on deep
nesting. Tags mean nothing; aliases count as often as they are used.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from tidegate.documents.errors import Unreadable

DEPTH_LIMIT = 64
NODE_LIMIT = 2_000_000  # with aliases counted as often as they are used

Value = Any  # str | list[Value] | dict[str, Value]


class _Open:
    """A list or an object that is being filled. ``size`` counts its nodes."""

    def __init__(self, value: list[Value] | dict[str, Value], anchor: str | None) -> None:
        self.value = value
        self.anchor = anchor
        self.size = 1
        self.key: str | None = None

    def put(self, value: Value, line: int) -> None:
        if isinstance(self.value, list):
            self.value.append(value)
        elif self.key is None:
            self.key = key = _key(value, line)
            if key in self.value:
                raise Unreadable(f"line {line}: the key {key[:80]!r} stands twice in one object")
        else:
            self.value[self.key] = value
            self.key = None


def load(text: str) -> Value:
    """The first document; ``None`` where there is none. Raise Unreadable."""
    return next(_documents(text), None)


def load_all(text: str) -> list[Value]:
    """Every document. Raise Unreadable."""
    return list(_documents(text))


def _documents(text: str) -> Iterator[Value]:
    try:
        events = yaml.parse(text, Loader=yaml.CBaseLoader)
        yield from _Builder().documents(events)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}" if mark else "it"
        raise Unreadable(f"{where} is no YAML: {error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise Unreadable(f"it is no YAML: {' '.join(str(error).split())}") from None


class _Builder:
    def __init__(self) -> None:
        self.stack: list[_Open] = []
        self.anchored: dict[str, tuple[Value, int]] = {}

    def documents(self, events: Any) -> Iterator[Value]:
        root = _Open([], None)
        self.stack.append(root)
        assert isinstance(root.value, list)
        for event in events:
            if isinstance(event, yaml.DocumentEndEvent):
                self.anchored.clear()
                yield root.value.pop()
            self._take(event)

    def _take(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._close(event.value, 1, event.anchor, event)
        elif isinstance(event, yaml.MappingStartEvent):
            self._open(_Open({}, event.anchor), event)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._open(_Open([], event.anchor), event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            done = self.stack.pop()
            self._close(done.value, done.size, done.anchor, event)
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchored:
                raise Unreadable(
                    f"line {_line(event)} refers to what is not there: *{str(event.anchor)[:80]}"
                )
            self._close(*self.anchored[event.anchor], None, event)

    def _open(self, opened: _Open, event: Any) -> None:
        if len(self.stack) > DEPTH_LIMIT:
            raise Unreadable(f"line {_line(event)} is nested too deeply")
        self.stack.append(opened)

    def _close(self, value: Value, size: int, anchor: str | None, event: Any) -> None:
        parent = self.stack[-1]
        parent.size += size
        if parent.size > NODE_LIMIT:
            raise Unreadable(f"line {_line(event)}: it has more than {NODE_LIMIT} parts")
        parent.put(value, _line(event))
        if anchor is not None:
            self.anchored[anchor] = (value, size)


def _key(value: Value, line: int) -> str:
    if not isinstance(value, str):
        raise Unreadable(f"line {line}: a key is no text")
    return value


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
