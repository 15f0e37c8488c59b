"""What a name alone suggests, where nothing else is known."""

from __future__ import annotations

from collections.abc import Iterable

from tidegate.flow.library import Library
from tidegate.languages import ir


def suggested_member(library: Library, expression: ir.Expr, packages: Iterable[str]) -> tuple[str, ...]:
    """``app.route`` where nothing is known of ``app`` but its name and the packages that the file imports."""
    if not isinstance(expression, ir.Attribute) or not isinstance(expression.value, ir.Name):
        return ()
    found = library.suggested_type(expression.value.id, packages)
    return (library.canonical(f"{found}().{expression.name}"),) if found else ()
