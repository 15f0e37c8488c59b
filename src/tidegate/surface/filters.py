"""By what a function chooses the rows that it works with: names in the conditions it gives to queries.

A row that is not the caller's may be refused, or never be found: ``where(Document.owner_id == user.id)``.
"""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.languages import ir
from tidegate.languages.walk import inside
from tidegate.program.names import FunctionId
from tidegate.surface.asked import Asked

_DEEPEST = 3  # calls that are looked into
_MOST = 40  # functions


def filtered_by(asked: Asked, identity: FunctionId) -> set[str]:
    """Attributes, columns and keywords in the conditions of queries of a function, and of those it calls."""
    names: set[str] = set()
    seen: set[FunctionId] = set()
    waiting = [(identity, 0)]
    while waiting and len(seen) < _MOST:
        current, depth = waiting.pop()
        function = asked.function(current)
        if current in seen or function is None:
            continue
        seen.add(current)
        for node in inside(asked.engine.body(current, function)):
            if isinstance(node, ir.Call):
                functions, references = asked.called(current, node)
                if references and not references[0].startswith("builtins."):
                    names.update(_conditions(node))
                names.update(name for found in functions for name in _passed_on(asked, found, node))
                waiting += [(found, depth + 1) for found in functions if depth < _DEEPEST]
    return names


def _conditions(call: ir.Call) -> Iterator[str]:
    for argument in call.args:
        for node in inside(argument):
            if isinstance(node, ir.Compare):
                yield from _attributes(node)
    for keyword in call.keywords:
        if keyword.name is not None:
            yield from keyword.name.split("__")
            yield from _attributes(keyword.value)


def _passed_on(asked: Asked, identity: FunctionId, call: ir.Call) -> Iterator[str]:
    """Keywords that a function of the program takes whatever they are called: it hands them to a query."""
    function = asked.function(identity)
    parameters = function.parameters if function is not None else ()
    if any(parameter.kind == "keywords" for parameter in parameters):
        own = {parameter.name for parameter in parameters}
        for keyword in call.keywords:
            if keyword.name is not None and keyword.name not in own:
                yield from keyword.name.split("__")


def _attributes(node: object) -> Iterator[str]:
    return (found.name for found in inside(node) if isinstance(found, ir.Attribute))
