"""For which routes a hook turns callers away: it may ask for the path first, or for the endpoint's name.

Each condition holds on a route, does not, or nobody can tell. A refusal spares a route where under each of
its circumstances something does not hold there.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable

from tidegate.flow.summary import Refusal
from tidegate.languages import ir
from tidegate.surface.asked import Asked
from tidegate.surface.clauses import Clauses, Leaf, Literal, TooMany
from tidegate.surface.handlers import Handler
from tidegate.surface.provided import Standing
from tidegate.surface.routing import Installed

_PATHS = frozenset({"path", "path_info"})
_ENDPOINTS = frozenset({"endpoint"})
_IS_PATH: Leaf = frozenset({"path"})
_IS_ENDPOINT: Leaf = frozenset({"endpoint"})
_STARTS = "starts"  # and what the path begins with
_OTHER: Leaf = frozenset({"something else"})
_VARIABLE = re.compile(r"[<{*(\[?]")  # begins what differs from request to request


class Scope:
    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._known: dict[Refusal, Clauses] = {}

    def spares(self, control: Standing, hook: Installed, handler: Handler) -> bool:
        """Whether a control of a hook is certainly not met on a handler's route."""
        if control.refusal is None or not handler.route or not hook.sees_route:
            return False
        clauses = self._clauses(control.refusal)
        return bool(clauses) and all(
            any(_holds(literal, handler) is False for literal in clause) for clause in clauses
        )

    def _clauses(self, refusal: Refusal) -> Clauses:
        if refusal not in self._known:
            try:
                self._known[refusal] = self._asked.circumstances(refusal, _leaf)
            except TooMany:
                self._known[refusal] = frozenset()
        return self._known[refusal]


def _leaf(node: ir.Expr) -> Leaf:
    """What a condition asks of the request's place; all else is one other question."""
    if isinstance(node, ir.Compare) and len(node.ops) == 1:
        name = _name(node.left)
        return _IS_PATH if name in _PATHS else _IS_ENDPOINT if name in _ENDPOINTS else _OTHER
    if isinstance(node, ir.Call) and isinstance(node.function, ir.Attribute) and len(node.args) == 1:
        begins = _texts(node.args[0])
        if node.function.name == "startswith" and _name(node.function.value) in _PATHS and begins:
            return frozenset({_STARTS, *begins})
    return _OTHER


def _name(node: ir.Expr) -> str:
    if isinstance(node, ir.Subscript) and isinstance(node.key, ir.Const):
        return str(node.key.value)
    return node.name if isinstance(node, ir.Attribute) else node.id if isinstance(node, ir.Name) else ""


def _texts(node: ir.Expr) -> list[str]:
    """Texts that stand there; none where any of it is something else."""
    items = node.items if isinstance(node, ir.Collection) else (node,)
    found = [one.value for one in items if isinstance(one, ir.Const) and isinstance(one.value, str)]
    return found if len(found) == len(items) else []


def _holds(literal: Literal, handler: Handler) -> bool | None:
    """Whether a condition holds on a handler's route; ``None``: nobody can tell."""
    truth = _truth(literal, handler)
    return None if truth is None else truth == literal.holds


def _truth(literal: Literal, handler: Handler) -> bool | None:
    route = "/" + (handler.route or "").lstrip("/")
    fixed = _VARIABLE.split(route, maxsplit=1)[0]
    if _STARTS in literal.leaf:
        return _begins(route, fixed, literal.leaf - {_STARTS})
    texts = [text for text in map(ast.literal_eval, literal.constants) if isinstance(text, str)]
    if not texts or len(texts) < len(literal.constants):
        return None
    if literal.leaf == _IS_PATH:
        return _is_one_of(route, fixed, texts)
    return _is_named(handler, texts) if literal.leaf == _IS_ENDPOINT else None


def _begins(route: str, fixed: str, wanted: Iterable[str]) -> bool | None:
    if any(fixed.startswith(one) for one in wanted):
        return True
    return None if fixed != route and any(one.startswith(fixed) for one in wanted) else False


def _is_one_of(route: str, fixed: str, wanted: Collection[str]) -> bool | None:
    if fixed != route:
        return None if any(one.startswith(fixed) for one in wanted) else False
    if route in wanted:
        return True
    return None if route.rstrip("/") in {one.rstrip("/") for one in wanted} else False


def _is_named(handler: Handler, endpoints: Iterable[str]) -> bool | None:
    """An endpoint is called as its function is, unless something else is said; one of a router has a dot."""
    own = handler.identity.qualname.rpartition(".")[2]
    same = [one for one in endpoints if one.rpartition(".")[2] == own]
    is_certain = len(handler.way.sites) == 1 and own in same
    return is_certain or None if same else False
