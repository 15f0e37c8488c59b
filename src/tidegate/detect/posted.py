"""Ways in that change something, took no GET request and take one now: no check for forms holds there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from tidegate.flow.summary import Called, Touch
from tidegate.languages import ir
from tidegate.languages.walk import inside
from tidegate.model.result import Control
from tidegate.program.names import FunctionId
from tidegate.surface.handlers import Handler
from tidegate.surface.sides import Context, Side

POSTED = "post-only"  # the kind of control that lets no GET request in
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})  # methods that change nothing: no forged request matters
CHANGES = re.compile(
    r"a?(?:save|delete|destroy|create|bulk_create|update_or_create|commit|log_?out|logout_user|disconnect|terminate|"
    r"revoke|regenerate|toggle|reopen|approve|reject)(?:_\w+)?"
)
_OF_FORMS = frozenset(
    {
        "method",
        "POST",
        "FILES",
        "form",
        "files",
        "json",
        "get_json",
        "validate_on_submit",
        "is_submitted",
        "is_valid",
    }
)
_WRITES = frozenset({"write", "delete"})
_DEEPEST = 3  # calls that are looked into


def method(handler: Handler) -> str:
    """The method that a route's name begins with; "" where it says none."""
    return handler.name.partition(" ")[0] if handler.route is not None else ""


def opened(context: Context, known: Collection[int]) -> Iterator[tuple[Handler, Handler]]:
    """Handlers of head that are not ``known``, answer GET and did not: with one of base."""
    fresh = [one for one in context.head.survey.handlers if id(one) not in known and method(one) == "GET"]
    for head in fresh:
        identity = context.in_base(head.identity)
        before = [one for one in context.base.survey.handlers if one.identity == identity]
        if before and all(method(one) in ("POST", "PUT", "PATCH", "DELETE") for one in before):
            yield before[0], head


def posted(handler: Handler) -> Control:
    """That a route says itself which requests it takes."""
    return Control(POSTED, method(handler), handler.place.path, handler.place.line)


def changes_something(side: Side, handler: Handler) -> bool:
    """Whether a request makes rows, sessions or the like otherwise, whatever its method is."""
    function = handler.closure.function if handler.closure else side.engine.function(handler.identity)
    if function is None or any(
        _needs_form(one) for one in inside(side.engine.body(handler.identity, function))
    ):
        return False
    if handler.closure is not None:
        summary = side.engine.run_closure(handler.closure, {})
        return _changing(side, summary.touches, summary.calls, _DEEPEST)
    return _changes(side, handler.identity, _DEEPEST)


def _changes(side: Side, identity: FunctionId, depth: int) -> bool:
    if side.engine.function(identity) is None:
        return False
    summary = side.engine.summary(identity)
    return _changing(side, summary.touches, summary.calls, depth)


def _changing(side: Side, touches: list[Touch], calls: list[Called], depth: int) -> bool:
    if any(touch.operation in _WRITES for touch in touches):
        return True
    if any(CHANGES.fullmatch(call.name) for call in calls):
        return True
    inner = {function for call in calls for function in call.functions}
    return depth > 0 and any(_changes(side, one, depth - 1) for one in sorted(inner))


def _needs_form(node: ir.Node) -> bool:
    """What tells a GET request from others, or reads what it has not."""
    return isinstance(node, ir.Attribute) and node.name in _OF_FORMS
