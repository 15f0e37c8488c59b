"""Attributes of modules, classes, objects and external things; new objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from tidegate.flow.checks import SANITIZER
from tidegate.flow.classes import (
    annotated,
    class_member,
    declared_fields,
    expression_in_module,
    external_bases,
    is_class_method,
    is_property,
    is_static,
)
from tidegate.flow.fields import filled, let_through, of_form
from tidegate.flow.frame import Frame
from tidegate.flow.library import CallArguments
from tidegate.flow.objects import constructed, set_later
from tidegate.flow.patterns import kinds_without
from tidegate.flow.safe import clear
from tidegate.flow.strings import cleared_by_prefix
from tidegate.flow.suggested import suggested_member
from tidegate.flow.taints import (
    NOTHING,
    Source,
    Taint,
    Taints,
    Trace,
    clear_taints,
    join_taints,
    parts_of_taints,
)
from tidegate.flow.values import (
    UNKNOWN,
    UNKNOWN_VALUE,
    Instance,
    Method,
    Super,
    Value,
    join,
    join_all,
    looped,
    part,
    with_part,
)
from tidegate.languages import ir
from tidegate.program.names import ClassId, FunctionId, ModuleId

if TYPE_CHECKING:
    from tidegate.flow.engine import Engine


def referenced(
    frame: Frame, names: Iterable[str], line: int, taints: Taints = NOTHING, key: object = UNKNOWN
) -> Value:
    """A value in terms of external APIs, with the outside data that such a value carries.

    ``key`` is the one by which an element is asked for, where it is known.
    """
    references: list[str] = []
    found = dict(taints) if taints else {}
    for name in names:
        canonical = frame.library.canonical(name)
        if not canonical or canonical in references:
            continue
        references.append(canonical)
        sources = frame.library.tables.sources
        for source in frame.library.all(sources, canonical) or frame.library.all(sources, name):
            if source.arguments is None and (source.item is None or _is_asked(source.item, key)):
                origin = Source(source.kind, source.says or _says(canonical), frame.path, line)
                safe = source.harmless_in
                safe = safe | cleared_by_prefix(source.begins) if source.begins else safe
                safe = safe | kinds_without(source.lacks) if source.lacks else safe
                found[Taint(origin, safe, True)] = Trace(frame.path, line, origin.says, None)
    return Value(found or NOTHING, tuple(references))


def _is_asked(pattern: str, key: object) -> bool:
    return isinstance(key, str) and fnmatchcase(key, pattern)


def element(frame: Frame, base: Value, key: object, line: int) -> Value:
    """An element of something external, as knowledge tells it, asked for by ``key``."""
    library = frame.library
    keyed = [f"{name}[{key!r}]" for name in base.references] if isinstance(key, str) else []
    known = [name for name in keyed if any(s in library.tables.types for s in library.spellings(name))]
    return referenced(frame, known or [f"{name}[]" for name in base.references], line, NOTHING, key)


def as_asked(frame: Frame, base: Value, key: object, found: Value, line: int) -> Value:
    """An element as it is safe for what knowledge says of such a key: an id that a service gives."""
    for name in base.references if found.taints and isinstance(key, str) else ():
        place = f"{name}[{key!r}]"
        for cleaning in frame.library.all(frame.library.tables.sanitizers, place):
            found = clear(found, frame.checks.kinds(cleaning.kinds, SANITIZER, place, frame.identity, line))
    return found


def iterated(frame: Frame, base: Value, line: int) -> Value:
    """What a loop over ``base`` gives: its elements, as the program and as knowledge know them."""
    from tidegate.flow.calls import by_class  # calls read attributes

    for method, each in (
        ("__iter__", looped),
        ("__aiter__", looped),
        ("__next__", _same),
        ("__anext__", _same),
    ):
        given = by_class(frame, base, method, [], line)
        if given is not None and not _is_one_of(given, base):
            return each(given)
    found = looped(base)
    found = found.but(subject=base.subject) if base.subject and not found.subject else found
    described = element(frame, base, UNKNOWN, line)
    known = described.taints or any(map(frame.library.has_type, described.references))
    return join(found, described) if known else found


def _same(value: Value) -> Value:
    return value


def _is_one_of(value: Value, base: Value) -> bool:
    """Whether an iterator is the object itself."""
    return bool(value.entities) and not set(value.entities).isdisjoint(base.entities)


def _says(name: str) -> str:
    return f"`{name}`"


def attribute(frame: Frame, base: Value, name: str, line: int) -> Value:
    """``base.name``."""
    from tidegate.flow.personal import read  # what a table declares is read as attributes are

    return read(frame, base, name, line, _attribute(frame, base, name, line))


def _attribute(frame: Frame, base: Value, name: str, line: int) -> Value:
    key = f".{name}"
    if base.fields and key in base.fields:
        return base.fields[key]
    found: list[Value] = []
    for entity in base.entities:
        if isinstance(entity, ModuleId):
            found.append(_module_attribute(frame, entity, name))
        elif isinstance(entity, ClassId):
            found.append(attribute_of_class(frame, entity, name, None))
        elif isinstance(entity, Instance):
            found.append(of_form(attribute_of_instance(frame, entity.of, name, base), entity.of, name))
        elif isinstance(entity, Super):
            found.append(attribute_of_class(frame, entity.of, name, entity.receiver, entity.within))
        elif isinstance(entity, FunctionId):
            made = [f"{type_}.{name}" for type_ in decorated_types(frame.engine, entity)]
            found.append(referenced(frame, made, line))
    found += _of_row(frame, base, name)
    if base.references:
        from tidegate.flow.kept import kept  # what is kept needs the attributes of objects

        names = [f"{name_}.{name}" for name_ in base.references]
        found.append(let_through(frame, base, names, referenced(frame, names, line), line))
        found.append(kept(frame, base, name))
    result = join_all(found) if found else UNKNOWN_VALUE
    result = _with_data(frame, base, name, line, result)
    if result.references and base.subject and not result.subject:
        result = result.but(subject=base.subject)
    if result.references and base.site and not result.site:
        result = result.but(site=base.site)
    return result


def _of_row(frame: Frame, base: Value, name: str) -> Iterator[Value]:
    """What the program's class says of a row that a library gave."""
    for of in rows(base) if not base.entities else ():
        found = class_member(frame.engine, of, name)
        if found is not None and isinstance(found[1], ir.Define):
            yield attribute_of_class(frame, of, name, base.but(entities=(Instance(of),)))


def rows(value: Value) -> Iterator[ClassId]:
    """The classes of the program of which a value is, or may be, an object: a row where it is a table."""
    yield from (entity.of for entity in value.entities if isinstance(entity, Instance))
    made = not value.references or any(name.endswith("()") for name in value.references)
    if value.subject is not None and made:
        yield value.subject


def _with_data(frame: Frame, base: Value, name: str, line: int, found: Value) -> Value:
    """An attribute with the data of the object that it is a part of."""
    whole = NOTHING if _is_computed(frame, base, name) else part(base, f".{name}").taints
    if whole and found.constants is not None and _is_field(frame, base, name):
        found = found.but(constants=None)  # the default of what the object was given
    taints = _safe(frame, base, name, line, join_taints(whole, found.taints))
    return found if taints is found.taints else found.but(taints=taints)


def _is_computed(frame: Frame, base: Value, name: str) -> bool:
    """Whether an attribute is a property that the program writes: it depends on what it reads alone."""
    if not base.entities or base.references:
        return False
    for entity in base.entities:
        found = class_member(frame.engine, entity.of, name) if isinstance(entity, Instance) else None
        if found is None or not isinstance(found[1], ir.Define) or not is_property(found[1].function):
            return False
    return True


def _is_field(frame: Frame, base: Value, name: str) -> bool:
    """Whether an attribute is declared with its type, so that an object may be made with another value."""
    objects = [entity for entity in base.entities if isinstance(entity, Instance)]
    found = [class_member(frame.engine, entity.of, name) for entity in objects]
    statements = [member[1] for member in found if member is not None]
    return any(isinstance(one, ir.Assign) and one.annotation is not None for one in statements)


def decorated_types(engine: Engine, identity: FunctionId) -> list[str]:
    """What a function's decorators make of it, where knowledge names the type: ``@click.group()``."""
    return engine.remember(("decorated", identity), lambda: _decorated_types(engine, identity), [])


def _decorated_types(engine: Engine, identity: FunctionId) -> list[str]:
    function = engine.function(identity)
    found: list[str] = []
    for decorator in function.decorators if function is not None else ():
        inner = decorator.function if isinstance(decorator, ir.Call) else decorator
        value = expression_in_module(engine, identity.path, inner)
        references = value.references
        if not value.entities and not any(map(engine.library.describes, references)):
            references = suggested_member(engine.library, inner, engine.packages(identity.path))
        found += [engine.library.canonical(f"{reference}()") for reference in references]
    return [reference for reference in found if engine.library.has_type(reference)]


def _safe(frame: Frame, base: Value, name: str, line: int, taints: Taints) -> Taints:
    """Data that an attribute passes on, safe for what knowledge says of the attribute."""
    if not taints:
        return taints
    tables = frame.library.tables
    for reference in base.references:
        for cleaning in frame.library.all(tables.sanitizers, f"{reference}.{name}"):
            kinds = frame.checks.kinds(cleaning.kinds, SANITIZER, f"{reference}.{name}", frame.identity, line)
            taints = clear_taints(taints, kinds)
    return taints


def _module_attribute(frame: Frame, module: ModuleId, name: str) -> Value:
    found = frame.engine.module_value(module.path, name)
    if found is not None:
        return found
    return submodule(frame.engine, module, name)


def submodule(engine: Engine, module: ModuleId, name: str) -> Value:
    """``package.name`` where it is a module of the package."""
    if module.path.endswith("/__init__.py") or module.path == "__init__.py":
        file = engine.program.imported_module(module.path, name, 1)
        if file is not None and file != module.path:
            return Value(entities=(ModuleId(file),))
    return UNKNOWN_VALUE


def attribute_of_class(
    frame: Frame, of: ClassId, name: str, receiver: Value | None, skip: ClassId | None = None
) -> Value:
    """``of.name``; with a ``receiver`` functions are bound to it and properties are read."""
    engine = frame.engine
    found = class_member(engine, of, name, skip)
    if found is None:
        return _external_attribute(frame, of, name, receiver)
    where, statement = found
    if isinstance(statement, ir.Define):
        return _function_member(
            frame, FunctionId(where.path, statement.function.qualname), statement.function, receiver, of
        )
    if isinstance(statement, ir.DefineClass):
        return Value(entities=(ClassId(where.path, statement.definition.qualname),))
    if isinstance(statement, ir.Assign):
        if statement.value is not None:
            return expression_in_module(engine, where.path, statement.value)
        if statement.annotation is not None:
            return annotated(frame, statement.annotation, where.path)
    return UNKNOWN_VALUE


def _function_member(
    frame: Frame, identity: FunctionId, function: ir.Function, receiver: Value | None, of: ClassId
) -> Value:
    if is_static(function):
        return Value(entities=(identity,))
    if is_class_method(function):
        return Value(entities=(Method(identity, Value(entities=(of,))),))
    if receiver is None:
        return Value(entities=(identity,))
    if is_property(function):
        from tidegate.flow.calls import invoke  # calls construct objects, which reads attributes

        return invoke(frame, identity, [receiver], {}, function.line).result
    return Value(entities=(Method(identity, receiver),))


def _external_attribute(frame: Frame, of: ClassId, name: str, receiver: Value | None) -> Value:
    """An attribute that the program does not define: that of the external bases."""
    suffix = "()" if receiver is not None else ""
    found = [f"{base}{suffix}.{name}" for base in external_bases(frame.engine, of)]
    if not found:
        return UNKNOWN_VALUE
    value = referenced(frame, found, 0).but(subject=of)
    for reference in found:
        value = filled(frame, reference, of, value, 0)
    return value


def attribute_of_instance(frame: Frame, of: ClassId, name: str, receiver: Value) -> Value:
    """``object.name``: what the constructor sets, else the class's member, else what its methods set."""
    set_there = constructed(frame.engine, of).get(f".{name}")
    member = class_member(frame.engine, of, name)
    if set_there is not None and not (member and isinstance(member[1], ir.Define)):
        return _inheriting(set_there, part(receiver, f".{name}").taints)
    found = attribute_of_class(frame, of, name, receiver)
    return join(found, set_later(frame.engine, of, name)) if member is None else found


def _inheriting(value: Value, taints: Taints) -> Value:
    """What the constructor puts there, with the data that the object was made with: part by part."""
    if not taints or not value.fields:
        return value
    fields = {
        key: _inheriting(field.but(taints=join_taints(field.taints, inner)), inner)
        for key, field in value.fields.items()
        for inner in (parts_of_taints(taints, key),)
    }
    return value.but(fields=fields)


def construct(frame: Frame, of: ClassId, args: list[Value], keywords: dict[str, Value], line: int) -> Value:
    """``of(…)``: a new object whose fields come from ``__init__`` or from its declared fields."""
    from tidegate.flow.calls import invoke  # calls construct objects
    from tidegate.flow.told import register
    from tidegate.flow.validators import validated

    fresh = Value(entities=(Instance(of),), site=(frame.path, (line, 0)))
    found = class_member(frame.engine, of, "__init__")
    if found is not None and isinstance(found[1], ir.Define) and found[1].function.parameters:
        identity = FunctionId(found[0].path, found[1].function.qualname)
        outcome = invoke(frame, identity, [fresh, *args], keywords, line)
        return fresh.but(fields=outcome.effects.get(found[1].function.parameters[0].name))
    for base in external_bases(frame.engine, of):
        if frame.library.one(frame.library.tables.routers, base) is not None:
            register(frame, base, CallArguments(args, keywords, fresh), frame.place(line))
    names = declared_fields(frame.engine, of)
    result = fresh
    for name, value in [*zip(names, args, strict=False), *keywords.items()]:
        result = with_part(result, f".{name}", value)
    return validated(frame, of, result, line)
