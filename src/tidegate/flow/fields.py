"""Fields that a form declares, and what a text that such a field let through is safe for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tidegate.flow.checks import GUARD
from tidegate.flow.classes import class_member, expression_in_module, linearized, members
from tidegate.flow.frame import Frame
from tidegate.flow.library import CallArguments
from tidegate.flow.patterns import kinds_of_whole, pattern_text
from tidegate.flow.safe import clear
from tidegate.flow.taints import NO_KINDS, Taints
from tidegate.flow.values import ELEMENT, Instance, Value, constant, key_of, part, with_part
from tidegate.languages import ir
from tidegate.program.names import ClassId, FunctionId

if TYPE_CHECKING:
    from tidegate.flow.engine import Engine

ACCEPTS = ".<accepts>"  # of a declared field: kinds as constants; as its element what a list of them holds
_FORM = ".<form>"  # of a declared field: the form that it was found on
_NAME = ".<name>"
_DEEPEST = 2  # forms within forms


def declared(frame: Frame, reference: str, call: CallArguments) -> Value | None:
    """What a call that declares a field, or checks one, lets through; ``None`` for any other call."""
    specs = frame.library.all(frame.library.tables.forms.fields, reference)
    if not specs:
        return None
    kinds = NO_KINDS
    held: dict[str, Value] = {}
    types = tuple(f"{spec.type}()" for spec in specs if spec.type is not None)
    for spec in specs:
        if not frame.library.holds(spec.where, call):
            continue
        kinds |= spec.kinds
        if spec.pattern is not None:
            kinds |= kinds_of_whole(pattern_text(call, spec.pattern), spec.anchored)
        for validator in call.select(spec.validators) if spec.validators is not None else ():
            for one in [validator, *(validator.fields or {}).values()]:
                kinds |= _kinds(frame, one)
        inner = call.first(spec.each)
        if inner is not None and inner.fields and ACCEPTS in inner.fields:
            held[ELEMENT] = inner.fields[ACCEPTS]
    return Value(constants=tuple(sorted(kinds)), references=types, fields=held or None)


def _kinds(frame: Frame, check: Value) -> frozenset[str]:
    """What a check of a field makes sure of: one that was made by a call, or one that is named."""
    accepts = (check.fields or {}).get(ACCEPTS)
    if accepts is not None:
        return frozenset(map(str, accepts.constants or ()))
    fields = frame.library.tables.forms.fields
    named = (spec.kinds for name in check.references for spec in frame.library.all(fields, name))
    return NO_KINDS.union(*named)


def accepted(frame: Frame, declaration: Value, data: Value, line: int) -> Value:
    """Data that went through a declared field."""
    accepts = (declaration.fields or {}).get(ACCEPTS)
    return data if accepts is None else _accepted(frame, accepts, data, line)


def let_through(frame: Frame, field: Value, names: list[str], value: Value, line: int) -> Value:
    """What ``names``, a member of a declared field itself, gives: ``form.name.data``."""
    forms = frame.library.tables.forms.values
    told = [name for name in names if not forms.isdisjoint(frame.library.spellings(name))]
    if not field.fields or not told:
        return value
    return _inline(frame, field, told[0], accepted(frame, field, value, line), line)


def of_form(value: Value, of: ClassId, name: str) -> Value:
    """A declared field as it is found on its form, which may check it too."""
    if ACCEPTS not in (value.fields or {}):
        return value
    return with_part(value, _FORM, Value(entities=(Instance(of),), fields={_NAME: constant(name)}))


def _inline(frame: Frame, field: Value, reference: str, value: Value, line: int) -> Value:
    """The value of a field after its form's own method for it, which is given the field."""
    from tidegate.flow.calls import invoke  # calls make forms

    form = (field.fields or {}).get(_FORM)
    template = frame.library.one(frame.library.tables.forms.checks, reference)
    if form is None or template is None:
        return value
    of = next(entity.of for entity in form.entities if isinstance(entity, Instance))
    found = class_member(frame.engine, of, template.format(name=part(form, _NAME).known))
    if found is None or not isinstance(found[1], ir.Define) or len(found[1].function.parameters) < 2:
        return value
    member = f".{reference.rpartition('.')[2]}"
    given = [Value(entities=form.entities), Value(references=field.references, fields={member: value})]
    function = found[1].function
    outcome = invoke(frame, FunctionId(found[0].path, function.qualname), given, {}, line)
    return outcome.effects.get(function.parameters[1].name, {}).get(member, value)


def _accepted(frame: Frame, accepts: Value, data: Value, line: int) -> Value:
    inner = (accepts.fields or {}).get(ELEMENT)
    if inner is not None:
        return Value(fields={ELEMENT: _accepted(frame, inner, Value(data.all_taints()), line)})
    kinds = frozenset(map(str, accepts.constants or ()))
    data = data.but(references=accepts.references) if accepts.references else data
    return clear(data, frame.checks.kinds(kinds, GUARD, "", frame.identity, line)) if kinds else data


def filled(frame: Frame, reference: str, of: ClassId | None, value: Value, line: int) -> Value:
    """The values that a form of the program gives by name, each as its field lets it through."""
    forms = frame.library.tables.forms
    if of is None or forms.values.isdisjoint(frame.library.spellings(reference)):
        return value
    found = _by_name(frame, of, value.all_taints(), line, 0)
    method = frame.library.one(forms.checks, reference)
    if method is not None:
        member = f".{reference.rpartition('.')[2]}"
        found = {key: _checked(frame, of, method, member, key, field, line) for key, field in found.items()}
    return value.but(fields={**(value.fields or {}), **found})


def _checked(frame: Frame, of: ClassId, method: str, member: str, key: str, value: Value, line: int) -> Value:
    """A value after the form's own method for its field, which is given it or reads it from the form."""
    from tidegate.flow.calls import invoke  # calls make forms

    found = class_member(frame.engine, of, method.format(name=key[2:-2]))
    if found is None or not isinstance(found[1], ir.Define):
        return value
    function = found[1].function
    form = Value(entities=(Instance(of),), fields={member: Value(fields={key: value})})
    given = [form, value][: len(function.parameters)]
    outcome = invoke(frame, FunctionId(found[0].path, function.qualname), given, {}, line)
    return outcome.result if outcome.returns else value


def _by_name(frame: Frame, of: ClassId, data: Taints, line: int, depth: int) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, declaration in _declarations(frame.engine, of).items():
        form = next((e.of for e in declaration.entities if isinstance(e, Instance)), None)
        if ACCEPTS in (declaration.fields or {}):
            found[key_of(name)] = accepted(frame, declaration, Value(data), line)
        elif form is not None and depth < _DEEPEST:
            found[key_of(name)] = Value(data, fields=_by_name(frame, form, data, line, depth + 1))
    return found


def _declarations(engine: Engine, of: ClassId) -> dict[str, Value]:
    """What a class and its bases assign by name, where it is the result of a call."""
    return engine.remember(("declarations", of), lambda: _assigned(engine, of), {})


def _assigned(engine: Engine, of: ClassId) -> dict[str, Value]:
    return {
        name: expression_in_module(engine, current.path, statement.value)
        for current in reversed(linearized(engine, of))
        for name, statement in members(engine, current).items()
        if isinstance(statement, ir.Assign) and isinstance(statement.value, ir.Call)
    }
