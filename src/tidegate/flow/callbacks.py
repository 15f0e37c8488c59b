"""Functions that are given to a library: what it calls, now or later, with which arguments."""

from __future__ import annotations

from tidegate.flow.classes import class_member, expression_in_module, owner
from tidegate.flow.containers import yielded
from tidegate.flow.frame import Frame
from tidegate.flow.library import CallArguments
from tidegate.flow.values import (
    UNKNOWN_VALUE,
    Instance,
    Partial,
    Value,
    constant,
    elements,
    join_all,
    key_of,
    named_items,
    with_part,
)
from tidegate.languages import ir
from tidegate.program.names import ClassId, FunctionId

_AHEAD = ".<ahead>"  # field of a call that is made later: what it is given then stands in front


def postponed(frame: Frame, reference: str, call: CallArguments, line: int) -> Value | None:
    """A callable that calls what it was made with; ``None`` where the call makes none."""
    return _later(frame, reference, call, line) or _signed(frame, reference, call, line)


def _later(frame: Frame, reference: str, call: CallArguments, line: int) -> Value | None:
    """A provider that calls what it was made with; providers among its arguments are called then."""
    from tidegate.flow.calls import call_value  # calls need this module

    spec = frame.library.one(frame.library.tables.containers.partials, reference)
    function = call.first(spec) if spec is not None else None
    if function is None:
        return None

    def given(value: Value) -> Value:
        is_provider = any(isinstance(entity, Partial) for entity in value.entities)
        return yielded(call_value(frame, value, [], {}, line).result) if is_provider else value

    args = tuple(given(value) for value in call.positional if value is not function)
    keywords = tuple((name, given(value)) for name, value in call.keywords.items() if value is not function)
    return Value(entities=(Partial(function, args, keywords),))


def _signed(frame: Frame, reference: str, call: CallArguments, line: int) -> Value | None:
    """``task.s(url)``: a call that is made later, which may be given arguments in front of these.

    Whoever is given it makes it, so it is followed at once, with what is missing in front not known.
    """
    from tidegate.flow.calls import call_with  # calls need this module

    spec = frame.library.one(frame.library.tables.calling.signatures, reference)
    function = _function(frame, call.first(spec) if spec is not None else None)
    if function is None:
        return None
    given = _handed_on(frame, reference, function, call)
    whole = CallArguments([*_missing(frame, function, given), *given.positional], given.keywords)
    frame.elsewhere += 1
    call_with(frame, function, whole, line)
    frame.elsewhere -= 1
    bound = Partial(function, tuple(given.positional), tuple(given.keywords.items()))
    made = Value(entities=(bound,), references=(f"{reference}()",))
    complete = frame.library.tables.calling.complete
    is_complete = any(name in complete for name in frame.library.spellings(reference))
    return made if is_complete else with_part(made, _AHEAD, constant(True))


def _missing(frame: Frame, function: Value, given: CallArguments) -> list[Value]:
    """A value for each argument that a function must be given and that nobody gave."""
    needed = 0
    for entity in function.entities:
        known = frame.engine.function(entity) if isinstance(entity, FunctionId) else None
        if known is not None:
            needed = sum(
                p.kind == "positional" and p.default is None and p.name not in given.keywords
                for p in known.parameters
            )
    return [UNKNOWN_VALUE] * (needed - len(given.positional))


def _chained(frame: Frame, reference: str, call: CallArguments, line: int) -> None:
    """``chain(a.s(x), b.s(y))``: each is called with what the one before gave in front."""
    from tidegate.flow.calls import call_with  # calls need this module

    spec = frame.library.one(frame.library.tables.calling.chains, reference)
    given = list(call.select(spec)) if spec is not None else []
    steps = _items(given[0]) if len(given) == 1 and not given[0].entities else given
    before: Value | None = None
    for step in steps:
        results = []
        for entity in step.entities:
            if isinstance(entity, Partial):
                ahead = [before] if before is not None and _AHEAD in (step.fields or {}) else []
                whole = CallArguments([*ahead, *entity.args], dict(entity.keywords))
                results.append(call_with(frame, entity.function, whole, line).result)
        before = join_all(results)


def invoked(frame: Frame, reference: str, call: CallArguments, line: int) -> Value | None:
    """What the argument gives that a call calls, with the arguments behind it or ``args`` and ``kwargs``."""
    from tidegate.flow.calls import call_with  # calls need this module

    _chained(frame, reference, call, line)
    spec = frame.library.one(frame.library.tables.calling.invokes, reference)
    function = _function(frame, call.first(spec) if spec is not None else None)
    if function is None:
        return None
    frame.elsewhere += 1
    found = call_with(frame, function, _handed_on(frame, reference, function, call), line).result
    frame.elsewhere -= 1
    return found


def _function(frame: Frame, value: Value | None) -> Value | None:
    """What is called: a function, one of a library, or the one of the program that a text names."""
    if value is None:
        return None
    if isinstance(value.known, str):
        module, _, name = value.known.replace(":", ".").rpartition(".")
        path = frame.engine.program.imported_module(frame.path, module, 0) if module else None
        identity = FunctionId(path or "", name)
        return Value(entities=(identity,)) if path and frame.engine.function(identity) is not None else None
    known = value.entities or any(map(frame.library.describes, value.references))
    return value if known else None


def _gets_itself(frame: Frame, function: Value) -> bool:
    """Whether a function of no class begins with ``self``: what its decorator made of it is given first."""
    for entity in function.entities:
        known = frame.engine.function(entity) if isinstance(entity, FunctionId) else None
        if known is not None and known.decorators and known.parameters and known.parameters[0].name == "self":
            return owner(frame.engine, entity) is None if isinstance(entity, FunctionId) else False
    return False


def own_members(frame: Frame, reference: str, call: CallArguments, line: int) -> Value | None:
    """What the members of the object's class give that a call on it calls: ``serializer.save()``."""
    from tidegate.flow.attributes import attribute  # attributes call functions
    from tidegate.flow.calls import invoke

    members = frame.library.one(frame.library.tables.calling.calls_own, reference)
    if members is None or call.subject is None:
        return None
    receiver = call.receiver or UNKNOWN_VALUE
    receiver = receiver if receiver.entities else receiver.but(entities=(Instance(call.subject),))
    found: list[Value] = []
    for name, attributes in members.items():
        member = class_member(frame.engine, call.subject, name)
        if member is None or not isinstance(member[1], ir.Define):
            continue
        identity = FunctionId(member[0].path, member[1].function.qualname)
        given = [attribute(frame, receiver, one, line) for one in attributes]
        for key, value in call.keywords.items():
            given = [*given[:-1], with_part(given[-1], key_of(key), value)]
        found.append(invoke(frame, identity, [receiver, *given], {}, line).result)
    return join_all(found) if found else None


def made_of(frame: Frame, reference: str, call: CallArguments, line: int) -> Value | None:
    """What a call makes of the class that an attribute of the object's class names: an object, or a member.

    Without an attribute it is an object of the class that the call is made on.
    """
    from tidegate.flow.attributes import attribute  # attributes call functions

    path = frame.library.one(frame.library.tables.calling.made_of, reference)
    if path is None:
        return None
    name, _, member = path.partition(".")
    named = _class_attribute(frame, call.subject, name) if name else call.receiver
    classes = [
        entity for entity in (named.entities if named is not None else ()) if isinstance(entity, ClassId)
    ]
    if not classes:
        return None
    if member:
        return join_all(attribute(frame, Value(entities=(of,)), member, line) for of in classes)
    return Value(entities=tuple(map(Instance, classes)))


def _class_attribute(frame: Frame, of: ClassId | None, name: str) -> Value | None:
    found = class_member(frame.engine, of, name) if of is not None else None
    if found is None or not isinstance(found[1], ir.Assign) or found[1].value is None:
        return None
    return expression_in_module(frame.engine, found[0].path, found[1].value)


def called_back(frame: Frame, reference: str, call: CallArguments, line: int) -> None:
    """``task.add_done_callback(f)``: what is called later with the object itself."""
    from tidegate.flow.calls import call_value  # calls need this module

    function = call.first(frame.library.one(frame.library.tables.calling.calls_back, reference))
    if function is not None and function.entities and call.receiver is not None:
        call_value(frame, function, [call.receiver], {}, line)


def _handed_on(frame: Frame, reference: str, function: Value, call: CallArguments) -> CallArguments:
    """The arguments of the call that a call makes: those of its own, or those that it packs for it."""
    given = _packed(frame, reference, call)
    if given is None:
        position = next((i for i, value in enumerate(call.positional) if value is function), -1)
        keywords = {name: value for name, value in call.keywords.items() if value is not function}
        given = CallArguments(call.positional[position + 1 :], keywords, None, call.rest, call.extra)
    if _gets_itself(frame, function):
        given.positional.insert(0, UNKNOWN_VALUE)
    return given


def _packed(frame: Frame, reference: str, call: CallArguments) -> CallArguments | None:
    """``apply_async((url,), {"retry": 3})``, ``Thread(target=f, args=(url,))``."""
    packs = frame.library.one(frame.library.tables.calling.packs, reference)
    if packs is not None:
        args, kwargs = (call.first(spec) for spec in packs)
    else:
        args, kwargs = call.keywords.get("args"), call.keywords.get("kwargs")
    if packs is None and args is None and kwargs is None:
        return None
    return CallArguments(_items(args or UNKNOWN_VALUE), dict(named_items(kwargs or UNKNOWN_VALUE)))


def _items(value: Value) -> list[Value]:
    """The items of a sequence as far as they are known one by one."""
    fields = value.fields or {}
    found: list[Value] = []
    while f"[{len(found)}]" in fields:
        found.append(fields[f"[{len(found)}]"])
    return found or ([elements(value)] if value.all_taints() else [])
