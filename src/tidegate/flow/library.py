"""Knowledge as the engine asks it: by reference, with aliases, types and base types applied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TypeVar

import msgspec

from tidegate.config.settings import ThreatModel
from tidegate.flow.persons import Persons
from tidegate.flow.values import UNKNOWN, Value, elements, key_of
from tidegate.flow.wording import selected, words_of
from tidegate.knowledge.conditions import Where
from tidegate.knowledge.paths import Arguments, parse_argument
from tidegate.knowledge.store import Knowledge
from tidegate.knowledge.tables import Tables
from tidegate.languages import ir
from tidegate.program.names import ClassId

T = TypeVar("T")
_MOST_STEPS = 16  # a reference of more is a chain that nothing describes: ``x.next.next…``


class CallArguments:
    """The values of one call, as knowledge selects them."""

    __slots__ = ("extra", "keywords", "node", "positional", "receiver", "rest", "subject")

    def __init__(
        self,
        positional: list[Value],
        keywords: dict[str, Value],
        receiver: Value | None = None,
        rest: Value | None = None,
        extra: Value | None = None,
        subject: ClassId | None = None,
    ) -> None:
        self.positional = positional
        self.keywords = keywords
        self.receiver = receiver
        self.rest = rest  # an element of ``*args`` in the call
        self.extra = extra  # a value of ``**kwargs`` in the call
        self.node: ir.Call | None = None  # how it is written, where that is known
        self.subject = subject  # the class of the program that the callee began with

    def select(self, spec: Arguments) -> Iterator[Value]:
        """Every value that ``spec`` names and the call gives."""
        if spec.receiver and self.receiver is not None:
            yield self.receiver
        for position in spec.positions:
            if position < len(self.positional):
                yield self.positional[position]
            elif self.rest is not None:
                yield self.rest
        for name in spec.names:
            if name in self.keywords:
                yield self.keywords[name]
            elif self.extra is not None:
                yield self.extra
        if spec.rest is not None:
            yield from self.positional[spec.rest :]
            if self.rest is not None:
                yield self.rest
        if spec.keywords:
            yield from self.keywords.values()
            if self.extra is not None:
                yield self.extra

    def values(self) -> Iterator[Value]:
        """Everything that is given beside the receiver."""
        yield from self.positional
        yield from self.keywords.values()

    def first(self, spec: Arguments | None) -> Value | None:
        return next(self.select(spec), None) if spec is not None else None


class Library:
    """Answers for one knowledge; every answer is remembered."""

    def __init__(self, knowledge: Knowledge, threat_model: ThreatModel | None = None) -> None:
        said = threat_model or ThreatModel()
        self.knowledge = knowledge
        self._trusted = _by_name(said.sanitizers)
        self.persons = Persons(said.personal_data)
        self.tables: Tables = knowledge.tables
        self._candidates: dict[str, tuple[str, ...]] = {}
        self._canonical: dict[str, str] = {}
        self._described: dict[str, bool] = {}
        self._read = 0

    def require(self, module: str) -> None:
        """Read what is known of an import root; what was remembered before may be stale then."""
        self.knowledge.require(module)
        if len(self.tables.libraries) != self._read:
            self._read = len(self.tables.libraries)
            self._candidates.clear()
            self._canonical.clear()
            self._described.clear()

    def trusted(self, name: str) -> frozenset[str]:
        """Sink kinds that the team says a function of its own makes data safe for."""
        kinds = (
            kinds for known, kinds in self._trusted.items() if name == known or name.endswith("." + known)
        )
        return frozenset().union(*kinds)

    def trusted_for(self, kind: str) -> list[str]:
        """The team's own functions that make data safe for a kind."""
        return [name for name, kinds in self._trusted.items() if kind in kinds]

    def canonical(self, reference: str) -> str:
        """One spelling for one thing: aliases followed, and a value of a known type named by its type."""
        found = self._canonical.get(reference)
        if found is None:
            found = self._canonical[reference] = self._resolve(reference)
        return found

    def _resolve(self, reference: str) -> str:
        if sum(map(reference.count, ".([")) > _MOST_STEPS:
            return ""
        aliased = self._aliased(reference)
        for candidate in self._spellings(aliased):
            type_name = self.tables.types.get(candidate) or self._any_member(candidate)
            if type_name is not None:
                return type_name + "()"
        if aliased.endswith("()"):
            constructor = self.tables.aliases.get(aliased[:-2])
            return constructor + "()" if constructor else aliased
        return aliased

    def _aliased(self, reference: str) -> str:
        """A reference in the words of knowledge: it, or what it begins with, may have another name."""
        aliases, head = self.tables.aliases, reference
        while head:
            if head in aliases:
                return aliases[head] + reference[len(head) :]
            head = head.rpartition(".")[0]
        return reference

    def _any_member(self, reference: str) -> str | None:
        """The type of a member that has no name of its own: ``Client.Member[*]``."""
        head, _, member = reference.rpartition(".")
        if member.endswith(")") or f"{head}.*" not in self.tables.types:
            return None
        described = any(reference in table for table in self.tables.by_reference())
        return None if described else self.tables.types[f"{head}.*"]

    def spellings(self, reference: str) -> tuple[str, ...]:
        """The reference and the same member of every base type."""
        found = self._candidates.get(reference)
        if found is None:
            found = self._candidates[reference] = tuple(self._spellings(reference))
        return found

    def _spellings(self, reference: str) -> Iterator[str]:
        yield reference
        position = reference.find("()")
        if position < 0:
            head, _, member = reference.rpartition(".")
            for base in self._bases(head):
                yield f"{base}.{member}"
            return
        for base in self._bases(reference[:position]):
            yield base + reference[position:]

    def _bases(self, name: str) -> list[str]:
        found: list[str] = []
        waiting = list(self.tables.bases.get(name, ()))
        while waiting:
            base = waiting.pop(0)
            if base not in found:
                found.append(base)
                waiting.extend(self.tables.bases.get(base, ()))
        return found

    def family(self, reference: str) -> list[str]:
        """A class and what it extends, nearest first."""
        return [reference, *self._bases(reference)]

    def all(self, table: dict[str, list[T]], reference: str) -> list[T]:
        """The entries of the nearest spelling that has any."""
        for spelling in self.spellings(reference):
            found = table.get(spelling)
            if found:
                return found
        return []

    def one(self, table: Mapping[str, T], reference: str) -> T | None:
        for spelling in self.spellings(reference):
            found = table.get(spelling)
            if found is not None:
                return found
        return None

    def holds(self, where: tuple[Where, ...] | list[Where], call: CallArguments) -> bool:
        return all(_holds(condition, call, self) for condition in where)

    def describes(self, reference: str) -> bool:
        """Whether anything is known of a reference, or of what calling it gives."""
        found = self._described.get(reference)
        if found is None:
            spellings = self.spellings(reference)
            found = self._described[reference] = (
                any(spelling in table for spelling in spellings for table in self.tables.by_reference())
                or self.canonical(f"{reference}()") != f"{reference}()"
            )
        return found

    def has_type(self, reference: str) -> bool:
        """Whether a reference is an instance of a type that knowledge names."""
        return reference.endswith("()") and (
            reference[:-2] in self.tables.bases or reference[:-2] in self.tables.type_names
        )

    def unbound(self, reference: str) -> str | None:
        """``Type().member`` for the unbound method ``Type.member``."""
        head, _, member = reference.rpartition(".")
        if "(" in head or head not in self.tables.type_names:
            return None
        bound = f"{head}().{member}"
        return bound if not self.describes(reference) and self.describes(bound) else None

    def suggested_type(self, parameter: str, packages: Iterable[str]) -> str | None:
        """The type that a name suggests where nothing else is known, in a file that imports ``packages``."""
        name, tables = parameter.lower().lstrip("_"), self.tables
        if name in tables.names:
            return tables.names[name]
        here = (tables.names_where_imported.get((root, name)) for root in packages)
        found = next(filter(None, here), None)
        return tables.aliases.get(found, found) if found is not None else None


def _by_name(trusted: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """kind → names, the other way round."""
    found: dict[str, frozenset[str]] = {}
    for kind, names in trusted.items():
        for name in names:
            found[name] = found.get(name, frozenset()) | {kind}
    return found


def _holds(where: Where, call: CallArguments, library: Library) -> bool:
    value = call.first(parse_argument(where.argument))
    if where.item is not None and value is not None:
        value = _below(value, where.item if isinstance(where.item, list) else [where.item])
    if where.present is not None and (value is not None) != where.present:
        return False
    if where.named is not None and not _is_named(call, where.argument, where.named):
        return False
    if where.not_matches is not None and value is not None and isinstance(value.known, str):
        return compiled(where.not_matches).search(value.known) is None
    if where.refers is not None and not (value and refers(value, where.refers, library)):
        return where.unknown and value is not None and not any(map(library.has_type, value.references))
    if where.contains is not msgspec.UNSET and not (value and holds_item(value, where.contains, library)):
        return False
    return constant_holds(where, value)


def _is_named(call: CallArguments, argument: str, pattern: str) -> bool:
    given = selected(call.node, parse_argument(argument)) if call.node is not None else ()
    return any(compiled(pattern).search(word) for expression in given for word in words_of(expression))


def _below(value: Value, keys: list[int | str]) -> Value | None:
    """What stands at a key below a key; ``None`` where nothing is known to."""
    for key in keys:
        fields = value.fields or {}
        if key == "*":
            value = elements(value)
            continue
        name = key if isinstance(key, str) and key[:1] == "." else key_of("*" if key == r"\*" else key)
        if name not in fields:
            return None
        value = fields[name]
    return value


def refers(value: Value, names: list[str], library: Library) -> bool:
    """Whether a value is one of the named APIs; of a collection: whether all its items are."""
    if any(spelling in names for reference in value.references for spelling in library.spellings(reference)):
        return True
    items = _items(value)
    return bool(items) and all(refers(item, names, library) for item in items)


def _items(value: Value) -> list[Value]:
    return [field for key, field in (value.fields or {}).items() if key[0] == "["]


def holds_item(value: Value, wanted: object, library: Library) -> bool:
    """Whether a collection holds, or may hold, a constant, or an API named so."""
    for item in _items(value):
        if any(is_same(known, wanted) for known in item.constants or ()):
            return True
        if isinstance(wanted, str) and any(wanted in library.spellings(name) for name in item.references):
            return True
    return False


def is_same(known: object, wanted: object) -> bool:
    """Equality that tells ``True`` from ``1``."""
    return known == wanted and (type(known) is bool) == (type(wanted) is bool)


def constant_holds(where: Where, value: Value | None) -> bool:
    """The conditions on a constant. What is absent or not known satisfies only ``unknown: true``."""
    wanted: list[object] = []
    if where.equals is not msgspec.UNSET:
        wanted = [where.equals]
    elif where.one_of is not None:
        wanted = list(where.one_of)
    elif where.not_equals is msgspec.UNSET and where.matches is None:
        return True
    known = value.known if value is not None else UNKNOWN
    if where.matches is not None and value is not None and (items := _items(value)):
        return all(constant_holds(where, item) for item in items)
    if known is UNKNOWN:
        return where.unknown and value is not None
    if where.not_equals is not msgspec.UNSET:
        return bool(known != where.not_equals)
    if where.matches is not None:
        return isinstance(known, str) and compiled(where.matches).search(known) is not None
    return any(is_same(known, option) for option in wanted)


@lru_cache(maxsize=512)
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern of our own or the team's knowledge, run on text of the change, so in linear time."""
    import re2  # heavy

    found: re.Pattern[str] = re2.compile(pattern)
    return found
