"""The abstract domain: what is known of a value at one place of the program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any, Final, NamedTuple, TypeAlias

from tidegate.flow.taints import NOTHING, Taints, few, join_taints, parts_of_taints
from tidegate.languages import ir
from tidegate.program.names import ClassId, FunctionId, ModuleId

Constant: TypeAlias = bool | int | float | str | None

MOST_CONSTANTS = 12  # more distinct constants than this are "unknown"
MOST_REFERENCES = 16  # things that one value may be; that it may be more is then known as ``MORE``
MOST_OPTIONS = 8
_LONGEST_CONSTANT = 60
MOST_FIELDS = 48
DEEPEST_VALUE = 5  # parts of parts that are told apart
ELEMENT = "[]"  # any element of a collection
KEYS = "{}"  # any key of a mapping
MORE = "<more>"  # a reference to what is told apart no more: what a call of it does, nobody knows


class Instance(NamedTuple):
    """An object of a class of the program."""

    of: ClassId


class Method(NamedTuple):
    """A function bound to its receiver."""

    function: FunctionId
    receiver: Value


class Closure:
    """A function made while another runs: it sees that one's variables."""

    __slots__ = ("environment", "function", "identity")

    def __init__(self, function: ir.Function, identity: FunctionId, environment: dict[str, Value]) -> None:
        self.function = function
        self.identity = identity
        self.environment = environment


class Partial(NamedTuple):
    """A callable with some arguments given already."""

    function: Value
    args: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]


class Witness(NamedTuple):
    """A function of which it is noted how it is called."""

    function: FunctionId
    seen: list[Any]  # of library.CallArguments


class Super(NamedTuple):
    """``super()`` in a method of ``within``: members come from behind it in ``of``'s chain."""

    of: ClassId
    within: ClassId
    receiver: Value


class Deferred(NamedTuple):
    """The expression that a variable was given, and when: ``ok = check(x)``."""

    definition: ir.Expr
    clock: int


Site: TypeAlias = tuple[str, tuple[int, int]]  # path, (line, column): where an object was made
Entity: TypeAlias = (
    FunctionId | ClassId | ModuleId | Instance | Method | Closure | Partial | Witness | Super | Deferred
)


class Value:
    """Immutable. ``constants`` is ``None`` where the value is not known to be one of a few.

    ``references`` are what it is in terms of external APIs, ``entities`` in terms of the program;
    ``fields`` what is known of its parts; ``subject`` the class of the program that a chain of
    references began with (the model whose query this is); ``site`` where the object was made.
    ``parts`` and ``reached`` keep what was worked out of it once: ``part`` and ``all_taints``.
    """

    __slots__ = (
        "constants", "depth", "entities", "fields", "parts", "reached", "references", "site", "subject",
        "taints",
    )  # fmt: skip

    def __init__(
        self,
        taints: Taints = NOTHING,
        references: tuple[str, ...] = (),
        entities: tuple[Entity, ...] = (),
        constants: tuple[Constant, ...] | None = None,
        fields: dict[str, Value] | None = None,
        subject: ClassId | None = None,
        site: Site | None = None,
    ) -> None:
        self.taints = taints
        self.references = references
        self.entities = entities
        self.constants = constants
        self.depth = 0
        self.fields = fields
        self.subject = subject
        self.site = site
        self.parts: dict[str, Value] | None = None
        self.reached: Taints | None = None
        if fields:
            self._bound()

    def _bound(self) -> None:
        """Parts below ``DEEPEST_VALUE`` are not told apart: their data is that of what holds them."""
        assert self.fields is not None
        self.depth = 1 + max(field.depth for field in self.fields.values())
        if self.depth > DEEPEST_VALUE:
            self.fields = {key: _shallower(field, DEEPEST_VALUE - 1) for key, field in self.fields.items()}
            self.depth = DEEPEST_VALUE

    def but(self, **changes: Any) -> Value:
        """A copy with some attributes replaced."""
        copy = Value.__new__(Value)
        copy.taints = self.taints
        copy.references = self.references
        copy.entities = self.entities
        copy.constants = self.constants
        copy.depth = self.depth
        copy.fields = self.fields
        copy.subject = self.subject
        copy.site = self.site
        copy.parts = copy.reached = None
        for name, value in changes.items():
            setattr(copy, name, value)
        if "fields" in changes:
            copy.depth = 0
            if copy.fields:
                copy._bound()
        return copy

    @property
    def known(self) -> Constant | Unknown:
        """The constant that this certainly is, else ``UNKNOWN``."""
        return self.constants[0] if self.constants is not None and len(self.constants) == 1 else UNKNOWN

    def all_taints(self) -> Taints:
        """Taints of the value and of all its parts."""
        if not self.fields:
            return self.taints
        if self.reached is None:
            self.reached = self._reached(self.fields)
        return self.reached

    def _reached(self, fields: dict[str, Value]) -> Taints:
        merged: Taints | None = None
        for field in fields.values():
            below = field.all_taints()
            if below:
                if merged is None:
                    merged = dict(self.taints)
                for taint, trace in below.items():
                    merged.setdefault(taint, trace)
        return self.taints if merged is None else few(merged)


def _shallower(value: Value, deepest: int) -> Value:
    """``value`` with parts down to ``deepest`` only."""
    if value.depth <= deepest:
        return value
    fields = value.fields or {}
    if deepest == 0:
        return Value(value.all_taints(), value.references, value.entities)
    return value.but(fields={key: _shallower(field, deepest - 1) for key, field in fields.items()})


def without_data(entity: Entity) -> Entity:
    """Without the caller's data: summaries are kept, and must not hold it."""
    if isinstance(entity, Method):
        return Method(entity.function, entity.receiver.but(taints={}, fields=None))
    return entity


class Unknown(Enum):
    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN
UNKNOWN_VALUE = Value()


def constant(value: Constant) -> Value:
    return Value(constants=(value,))


def tainted(taints: Taints) -> Value:
    return Value(taints) if taints else UNKNOWN_VALUE


def join(one: Value, other: Value) -> Value:
    """What is known when either may be the case: ``one`` itself where the other adds nothing."""
    if one is other:
        return one
    taints = join_taints(one.taints, other.taints)
    references = _union(one.references, other.references)
    entities = _union(one.entities, other.entities)
    if len(references) > MOST_REFERENCES or len(entities) > MOST_REFERENCES:
        told = [name for name in references if name != MORE]
        references = (*told[: MOST_REFERENCES - 1], MORE)
        entities = entities[:MOST_REFERENCES]
    constants = join_constants(one.constants, other.constants)
    fields = _join_fields(one, other)
    subject, site = one.subject or other.subject, one.site or other.site
    if (
        taints is one.taints
        and references is one.references
        and entities is one.entities
        and constants is one.constants
        and fields is one.fields
        and subject is one.subject
        and site is one.site
    ):
        return one
    return Value(taints, references, entities, constants, fields, subject, site)


def join_all(values: Iterable[Value]) -> Value:
    result: Value | None = None
    for value in values:
        result = value if result is None else join(result, value)
    return result or UNKNOWN_VALUE


def join_constants(
    one: tuple[Constant, ...] | None, other: tuple[Constant, ...] | None
) -> tuple[Constant, ...] | None:
    if one is None or other is None:
        return None
    if one is other:
        return one
    merged = list(one)
    merged.extend(value for value in other if not contains(one, value))
    if len(merged) == len(one):
        return one
    return tuple(merged) if len(merged) <= MOST_CONSTANTS else None


def contains(constants: Iterable[Constant], value: Constant) -> bool:
    """Membership that tells ``True`` from ``1``."""
    return any(type(known) is type(value) and known == value for known in constants)


def _union(one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[Any, ...]:
    if not other or one == other:
        return one
    more = [item for item in other if item not in one]
    return (*one, *more) if more else one


def _join_fields(one: Value, other: Value) -> dict[str, Value] | None:
    if one.fields is other.fields:
        return one.fields
    left, right = one.fields or {}, other.fields or {}
    merged: dict[str, Value] = {}
    adds = one.fields is None
    for key, mine in left.items():
        merged[key] = joined = join(mine, right[key] if key in right else part(other, key))
        adds = adds or joined is not mine
    for key, theirs in right.items():
        if key not in left:
            merged[key] = join(part(one, key), theirs)
            adds = True
    return merged if adds else one.fields


def part(value: Value, key: str) -> Value:
    """The part of a value at ``key`` as far as data goes: a known field, else what taints the whole.

    The same part is the same object each time, so that what is joined with itself later is seen to be.
    """
    fields = value.fields
    if not fields and not value.taints:
        return UNKNOWN_VALUE
    if fields and key in fields and key not in (ELEMENT, KEYS):
        return fields[key]
    if value.parts is None:
        value.parts = {}
    found = value.parts.get(key)
    if found is None:
        found = value.parts[key] = _part(value, fields, key)
    return found


def _part(value: Value, fields: dict[str, Value] | None, key: str) -> Value:
    if fields:
        if key == ELEMENT:
            return _any_element(value, fields)
        if key == KEYS:
            return keys(value)
        if key[0] == "[" and ELEMENT in fields:
            inherited = parts_of_taints(value.taints, key)
            return join(fields[ELEMENT], Value(inherited)) if inherited else fields[ELEMENT]
    return tainted(parts_of_taints(value.taints, key))


def keys(value: Value) -> Value:
    """Any key of a mapping: what is known of those that are constants is no part of its values' data."""
    names = [name[2:-2] for name in value.fields or () if name[:2] in ("['", '["')]
    certain = bool(names) and ELEMENT not in (value.fields or {}) and len(names) <= MOST_CONSTANTS
    taints = parts_of_taints(value.taints, KEYS)
    return Value(taints, constants=tuple(names) if certain and not taints else None)


def _any_element(value: Value, fields: dict[str, Value]) -> Value:
    items = [field for name, field in fields.items() if name[0] == "["]
    inherited = parts_of_taints(value.taints, ELEMENT)
    if inherited or not items:
        items.append(tainted(inherited))
    return join_all(items)


def with_part(value: Value, key: str, new: Value) -> Value:
    """``value`` with a part replaced. Elements, and parts beyond ``MOST_FIELDS``, add to what is there."""
    fields = dict(value.fields or ())
    if key not in fields and len(fields) >= MOST_FIELDS and key != ELEMENT:
        if key[0] == ".":
            return value.but(taints=join_taints(value.taints, new.all_taints()), constants=None)
        key = ELEMENT
    fields[key] = join(fields[key], new) if key == ELEMENT and key in fields else new
    return value.but(fields=fields, constants=None)


def key_of(constant_value: Constant) -> str:
    """The field name of a constant key."""
    return f"[{constant_value!r}]"


def elements(value: Value) -> Value:
    """What iterating over a value gives."""
    return part(value, ELEMENT)


def sequence(value: Value) -> list[Value] | None:
    """The items of a sequence that is known whole."""
    fields = value.fields
    if fields is None or value.taints or any(f"[{i}]" not in fields for i in range(len(fields))):
        return None
    return [fields[f"[{i}]"] for i in range(len(fields))]


def looped(value: Value) -> Value:
    """What a loop over a value gives: the keys of a mapping, else its elements."""
    return part(value, KEYS) if "builtins.dict()" in value.references else elements(value)


def named_items(value: Value) -> Iterator[tuple[str, Value]]:
    """Fields whose key is a string: ``["name"]`` → name."""
    for key, field in (value.fields or {}).items():
        if key.startswith("['") and key.endswith("']"):
            yield key[2:-2], field


def is_small(value: Constant) -> bool:
    """Whether a constant is one that a function may well ask for."""
    if isinstance(value, str):
        return len(value) <= _LONGEST_CONSTANT
    return value is None or isinstance(value, bool | int)


def options(value: Value) -> dict[str, Constant | Unknown]:
    """What is given by name to a function that takes any keywords, where that is certainly all."""
    fields = value.fields or {}
    if value.taints or len(fields) > MOST_OPTIONS or any(key[:2] not in ("['", '["') for key in fields):
        return {}
    known = {key: field.known for key, field in fields.items()}
    return {key: c if c is not UNKNOWN and is_small(c) else UNKNOWN for key, c in known.items()}


def named_parts(value: Value) -> list[str]:
    """Items by name of a mapping that the outside filled, where they are told apart: a form's values."""
    found = [key for key in value.fields or () if key[:2] in ("['", '["')] if value.taints else []
    return sorted(found) if len(found) <= MOST_OPTIONS else []


def surplus(value: Value) -> list[Value]:
    """The arguments that a function gets beyond those it names, if they are few and known one by one."""
    items = sequence(value) or []
    return items if len(items) <= MOST_OPTIONS else []
