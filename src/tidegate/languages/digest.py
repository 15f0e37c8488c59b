"""Whether two pieces of code say the same: their representation without positions."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from tidegate.languages import ir

POSITIONS = frozenset({"line", "end_line", "column"})


def digest(*nodes: Any) -> str:
    """Equal for code that differs in layout, comments and position only."""
    parts: list[str] = []
    _write(nodes, parts)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _write(node: Any, parts: list[str]) -> None:
    waiting = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, msgspec.Struct):
            parts.append(type(current).__name__)
            if isinstance(current, ir.Lambda):
                waiting += [current.function.body, current.function.parameters]
            else:
                names = [name for name in current.__struct_fields__ if name not in POSITIONS]
                waiting.extend(getattr(current, name) for name in reversed(names))
        elif isinstance(current, tuple):
            said = [item for item in current if not is_prose(item)]
            parts.append(f"({len(said)}")
            waiting.extend(reversed(said))
        else:
            parts.append(f"{type(current).__name__}:{current}")


def is_prose(node: Any) -> bool:
    """A text that stands alone as a statement: a docstring does nothing."""
    return (
        isinstance(node, ir.Evaluate)
        and isinstance(node.value, ir.Const)
        and isinstance(node.value.value, str)
    )
