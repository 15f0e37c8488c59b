"""Statements: environment → environment, or ``None`` where control does not go on."""

from __future__ import annotations

from tidegate.flow.aliases import last_name
from tidegate.flow.asking import asked
from tidegate.flow.assignment import assign
from tidegate.flow.attributes import attribute, iterated
from tidegate.flow.calls import call_value
from tidegate.flow.classes import annotated, instance_of
from tidegate.flow.cleared import gained
from tidegate.flow.comparisons import truth
from tidegate.flow.developers import asks_for_developers
from tidegate.flow.expressions import closure
from tidegate.flow.frame import EXECUTE, Environment, Frame, assume, evaluate, execute, made, recall
from tidegate.flow.guards import equal_to
from tidegate.flow.matching import match
from tidegate.flow.members import of_elements
from tidegate.flow.names import imported
from tidegate.flow.refine import bind_name, branch, definition, join_environments, join_many, names_in
from tidegate.flow.registries import fills
from tidegate.flow.sinks import named
from tidegate.flow.strings import concatenated
from tidegate.flow.taints import NO_KINDS, join_taints
from tidegate.flow.telling import ELEMENT_OF
from tidegate.flow.told import decorated, refused, returned
from tidegate.flow.values import (
    ELEMENT,
    UNKNOWN_VALUE,
    Closure,
    Instance,
    Value,
    constant,
    elements,
    join,
    join_all,
)
from tidegate.languages import ir
from tidegate.program.names import MODULE, ClassId, FunctionId

_LOOP_ROUNDS = 2  # data that goes round a loop once more has nothing new to show


# --- one function a kind of statement -------------------------------------------------------------


def _assign(frame: Frame, environment: Environment, node: ir.Assign) -> Environment | None:
    if node.value is None:
        if frame.function.qualname != MODULE or not isinstance(node.targets[0], ir.Name):
            return environment
        assign(
            frame,
            environment,
            node.targets[0],
            annotated(frame, node.annotation) if node.annotation else UNKNOWN_VALUE,
        )
        return environment
    outer, frame.target = frame.target, last_name(node.targets[0])
    value = evaluate(frame, environment, node.value)
    frame.target = outer
    if node.annotation is not None:
        declared = annotated(frame, node.annotation)
        if declared.references or declared.entities:
            value = value.but(
                references=value.references or declared.references,
                entities=value.entities or declared.entities,
            )
    for target in node.targets:
        assign(frame, environment, target, value, node.value)
    return environment


def _augment(frame: Frame, environment: Environment, node: ir.Augment) -> Environment | None:
    before = evaluate(frame, environment, node.target)
    value = evaluate(frame, environment, node.value)
    if node.op == "+":
        result = concatenated(frame, [before, value], node.line)
    else:
        taints = join_taints(before.all_taints(), value.all_taints())
        result = Value(taints, before.references, fields=before.fields)
    result = frame.told(result, node.line, "appended by `{}=`", node.op)
    assign(frame, environment, node.target, result)
    return environment


def _evaluate(frame: Frame, environment: Environment, node: ir.Evaluate) -> Environment | None:
    value = node.value.value if isinstance(node.value, ir.Await) else node.value
    evaluate(frame, environment, node.value)
    if isinstance(value, ir.Boolean) and value.values[-1] is frame.never_returned:
        asked = ir.Boolean(value.op, value.values[:-1], node.line)  # check(x) or abort()
        return assume(frame, environment, asked, value.op == "or")
    return None if value is frame.never_returned else environment


def _return(frame: Frame, environment: Environment, node: ir.Return) -> Environment | None:
    value = constant(None)
    if node.value is not None:
        value = frame.told(evaluate(frame, environment, node.value), node.line, "returned")
        named(frame, frame.function.name, value, node.line)
    frame.returns.append(value)
    frame.returned_at.append((node.line, value))
    frame.never_false = frame.never_false and _is_true(frame, environment, node.value, value)
    returned(frame, value, node.line)
    frame.exits.append(environment)
    frame.equal_exits.append(equal_to(frame, environment, node.value))
    if isinstance(node.value, _CONDITIONS):
        true = assume(frame, branch(frame, environment), node.value, True)
        false = assume(frame, branch(frame, environment), node.value, False)
        frame.truth_exits.append((true, false))
    else:
        known = truth(value)
        frame.truth_exits.append(
            (environment if known is not False else None, environment if not known else None)
        )
    return None


def _is_true(frame: Frame, environment: Environment, node: ir.Expr | None, value: Value) -> bool:
    """Whether what is returned is surely true: an object that was just made, or a known constant."""
    if isinstance(node, ir.Name):
        node = definition(frame, environment, node.id)
    latest = made(frame, node) if isinstance(node, ir.Call) else None
    if latest is not None and latest.callee.entities and not latest.callee.references:
        return all(isinstance(entity, ClassId) for entity in latest.callee.entities)
    return truth(value) is True


_CONDITIONS = (ir.Call, ir.Compare, ir.Boolean, ir.Unary, ir.Name, ir.Await)


def _raise(frame: Frame, environment: Environment, node: ir.Raise) -> Environment | None:
    if node.value is not None:
        value = evaluate(frame, environment, node.value)
        refused(frame, value, node.line, node.value)
        frame.thrown.append(_carried(frame, node.value, value))
    return None


def _carried(frame: Frame, raised: ir.Expr, value: Value) -> Value:
    """An exception holds what it was made with."""
    latest = made(frame, raised) if isinstance(raised, ir.Call) else None
    for given in [*latest.given.positional, *latest.given.keywords.values()] if latest is not None else ():
        value = value.but(taints=join_taints(value.taints, given.all_taints()))
    return value


def _if(frame: Frame, environment: Environment, node: ir.If) -> Environment | None:
    evaluate(frame, environment, node.test)
    true = assume(frame, branch(frame, environment), node.test, True)
    false = assume(frame, branch(frame, environment), node.test, False)
    ours = asks_for_developers(node.test)
    asked(frame, true, false, node.test)
    asked(frame, false, true, node.test)
    after_body = _chosen(frame, true, node.body, ours is True)
    after_else = _chosen(frame, false, node.orelse, ours is False)
    return join_environments(after_body, after_else)


def _chosen(
    frame: Frame, environment: Environment | None, body: tuple[ir.Stmt, ...], for_developers: bool
) -> Environment | None:
    frame.for_developers += for_developers
    after = execute(frame, environment, body)
    frame.for_developers -= for_developers
    return after


def _loop(frame: Frame, environment: Environment, node: ir.Loop) -> Environment | None:
    frame.breaks.append([])
    frame.continues.append([])
    current: Environment | None = environment
    checked = NO_KINDS
    for _ in range(_LOOP_ROUNDS):
        if current is None:
            break
        after, checked = _round(frame, dict(current), node)
        current = join_environments(environment, after)
    broken = join_many(frame.breaks.pop())
    frame.continues.pop()
    ended = current
    if node.test is not None and current is not None:
        evaluate(frame, current, node.test)
        ended = assume(frame, dict(current), node.test, False)
    if checked and ended is not None and node.iter is not None:
        ended = branch(frame, ended)
        of_elements(frame, ended, node.iter, checked)
    if node.orelse:
        ended = execute(frame, ended, node.orelse)
    return join_environments(ended, broken)


def _round(
    frame: Frame, environment: Environment, node: ir.Loop
) -> tuple[Environment | None, frozenset[str]]:
    """One way through the body, and what each element was found safe for that goes on from it."""
    inside: Environment | None = environment
    before, clock = UNKNOWN_VALUE, frame.clock
    if node.target is not None and node.iter is not None:
        value = evaluate(frame, environment, node.iter)
        before = frame.told(_iterated(frame, value, node.line), node.line, ELEMENT_OF)
        assign(frame, environment, node.target, before, None)
        clock = frame.clock
    elif node.test is not None:
        evaluate(frame, environment, node.test)
        inside = assume(frame, environment, node.test, True)
    name = node.target.id if isinstance(node.target, ir.Name) else ""
    frame.elements.add(name)
    after = join_environments(execute(frame, inside, node.body), join_many(frame.continues[-1]))
    frame.elements.discard(name)
    if after is None or not isinstance(node.target, ir.Name) or node.iter is None:
        return after, NO_KINDS
    used = (node.target.id, *names_in(node.iter))
    if any(frame.assigned_at.get(name, 0) > clock for name in used):
        return after, NO_KINDS
    return after, gained(before, after.get(node.target.id, UNKNOWN_VALUE))


def _iterated(frame: Frame, value: Value, line: int) -> Value:
    if value.fields is not None and not value.fields and not value.taints:
        return UNKNOWN_VALUE
    found = iterated(frame, value, line)
    if value.subject and value.references:
        # iterating over a query gives objects of its model
        return found.but(entities=(*found.entities, Instance(value.subject)))
    return found


def _try(frame: Frame, environment: Environment, node: ir.Try) -> Environment | None:
    before = branch(frame, environment)
    frame.tried.append({})
    outer, frame.thrown = frame.thrown, []
    body = execute(frame, environment, node.body)
    caught, frame.thrown = frame.thrown, outer
    entry = _joined_with(before, frame.tried.pop())
    after = execute(frame, body, node.orelse)
    handled = [_handle(frame, dict(entry), handler, caught) for handler in node.handlers]
    if not node.handlers:
        frame.thrown.extend(caught)
    left = join_many([after, *handled])
    if not node.final:
        return left
    finished = execute(frame, dict(left if left is not None else entry), node.final)
    return finished if left is not None else None


def _joined_with(before: Environment, given: Environment) -> Environment:
    """What holds where an exception leaves: each variable as it was or as it was made on the way."""
    merged = dict(before)
    for name, value in given.items():
        merged[name] = join(merged[name], value) if name in merged else value
        merged.pop(f"?{name}", None)
    return merged


def _handle(
    frame: Frame, environment: Environment, handler: ir.Handler, caught: list[Value]
) -> Environment | None:
    if handler.name is not None:
        kind = evaluate(frame, environment, handler.type) if handler.type is not None else UNKNOWN_VALUE
        thrown = join_all(caught)
        value = instance_of(kind, frame).but(taints=thrown.taints, fields=thrown.fields)
        bind_name(frame, environment, handler.name, value)
    return execute(frame, environment, handler.body)


def _with(frame: Frame, environment: Environment, node: ir.With) -> Environment | None:
    for item in node.items:
        value = evaluate(frame, environment, item.value)
        if item.target is not None:
            assign(frame, environment, item.target, _entered(frame, value, node.line), item.value)
    return execute(frame, environment, node.body)


def _entered(frame: Frame, value: Value, line: int) -> Value:
    """What ``with value as x`` binds: the yielded value of a generator, ``__enter__``'s result, or itself."""
    if value.fields and ELEMENT in value.fields and not value.references and not value.entities:
        return elements(value)
    if any(isinstance(entity, Instance) for entity in value.entities):
        for name in ("__enter__", "__aenter__"):
            method = attribute(frame, value, name, line)
            if method.entities:
                return call_value(frame, method, [], {}, line).result
    if value.references:
        entered = attribute(frame, value, "__enter__", line)
        found = [name + "()" for name in entered.references]
        canonical = [frame.library.canonical(name) for name in found]
        known = [name for name, plain in zip(canonical, found, strict=True) if name != plain]
        if known:
            return value.but(references=tuple(known))
    return value


def _delete(frame: Frame, environment: Environment, node: ir.Delete) -> Environment | None:
    for target in node.targets:
        if isinstance(target, ir.Name):
            environment.pop(target.id, None)
    return environment


def _assert(frame: Frame, environment: Environment, node: ir.Assert) -> Environment | None:
    evaluate(frame, environment, node.test)
    return assume(frame, environment, node.test, True)


def _jump(frame: Frame, environment: Environment, node: ir.Jump) -> Environment | None:
    stack = frame.breaks if node.kind == "break" else frame.continues
    if stack:
        stack[-1].append(environment)
    return None


def _define(frame: Frame, environment: Environment, node: ir.Define) -> Environment | None:
    function = node.function
    if function.body is None or frame.function.qualname == MODULE:
        value = Value(entities=(FunctionId(frame.path, function.qualname),))
    else:
        value = closure(frame, environment, function)
        frame.closures.update((made.identity, made) for made in value.entities if isinstance(made, Closure))
    bind_name(frame, environment, function.name, value)
    decorated(frame, environment, function.decorators, value)
    _registered(frame, environment, function, value)
    return environment


def _registered(frame: Frame, environment: Environment, function: ir.Function, value: Value) -> None:
    """Decorators of the program that put what they decorate into a collection of a module."""
    for decorator in function.decorators if frame.function.qualname == MODULE else ():
        applied = recall(frame, environment, decorator)
        if any(fills(frame.engine, entity) for entity in applied.entities):
            call_value(frame, applied, [value], {}, decorator.line)


def _define_class(frame: Frame, environment: Environment, node: ir.DefineClass) -> Environment | None:
    definition = node.definition
    value = Value(entities=(ClassId(frame.path, definition.qualname),))
    bind_name(frame, environment, definition.name, value)
    decorated(frame, environment, definition.decorators, value)
    if frame.function.qualname == MODULE:
        before, frame.outer = frame.outer, environment
        frame.classes.append(definition)
        execute(frame, {}, definition.body)
        frame.classes.pop()
        frame.outer = before
    return environment


def _import(frame: Frame, environment: Environment, node: ir.Import) -> Environment | None:
    if node.member != "*":
        bind_name(frame, environment, node.name, imported(frame.engine, frame.path, node))
    return environment


def _scope(frame: Frame, environment: Environment, node: ir.Scope) -> Environment | None:
    if node.kind == "global":
        frame.globals.update(node.names)
    return environment


def register() -> None:
    """Enter what is executed here."""
    EXECUTE.update(
        {
            ir.Assign: _assign,
            ir.Augment: _augment,
            ir.Evaluate: _evaluate,
            ir.Return: _return,
            ir.Raise: _raise,
            ir.If: _if,
            ir.Loop: _loop,
            ir.Try: _try,
            ir.With: _with,
            ir.Match: match,
            ir.Delete: _delete,
            ir.Assert: _assert,
            ir.Jump: _jump,
            ir.Define: _define,
            ir.DefineClass: _define_class,
            ir.Import: _import,
            ir.Scope: _scope,
        }
    )
