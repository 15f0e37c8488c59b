"""Expressions → values."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from tidegate.flow.assignment import assign
from tidegate.flow.attributes import as_asked, attribute, element, iterated, referenced
from tidegate.flow.calls import by_class, call
from tidegate.flow.classes import annotated
from tidegate.flow.comparisons import compared, truth
from tidegate.flow.frame import EVALUATE, Environment, Frame, assume, evaluate, made
from tidegate.flow.library import CallArguments
from tidegate.flow.operators import binary
from tidegate.flow.outside import called
from tidegate.flow.personal import shortened
from tidegate.flow.refine import bind_name, branch, defer
from tidegate.flow.strings import concatenated
from tidegate.flow.taints import NOTHING, Source, Taint, Taints, join_taints
from tidegate.flow.telling import ELEMENT_OF, LOOKS_LIKE, part_of, under
from tidegate.flow.values import (
    ELEMENT,
    MOST_FIELDS,
    UNKNOWN,
    UNKNOWN_VALUE,
    Closure,
    Value,
    constant,
    elements,
    join,
    join_all,
    key_of,
    part,
    sequence,
    tainted,
    with_part,
)
from tidegate.flow.waits import awaited
from tidegate.languages import ir
from tidegate.program.names import FunctionId


def evaluate_all(frame: Frame, environment: Environment, expressions: Iterable[ir.Expr]) -> list[Value]:
    return [evaluate(frame, environment, expression) for expression in expressions]


# --- one function a kind of node ------------------------------------------------------------------


def _const(frame: Frame, environment: Environment, node: ir.Const) -> Value:
    return Value(constants=(node.value,))


def _name(frame: Frame, environment: Environment, node: ir.Name) -> Value:
    value = frame.lookup(environment, node.id)
    if value.references and not value.taints and not value.entities:
        with_sources = referenced(frame, value.references, node.line)
        if with_sources.taints:
            return value.but(taints=with_sources.taints)
    return value


def _attribute(frame: Frame, environment: Environment, node: ir.Attribute) -> Value:
    base = evaluate(frame, environment, node.value)
    found = attribute(frame, base, node.name, node.line)
    if frame.telling.tells:
        found = _read(frame, base, found, node)
    if base.references or base.entities or found.references or not isinstance(node.value, ir.Name):
        return found
    guess = _suggested(frame, node.value.id, f".{node.name}", node.line)
    return guess.but(taints=join_taints(found.taints, guess.taints)) if guess.references else found


def _read(frame: Frame, base: Value, found: Value, node: ir.Attribute) -> Value:
    """An attribute of something that holds data; what enters only here was not read from there."""
    held = {taint.origin for taint in base.all_taints()}
    fresh = {
        taint: trace
        for taint, trace in found.taints.items()
        if isinstance(taint.origin, Source) and taint.origin not in held
    }
    told = frame.told(found, node.line, "read from attribute `{}`", node.name) if held else found
    return told.but(taints={**told.taints, **fresh}) if fresh else told


def _suggested(frame: Frame, name: str, member: str, line: int, key: object = UNKNOWN) -> Value:
    """A part of something whose name alone suggests a type: what it carries is not certain."""
    suggested = frame.library.suggested_type(name, frame.packages)
    if suggested is None:
        return UNKNOWN_VALUE
    of_type = Value(references=(f"{suggested}()",))
    guess = (
        element(frame, of_type, key, line) if member == "[]" else attribute(frame, of_type, member[1:], line)
    )
    taints = {Taint(taint.origin, taint.cleared, False): trace for taint, trace in guess.taints.items()}
    return frame.told(guess.but(taints=taints), line, "`{}` " + LOOKS_LIKE + " `{}`", name, suggested)


def _subscript(frame: Frame, environment: Environment, node: ir.Subscript) -> Value:
    base = evaluate(frame, environment, node.value)
    key = evaluate(frame, environment, node.key)
    if isinstance(node.key, ir.Slice):
        sliced = shortened(frame, environment, node.key, base.but(constants=None))
        return frame.told(sliced, node.line, "a part of it")
    given = by_class(frame, base, "__getitem__", [key], node.line)
    if given is not None:
        return given
    if isinstance(node.value, ir.Name | ir.Attribute) and base.references and _is_generic(base.references[0]):
        return _typed(frame, environment, node)
    asked = _asked_for(frame, base, key, node)
    if asked is not None:
        return asked
    known = key.known
    found = part(base, key_of(known)) if known is not UNKNOWN else elements(base)
    found = as_asked(frame, base, known, found, node.line)
    missing = by_class(frame, base, "__missing__", [key], node.line)
    if missing is not None and (known is UNKNOWN or key_of(known) not in (base.fields or {})):
        found = join(found, missing)
    if base.references and found.constants is None:
        described = element(frame, base, known, node.line)
        said = described.taints or any(map(frame.library.describes, described.references))
        found = join(found, described) if said or not found.references else found
    elif isinstance(node.value, ir.Name):
        found = join(found, _suggested(frame, node.value.id, "[]", node.line, known))
    if not base.fields and base.constants is not None:
        found = found.but(constants=None)
    found = frame.told(found, node.line, *part_of(known))
    return found.but(subject=base.subject) if base.subject and found.references else found


def _asked_for(frame: Frame, base: Value, key: Value, node: ir.Subscript) -> Value | None:
    """``container[Type]``, ``bash["-c", text]``: a library is asked, or told, by what is in the brackets."""
    every, known = frame.library.tables, frame.library.tables.containers
    tables: tuple[Collection[str], ...] = (known.resolves, every.injections, known.wanted, every.sinks)
    for reference in base.references:
        name = f"{reference}.__getitem__"
        if any(spelling in table for spelling in frame.library.spellings(name) for table in tables):
            return called(frame, name, CallArguments([key], {}, base), frame.place(node.line), "[]").result
    return None


def _is_generic(reference: str) -> bool:
    """``typing.List``, of which ``[…]`` makes a type; an object that is annotated so is none."""
    return reference.startswith("typing.") and "(" not in reference


def _typed(frame: Frame, environment: Environment, node: ir.Subscript) -> Value:
    """A generic type used as a value: an alias. What is said beside the type is kept."""
    value = annotated(frame, node)
    items = node.key.items[1:] if isinstance(node.key, ir.Collection) else ()
    for item in items:
        if isinstance(item, ir.Call):
            for key, field in (evaluate(frame, environment, item).fields or {}).items():
                value = with_part(value, key, field)
    return value


def _call(frame: Frame, environment: Environment, node: ir.Call) -> Value:
    if frame.recalling:
        latest = made(frame, node)
        if latest is not None:
            return latest.value
    return call(frame, environment, node)


def _unary(frame: Frame, environment: Environment, node: ir.Unary) -> Value:
    value = evaluate(frame, environment, node.operand)
    if node.op != "not":
        return value.but(constants=None)
    known = truth(value)
    return constant(not known) if known is not None else UNKNOWN_VALUE


def _boolean(frame: Frame, environment: Environment, node: ir.Boolean) -> Value:
    """``and`` and ``or``: each operand is evaluated where the ones before it allow."""
    found: list[Value] = []
    current: Environment | None = environment
    for value in node.values:
        if current is None:
            break
        result = evaluate(frame, current, value)
        known = truth(result)
        last = value is node.values[-1]
        if known is None or last or known == (node.op == "or"):
            found.append(result)
        if known is not None and known == (node.op == "or"):
            break
        current = assume(frame, branch(frame, current), value, node.op == "and")
    return join_all(found)


def _compare(frame: Frame, environment: Environment, node: ir.Compare) -> Value:
    left = evaluate(frame, environment, node.left)
    rights = evaluate_all(frame, environment, node.rights)
    if len(rights) == 1:
        known = compared(left, node.ops[0], rights[0])
        if known is not None:
            return constant(known)
    return UNKNOWN_VALUE


def _choice(frame: Frame, environment: Environment, node: ir.Choice) -> Value:
    evaluate(frame, environment, node.test)
    found: list[Value] = []
    for chosen, wanted in ((node.body, True), (node.orelse, False)):
        inside = assume(frame, branch(frame, environment), node.test, wanted)
        if inside is not None:
            found.append(evaluate(frame, inside, chosen))
    return join_all(found)


def _text(frame: Frame, environment: Environment, node: ir.Text) -> Value:
    text = concatenated(frame, evaluate_all(frame, environment, node.parts), node.line)
    return frame.told(text, node.line, "put into a text")


def _collection(frame: Frame, environment: Environment, node: ir.Collection) -> Value:
    items: list[Value] = []
    more: list[Value] = []  # behind a star whose items are not known one by one, or too many
    for item in node.items:
        if isinstance(item, ir.Spread):
            spread = evaluate(frame, environment, item.value)
            known = sequence(spread)
            if known is None:
                more.append(elements(spread))
            else:
                (more or items).extend(known)
        elif more or len(items) >= MOST_FIELDS:
            more.append(UNKNOWN_VALUE if isinstance(item, ir.Const) else evaluate(frame, environment, item))
        else:
            items.append(evaluate(frame, environment, item))
    fields = {f"[{position}]": value for position, value in enumerate(items[:MOST_FIELDS])}
    if more or len(items) > MOST_FIELDS:
        fields[ELEMENT] = join_all([*more, *items[MOST_FIELDS:]])
    held = Value(references=(f"builtins.{node.kind}()",), fields=fields)
    return held if node.kind == "tuple" else frame.told(held, node.line, "put in a {}", node.kind)


def _mapping(frame: Frame, environment: Environment, node: ir.Mapping) -> Value:
    result = Value(references=("builtins.dict()",), fields={})
    for key, item in zip(node.keys, node.values, strict=True):
        if (
            isinstance(item, ir.Const)
            and isinstance(key, ir.Const)
            and len(result.fields or ()) >= MOST_FIELDS
        ):
            continue  # a constant more is nothing new
        value = evaluate(frame, environment, item)
        if key is None:
            result = merged(result, value)
            continue
        name = evaluate(frame, environment, key)
        known = name.known
        value = frame.told(value, item.line, *under(known))
        result = with_part(result, ELEMENT if known is UNKNOWN else key_of(known), value)
        if name.taints:
            result = result.but(taints=join_taints(result.taints, name.taints))
    return result


def merged(one: Value, other: Value) -> Value:
    """A mapping with another's items put into it."""
    result = one.but(taints=join_taints(one.taints, other.taints))
    for key, field in (other.fields or {}).items():
        result = with_part(result, key, field)
    return result


def _lambda(frame: Frame, environment: Environment, node: ir.Lambda) -> Value:
    return closure(frame, environment, node.function)


def closure(frame: Frame, environment: Environment, function: ir.Function) -> Value:
    identity = FunctionId(frame.path, function.qualname)
    seen = {**frame.outer, **environment} if frame.outer else environment
    return Value(entities=(Closure(function, identity, seen),))


def _comprehension(frame: Frame, environment: Environment, node: ir.Comprehension) -> Value:
    inside: Environment | None = branch(frame, environment)
    for clause in node.clauses:
        inside = _clause(frame, inside, clause) if inside is not None else None
    if inside is None:
        return Value(fields={})
    element = evaluate(frame, inside, node.element)
    if node.value is None:
        return Value(references=("builtins.list()",), fields={ELEMENT: element})
    value = evaluate(frame, inside, node.value)
    return Value(element.taints, ("builtins.dict()",), fields={ELEMENT: value})


def _clause(frame: Frame, environment: Environment, clause: ir.Clause) -> Environment | None:
    """What holds for one element that passes the conditions."""
    over = evaluate(frame, environment, clause.iter)
    each = frame.told(iterated(frame, over, clause.iter.line), clause.iter.line, ELEMENT_OF)
    assign(frame, environment, clause.target, each, None)
    inside: Environment | None = environment
    for condition in clause.conditions:
        if inside is not None:
            evaluate(frame, inside, condition)
            inside = assume(frame, inside, condition, True)
    return inside


def _await(frame: Frame, environment: Environment, node: ir.Await) -> Value:
    awaited(frame, node)
    return evaluate(frame, environment, node.value)


def _yield(frame: Frame, environment: Environment, node: ir.Yield) -> Value:
    if node.value is None:
        frame.yields.append(UNKNOWN_VALUE)
        return UNKNOWN_VALUE
    value = evaluate(frame, environment, node.value)
    frame.yields.append(elements(value) if node.delegate else value)
    return UNKNOWN_VALUE


def _spread(frame: Frame, environment: Environment, node: ir.Spread) -> Value:
    return evaluate(frame, environment, node.value)


def _bind(frame: Frame, environment: Environment, node: ir.Bind) -> Value:
    value = evaluate(frame, environment, node.value)
    clock = frame.clock
    bind_name(frame, environment, node.name, value)
    defer(frame, environment, node.name, node.value, clock)
    return value


def _slice(frame: Frame, environment: Environment, node: ir.Slice) -> Value:
    for item in node.parts:
        if item is not None:
            evaluate(frame, environment, item)
    return UNKNOWN_VALUE


def _opaque(frame: Frame, environment: Environment, node: ir.Opaque) -> Value:
    """Something not represented keeps the data of its parts."""
    if not node.whole:
        frame.limit(f"line {node.line} of {frame.path} is nested too deeply to follow")
    found: Taints = NOTHING
    for value in evaluate_all(frame, environment, node.parts):
        found = join_taints(found, value.all_taints())
    return tainted(found)


def register() -> None:
    """Enter what is evaluated here."""
    EVALUATE.update(
        {
            ir.Const: _const,
            ir.Name: _name,
            ir.Attribute: _attribute,
            ir.Subscript: _subscript,
            ir.Call: _call,
            ir.Binary: binary,
            ir.Unary: _unary,
            ir.Boolean: _boolean,
            ir.Compare: _compare,
            ir.Choice: _choice,
            ir.Text: _text,
            ir.Collection: _collection,
            ir.Mapping: _mapping,
            ir.Lambda: _lambda,
            ir.Comprehension: _comprehension,
            ir.Await: _await,
            ir.Yield: _yield,
            ir.Spread: _spread,
            ir.Bind: _bind,
            ir.Slice: _slice,
            ir.Opaque: _opaque,
        }
    )
