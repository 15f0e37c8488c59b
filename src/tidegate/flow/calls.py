"""Calls: into the program by summaries, out of it by knowledge."""

from __future__ import annotations

from collections.abc import Collection

from tidegate.flow import outside
from tidegate.flow.attributes import attribute, attribute_of_class, construct
from tidegate.flow.binding import NO_OUTCOME, Outcome, bind, settle
from tidegate.flow.checks import SANITIZER
from tidegate.flow.classes import class_member, external_bases, owner
from tidegate.flow.dispatched import dispatched
from tidegate.flow.frame import Environment, Frame, Made, evaluate
from tidegate.flow.library import CallArguments
from tidegate.flow.refine import refine_path
from tidegate.flow.registries import put
from tidegate.flow.safe import checked, clear
from tidegate.flow.settings import configured
from tidegate.flow.shapes import shape
from tidegate.flow.sinks import into_untold, misuses, named
from tidegate.flow.summary import Called
from tidegate.flow.taints import join_taints
from tidegate.flow.unset import fallback
from tidegate.flow.values import (
    MORE,
    UNKNOWN_VALUE,
    Closure,
    Entity,
    Instance,
    Method,
    Partial,
    Super,
    Value,
    Witness,
    elements,
    join_all,
    tainted,
    with_part,
)
from tidegate.knowledge.personal import MASKED, is_mask
from tidegate.languages import ir
from tidegate.program.names import ClassId, FunctionId, dotted


def call(frame: Frame, environment: Environment, node: ir.Call) -> Value:
    """The value of a call expression; what it does to its arguments is put into ``environment``."""
    receiver: Value | None = None
    if isinstance(node.function, ir.Attribute):
        receiver = evaluate(frame, environment, node.function.value)
        callee = attribute(frame, receiver, node.function.name, node.function.line)
    else:
        callee = evaluate(frame, environment, node.function)
    given = _arguments(frame, environment, node, receiver)
    given.node = node
    given.subject = callee.subject or (receiver.subject if receiver is not None else None)
    if callee.references == ("builtins.super",):
        return _super(frame, environment)
    if callee.references == ("builtins.getattr",):
        chosen = dispatched(frame, environment, node, given)
        if chosen is not None:
            return chosen
    outcomes = _outcomes(frame, node, callee, given)
    _fall_back(frame, environment, node, callee, given)
    _apply(frame, environment, node, callee, outcomes)
    if outcomes and not any(outcome.returns for outcome in outcomes):
        frame.never_returned = node
    value = (
        join_all(outcome.result for outcome in outcomes) if outcomes else _unknown_result(callee, receiver)
    )
    frame.made[id(node)] = Made(node, callee, given, value)
    return value


def _arguments(
    frame: Frame, environment: Environment, node: ir.Call, receiver: Value | None
) -> CallArguments:
    positional: list[Value] = []
    rest: Value | None = None
    for argument in node.args:
        value = evaluate(frame, environment, argument)
        if isinstance(argument, ir.Spread):
            if value.fields and all(key[0] == "[" and key != "[]" for key in value.fields):
                positional.extend(value.fields.values())
            else:
                rest = elements(value)
        elif rest is None:
            positional.append(value)
        else:
            rest = join_all([rest, value])
    keywords: dict[str, Value] = {}
    extra: Value | None = None
    for keyword in node.keywords:
        target, frame.target = frame.target, keyword.name or frame.target
        value = evaluate(frame, environment, keyword.value)
        frame.target = target
        if keyword.name is not None:
            keywords[keyword.name] = value
            named(frame, keyword.name, value, node.line)
            continue
        for key, field in (value.fields or {}).items():
            if key.startswith("['"):
                keywords.setdefault(key[2:-2], field)
        if not value.fields or value.taints or "[]" in value.fields:
            extra = elements(value)
    return CallArguments(positional, keywords, receiver, rest, extra)


def _fall_back(
    frame: Frame, environment: Environment, node: ir.Call, callee: Value, given: CallArguments
) -> None:
    """Look once more at a call as it is where nothing is set outside, if it may be a weakness by itself."""
    judged = [] if frame.recalling else [name for name in callee.references if _is_judged(frame, name)]
    unset = _unset(frame, environment, node, given) if judged else None
    if unset is None:
        return
    place = frame.place(node.line, node.end_line, node.column)
    for reference in judged:
        misuses(frame, reference, unset, place, shape(node), given)
        configured(frame, reference, unset, place, given)


def _is_judged(frame: Frame, reference: str) -> bool:
    tables = frame.library.tables
    found: tuple[Collection[str], ...] = (tables.misuses, tables.configured.objects)
    return any(spelling in table for spelling in frame.library.spellings(reference) for table in found)


def _unset(
    frame: Frame, environment: Environment, node: ir.Call, given: CallArguments
) -> CallArguments | None:
    """The arguments with their fallbacks, where there are any."""
    positional, keywords = list(given.positional), dict(given.keywords)
    plain = not any(isinstance(argument, ir.Spread) for argument in node.args)
    for position, argument in enumerate(node.args if plain else ()):
        positional[position] = _default(frame, environment, argument, positional[position])
    for keyword in node.keywords:
        if keyword.name is not None:
            keywords[keyword.name] = _default(frame, environment, keyword.value, keywords[keyword.name])
    if positional == given.positional and keywords == given.keywords:
        return None
    found = CallArguments(positional, keywords, given.receiver, given.rest, given.extra, given.subject)
    found.node = node
    return found


def _default(frame: Frame, environment: Environment, argument: ir.Expr, value: Value) -> Value:
    """What the argument is where nothing is set outside, if that is known."""
    if value.constants is not None or isinstance(argument, ir.Const | ir.Lambda):
        return value
    return fallback(frame, environment, argument) or value


def _super(frame: Frame, environment: Environment) -> Value:
    within = owner(frame.engine, frame.identity)
    if within is None or not frame.function.parameters:
        return UNKNOWN_VALUE
    receiver = frame.lookup(environment, frame.function.parameters[0].name)
    of = next((entity.of for entity in receiver.entities if isinstance(entity, Instance)), within)
    return Value(entities=(Super(of, within, receiver),))


def _outcomes(frame: Frame, node: ir.Call, callee: Value, given: CallArguments) -> list[Outcome]:
    outcomes = [
        outcome
        for entity in callee.entities
        if (outcome := call_entity(frame, entity, given, node.line, callee)) is not None
    ]
    place = frame.place(node.line, node.end_line, node.column)
    blanked = shape(node)
    references, certain = callee.references, True
    if not outcomes and not any(map(frame.library.describes, references)):
        suggested = outside.guessed(frame, node.function, given)
        references, certain = suggested or references, not suggested
    for reference in references:
        found = outside.called(frame, reference, given, place, blanked, certain)
        outcomes.append(Outcome(found.result, found.effects, found.cleared, found.returns))
    if any(reference.startswith(MORE) for reference in callee.references):
        into_untold(frame, given, place, blanked)
    name = node.function.name if isinstance(node.function, ir.Attribute) else _name(node.function)
    functions = tuple(called_functions(frame, callee.entities))
    frame.calls.append(
        Called(functions, callee.references, name, node.line, bool(functions or callee.references))
    )
    return outcomes


def _name(expression: ir.Expr) -> str:
    return expression.id if isinstance(expression, ir.Name) else ""


def called_functions(frame: Frame, entities: tuple[Entity, ...]) -> list[FunctionId]:
    found: list[FunctionId] = []
    for entity in entities:
        if isinstance(entity, FunctionId):
            found.append(entity)
        elif isinstance(entity, Method):
            found.append(entity.function)
        elif isinstance(entity, Closure):
            found.append(entity.identity)
        elif isinstance(entity, ClassId | Instance):
            of, name = (entity, "__init__") if isinstance(entity, ClassId) else (entity.of, "__call__")
            member = class_member(frame.engine, of, name)
            if member is not None and isinstance(member[1], ir.Define):
                found.append(FunctionId(member[0].path, member[1].function.qualname))
    return found


def call_value(
    frame: Frame, callee: Value, args: list[Value], keywords: dict[str, Value], line: int
) -> Outcome:
    """Call whatever ``callee`` may be with values that stand in no expression."""
    return call_with(frame, callee, CallArguments(args, keywords), line)


def call_with(frame: Frame, callee: Value, given: CallArguments, line: int) -> Outcome:
    """Call whatever ``callee`` may be; what it is a method of is what its own data came from."""
    given.subject = callee.subject
    outcomes = [
        o for entity in callee.entities if (o := call_entity(frame, entity, given, line, callee)) is not None
    ]
    given.receiver = Value(callee.taints) if callee.taints and given.receiver is None else given.receiver
    for reference in callee.references:
        found = outside.called(frame, reference, given, frame.place(line), reference, True)
        outcomes.append(Outcome(found.result, found.effects, found.cleared, found.returns))
    return (
        outcomes[0]
        if len(outcomes) == 1
        else NO_OUTCOME._replace(result=join_all(o.result for o in outcomes))
    )


def by_class(frame: Frame, base: Value, name: str, args: list[Value], line: int) -> Value | None:
    """What a special method gives that the class of an object defines itself; ``None`` where none does."""
    found = [
        call_value(frame, attribute_of_class(frame, entity.of, name, base), args, {}, line).result
        for entity in base.entities
        if isinstance(entity, Instance) and class_member(frame.engine, entity.of, name) is not None
    ]
    return join_all(found) if found else None


def call_entity(
    frame: Frame, entity: Entity, given: CallArguments, line: int, callee: Value
) -> Outcome | None:
    """Call something of the program that ``callee`` may be; ``None`` if it is nothing that can be called."""
    if isinstance(entity, FunctionId):
        return invoke(frame, entity, given.positional, given.keywords, line, given)
    if isinstance(entity, Method):
        return invoke(
            frame, entity.function, [entity.receiver, *given.positional], given.keywords, line, given
        )
    if isinstance(entity, ClassId):
        return Outcome(_constructed(frame, entity, given, line), {}, {})
    if isinstance(entity, Closure):
        return _call_closure(frame, entity, given, line)
    if isinstance(entity, Partial):
        keywords = {**dict(entity.keywords), **given.keywords}
        args = [*entity.args, *given.positional]
        whole = CallArguments(args, keywords, None, given.rest, given.extra)
        return call_with(frame, entity.function, whole, line)
    if isinstance(entity, Witness):
        entity.seen.append(given)
        return invoke(frame, entity.function, given.positional, given.keywords, line, given)
    if isinstance(entity, Instance):
        method = attribute_of_class(frame, entity.of, "__call__", callee.but(entities=(entity,)))
        return call_value(frame, method, given.positional, given.keywords, line) if method.entities else None
    return None


def _constructed(frame: Frame, of: ClassId, given: CallArguments, line: int) -> Value:
    result = construct(frame, of, given.positional, given.keywords, line)
    tables, own = frame.library.tables, class_member(frame.engine, of, "__init__") is not None
    for base in external_bases(frame.engine, of):
        sinks = frame.library.all(tables.sinks, base)  # a constructor of its own has other arguments
        if (sinks and not own) or (base in tables.flows and not (sinks and own)):
            found = outside.called(frame, base, given, frame.place(line), base, True)
            result = result.but(taints=join_taints(result.taints, found.result.taints))
    return result


def invoke(
    frame: Frame,
    identity: FunctionId,
    args: list[Value],
    keywords: dict[str, Value],
    line: int,
    given: CallArguments | None = None,
) -> Outcome:
    """Call a function of the program: its summary, with the arguments put in."""
    function = frame.engine.function(identity)
    if function is None:
        return NO_OUTCOME
    bound = bind(function, args, keywords, given)
    outcome = settle(frame, identity, function, frame.engine.summary(identity, bound), bound, line)
    name = dotted(identity.path, identity.qualname)
    trusted = frame.library.trusted(name) | (MASKED if is_mask(function.name) else frozenset())
    if not trusted:
        return outcome
    kinds = frame.checks.kinds(trusted, SANITIZER, name, frame.identity, line)
    return outcome._replace(result=clear(outcome.result, kinds))


def _call_closure(frame: Frame, closure: Closure, given: CallArguments, line: int) -> Outcome:
    bound = bind(closure.function, given.positional, given.keywords, given)
    frame.closures.pop(closure.identity, None)
    summary = frame.engine.run_closure(closure, bound)
    outcome = settle(frame, closure.identity, closure.function, summary, bound, line)
    for name in ("hits", "touches", "refusals", "registrations"):
        getattr(frame, name).extend(getattr(summary, name))
    return outcome


def _apply(
    frame: Frame, environment: Environment, node: ir.Call, callee: Value, outcomes: list[Outcome]
) -> None:
    """Fields set on arguments and checks of them hold in the caller from here on."""
    for outcome in outcomes:
        for name, fields in outcome.effects.items():
            expression = _argument_expression(frame, node, callee, outcome, name)
            if expression is not None:
                _put_fields(frame, environment, expression, fields)
    if len(outcomes) != 1:
        return
    outcome = outcomes[0]
    for name, kinds in outcome.cleared.items():
        expression = _argument_expression(frame, node, callee, outcome, name)
        if expression is not None:
            _clear_path(frame, environment, expression, kinds)


def _put_fields(
    frame: Frame, environment: Environment, expression: ir.Expr, fields: dict[str, Value]
) -> None:
    if isinstance(expression, ir.Name) and frame.is_shared(environment, expression.id):
        for key, field in fields.items():
            put(frame, expression.id, with_part(Value(fields={}), key, field) if key else field)

    def change(value: Value) -> Value:
        for key, field in fields.items():
            value = (
                with_part(value, key, field)
                if key
                else value.but(taints=join_taints(value.taints, field.taints))
            )
        return value

    refine_path(frame, environment, expression, change)


def _clear_path(frame: Frame, environment: Environment, expression: ir.Expr, kinds: frozenset[str]) -> None:
    refine_path(frame, environment, expression, lambda value: checked(value, kinds))


def _argument_expression(
    frame: Frame, node: ir.Call, callee: Value, outcome: Outcome, name: str
) -> ir.Expr | None:
    """The caller's expression for the callee's parameter ``name`` (or ``self``, or a position "0")."""
    for keyword in node.keywords:
        if keyword.name == name:
            return keyword.value
    receiver = node.function.value if isinstance(node.function, ir.Attribute) else None
    if name == "self" and not outcome.parameters:
        return receiver
    if name.isdecimal():
        position = int(name)
        return node.args[position] if position < len(node.args) else None
    if name not in outcome.parameters:
        return None
    position = outcome.parameters.index(name)
    if any(isinstance(entity, Method) for entity in callee.entities):
        if position == 0:
            return _own_receiver(frame, receiver)
        position -= 1
    usable = position < len(node.args) and not any(isinstance(arg, ir.Spread) for arg in node.args)
    return node.args[position] if usable else None


def _own_receiver(frame: Frame, receiver: ir.Expr | None) -> ir.Expr | None:
    """The object that ``super()`` means is the method's own."""
    function = receiver.function if isinstance(receiver, ir.Call) else None
    if isinstance(function, ir.Name) and function.id == "super" and frame.function.parameters:
        return ir.Name(frame.function.parameters[0].name, function.line)
    return receiver


def _unknown_result(callee: Value, receiver: Value | None) -> Value:
    """A call that nobody knows keeps its receiver's data and drops its arguments'."""
    return tainted(receiver.all_taints()) if receiver is not None else tainted(callee.taints)
