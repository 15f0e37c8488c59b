"""Everything in a piece of code."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.languages import ir


def inside(node: object) -> Iterator[ir.Node]:
    """A node and all that is in it, in no particular order; of tuples what is in their items."""
    waiting: list[object] = [node]
    while waiting:
        current = waiting.pop()
        if isinstance(current, tuple):
            waiting.extend(current)
        elif isinstance(current, ir.Node):
            yield current
            waiting.extend(getattr(current, field) for field in current.__struct_fields__)
