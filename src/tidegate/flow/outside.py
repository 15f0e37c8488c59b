"""What happens outside the program, as knowledge tells it: sinks, results, registrations, refusals."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tidegate.flow.expressions import evaluate, referenced
from tidegate.flow.frame import Environment, Frame
from tidegate.flow.library import CallArguments, constant_holds
from tidegate.flow.shapes import shape
from tidegate.flow.structures import STRUCTURES
from tidegate.flow.summary import Arrival, Hit, Place, Refusal, Registration, Touch
from tidegate.flow.values import (
    NOTHING,
    UNKNOWN_VALUE,
    Input,
    Taint,
    Taints,
    Trace,
    Value,
    clear,
    join_taints,
)
from tidegate.knowledge.schema import Query, Where
from tidegate.knowledge.tables import Sink
from tidegate.languages import ir
from tidegate.program.names import MODULE

SERVICE = "url"  # the sink kind whose argument is the address of a service
PROVIDER = ".<provider>"  # field of an injection marker's value


class Outside(NamedTuple):
    """What a call outside does to its caller. Effects and checks by argument: "self" or a position."""

    result: Value
    effects: dict[str, dict[str, Value]]
    cleared: dict[str, frozenset[str]]
    returns: bool


def called(frame: Frame, reference: str, call: CallArguments, place: Place, blanked: str, certain: bool) -> Outside:
    """A call of an external API."""
    library, tables = frame.library, frame.library.tables
    _sinks(frame, reference, call, place, blanked, certain)
    if certain:
        _misuses(frame, reference, call, place, blanked)
        _register(frame, reference, call, place)
        _refusals(frame, reference, call, place.line)
    _touches(frame, reference, call, place, blanked)
    _callbacks(frame, reference, call, place.line)
    returns = not any(spelling in tables.aborts for spelling in library.spellings(reference))
    structure = next((STRUCTURES[s] for s in library.spellings(reference) if s in STRUCTURES), None)
    if structure is not None:
        result, effects = structure(frame, call, place.line)
        return Outside(result, effects, {}, returns)
    result, effects = _result(frame, reference, call, place, certain)
    return Outside(result, effects, _checked(frame, reference), returns)


# --- what arrives where -----------------------------------------------------------------------------


def _sinks(frame: Frame, reference: str, call: CallArguments, place: Place, blanked: str, certain: bool) -> None:
    for sink in frame.library.all(frame.library.tables.sinks, reference):
        if frame.library.holds(sink.where, call):
            for value in call.select(sink.arguments):
                arrives(frame, sink, value, place, reference, blanked, certain)


def arrives(
    frame: Frame, sink: Sink, value: Value, place: Place, callee: str, blanked: str, certain: bool = True
) -> None:
    """Note every taint of ``value`` that nothing made safe for the sink."""
    sure = certain and sink.confidence == "high"
    for taint, trace in value.all_taints().items():
        if sink.kind not in taint.cleared:
            mixed = taint if sure else Taint(taint.origin, taint.cleared, False)
            frame.arrive(Arrival(sink.kind, mixed, trace, place, callee, blanked))


def _misuses(frame: Frame, reference: str, call: CallArguments, place: Place, blanked: str) -> None:
    for misuse in frame.library.all(frame.library.tables.misuses, reference):
        if frame.library.holds(misuse.where, call):
            frame.hits.append(
                Hit(misuse.weakness, place, misuse.message, misuse.fix, misuse.confidence, misuse.severity, reference, blanked)
            )


def _register(frame: Frame, reference: str, call: CallArguments, place: Place) -> None:
    """Calls that tell a framework something are kept as they are, for who reads entry points."""
    library, tables = frame.library, frame.library.tables
    told = (tables.registrations, tables.mounts, tables.routers, tables.hooks)
    if any(library.one(table, reference) is not None for table in told):  # type: ignore[arg-type]  # only presence matters
        receiver = call.receiver or UNKNOWN_VALUE
        if library.one(tables.routers, reference) is not None:
            receiver = receiver.but(site=(place.path, place.line))
        frame.registrations.append(
            Registration(reference, receiver, tuple(call.positional), tuple(call.keywords.items()), place)
        )


def _refusals(frame: Frame, reference: str, call: CallArguments, line: int) -> None:
    library, tables = frame.library, frame.library.tables
    for refusal in library.all(tables.refusals, reference):
        if library.holds(refusal.where, call):
            frame.refusals.append(Refusal(refusal.kind, reference, line))
    control = library.one(tables.controls, reference)
    if control is not None and library.holds(control.where, call):
        frame.refusals.append(Refusal(control.kind, reference, line))


def refused(frame: Frame, value: Value, expression: ir.Expr, line: int, environment: Environment) -> None:
    """``raise X(…)``: a refusal where knowledge says that ``X`` turns requests away."""
    call = CallArguments([], {})
    if isinstance(expression, ir.Call):
        positional = [evaluate(frame, environment, argument) for argument in expression.args]
        keywords = {k.name: evaluate(frame, environment, k.value) for k in expression.keywords if k.name is not None}
        call = CallArguments(positional, keywords)
    for reference in value.references:
        _refusals(frame, reference.removesuffix("()"), call, line)


def returned(frame: Frame, value: Value, line: int) -> None:
    """``return body, 401``: a refusal by what is returned; knowledge calls the tuple ``returned``."""
    if value.fields and "[1]" in value.fields:
        parts = [value.fields[key] for key in sorted(value.fields)]
        _refusals(frame, "returned", CallArguments(parts, {}), line)


def _callbacks(frame: Frame, reference: str, call: CallArguments, line: int) -> None:
    """A call that calls its argument with the arguments behind it."""
    from tidegate.flow.calls import call_value

    spec = frame.library.one(frame.library.tables.invokes, reference)
    function = call.first(spec) if spec is not None else None
    if function is None or not function.entities:
        return
    position = next((i for i, value in enumerate(call.positional) if value is function), -1)
    call_value(frame, function, call.positional[position + 1 :], call.keywords, line)


def _checked(frame: Frame, reference: str) -> dict[str, frozenset[str]]:
    """Arguments that a call has checked when it returns at all."""
    found: dict[str, frozenset[str]] = {}
    for check in frame.library.all(frame.library.tables.guards, reference):
        if check.raises:
            for position in check.argument.positions:
                found[str(position)] = check.kinds
            for name in check.argument.names:
                found[name] = check.kinds
            if check.argument.receiver:
                found["self"] = check.kinds
    return found


# --- results ----------------------------------------------------------------------------------------


def _result(
    frame: Frame, reference: str, call: CallArguments, place: Place, certain: bool
) -> tuple[Value, dict[str, dict[str, Value]]]:
    library, tables = frame.library, frame.library.tables
    taints, fields, known = _carried(frame, reference, call)
    cleaned = [c for c in library.all(tables.sanitizers, reference) if library.holds(c.where, call)]
    if cleaned:
        taints = join_taints(taints, _all_data(call)) if not known else taints
    elif not known and call.receiver is not None:
        taints = call.receiver.all_taints()
    kinds = frozenset(kind for cleaning in cleaned for kind in cleaning.kinds)
    base = clear(Value(taints, fields=fields), kinds) if kinds else Value(taints, fields=fields)
    value = referenced(frame, [f"{reference}()"], place.line, base.taints).but(fields=base.fields)
    value = value.but(site=_site(frame, reference, call, place), subject=call.subject)
    return _marked(frame, reference, call, value), _outputs(frame, reference, call, taints)


def _site(frame: Frame, reference: str, call: CallArguments, place: Place) -> tuple[str, int] | None:
    if frame.library.one(frame.library.tables.routers, reference) is not None:
        return (place.path, place.line)
    return call.receiver.site if call.receiver is not None else None


def _marked(frame: Frame, reference: str, call: CallArguments, value: Value) -> Value:
    """An injection marker keeps its provider."""
    from tidegate.flow.values import with_part

    spec = frame.library.one(frame.library.tables.injections, reference)
    provider = call.first(spec) if spec is not None else None
    return with_part(value, PROVIDER, provider) if provider is not None else value


def _carried(frame: Frame, reference: str, call: CallArguments) -> tuple[Taints, dict[str, Value] | None, bool]:
    """Data that goes from the arguments into the result; the last says whether anything is known."""
    taints: Taints = NOTHING
    fields: dict[str, Value] | None = None
    specs = frame.library.all(frame.library.tables.flows, reference)
    for flow in specs:
        if flow.output is None:
            for spec in flow.inputs:
                for value in call.select(spec):
                    taints = join_taints(taints, value.taints if flow.fields else value.all_taints())
                    if flow.fields and value.fields:
                        fields = {**(fields or {}), **value.fields}
    return taints, fields, bool(specs)


def _all_data(call: CallArguments) -> Taints:
    taints: Taints = call.receiver.all_taints() if call.receiver is not None else NOTHING
    for value in [*call.positional, *call.keywords.values()]:
        taints = join_taints(taints, value.all_taints())
    return taints


def _outputs(frame: Frame, reference: str, call: CallArguments, taints: Taints) -> dict[str, dict[str, Value]]:
    """Data that goes into an argument: ``list.append``, ``dict.update``."""
    effects: dict[str, dict[str, Value]] = {}
    for flow in frame.library.all(frame.library.tables.flows, reference):
        if flow.output is None:
            continue
        data: Taints = NOTHING
        for spec in flow.inputs:
            for value in call.select(spec):
                data = join_taints(data, value.all_taints())
        names = ["self"] if flow.output.receiver else [str(p) for p in flow.output.positions]
        for name in names:
            effects[name] = {"": Value(data)}
    return effects


# --- types by name ----------------------------------------------------------------------------------


def guessed(frame: Frame, function: ir.Expr, call: CallArguments) -> tuple[str, ...]:
    """What the callee may be where no type is known: a string's method, or that of a type the name suggests."""
    if not isinstance(function, ir.Attribute):
        return ()
    name = _last_name(function.value)
    suggested = frame.library.suggested_type(name) if name else None
    if suggested is not None:
        return (frame.library.canonical(f"{suggested}().{function.name}"),)
    receiver = call.receiver
    text = receiver is not None and (receiver.taints or isinstance(receiver.known, str))
    reference = f"builtins.str().{function.name}"
    return (reference,) if text and _is_known_method(frame, reference) else ()


def _last_name(expression: ir.Expr) -> str:
    if isinstance(expression, ir.Name):
        return expression.id
    if isinstance(expression, ir.Attribute):
        return expression.name
    if isinstance(expression, ir.Call):
        return _last_name(expression.function)
    return ""


def _is_known_method(frame: Frame, reference: str) -> bool:
    tables = frame.library.tables
    return reference in STRUCTURES or any(
        reference in table for table in (tables.flows, tables.sanitizers, tables.guards)
    ) or frame.library.canonical(f"{reference}()") != f"{reference}()"


# --- data stores and services -----------------------------------------------------------------------


def _touches(frame: Frame, reference: str, call: CallArguments, place: Place, blanked: str) -> None:
    library, tables = frame.library, frame.library.tables
    query = library.one(tables.queries, reference)
    if query is not None:
        _query(frame, query, call, place, blanked)
    for sink in library.all(tables.sinks, reference):
        if sink.kind == SERVICE:
            value = call.first(sink.arguments)
            if value is not None:
                frame.touches.append(Touch("service", _host(value), (), "call", place, blanked))
        elif sink.kind == "sql":
            value = call.first(sink.arguments)
            known = value.known if value is not None else None
            frame.touches.append(Touch("sql", known if isinstance(known, str) else "", (), "unknown", place, blanked))


def _host(value: Value) -> str:
    from urllib.parse import urlsplit

    for known in value.constants or ():
        if isinstance(known, str):
            try:
                host = urlsplit(known).hostname
            except ValueError:
                host = None
            if host:
                return host
    return ""


def _query(frame: Frame, query: Query, call: CallArguments, place: Place, blanked: str) -> None:
    from tidegate.knowledge.paths import parse_argument

    subject = call.receiver if query.table == "receiver" else call.first(parse_argument(query.table))
    table = _table(subject)
    if query.fields == "keywords":
        fields = tuple(sorted(call.keywords))
    elif query.fields is not None:
        selected = call.select(parse_argument(query.fields))
        fields = tuple(sorted({str(value.known) for value in selected if isinstance(value.known, str)}))
    else:
        fields = ()
    frame.touches.append(Touch("table", table, fields, query.operation, place, blanked))


def _table(value: Value | None) -> str:
    from tidegate.flow.values import Instance
    from tidegate.program.names import ClassId

    if value is None:
        return ""
    if value.subject is not None:
        return value.subject.qualname
    for entity in value.entities:
        if isinstance(entity, ClassId):
            return entity.qualname
        if isinstance(entity, Instance):
            return entity.of.qualname
    return ""


# --- assignments and decorators ---------------------------------------------------------------------


def assigned(frame: Frame, base: Value, key: str, value: Value, line: int, name: Value | None = None) -> None:
    """An attribute or item of an external object is set: that may be a sink or a setting."""
    if not base.references:
        return
    library, tables = frame.library, frame.library.tables
    place = frame.place(line)
    for reference in base.references:
        member = f"{reference}{key}" if key[0] == "." else f"{reference}.__setitem__"
        call = CallArguments([value] if key[0] == "." else [name or UNKNOWN_VALUE, value], {}, base)
        for sink in library.all(tables.sinks, member):
            for item in call.select(sink.arguments):
                arrives(frame, sink, item, place, member, key)
        _settings(frame, reference, key, value, place)


def _settings(frame: Frame, reference: str, key: str, value: Value, place: Place) -> None:
    plain = key[1:] if key[0] == "." else key[2:-2]
    for setting in frame.library.tables.settings:
        if setting.of is not None and setting.name == plain and reference in _on(frame, setting.of):
            where = Where(argument="0", equals=setting.equals, one_of=setting.one_of)
            literal = setting.literal_string and isinstance(value.known, str) and bool(value.known)
            if literal or (not setting.literal_string and constant_holds(where, value)):
                frame.hits.append(
                    Hit(setting.weakness, place, setting.message, "", "high", None, f"{reference}{key}", key)
                )


def _on(frame: Frame, path: str) -> Iterable[str]:
    from tidegate.knowledge.paths import parse

    types = {name for library in frame.library.tables.libraries for name in library.types}
    return [found.reference for found in parse(path, types)]


def decorated(frame: Frame, environment: Environment, decorators: tuple[ir.Expr, ...], value: Value) -> None:
    """Decorators of a definition: hooks and routes are registrations with the definition as last argument."""
    library, tables = frame.library, frame.library.tables
    for decorator in decorators:
        inner = decorator.function if isinstance(decorator, ir.Call) else decorator
        evaluated = evaluate(frame, environment, inner)
        for reference in evaluated.references:
            if library.one(tables.hooks, reference) is None and not library.all(tables.decorators, reference):
                continue
            receiver = evaluate(frame, environment, inner.value) if isinstance(inner, ir.Attribute) else UNKNOWN_VALUE
            args, keywords = _decorator_arguments(frame, environment, decorator)
            place = frame.place(decorator.line)
            keywords.append((HANDLER, value))
            frame.registrations.append(Registration(reference, receiver, tuple(args), tuple(keywords), place))


HANDLER = "<handler>"  # the keyword under which a decorator's definition is kept


def _decorator_arguments(
    frame: Frame, environment: Environment, decorator: ir.Expr
) -> tuple[list[Value], list[tuple[str, Value]]]:
    if not isinstance(decorator, ir.Call):
        return [], []
    args = [evaluate(frame, environment, argument) for argument in decorator.args]
    keywords = [(k.name, evaluate(frame, environment, k.value)) for k in decorator.keywords if k.name is not None]
    return args, keywords


__all__ = ["HANDLER", "MODULE", "PROVIDER", "Input", "Outside", "Trace", "called", "decorated", "guessed", "refused", "shape"]
