"""Nodes → typed settings, with every problem and its line.

msgspec stops at the first problem and knows no lines, so containers are walked here; each single
value is still judged by msgspec, against the type that stands in ``settings``.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    TypeGuard,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import msgspec

from tidegate.config.nodes import Problem, line_of

if TYPE_CHECKING:
    import yaml

_MOST_LISTED = 16  # known words in a message
_ABSENT = object()  # of no type that a setting has, so that msgspec refuses it


class Decoded(msgspec.Struct, frozen=True):
    """``lines`` are those of the keys, by dotted place; ``plain`` counts only without problems."""

    plain: Any
    problems: list[Problem]
    lines: dict[str, int]


def decode(node: yaml.Node, kind: type[msgspec.Struct]) -> Decoded:
    decoder = _Decoder()
    plain = decoder.value(node, kind, "")
    return Decoded(plain, decoder.problems, decoder.lines)


class _Decoder:
    """Turns nodes into plain values; ``place`` is the dotted path of keys for messages."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.lines: dict[str, int] = {}

    def value(self, node: yaml.Node, kind: Any, place: str) -> Any:
        self.lines[place] = line_of(node.start_mark)
        if form := _form(kind):
            return self._struct(node, form, place)
        if get_origin(_bare(kind)) is dict:
            return self._dict(node, _bare(kind), place)
        if get_origin(_bare(kind)) is tuple:
            return self._tuple(node, kind, place)
        return self._scalar(node, kind, place)

    def _struct(self, node: yaml.Node, kind: type[msgspec.Struct], place: str) -> Any:
        types = _types(kind)
        found: dict[str, Any] = {}
        for key, item in (pairs := self._pairs(node, place)):
            if key.value in types:
                found[key.value] = self.value(item, types[key.value], join(place, key.value))
            else:
                self._say(key, place, f'unknown key "{key.value}"{nearest(key.value, types)}')
        if pairs or _is_mapping(node):
            for name in _required(kind) - {key.value for key, _ in pairs}:
                self._say(node, place, f'the key "{name}" is missing')
        return found

    def _dict(self, node: yaml.Node, kind: Any, place: str) -> Any:
        key_kind, item_kind = get_args(kind)
        return {
            self._scalar(key, key_kind, place): self.value(item, item_kind, join(place, key.value))
            for key, item in self._pairs(node, place)
        }

    def _tuple(self, node: yaml.Node, kind: Any, place: str) -> Any:
        import yaml

        if not isinstance(node, yaml.SequenceNode):
            self._say(node, place, f"must be a list such as [a, b], not {_shown(node)}")
            return []
        if not node.value and any(meta.min_length for meta in _metas(kind)):
            self._say(node, place, "must have at least one entry")
        item_kind = get_args(_bare(kind))[0]
        return [self.value(item, item_kind, f"{place}[{n}]") for n, item in enumerate(node.value)]

    def _scalar(self, node: yaml.Node, kind: Any, place: str) -> Any:
        plain = _plain(node)
        try:
            return msgspec.to_builtins(msgspec.convert(plain, kind))
        except msgspec.ValidationError:
            self._say(node, place, f"{_shown(node)} {_complaint(kind, plain)}")
            return _ABSENT

    def _pairs(self, node: yaml.Node, place: str) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
        """Keys that are single words, each the first time it is there."""
        if _is_mapping(node):
            return list(self._unique(node, place))
        self._say(node, place, f'must be lines of "key: value", not {_shown(node)}')
        return []

    def _unique(self, node: yaml.MappingNode, place: str) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
        import yaml

        lines: dict[str, int] = {}
        for key, item in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._say(key, place, "a key must be a single word")
            elif key.value in lines:
                self._say(key, place, f'the key "{key.value}" is already on line {lines[key.value]}')
            else:
                lines[key.value] = line_of(key.start_mark)
                yield key, item

    def _say(self, node: yaml.Node, place: str, text: str) -> None:
        self.problems.append(Problem(line_of(node.start_mark), f"{place}: {text}" if place else text))


def join(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key


def nearest(word: str, known: Collection[str]) -> str:
    """The rest of a message on an unknown word: the one that was meant, or all of a few."""
    folded = {one.lower(): one for one in known}
    near = difflib.get_close_matches(word.lower(), folded, n=1)
    if near:
        return f'; did you mean "{folded[near[0]]}"?'
    return f"; known: {', '.join(known)}" if 0 < len(known) <= _MOST_LISTED else ""


@cache
def _types(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """By the keys of a file, which may be called otherwise in the struct."""
    hints = get_type_hints(kind, include_extras=True)
    return {field.encode_name: hints[field.name] for field in msgspec.structs.fields(kind)}


@cache
def _required(kind: type[msgspec.Struct]) -> frozenset[str]:
    return frozenset(field.encode_name for field in msgspec.structs.fields(kind) if field.required)


def _form(kind: Any) -> type[msgspec.Struct] | None:
    """The struct that is meant, where one is: it may also be left out."""
    bare = _bare(kind)
    parts = [part for part in get_args(bare) if part is not NoneType] if _is_union(bare) else [bare]
    one = parts[0] if len(parts) == 1 else None
    return one if isinstance(one, type) and issubclass(one, msgspec.Struct) else None


def _is_union(kind: Any) -> bool:
    return get_origin(kind) in (UnionType, Union)


def _bare(kind: Any) -> Any:
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


def _metas(kind: Any) -> list[msgspec.Meta]:
    """What is said of a type and of what it wraps, outermost first (not of the entries of a list)."""
    if get_origin(kind) is tuple:
        return []
    if get_origin(kind) is Annotated:
        inner, *own = get_args(kind)
        return [meta for meta in reversed(own) if isinstance(meta, msgspec.Meta)] + _metas(inner)
    return [meta for part in get_args(kind) if get_origin(part) is Annotated for meta in _metas(part)]


def _choices(kind: Any) -> tuple[Any, ...]:
    if get_origin(kind) is Literal:
        return get_args(kind)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return tuple(kind)
    parts = get_args(kind) if get_origin(kind) is not Annotated else (_bare(kind),)
    return next((found for part in parts if (found := _choices(part))), ())


def _complaint(kind: Any, plain: Any) -> str:
    if choices := [str(choice) for choice in _choices(kind)]:
        return f"is not known{nearest(str(plain), choices)}"
    return "is not " + next(str(meta.extra["is"]) for meta in _metas(kind) if meta.extra)


def _plain(node: yaml.Node) -> Any:
    """The value of a scalar, as JSON would have it: what else YAML makes of a word is refused."""
    import yaml

    if not isinstance(node, yaml.ScalarNode):
        return _ABSENT
    match node.tag.rpartition(":")[2]:
        case "str" | "timestamp":
            return node.value
        case "bool":
            return {"true": True, "false": False}.get(node.value.lower(), _ABSENT)
        case "int" if node.value.isdecimal() and len(node.value) < 10:
            return int(node.value)
        case "null":
            return None
    return _ABSENT


def _shown(node: yaml.Node) -> str:
    import yaml

    if isinstance(node, yaml.ScalarNode):
        if node.tag.endswith(":null"):
            return "nothing"
        text = node.value if len(node.value) <= 60 else node.value[:60] + "…"
        quoted = node.style or node.tag.endswith((":str", ":timestamp"))
        return f'"{text}"' if quoted else f"{text} (without quotes)"
    return "keys and values" if _is_mapping(node) else "a list"


def _is_mapping(node: yaml.Node) -> TypeGuard[yaml.MappingNode]:
    import yaml

    return isinstance(node, yaml.MappingNode)
