"""What the program tells frameworks and people: registrations and refusals."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from tidegate.flow.frame import Environment, Frame, evaluate, made, recall
from tidegate.flow.kept import keep
from tidegate.flow.library import CallArguments, Library
from tidegate.flow.raised import suggested_kind, verifies
from tidegate.flow.sinks import arrives
from tidegate.flow.suggested import suggested_member
from tidegate.flow.summary import Place, Refusal, Registration
from tidegate.flow.values import UNKNOWN_VALUE, Value, with_part
from tidegate.languages import ir

REFUSES = ".<refuses>"  # field of an exception or response that turns requests away: "kind reference"
_MOST_CARRIED = 4
HANDLER = "<handler>"  # the keyword under which a decorator's definition is kept


def register(frame: Frame, reference: str, call: CallArguments, place: Place) -> None:
    """Calls that tell a framework something are kept as they are, for who reads entry points."""
    if is_told(frame.library, reference):
        frame.registrations.append(
            Registration(
                reference,
                call.receiver or UNKNOWN_VALUE,
                tuple(call.positional),
                tuple(call.keywords.items()),
                place,
            )
        )


def is_told(library: Library, reference: str) -> bool:
    """Whether a call makes a route or a router, joins routers, installs a hook or binds a dependency."""
    tables = library.tables
    told: tuple[Collection[str], ...] = (
        tables.registrations, tables.mounts, tables.routers, tables.hooks, tables.containers.binds,
        tables.containers.converters,
        tables.given.contexts, tables.given.schemas,
    )  # fmt: skip
    return any(spelling in table for spelling in library.spellings(reference) for table in told)


def refusals(frame: Frame, reference: str, call: CallArguments, result: Value, line: int) -> Value:
    """A call that turns a request away. An exception or a response does so where it is raised or returned."""
    kinds = list(_kinds(frame.library, reference, call))
    if not reference.rpartition(".")[2][:1].isupper():
        _refuse(frame, [(kind, reference) for kind in kinds], line)
        kinds = []
    carried = [name for value in call.values() for name in _carried(value)]
    carried += [f"{kind} {reference}" for kind in kinds]
    return with_part(result, REFUSES, Value(references=tuple(carried[:_MOST_CARRIED]))) if carried else result


def _kinds(library: Library, reference: str, call: CallArguments) -> Iterator[str]:
    tables = library.tables
    for refusal in library.all(tables.refusals, reference):
        if library.holds(refusal.where, call):
            yield refusal.kind
    control = library.one(tables.controls, reference)
    if control is not None and library.holds(control.where, call):
        yield control.kind
    elif control is None and verifies(reference):
        yield "verification"


def _carried(value: Value) -> tuple[str, ...]:
    return value.fields[REFUSES].references if value.fields and REFUSES in value.fields else ()


def _refuse(frame: Frame, found: Iterable[tuple[str, str]], line: int) -> None:
    frame.refusals.extend(Refusal(kind, provider, line, frame.identity, line) for kind, provider in found)


def refused(frame: Frame, value: Value, line: int, raised: ir.Expr | None = None) -> None:
    """What is raised or returned: a refusal where it was made as one, or is called like one."""
    made_before = [name.partition(" ")[::2] for name in _carried(value)]
    classes = [reference for reference in value.references if not reference.endswith("()")]
    nothing = CallArguments([], {})
    named = [(kind, name) for name in classes for kind in _kinds(frame.library, name, nothing)]
    suggested = suggested_kind(raised) if raised is not None and not made_before and not named else None
    _refuse(frame, [*made_before, *named, *([suggested] if suggested is not None else [])], line)


def returned(frame: Frame, value: Value, line: int) -> None:
    """``return body, 401``: a refusal by what is returned; knowledge calls the tuple ``returned``."""
    refused(frame, Value(fields=value.fields), line)
    if value.fields and "[1]" in value.fields:
        parts = [value.fields[key] for key in sorted(value.fields)]
        kinds = _kinds(frame.library, "returned", CallArguments(parts, {}))
        _refuse(frame, [(kind, "returned") for kind in kinds], line)


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
            for item in call.select(sink.arguments) if library.holds(sink.where, call) else ():
                arrives(frame, sink, item, place, member, key)
        register(frame, member, call, place)
        if key[0] == ".":
            keep(frame, reference, key[1:], value)
            register(frame, member, call, place)


def decorated(frame: Frame, environment: Environment, decorators: tuple[ir.Expr, ...], value: Value) -> None:
    """Decorators of a definition: hooks and routes are registrations with the definition as last argument."""
    library, tables = frame.library, frame.library.tables
    for decorator in decorators:
        evaluate(frame, environment, decorator)
        call = decorator if isinstance(decorator, ir.Call) else None
        latest = made(frame, call) if call is not None else None
        inner = call.function if call is not None else decorator
        callee = latest.callee if latest is not None else recall(frame, environment, inner)
        known = callee.entities or any(map(library.describes, callee.references))
        guessed = () if known else suggested_member(library, inner, frame.packages)
        for reference in guessed or callee.references:
            others = (tables.hooks, tables.containers.binds, tables.given.parser_decorators)
            told = any(name in table for name in library.spellings(reference) for table in others)
            if not told and not library.all(tables.decorators, reference):
                continue
            receiver = UNKNOWN_VALUE
            if isinstance(inner, ir.Attribute):
                receiver = recall(frame, environment, inner.value)
            args = tuple(latest.given.positional) if latest is not None else ()
            keywords = tuple(latest.given.keywords.items()) if latest is not None else ()
            place = frame.place(decorator.line)
            frame.registrations.append(
                Registration(reference, receiver, args, (*keywords, (HANDLER, value)), place)
            )
