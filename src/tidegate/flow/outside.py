"""What a call outside the program does, as knowledge tells it."""

from __future__ import annotations

from typing import NamedTuple

from tidegate.flow.attributes import referenced
from tidegate.flow.callbacks import called_back, invoked, made_of, own_members, postponed
from tidegate.flow.checks import GUARD, SANITIZER
from tidegate.flow.classes import external_bases
from tidegate.flow.containers import provided
from tidegate.flow.declared import declared_harmless
from tidegate.flow.fields import ACCEPTS, declared, filled
from tidegate.flow.frame import Frame
from tidegate.flow.library import CallArguments, Library
from tidegate.flow.passing import asked_for, passed
from tidegate.flow.patterns import kinds_of_result
from tidegate.flow.personal import selected
from tidegate.flow.renders import NAMED, loaded, rendered
from tidegate.flow.safe import clear
from tidegate.flow.settings import configured
from tidegate.flow.sinks import into_sinks, misuses
from tidegate.flow.strings import spoken
from tidegate.flow.structures import STRUCTURES
from tidegate.flow.summary import Place
from tidegate.flow.taints import NOTHING, Taints, join_taints, raw
from tidegate.flow.told import is_told, refusals, register
from tidegate.flow.touches import asked, touched
from tidegate.flow.values import (
    UNKNOWN_VALUE,
    Closure,
    Entity,
    Instance,
    Site,
    Super,
    Value,
    constant,
    join,
    join_all,
    with_part,
)
from tidegate.flow.waits import waits
from tidegate.languages import ir
from tidegate.program.names import ClassId, FunctionId

PROVIDER = ".<provider>"  # field of an injection marker's value
WANTED = ".<wanted>"  # field of an injection marker's value: the type for which a container is asked
WRAPPERS = ".<wrappers>"  # field of a view with controls around it, or of a decorator that applies others
HOLDS = ".<holds>"  # field of a control that counts under conditions: whether they hold
OF_TYPE = ".<type>"  # field of a type that is made of another: List(Int)
SCHEMA_FILE = ".<schema>"  # field of a text that was read from a file of definitions: its name
PARSER = ".<parser>"  # field of a scalar: the function that reads one
MEMBER = ".<member>"  # field of a decorator of a class: the member that it is for
MEMBERS = ".<members>"  # field of a handler made from a class: HTTP method → member

_INIT = ".__init__"


class Outside(NamedTuple):
    """What a call outside does to its caller. Effects and checks by argument: "self" or a position."""

    result: Value
    effects: dict[str, dict[str, Value]]
    cleared: dict[str, frozenset[str]]
    returns: bool


def called(
    frame: Frame, reference: str, call: CallArguments, place: Place, blanked: str, certain: bool = True
) -> Outside:
    """A call of an external API. Not ``certain``: the callee is a guess."""
    found = _called(frame, reference, call, place, blanked, certain)
    result = refusals(frame, reference, call, found.result, place.line)
    return found if result is found.result else found._replace(result=result)


def _constructor(frame: Frame, reference: str, call: CallArguments) -> tuple[str, CallArguments]:
    """``super().__init__(…)``, ``Base.__init__(self, …)`` of a router or a class with sinks, as its call."""
    name, is_init, _ = reference.rpartition(_INIT)
    of, library = name.removesuffix("()"), frame.library
    if not is_init or reference != name + _INIT:
        return reference, call
    is_router = library.one(library.tables.routers, of) is not None
    if not is_router and not library.all(library.tables.sinks, of):
        return reference, call
    args = call.positional if of != name else call.positional[1:]
    made = _object_made(call, by_super=of != name) if is_router else call.receiver if of != name else None
    return of, CallArguments(args, call.keywords, made, call.rest, call.extra, call.subject)


def _object_made(call: CallArguments, *, by_super: bool) -> Value | None:
    """The object that a base class's constructor is called for."""
    if not by_super:
        return call.positional[0] if call.positional else None
    entities = call.receiver.entities if call.receiver is not None else ()
    return next((entity.receiver for entity in entities if isinstance(entity, Super)), None)


def _called(
    frame: Frame, reference: str, call: CallArguments, place: Place, blanked: str, certain: bool
) -> Outside:
    library, tables = frame.library, frame.library.tables
    reference, call = _constructor(frame, reference, call)
    bound = library.unbound(reference)
    if bound is not None and call.positional:
        first, *rest = call.positional
        reference, call = (
            bound,
            CallArguments(rest, call.keywords, first, call.rest, call.extra, call.subject),
        )
    into_sinks(frame, reference, call, place, blanked, certain)
    if certain:
        misuses(frame, reference, call, place, blanked)
        waits(frame, reference, place, blanked)
        register(frame, reference, call, place)
        configured(frame, reference, call, place)
    touched(frame, reference, call, place, blanked)
    instead = _instead(frame, reference, call, place.line)
    if instead is not None:
        return Outside(instead, {}, {}, True)
    returns = not any(spelling in tables.aborts for spelling in library.spellings(reference))
    structure = next((STRUCTURES[s] for s in library.spellings(reference) if s in STRUCTURES), None)
    if rendered(frame, reference, call, place.line):
        return Outside(referenced(frame, [f"{reference}()"], place.line), {}, {}, returns)
    cleaned = _cleaned(frame, reference, call, place.line)
    if structure is not None:
        result, effects = structure(frame, call, place.line)
        if cleaned:
            result = passed(frame, reference, call, clear(result, cleaned), place.line, cleaned)
        return Outside(result, effects, _checked(frame, reference, call, place.line), returns)
    view = _wrapped(reference, call)
    if view is not None:
        return Outside(view, {}, {}, returns)
    result, effects = _result(frame, reference, call, place, cleaned)
    return Outside(result, effects, _checked(frame, reference, call, place.line), returns)


def _instead(frame: Frame, reference: str, call: CallArguments, line: int) -> Value | None:
    """What a call gives that stands for something of the program: a container's, a callback's, its own."""
    library, tables = frame.library, frame.library.tables
    asked = call.first(library.one(tables.containers.resolves, reference))
    if asked is not None:
        return provided(frame, asked, line)
    from tidegate.flow.typed import read  # types are made of what calls give

    for find in (read, postponed, _said, made_of, own_members):
        found = find(frame, reference, call, line)
        if found is not None:
            return found
    called_back(frame, reference, call, line)
    answer = invoked(frame, reference, call, line)
    handed = any(spelling in tables.calling.hands_back for spelling in library.spellings(reference))
    return answer if handed else None


_SPECIAL = {f"builtins.{name}": f"__{name}__" for name in ("str", "repr", "bytes", "len", "int", "float")}


def _said(frame: Frame, reference: str, call: CallArguments, line: int) -> Value | None:
    """``str(x)`` where the class of ``x`` is the program's and says it."""
    method = _SPECIAL.get(reference)
    return spoken(frame, call.positional[0], method, line) if method and len(call.positional) == 1 else None


def _wrapped(reference: str, call: CallArguments) -> Value | None:
    """``decorate(x)(view)``: what a factory of decorators makes of a function is that function, wrapped."""
    if not reference.endswith("()") or len(call.positional) != 1 or call.keywords:
        return None
    (inner,) = call.positional
    if not any(isinstance(entity, FunctionId | ClassId | Closure | Instance) for entity in inner.entities):
        return None
    around = join(Value(references=(reference,)), (inner.fields or {}).get(WRAPPERS, UNKNOWN_VALUE))
    return with_part(inner, WRAPPERS, around)


def _checked(frame: Frame, reference: str, call: CallArguments, line: int) -> dict[str, frozenset[str]]:
    """Arguments that a call has checked when it returns at all."""
    found: dict[str, frozenset[str]] = {}
    for check in frame.library.all(frame.library.tables.guards, reference):
        if check.raises and frame.library.holds(check.where, call):
            kinds = frame.checks.kinds(check.kinds, GUARD, reference, frame.identity, line)
            places = [*map(str, check.argument.positions), *check.argument.names]
            found.update(dict.fromkeys(places, kinds))
            if check.argument.receiver:
                found["self"] = kinds
    return found


# --- results ----------------------------------------------------------------------------------------


def _cleaned(frame: Frame, reference: str, call: CallArguments, line: int) -> frozenset[str] | None:
    """The kinds that the result is safe for; ``None`` where nothing says that the call cleans."""
    kinds: frozenset[str] | None = None
    for cleaning in frame.library.all(frame.library.tables.sanitizers, reference):
        if frame.library.holds(cleaning.where, call):
            kinds = (kinds or frozenset()) | kinds_of_result(cleaning, call)
    return frame.checks.kinds(kinds, SANITIZER, reference, frame.identity, line) if kinds else kinds


def _result(
    frame: Frame, reference: str, call: CallArguments, place: Place, cleaned: frozenset[str] | None
) -> tuple[Value, dict[str, dict[str, Value]]]:
    carried = _carried(frame, reference, call, place.line)
    if carried is None:
        taints = call.receiver.all_taints() if call.receiver is not None else NOTHING
        carried = Value(_all_data(call) if cleaned is not None else taints)
    base = clear(carried, cleaned) if cleaned else carried
    base = passed(frame, reference, call, base, place.line, cleaned)
    value = referenced(frame, [f"{reference}()"], place.line, base.taints)
    value = clear(value, cleaned) if cleaned else value
    if not base.taints:
        value = asked_for(frame, reference, call, value, place.line)
    if base.references or base.entities:
        value = join(value, base)
    value = value.but(
        entities=value.entities or _as_before(frame, call.receiver, value),
        constants=base.constants,
        fields=base.fields,
        site=_site(frame, reference, call, place) or base.site,
        subject=call.subject or base.subject or asked(frame, reference, call),
    )
    value = selected(frame, reference, call, value, place.line)
    value = filled(frame, f"{reference}()", call.subject, value, place.line)
    return _marked(frame, reference, call, value), _outputs(frame, reference, call)


def _as_before(frame: Frame, receiver: Value | None, result: Value) -> tuple[Entity, ...]:
    """The objects that a call was made on, where it gives one of the library's class that theirs extends.

    ``DocumentQuerySet().filter(…)`` is one too.
    """
    objects = [e for e in (receiver.entities if receiver is not None else ()) if isinstance(e, Instance)]
    made = {reference.removesuffix("()") for reference in result.references if reference.endswith("()")}
    return tuple(
        entity for entity in objects if any(base in made for base in external_bases(frame.engine, entity.of))
    )


def _site(frame: Frame, reference: str, call: CallArguments, place: Place) -> Site | None:
    if is_told(frame.library, reference):
        return (place.path, (place.line, place.column))
    return call.receiver.site if call.receiver is not None else None


def _marked(frame: Frame, reference: str, call: CallArguments, value: Value) -> Value:
    """What is kept with the result: an injected provider, a map of members, the control around a view."""
    library, tables = frame.library, frame.library.tables
    specs = (
        (library.one(tables.injections, reference), PROVIDER),
        (library.one(tables.containers.wanted, reference), WANTED),
        (library.one(tables.class_handlers, reference), MEMBERS),
        (library.one(tables.applies, reference), WRAPPERS),
        (library.one(tables.applied_to, reference), MEMBER),
        (library.one(tables.given.type_makers, reference), OF_TYPE),
        (library.one(tables.given.parsers, reference), PARSER),
        (library.one(tables.given.schema_files, reference), SCHEMA_FILE),
    )
    for spec, field in specs:
        held = call.first(spec) if spec is not None else None
        if held is not None:
            value = with_part(value, field, held)
    template = loaded(frame, reference, call)
    if template is not None:
        value = with_part(value, NAMED, template)
    accepts = declared(frame, reference, call)
    if accepts is not None:
        value = with_part(value, ACCEPTS, accepts)
    conditional = library.one(tables.controls, reference) or library.one(tables.controls, f"{reference}()")
    if conditional is not None and conditional.where:
        value = with_part(value, HOLDS, constant(library.holds(conditional.where, call)))
    for controls in (tables.controls, tables.exemptions):
        control = library.one(controls, reference)
        inner = call.first(control.argument) if control is not None else None
        if inner is not None and (inner.entities or inner.subject):
            around = join(Value(references=(reference,)), (inner.fields or {}).get(WRAPPERS, UNKNOWN_VALUE))
            value = with_part(inner, WRAPPERS, around)
    return value


def _carried(frame: Frame, reference: str, call: CallArguments, line: int) -> Value | None:
    """What goes from the arguments into the result; ``None`` where nothing is known of the call."""
    from tidegate.flow.typed import by_item  # types are made of what calls give

    specs = frame.library.all(frame.library.tables.flows, reference)
    if not specs:
        return None
    taints: Taints = NOTHING
    whole: list[Value] = []
    parts: dict[str, Value] = {}
    for flow in specs:
        for value in (value for spec in flow.inputs for value in call.select(spec)):
            if flow.field is not None and flow.output is None:
                parts[flow.field] = value
            elif flow.output is None and flow.fields:
                whole.append(by_item(frame, value, line))
            elif flow.output is None:
                data = value.all_taints()
                taints = join_taints(taints, raw(data) if flow.restores else data)
    result = join_all(whole) if whole else UNKNOWN_VALUE
    fields = {**(result.fields or {}), **parts} if parts else result.fields
    constants = None if taints or parts else result.constants
    return result.but(taints=join_taints(taints, result.taints), fields=fields, constants=constants)


def _all_data(call: CallArguments) -> Taints:
    taints: Taints = call.receiver.all_taints() if call.receiver is not None else NOTHING
    for value in [*call.positional, *call.keywords.values()]:
        taints = join_taints(taints, value.all_taints())
    return taints


def _outputs(frame: Frame, reference: str, call: CallArguments) -> dict[str, dict[str, Value]]:
    """Data that goes into an argument: ``list.append``, ``dict.update``."""
    effects: dict[str, dict[str, Value]] = {}
    name = declared_harmless(frame.library, reference, call)
    if name:
        effects["self"] = {f".{name}": UNKNOWN_VALUE}
    for flow in frame.library.all(frame.library.tables.flows, reference):
        if flow.output is None:
            continue
        if flow.field is not None:
            effects.setdefault("self", {})[flow.field] = join_all(
                value for spec in flow.inputs for value in call.select(spec)
            )
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


_OF_TEXTS_ALONE = frozenset({"format", "format_map", "join"})


def guessed(frame: Frame, function: ir.Expr, call: CallArguments) -> tuple[str, ...]:
    """The callee where no type is known: a string's method, or that of a type the name suggests."""
    if not isinstance(function, ir.Attribute):
        return ()
    name = _last_name(function.value)
    suggested = frame.library.suggested_type(name, frame.packages) if name else None
    if suggested is not None:
        return (frame.library.canonical(f"{suggested}().{function.name}"),)
    reference = f"builtins.str().{function.name}"
    is_text = call.receiver is not None and _is_text(frame.library, call.receiver, function.name, call)
    return (reference,) if is_text and frame.library.describes(reference) else ()


def _is_text(library: Library, receiver: Value, method: str, call: CallArguments) -> bool:
    """Data from outside, constants that are texts, or something unknown that is used as only texts are."""
    if receiver.taints:
        return True
    if receiver.constants is not None:
        return all(isinstance(known, str) for known in receiver.constants)
    is_unknown = not (receiver.entities or receiver.fields or any(map(library.has_type, receiver.references)))
    return is_unknown and (method in _OF_TEXTS_ALONE or (method == "replace" and _swaps_texts(call)))


def _swaps_texts(call: CallArguments) -> bool:
    """``replace("%NAME%", …)``: of what has such a method only texts are given two, a text first."""
    return len(call.positional) == 2 and isinstance(call.positional[0].known, str)


def _last_name(expression: ir.Expr) -> str:
    if isinstance(expression, ir.Name):
        return expression.id
    if isinstance(expression, ir.Attribute):
        return expression.name
    if isinstance(expression, ir.Call):
        return _last_name(expression.function)
    if isinstance(expression, ir.Subscript) and isinstance(expression.key, ir.Const):
        return expression.key.value if isinstance(expression.key.value, str) else ""
    return ""
