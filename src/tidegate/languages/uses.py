"""The names that a piece of code uses: variables read, and attributes of anything."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from tidegate.languages import ir


class Uses(NamedTuple):
    names: frozenset[str]
    attributes: frozenset[str]


def uses(*nodes: Any) -> Uses:
    """Everything named in ``nodes``. Texts and keywords of calls are no names."""
    names: set[str] = set()
    attributes: set[str] = set()
    waiting: list[Any] = list(nodes)
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            waiting.extend(node)
        elif isinstance(node, ir.Name):
            names.add(node.id)
        elif isinstance(node, msgspec.Struct):
            if isinstance(node, ir.Attribute):
                attributes.add(node.name)
            elif isinstance(node, ir.Import):
                names.update((node.member or "", node.name))
            waiting.extend(
                value
                for name in node.__struct_fields__
                if isinstance(value := getattr(node, name), (tuple, msgspec.Struct))
            )
    return Uses(frozenset(names), frozenset(attributes))
