"""Whose rows a handler works with: what it loads by a key from outside, where it asks for the caller's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from tidegate.flow.classes import class_member
from tidegate.flow.outside import PROVIDER
from tidegate.languages import ir
from tidegate.languages.walk import inside
from tidegate.program.names import FunctionId
from tidegate.surface.asked import Asked, Spot, functions_of
from tidegate.surface.callers import Caller
from tidegate.surface.conditions import last_name
from tidegate.surface.handlers import Handler
from tidegate.surface.passed import Given, given_by

_DEEPEST = 3  # calls that are looked into
_MOST = 40  # functions
_ASKS = re.compile(
    r"a?(?:filter|filter_by|where|get|get_one|get_or_404|get_object_or_404|get_list_or_404|first_or_404|one_or_404|"
    r"exclude|find|find_one|find_first|find_unique|find_one_and_(?:update|delete|replace)|and_|or_|Q|scalars?|"
    r"(?:update|delete|replace)_(?:one|many)|count_documents|exists|query)"
)
_RUNS = re.compile(r"execute|fetch|fetch_?(?:one|all|row|val)|text|raw")
_READS = re.compile(
    r"all|first|last|values|values_list|order_by|count|select|one|one_or_none|scalar_one_or_none"
)
_STATES = re.compile(r"(?i)\bwhere\b|\bjoin\b")
_TELLS = re.compile(
    r"a?(?:create|add|save|insert|insert_one|log|info|debug|warning|error|exception|bulk_create|append|publish|"
    r"send\w*|notify\w*|track\w*|audit\w*|capture\w*|record\w*|bind|print|get_or_create|update_or_create|render|"
    r"jsonify|\w*Response|\w*Serializer|model_validate|\w*Event|enqueue|delay|apply_async)"
)
_KEY = re.compile(r"pk|id|uuid|guid|_id|\w+_(?:id|pk|uuid)")  # not what only those know who were given it
_BY_POSITION = frozenset({"get", "aget", "get_one", "get_or_404"})
_NO_MODELS = frozenset({"Q", "F", "Exists", "ObjectId", "UUID"})


class Load(NamedTuple):
    """Where a row is loaded by a key that comes from outside: ``model`` as the code writes it."""

    model: str
    spot: Spot


_DETAIL = re.compile(r"[<{]|\.(?:retrieve|update|partial_update|destroy)$")  # ways in to one row


class Access(msgspec.Struct):
    """What a handler does with rows: ``filters`` are where it asks for those of the caller alone."""

    loads: list[Load] = []
    filters: list[Spot] = []
    asks: list[Spot] = []  # the caller is compared, or handed on, elsewhere
    queries: list[Spot] = []


def access(asked: Asked, starts: Iterable[FunctionId]) -> Access:
    """What functions, and those that they call, do."""
    found, seen = Access(), set[FunctionId]()
    waiting: list[tuple[FunctionId, Given, int]] = [(start, {}, 0) for start in starts]
    while waiting and len(seen) < _MOST:
        identity, given, depth = waiting.pop(0)
        caller = Caller(asked, identity, given)
        if identity in seen or caller.function is None:
            continue
        seen.add(identity)
        for node in inside(caller.body):
            _read(found, caller, (identity, getattr(node, "line", 0)), node)
        if depth < _DEEPEST:
            waiting += [(*one, depth + 1) for one in _called(asked, identity, caller, given)]
    return found


def inherited(asked: Asked, handler: Handler) -> Iterator[Load]:
    """What a handler that a library gives loads: a row of the class's query set, or of its model."""
    engine, of = asked.engine, handler.of
    if of is None or handler.identity != FunctionId(of.path, of.qualname) or not _DETAIL.search(handler.name):
        return
    for attribute in ("queryset", "model"):
        found = class_member(engine, of, attribute)
        if found is not None and isinstance(found[1], ir.Assign):
            names = (one.id for one in inside(found[1].value) if isinstance(one, ir.Name))
            spot = (FunctionId(found[0].path, of.qualname), found[1].line)
            yield from (Load(name, spot) for name in names if name[:1].isupper())
            return


def starts(asked: Asked, handler: Handler) -> list[FunctionId]:
    """A handler, what its framework calls besides, and the providers of what is injected into these."""
    found = list(dict.fromkeys((handler.identity, *handler.inner)))
    for identity in found:
        function = asked.function(identity)
        for parameter in function.parameters if function is not None and len(found) < _MOST else ():
            for marker in asked.injected(identity, parameter):
                given = functions_of((marker.fields or {}).get(PROVIDER))
                found += [one for one in given if one not in found]
    return found


def _called(
    asked: Asked, identity: FunctionId, caller: Caller, given: Given
) -> Iterator[tuple[FunctionId, Given]]:
    calls = (node for node in inside(caller.body) if isinstance(node, ir.Call))
    for node in calls:
        for function in asked.called(identity, node)[0]:
            known = asked.function(function)
            if known is not None:
                yield function, given_by(identity, node, known, given)


def _read(found: Access, caller: Caller, spot: Spot, node: ir.Node) -> None:
    if isinstance(node, ir.Call):
        name = _name(node)
        if _ASKS.fullmatch(name) or _RUNS.fullmatch(name) or _READS.fullmatch(name):
            found.queries.append(spot)
        if _is_own(caller, node):
            found.filters.append(spot)
        elif not _TELLS.fullmatch(name) and caller.is_in(_arguments(node)):
            found.asks.append(spot)
        model = _loaded(caller, node)
        if model is not None:
            found.loads.append(Load(model, spot))
    elif (isinstance(node, ir.Compare) and caller.is_in(node)) or (
        isinstance(node, ir.If | ir.Choice | ir.Assert) and caller.is_in(node.test)
    ):
        found.asks.append(spot)


def _is_own(caller: Caller, call: ir.Call) -> bool:
    """A condition of a query that the caller is part of, or a collection of the caller's own."""
    name, function = _name(call), call.function
    reads = _ASKS.fullmatch(name) or _READS.fullmatch(name)
    if reads and isinstance(function, ir.Attribute) and _is_theirs(caller, function.value):
        return True
    if _ASKS.fullmatch(name):
        return caller.is_in(tuple(_conditions(call)))
    states = any(isinstance(one, ir.Const) and _STATES.search(str(one.value)) for one in inside(call.args))
    return bool(states and _RUNS.fullmatch(name)) and caller.is_in(_arguments(call)[1:])


def _arguments(call: ir.Call) -> tuple[ir.Expr, ...]:
    return (*call.args, *(one.value for one in call.keywords))


def _is_theirs(caller: Caller, receiver: ir.Expr) -> bool:
    """``request.user.orders``: a member of the caller that something is asked of."""
    while isinstance(receiver, ir.Call):
        called = receiver.function
        receiver = called.value if isinstance(called, ir.Attribute) else called
    is_part = isinstance(receiver, ir.Attribute) and caller.is_it(receiver.value)
    return is_part and not caller.is_it(receiver)


def _conditions(call: ir.Call) -> Iterator[ir.Node]:
    """Keywords; of arguments by position the comparisons, mappings and conditions put together from them."""
    yield from (one.value for one in call.keywords)
    for node in inside(call.args):
        if isinstance(node, ir.Compare | ir.Mapping):
            yield node
        elif isinstance(node, ir.Call) and _ASKS.fullmatch(_name(node)):
            yield from (one.value for one in node.keywords)


def _loaded(caller: Caller, call: ir.Call) -> str | None:
    """The model of which a row is loaded by a key that is no constant and not the caller's."""
    name = _name(call)
    if not _ASKS.fullmatch(name):
        return None
    words = (one.id for one in inside((call.function, call.args)) if isinstance(one, ir.Name))
    models = [word for word in words if word[:1].isupper() and word not in _NO_MODELS and not word.isupper()]
    keys = [one.value for one in call.keywords if one.name and _KEY.fullmatch(one.name.partition("__")[0])]
    keys += [right for left, right in _compared(call) if _KEY.fullmatch(last_name(left))]
    if name in _BY_POSITION and call.args and not keys:
        keys = [call.args[-1]]
    outside = [key for key in keys if not isinstance(key, ir.Const) and not caller.is_in(key)]
    return models[0] if outside and models else None


def _compared(call: ir.Call) -> Iterator[tuple[ir.Expr, ir.Expr]]:
    for node in inside(call.args):
        if isinstance(node, ir.Compare) and node.ops == ("==",):
            yield node.left, node.rights[0]


def _name(call: ir.Call) -> str:
    return last_name(call.function)
