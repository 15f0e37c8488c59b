"""Values that are a weakness where they are set: constants of settings files, attributes, items.

Where a value is not known its fallback is: what it is where nothing is set outside. That is less certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

import msgspec

from tidegate.flow.classes import external_bases, linearized, members
from tidegate.flow.developers import asks_for_developers, is_for_developers
from tidegate.flow.frame import Environment, Frame
from tidegate.flow.library import CallArguments, Library, compiled
from tidegate.flow.sinks import UNSET
from tidegate.flow.summary import Hit, Place
from tidegate.flow.unset import fallback
from tidegate.flow.values import ELEMENT, Instance, Value, constant, key_of, named_items, part
from tidegate.knowledge.conditions import Where
from tidegate.knowledge.settings import Setting
from tidegate.languages import ir
from tidegate.program.names import MODULE, ClassId, FunctionId


def module_setting(
    frame: Frame, environment: Environment, name: str, value: Value, line: int, origin: ir.Expr | None = None
) -> None:
    """A name of a module, or of a class in it, is given a value."""
    for setting in _of_name(frame, name):
        if _is_here(frame, setting) and _together(frame, setting):
            _judge(frame, environment, setting, value, origin, name, line)


def object_setting(
    frame: Frame, environment: Environment, base: Value, key: str, value: Value, line: int,
    origin: ir.Expr | None = None,
) -> None:  # fmt: skip
    """An attribute (``.debug``) or item (``['DEBUG']``) of an object outside is given a value."""
    plain = key[1:] if key[0] == "." else key[2:-2]
    for reference in base.references:
        for setting in frame.library.all(frame.library.tables.configured.by_object, reference):
            if _is_named(setting, plain):
                _judge(frame, environment, setting, value, origin, f"{reference}{key}", line)


def configured(
    frame: Frame, reference: str, call: CallArguments, place: Place, known: CallArguments | None = None
) -> None:
    """A call that sets many at once: ``app.config.update(DEBUG=True)``, ``from_object(Settings)``.

    With ``known`` the call is as it is where nothing is set outside: what is bad only then is less certain.
    """
    targets = frame.library.all(frame.library.tables.configured.objects, reference)
    if not targets or frame.for_developers:
        return
    before = list(_bad(frame, targets, known, place)) if known is not None else []
    for name, setting, where in _bad(frame, targets, call, place):
        if (name, setting, where) not in before:
            confidence = setting.confidence if known is None else UNSET[setting.confidence]
            _hit(frame, setting, where, name, confidence)


def _bad(
    frame: Frame, targets: list[str], call: CallArguments, place: Place
) -> Iterator[tuple[str, Setting, Place]]:
    for target in targets:
        settings = frame.library.all(frame.library.tables.configured.by_object, target)
        for key, value, where in _given(frame, call, place):
            for setting in settings:
                if _is_named(setting, key) and setting_holds(setting, value, frame.library):
                    yield f"{target}[{key}]", setting, where


def _given(frame: Frame, call: CallArguments, place: Place) -> Iterator[tuple[str, Value, Place]]:
    for key, value in call.keywords.items():
        yield key, value, place
    for value in call.positional:
        for key, item in named_items(value):
            yield key, item, place
        yield from _of_classes(frame, value)


def _of_classes(frame: Frame, value: Value) -> Iterator[tuple[str, Value, Place]]:
    """The members of a class that is a configuration, where they stand."""
    for entity in value.entities:
        of = entity.of if isinstance(entity, Instance) else entity
        for holder in linearized(frame.engine, of) if isinstance(of, ClassId) else ():
            module = FunctionId(holder.path, MODULE)
            for name, statement in members(frame.engine, holder).items():
                if isinstance(statement, ir.Assign) and isinstance(statement.value, ir.Const):
                    yield (
                        name,
                        constant(statement.value.value),
                        Place(module, statement.line, statement.line, 1),
                    )


def _of_name(frame: Frame, name: str) -> Iterator[Setting]:
    known = frame.library.tables.configured
    yield from known.by_name.get(name, ())
    for setting in known.by_pattern:
        if compiled(setting.names).fullmatch(name):
            yield setting


def _is_named(setting: Setting, name: str) -> bool:
    return compiled(setting.names).fullmatch(name) is not None if setting.names else setting.name == name


def _is_here(frame: Frame, setting: Setting) -> bool:
    """Whether the setting counts in this file, or in the class whose body this is."""
    around = frame.classes[-1] if frame.classes else None
    if around is not None and is_for_developers(around.name):
        return False
    if setting.subclass:
        return any(setting.subclass in _bases(frame, outer) for outer in frame.classes)
    if around is not None and setting.classes and compiled(setting.classes).search(around.name):
        return True
    return _is_in(frame, setting)


def _bases(frame: Frame, around: ir.Class) -> Iterable[str]:
    found = external_bases(frame.engine, ClassId(frame.path, around.qualname))
    return [spelling for name in found for spelling in frame.library.spellings(name)]


def _is_in(frame: Frame, setting: Setting) -> bool:
    if not setting.files:
        return not setting.classes and not setting.subclass
    if is_for_developers(frame.path.rpartition("/")[2].removesuffix(".py")):
        return False
    patterns = [pattern.replace("**/", "*/") for pattern in setting.files]
    named = any(fnmatchcase(f"/{frame.path}", pattern) for pattern in patterns)
    return named or _is_beside(frame, setting)


def _is_beside(frame: Frame, setting: Setting) -> bool:
    module = frame.engine.program.module(frame.path) if setting.beside else None
    return module is not None and any(name in module.bindings for name in setting.beside)


def _together(frame: Frame, setting: Setting) -> bool:
    """Whether the other names of the file have the values that it takes."""
    for name, wanted in setting.together.items():
        value = frame.engine.module_value(frame.path, name)
        if value is None or value.known != wanted:
            return False
    return True


def _judge(
    frame: Frame, environment: Environment, setting: Setting, value: Value, origin: ir.Expr | None,
    callee: str, line: int,
) -> None:  # fmt: skip
    """Note a weakness where the value, or what it is where nothing is set outside, is the bad one."""
    if frame.for_developers or (
        isinstance(origin, ir.Choice) and asks_for_developers(origin.test) is not None
    ):
        return
    expression = _expression(origin, setting.item)
    place = frame.place(expression.line if setting.item and expression is not None else line)
    given = _below(value, setting.item)
    if setting_holds(setting, given, frame.library):
        sure = UNSET[setting.confidence] if len(given.references) > 1 else setting.confidence
        _hit(frame, setting, place, callee, sure)  # one of several values is somebody's choice
    elif expression is not None and not isinstance(expression, ir.Const):
        unset = fallback(frame, environment, expression)
        if unset is not None and setting_holds(setting, unset, frame.library):
            _hit(frame, setting, place, callee, UNSET[setting.confidence])


def _hit(frame: Frame, setting: Setting, place: Place, callee: str, confidence: str) -> None:
    name = callee.rpartition("().")[2]
    frame.hits.append(Hit(setting.weakness, place, setting.message, "", confidence, None, callee, name))


def _below(value: Value, item: list[str | int]) -> Value:
    for key in item:
        value = part(value, ELEMENT if key == "*" else key_of(key))
    return value


def _expression(origin: ir.Expr | None, item: list[str | int]) -> ir.Expr | None:
    """What is written at a key below."""
    for key in item:
        given: list[ir.Expr] = []
        if isinstance(origin, ir.Mapping):
            pairs = zip(origin.keys, origin.values, strict=True)
            given = [
                value for name, value in pairs if isinstance(name, ir.Const) and key in ("*", name.value)
            ]
        elif isinstance(origin, ir.Collection):
            given = list(origin.items) if key in ("*", 0) else []
        origin = given[0] if given else None
    return origin


def setting_holds(setting: Setting, value: Value, library: Library) -> bool:
    """Whether a value is the one that makes the setting a weakness."""
    if setting.literal_string:
        return isinstance(value.known, str) and bool(value.known)
    if setting.contains is not msgspec.UNSET and value.known == setting.contains:
        return True  # one text that is read as a list
    if setting.matches is not None and value.fields:
        return any(
            setting_holds(setting, item, library) for key, item in value.fields.items() if key[0] == "["
        )
    where = Where(
        argument="0",
        equals=setting.equals,
        one_of=setting.one_of,
        contains=setting.contains,
        matches=setting.matches,
        refers=setting.refers,
    )
    return library.holds([where], CallArguments([value], {}))
