"""Settings in JSON (comments and trailing commas mean nothing), TOML, YAML and Markdown's front matter, with
the line of every key.

A place is the keys and numbers that lead there: ``("servers", "db", "args", 0)``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, Literal

from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source

Form = Literal["json", "toml", "yaml", "markdown"]
At = tuple[str | int, ...]

SIZE_LIMIT = 2 * 1024 * 1024  # bytes of settings
DEPTH_LIMIT = 64
_FENCE = "---"
_FRONT_LIMIT = 64 * 1024  # characters of front matter
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\[\],:\n]|[^\s{}\[\],:"]+', re.DOTALL)
_HEADER = re.compile(r"\s*\[(\[)?\s*([^\[\]\n]{1,500}?)\s*\]")
_ASSIGNED = re.compile(
    r"""\s*((?:[\w-]{1,200}|"[^"\n]{1,500}"|'[^'\n]{1,500}')(?:\s*\.\s*[\w"'-]{1,500})*)\s*="""
)
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


class Located:
    """``value`` holds objects, lists, texts, numbers; of YAML every scalar is the text that it is."""

    def __init__(self, value: Any, lines: Callable[[], Iterator[tuple[At, int]]]) -> None:
        self.value = value
        self._read = lines

    @cached_property
    def _lines(self) -> dict[At, int]:
        return dict(self._read())

    def line(self, at: At) -> int:
        """1-based; of the nearest thing around it that is known; 0 where nothing is."""
        while at not in self._lines and at:
            at = at[:-1]
        return self._lines.get(at, 0)


def load(source: Source, form: Form) -> Located:
    """Raise Unreadable. A file that is empty is an empty object."""
    if form == "markdown":
        return _front_matter(source.text)
    if len(source.content) > SIZE_LIMIT:
        raise Unreadable(f"it is larger than {SIZE_LIMIT // 1024 // 1024} MB")
    if not source.text.strip():
        return Located({}, lambda: iter(()))
    found = _READERS[form](source)
    _check_depth(found.value)
    _check_texts(found.value)
    return found


def _json(source: Source) -> Located:
    return Located(source.json_with_comments(), lambda: _json_lines(source.without_comments))


def _toml(source: Source) -> Located:
    return Located(source.toml(), lambda: _toml_lines(source.text))


def _yaml(source: Source) -> Located:
    return Located(source.yaml(), lambda: _yaml_lines(source.text))


_READERS = {"json": _json, "toml": _toml, "yaml": _yaml}


def _front_matter(text: str) -> Located:
    """What stands between two lines ``---`` at the top of Markdown; nothing where there is none."""
    if not text.startswith(_FENCE + "\n") and not text.startswith(_FENCE + "\r\n"):
        return Located({}, lambda: iter(()))
    start = text.index("\n") + 1
    end = re.compile(r"^---[ \t]*\r?$", re.MULTILINE).search(text, start, start + _FRONT_LIMIT)
    if end is None:
        raise Unreadable("its front matter does not end")
    front = text[start : end.start()]
    value = Source("", front.encode("utf-8", "surrogatepass")).yaml()
    return Located({} if value is None else value, lambda: _yaml_lines(front, 1))


def _check_depth(value: Any) -> None:
    """Raise Unreadable for what is nested deeper than any settings are."""
    level = [value]
    for _ in range(DEPTH_LIMIT):
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return
    raise Unreadable("it is nested too deeply")


def _check_texts(value: Any) -> None:
    """Raise Unreadable for a text that no file can hold: JSON may write half a character."""
    import json

    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        raise Unreadable("a text in it holds half a character") from None


def _inside(value: Any) -> list[Any]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [one for one in inner if isinstance(one, dict | list)]


def _json_lines(text: str) -> Iterator[tuple[At, int]]:
    """Of JSON that was read: no mistakes are looked for."""
    import json

    line, is_key = 1, True
    at: list[str | int] = []
    yield (), 1
    for token in _TOKEN.findall(text):
        match token:
            case "\n":
                line += 1
            case "{" | "[":
                if at and isinstance(at[-1], int):
                    yield tuple(at), line
                at.append("" if token == "{" else 0)
                is_key = token == "{"
            case "}" | "]":
                at.pop()
            case ",":
                if at and isinstance(at[-1], int):
                    at[-1] += 1
                is_key = bool(at) and isinstance(at[-1], str)
            case ":":
                is_key = False
            case _:
                if at and isinstance(at[-1], str) and is_key:
                    at[-1] = str(json.loads(token))
                    yield tuple(at), line
                elif at and isinstance(at[-1], int):
                    yield tuple(at), line


def _toml_lines(text: str) -> Iterator[tuple[At, int]]:
    """Headers and keys at the start of lines; what inline tables hold stands on their line."""
    table: At = ()
    counts: dict[At, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if found := _HEADER.match(line):
            table = _parts(found[2])
            if found[1]:
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            yield table, number
        elif found := _ASSIGNED.match(line):
            yield (*table, *_parts(found[1])), number


def _parts(text: str) -> At:
    return tuple(part.strip("\"'") for part in _PART.findall(text))


def _yaml_lines(text: str, before: int = 0) -> Iterator[tuple[At, int]]:
    """Of the first document of YAML that was read; ``before``: lines that stand above it."""
    import yaml

    at: list[str | int | None] = []  # None: a key comes next
    is_mapping: list[bool] = []
    for event in yaml.parse(text, Loader=yaml.CBaseLoader):
        if isinstance(event, yaml.DocumentEndEvent):
            return
        if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            at.pop()
            is_mapping.pop()
            _next(at, is_mapping)
        elif isinstance(event, yaml.NodeEvent):
            line = (event.start_mark.line if event.start_mark else 0) + 1 + before
            if at and at[-1] is None:
                at[-1] = event.value if isinstance(event, yaml.ScalarEvent) else ""
                yield _at(at), line
                continue
            if at and not is_mapping[-1]:
                yield _at(at), line
            if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                is_mapping.append(isinstance(event, yaml.MappingStartEvent))
                at.append(None if is_mapping[-1] else 0)
            else:
                _next(at, is_mapping)


def _next(at: list[str | int | None], is_mapping: list[bool]) -> None:
    """A value is done: another key, or the next entry."""
    if at:
        last = at[-1]
        at[-1] = None if is_mapping[-1] else (last + 1 if isinstance(last, int) else 0)


def _at(at: list[str | int | None]) -> At:
    return tuple("" if part is None else part for part in at)
