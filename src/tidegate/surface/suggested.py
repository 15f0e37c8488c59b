"""What a decorator's name suggests, where nobody can look into it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tidegate.flow.values import Closure, Value
from tidegate.languages import ir
from tidegate.model.result import Control

_SUGGESTS = (
    ("authorization", re.compile(
        r"permission|require[sd]?_(?:role|admin|owner|scope|staff)|authorize|"
        r"(?:admin|staff|superuser|role|owner)_(?:required|only)"
    )),
    ("authentication", re.compile(
        r"login_required|requires?_(?:login|auth)|auth(?:entication|enticated)?_required|authenticate|"
        r"current_user|jwt_required|token_required"
    )),
)  # fmt: skip


def suggested(expression: ir.Expr, value: Value, path: str) -> Iterator[Control]:
    """The control that a decorator's name tells of."""
    if value.entities and not any(isinstance(entity, Closure) for entity in value.entities):
        return
    inner = expression.function if isinstance(expression, ir.Call) else expression
    name = inner.id if isinstance(inner, ir.Name) else inner.name if isinstance(inner, ir.Attribute) else ""
    for kind, pattern in _SUGGESTS:
        if pattern.search(name.lower()):
            yield Control(kind, name, path, expression.line)
            return
