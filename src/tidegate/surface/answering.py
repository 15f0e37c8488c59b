"""Which of a class's bases and controls are ever asked before its members answer."""

from __future__ import annotations

from collections.abc import Collection

from tidegate.flow.classes import class_member
from tidegate.flow.engine import Engine
from tidegate.flow.lookup import Base, lookup_order
from tidegate.flow.values import Value
from tidegate.knowledge.protection import ClassControls
from tidegate.program.names import ClassId, FunctionId
from tidegate.surface.handlers import Handler

_DEEPEST = 4


def before_answer(engine: Engine, of: ClassId) -> list[Base]:
    """A class and its bases as far as they run: what stands behind the library's own answering class, in the
    order of lookup, is never asked."""
    order = lookup_order(engine, of)
    for number, current in enumerate(order):
        if isinstance(current, str) and _answers(engine, current):
            return order[: number + 1]
    return order


def _answers(engine: Engine, reference: str) -> bool:
    """Whether a class of a library calls the members and asks no class behind it."""
    specs = engine.library.tables.handler_classes
    runs = any(spec.before for spec in specs.get(reference, ()))
    return runs and not any(base in specs for base in engine.library.family(reference)[1:])


def is_asked(engine: Engine, control: Value, entry: ClassControls, handler: Handler) -> bool:
    """Whether a control that only judges objects is asked about any."""
    classes = [entity for entity in control.entities if isinstance(entity, ClassId)]
    if entry.on_object is None or entry.always is None or not classes:
        return True
    judges = class_member(engine, classes[0], entry.on_object) is not None
    if not judges or class_member(engine, classes[0], entry.always) is not None:
        return True
    return _calls(engine, handler.identity, entry.asked_by, _DEEPEST)


def _calls(engine: Engine, identity: FunctionId, names: Collection[str], depth: int) -> bool:
    """Whether a function, or one that it calls, calls a library's member of such a name. What the library has
    written itself does."""
    if engine.function(identity) is None:
        return True
    calls = engine.summary(identity).calls
    if any(call.name in names and not call.functions for call in calls):
        return True
    inner = {function for call in calls for function in call.functions}
    return depth > 0 and any(_calls(engine, function, names, depth - 1) for function in inner)
