"""Giving names, attributes and items their values."""

from __future__ import annotations

from tidegate.flow.attributes import attribute
from tidegate.flow.classes import declared_fields
from tidegate.flow.frame import Environment, Frame, evaluate
from tidegate.flow.refine import bind_name, defer, names_in
from tidegate.flow.registries import put
from tidegate.flow.settings import module_setting, object_setting
from tidegate.flow.sinks import named
from tidegate.flow.telling import under
from tidegate.flow.told import assigned
from tidegate.flow.values import (
    ELEMENT,
    UNKNOWN,
    Instance,
    Value,
    elements,
    key_of,
    part,
    sequence,
    with_part,
)
from tidegate.languages import ir
from tidegate.program.names import MODULE


def assign(
    frame: Frame, environment: Environment, target: ir.Expr, value: Value, origin: ir.Expr | None = None
) -> None:
    """Give ``target`` a value. ``origin`` is the expression it came from, for the trace."""
    if isinstance(target, ir.Name):
        named(frame, target.id, value, target.line)
        if frame.function.qualname == MODULE:
            module_setting(frame, environment, target.id, value, target.line, origin)
        clock = frame.clock
        value = frame.told(value, target.line, "assigned to `{}`", target.id)
        bind_name(frame, environment, target.id, value)
        defer(frame, environment, target.id, origin, clock)
    elif isinstance(target, ir.Collection):
        _unpack(frame, environment, target, value, _side_by_side(target, origin))
    elif isinstance(target, ir.Attribute):
        base = evaluate(frame, environment, target.value)
        value = frame.told(value, target.line, "stored in attribute `{}`", target.name)
        assigned(frame, base, f".{target.name}", value, target.line)
        object_setting(frame, environment, base, f".{target.name}", value, target.line, origin)
        named(frame, target.name, value, target.line)
        _store(frame, environment, target.value, f".{target.name}", value)
    elif isinstance(target, ir.Subscript):
        _assign_item(frame, environment, target, value, origin)
    elif isinstance(target, ir.Spread):
        assign(frame, environment, target.value, Value(fields={ELEMENT: elements(value)}))


def _side_by_side(target: ir.Collection, origin: ir.Expr | None) -> tuple[ir.Expr, ...]:
    """``a, b = x, y``: where each came from; nothing where one is used for another, as in a swap."""
    items = origin.items if isinstance(origin, ir.Collection) else ()
    given = {item.id for item in target.items if isinstance(item, ir.Name)}
    plain = len(items) == len(given) == len(target.items) and given.isdisjoint(names_in(tuple(items)))
    return items if plain and not any(isinstance(item, ir.Spread) for item in items) else ()


def _unpack(
    frame: Frame,
    environment: Environment,
    target: ir.Collection,
    value: Value,
    origins: tuple[ir.Expr, ...] = (),
) -> None:
    starred = next((i for i, item in enumerate(target.items) if isinstance(item, ir.Spread)), None)
    behind = 0 if starred is None else len(target.items) - starred - 1
    known = sequence(value) if starred is not None else None
    for position, item in enumerate(target.items):
        if isinstance(item, ir.Spread):
            between = known[position : len(known) - behind] if known is not None else None
            assign(frame, environment, item.value, _listed(value, between))
        elif starred is not None and position > starred:
            from_end = known[position - len(target.items)] if known else elements(value)
            assign(frame, environment, item, from_end)
        else:
            origin = origins[position] if origins else None
            assign(frame, environment, item, at(frame, value, position), origin)


def _listed(value: Value, items: list[Value] | None) -> Value:
    """What a star takes: the items that are left, or any element where they are not known one by one."""
    fields = {ELEMENT: elements(value)} if items is None else {f"[{i}]": v for i, v in enumerate(items)}
    return Value(references=("builtins.list()",), fields=fields)


def at(frame: Frame, value: Value, position: int) -> Value:
    """What stands at a position: of an object of the program, its declared fields in their order."""
    of = next((entity.of for entity in value.entities if isinstance(entity, Instance)), None)
    if of is not None and f"[{position}]" not in (value.fields or {}):
        names = declared_fields(frame.engine, of)
        if position < len(names):
            return attribute(frame, value, names[position], 0)
    return part(value, f"[{position}]")


def _assign_item(
    frame: Frame, environment: Environment, target: ir.Subscript, value: Value, origin: ir.Expr | None
) -> None:
    base = evaluate(frame, environment, target.value)
    key = evaluate(frame, environment, target.key)
    known = key.known
    if isinstance(known, str):
        named(frame, known, value, target.line)
    value = frame.told(value, target.line, *under(known))
    assigned(frame, base, "[]" if known is UNKNOWN else key_of(known), value, target.line, key)
    if isinstance(known, str):
        object_setting(frame, environment, base, key_of(known), value, target.line, origin)
        if isinstance(target.value, ir.Name) and frame.function.qualname == MODULE:
            whole = ir.Mapping((target.key,), (origin or target,), target.line)
            item = Value(fields={key_of(known): value})
            module_setting(frame, environment, target.value.id, item, target.line, whole)
    if known is not UNKNOWN:
        _store(frame, environment, target.value, key_of(known), value)
        return
    _store(frame, environment, target.value, ELEMENT, value)


def _store(frame: Frame, environment: Environment, holder: ir.Expr, key: str, value: Value) -> None:
    """Put ``value`` into a part of what ``holder`` names, if it names something that we follow."""
    if isinstance(holder, ir.Name):
        if frame.is_shared(environment, holder.id):
            put(frame, holder.id, with_part(Value(fields={}), key, value))
        base = frame.lookup(environment, holder.id)
        bind_name(frame, environment, holder.id, with_part(base, key, value))
    elif isinstance(holder, ir.Attribute):
        base = attribute(frame, evaluate(frame, environment, holder.value), holder.name, holder.line)
        _store(frame, environment, holder.value, f".{holder.name}", with_part(base, key, value))
    elif isinstance(holder, ir.Subscript) and isinstance(holder.key, ir.Const):
        base = evaluate(frame, environment, holder)
        _store(frame, environment, holder.value, key_of(holder.key.value), with_part(base, key, value))
