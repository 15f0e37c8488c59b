"""Library files, indexed by reference: what the engine asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, TypeVar

import msgspec

from tidegate.knowledge.calling import Calling
from tidegate.knowledge.conditions import Where
from tidegate.knowledge.containers import Containers, Parameters, add_containers
from tidegate.knowledge.forms import Forms
from tidegate.knowledge.given import Given
from tidegate.knowledge.paths import ApiPath, Arguments, optional, parse, parse_argument
from tidegate.knowledge.protection import ClassControls, ControlSpec, Hook
from tidegate.knowledge.schema import (
    ClassRender,
    EntryPointSpec,
    Guard,
    Library,
    Misuse,
    Place,
    Query,
    Render,
    Validator,
)
from tidegate.knowledge.settings import Configured

T = TypeVar("T")


class Source(msgspec.Struct, frozen=True):
    kind: str
    says: str
    arguments: Arguments | None = None  # a callback's or out-argument's place
    item: str | None = None  # pattern of the key by which the element is asked for
    begins: str = ""  # constant text that such data begins with
    lacks: str = ""  # characters that such data never has
    harmless_in: frozenset[str] = frozenset()


class Sink(msgspec.Struct, frozen=True):
    kind: str
    arguments: Arguments
    where: tuple[Where, ...]
    confidence: str
    item: int | str | None = None
    text: bool = False
    escapes: bool = False
    remote: bool = False
    formatted: Arguments | None = None
    trusts: tuple[str, ...] = ()
    having: tuple[tuple[int | str, tuple[bool | int | float | str | None, ...]], ...] = ()
    filled: Arguments | None = None
    after: str | None = None
    says: str = ""
    safe: str = ""


class Flow(msgspec.Struct, frozen=True):
    inputs: tuple[Arguments, ...]
    output: Arguments | None  # None: the return value; of either, its ``field``
    fields: bool
    field: str | None
    restores: bool
    part: bool


class Cleaning(msgspec.Struct, frozen=True):
    kinds: frozenset[str]
    where: tuple[Where, ...]
    pattern: Arguments | None = None
    replacement: Arguments | None = None
    group: Arguments | None = None


class Check(msgspec.Struct, frozen=True):
    """A guard: where its subject stands, the kinds it makes safe, and on which outcome."""

    argument: Arguments
    kinds: frozenset[str]  # ``a<b``: safe for a if safe for b already
    returns: bool | None
    raises: bool
    equals: bool
    where: tuple[Where, ...]
    pattern: Arguments | None
    anchored: str
    key: Arguments | None = None
    checked: str | None = None
    contains: bool = False


class Meaning(msgspec.Struct, frozen=True):
    """A call that is a condition in other words: which one, and where its operands stand."""

    means: str
    of: tuple[Arguments, ...]
    where: tuple[Where, ...]


class Grouping(msgspec.Struct, frozen=True):
    prefix: Arguments | None
    controls: Arguments | None
    routes: Arguments | None = None
    parent: Arguments | None = None
    named: str = ""


class Mounting(msgspec.Struct, frozen=True):
    child: Arguments
    prefix: Arguments | None
    controls: Arguments | None
    overrides: bool = False
    parent: Arguments | None = None
    member: str | None = None


class NamedControl(msgspec.Struct, frozen=True):
    kind: str
    where: tuple[Where, ...]
    argument: Arguments | None
    anonymous: bool = False
    weakness: str | None = None
    beside: tuple[str, ...] = ()


class Waiting(msgspec.Struct, frozen=True):
    """Calls that wait for the outside, and types whose members are awaited whatever they extend."""

    blocks: dict[str, bool]
    asynchronous: set[str]


class Rendering(msgspec.Struct, frozen=True):
    """``context`` is ``None`` where the call only loads the template, or where a function returns it."""

    template: Arguments
    context: Arguments | None
    spec: Render


class Tables:
    """All that is known, by reference. Filled by ``add``; a reference may have several entries."""

    def __init__(self) -> None:
        self.libraries: list[Library] = []
        self.aliases: dict[str, str] = {}
        self.types: dict[str, str] = {}  # reference → type of what stands there
        self.type_names: set[str] = set()
        self.bases: dict[str, list[str]] = defaultdict(list)
        self.names: dict[str, str] = {}  # parameter name → type it suggests
        self.names_where_imported: dict[tuple[str, str], str] = {}  # (package, parameter name) → type
        self.sources: dict[str, list[Source]] = defaultdict(list)
        self.sinks: dict[str, list[Sink]] = defaultdict(list)
        self.flows: dict[str, list[Flow]] = defaultdict(list)
        self.sanitizers: dict[str, list[Cleaning]] = defaultdict(list)
        self.guards: dict[str, list[Check]] = defaultdict(list)
        self.tests: dict[str, Meaning] = {}
        self.applies: dict[str, Arguments] = {}
        self.applied_to: dict[str, Arguments] = {}
        self.aborts: set[str] = set()
        self.waiting = Waiting({}, set())
        self.keeps: set[str] = set()
        self.decorators: dict[str, list[EntryPointSpec]] = defaultdict(list)
        self.registrations: dict[str, list[EntryPointSpec]] = defaultdict(list)
        self.handler_classes: dict[str, list[EntryPointSpec]] = defaultdict(list)
        self.forms = Forms()
        self.given = Given()
        self.calling = Calling()
        self.routers: dict[str, Grouping] = {}
        self.mounts: dict[str, Mounting] = {}
        self.class_handlers: dict[str, Arguments | None] = {}  # call → its map of methods to members
        self.validators: dict[str, list[Validator]] = defaultdict(list)
        self.injections: dict[str, Arguments] = {}
        self.providers: dict[str, Parameters] = {}  # marker → what its provider is given
        self.containers = Containers()
        self.controls: dict[str, NamedControl] = {}
        self.exemptions: dict[str, NamedControl] = {}
        self.refusals: dict[str, list[NamedControl]] = defaultdict(list)
        self.hooks: dict[str, Hook] = {}
        self.class_controls: dict[str, list[ClassControls]] = defaultdict(list)
        self.middleware_settings: set[str] = set()
        self.renders: dict[str, Rendering] = {}
        self.class_renders: dict[str, ClassRender] = {}
        self.template_folders: set[str] = set()
        self.tables: dict[str, list[Where]] = {}
        self.table_names: set[str] = set()
        self.queries: dict[str, Query] = {}
        self.configured = Configured()
        self.misuses: dict[str, list[Misuse]] = defaultdict(list)

    def by_reference(self) -> tuple[Collection[str], ...]:
        """The tables whose keys are references of what is called or read."""
        return (
            self.sources, self.sinks, self.flows, self.sanitizers, self.guards, self.tests,
            *self.calling.by_reference(),
            self.applies, self.aborts, self.decorators, self.registrations, self.routers, self.mounts,
            self.class_handlers, self.validators, self.injections, *self.containers.by_reference(),
            self.controls, self.exemptions, self.refusals, self.hooks,
            self.renders, self.queries, self.misuses, self.waiting.blocks,
            self.forms.declares, self.forms.fields,
            self.configured.objects, self.configured.fallbacks,
            self.given.type_makers, self.given.parsers, self.given.contexts, self.given.reads,
        )  # fmt: skip

    def add(self, library: Library) -> None:
        self.libraries.append(library)
        self.given.add(library)
        self.configured.add(library)
        self.calling.add(library)
        for step in _STEPS:
            step(self, library)


def place(value: Any) -> Place:
    """A bare string in YAML is a path without conditions."""
    return Place(path=value) if isinstance(value, str) else msgspec.convert(value, Place)


def _argument(path: ApiPath) -> Arguments:
    return path.arguments if path.arguments is not None else Arguments(rest=0, keywords=True)


def _add_types(tables: Tables, library: Library) -> None:
    tables.aliases.update(library.aliases)
    tables.type_names.update(library.types)
    for name, given in library.types.items():
        paths = given if isinstance(given, list) else given.get("from", [])
        if isinstance(given, dict):
            tables.bases[name].extend(given.get("extends", []))
        for text in paths:
            for path in parse(text, library.types):
                tables.types[path.reference] = name
    for name, hints in library.names.items():
        tables.names.update(dict.fromkeys(hints, name))
    for name, hints in library.names_where_imported.items():
        tables.names_where_imported.update({(name.partition(".")[0], hint): name for hint in hints})


def _add_places(tables: Tables, library: Library) -> None:
    for kind, values in library.sources.items():
        for given in map(place, values):
            for path in parse(given.path, library.types):
                item = None if given.item is None else str(given.item)
                harmless = frozenset(given.harmless_in)
                source = Source(kind, given.says, path.arguments, item, given.begins, given.lacks, harmless)
                tables.sources[path.reference].append(source)
    for kind, values in library.sinks.items():
        for given in map(place, values):
            for path in parse(given.path, library.types):
                sink = _sink(kind, given, _argument(path), library.safe.get(kind, ""))
                tables.sinks[path.reference].append(sink)


def _sink(kind: str, given: Place, arguments: Arguments, safe: str) -> Sink:
    having = ((int(key) if key.isdecimal() else key, tuple(options)) for key, options in given.having.items())
    return Sink(
        kind,
        arguments,
        tuple(given.where),
        given.confidence,
        given.item,
        given.text,
        given.escapes,
        given.remote,
        optional(given.formatted),
        tuple(given.trusts),
        tuple(having),
        optional(given.filled),
        given.after,
        given.says,
        given.safe or safe,
    )


def _add_data(tables: Tables, library: Library) -> None:
    for flow in library.flows:
        place, _, member = flow.to.removesuffix("]").partition(".Member[")
        value = Flow(
            tuple(map(parse_argument, flow.from_)),
            None if place == "ReturnValue" else parse_argument(place if member else flow.to),
            flow.fields,
            f".{member}" if member else None,
            flow.restores,
            flow.part,
        )
        _put(tables.flows, flow.call, library, value)
    for sanitizer in library.sanitizers:
        cleaning = Cleaning(
            frozenset(sanitizer.for_),
            tuple(sanitizer.where),
            optional(sanitizer.pattern),
            optional(sanitizer.replacement),
            optional(sanitizer.group),
        )
        _put(tables.sanitizers, sanitizer.call, library, cleaning)
    for guard in library.guards:
        _put(tables.guards, guard.call, library, _check(guard))
    for test in library.tests:
        meaning = Meaning(test.means, tuple(map(parse_argument, test.of)), tuple(test.where))
        tables.tests.update((path.reference, meaning) for path in parse(test.call, library.types))
    for table, given in ((tables.applies, library.applies), (tables.applied_to, library.applied_to)):
        for call, argument in given.items():
            table.update((path.reference, parse_argument(argument)) for path in parse(call, library.types))
    for keeper in library.keeps:
        tables.keeps.update(path.reference for path in parse(keeper, library.types))
    for call in library.aborts:
        tables.aborts.update(path.reference for path in parse(call, library.types))
    for call in library.blocks:
        tables.waiting.blocks.update((path.reference, True) for path in parse(call, library.types))
    tables.waiting.asynchronous.update(library.asynchronous)


def _check(guard: Guard) -> Check:
    kinds = guard.for_ if guard.needs is None else [f"{kind}<{guard.needs}" for kind in guard.for_]
    return Check(
        parse_argument(guard.argument),
        frozenset(kinds),
        guard.returns,
        guard.raises,
        guard.equals,
        tuple(guard.where),
        optional(guard.pattern),
        guard.anchored,
        optional(guard.key),
        guard.checked,
        guard.contains,
    )


def _add_entry_points(tables: Tables, library: Library) -> None:
    for spec in library.entry_points:
        if spec.decorator:
            _put(tables.decorators, spec.decorator, library, spec)
        if spec.call:
            _put(tables.registrations, spec.call, library, spec)
        if spec.subclass:
            tables.handler_classes[spec.subclass].append(spec)
        if spec.shape:
            tables.given.shapes[tuple(spec.shape)] = spec
    tables.forms.add(library)


def _add_groups(tables: Tables, library: Library) -> None:
    for router in library.routers:
        for path in parse(router.call, library.types):
            tables.routers[path.reference] = Grouping(
                optional(router.prefix),
                optional(router.controls),
                optional(router.routes),
                optional(router.parent),
                router.named,
            )
    for mount in library.mounts:
        for path in parse(mount.call, library.types):
            tables.mounts[path.reference] = Mounting(
                parse_argument(mount.child),
                optional(mount.prefix),
                optional(mount.controls),
                mount.overrides,
                optional(mount.parent),
                mount.member,
            )


def _add_classes(tables: Tables, library: Library) -> None:
    for handler in library.class_handlers:
        for path in parse(handler.call, library.types):
            tables.class_handlers[path.reference] = optional(handler.members)
    for validator in library.validators:
        _put(tables.validators, validator.call, library, validator)


def _add_controls(tables: Tables, library: Library) -> None:
    tables.controls.update(_named(library.controls, library))
    tables.exemptions.update(_named(library.exemptions, library))
    for kind, values in library.refusals.items():
        for given in map(place, values):
            for path in parse(given.path, library.types):
                tables.refusals[path.reference].append(NamedControl(kind, tuple(given.where), None))
    for hook in library.hooks:
        for path in parse(hook.call or hook.decorator or "", library.types):
            if hook.argument is not None or path.reference not in tables.hooks:
                tables.hooks[path.reference] = hook
    for entry in library.class_controls:
        tables.class_controls[entry.subclass].append(entry)
    tables.middleware_settings.update(library.middleware_settings)


def _named(controls: dict[str, list[Any]], library: Library) -> Iterator[tuple[str, NamedControl]]:
    for kind, values in controls.items():
        for given in values:
            spec = ControlSpec(given) if isinstance(given, str) else msgspec.convert(given, ControlSpec)
            argument, beside = optional(spec.argument), tuple(spec.beside)
            known = NamedControl(kind, tuple(spec.where), argument, spec.anonymous, spec.weakness, beside)
            for path in parse(spec.path, library.types):
                yield path.reference, known


def _add_renders(tables: Tables, library: Library) -> None:
    tables.template_folders.update(library.template_folders)
    tables.class_renders.update((render.subclass, render) for render in library.class_renders)
    for render in library.renders:
        context = None if render.context == "returned" else optional(render.context)
        value = Rendering(parse_argument(render.template), context, render)
        for path in parse(render.call, library.types):
            tables.renders[path.reference] = value


def _add_facts(tables: Tables, library: Library) -> None:
    tables.tables.update((given.path, given.where) for given in map(place, library.tables))
    tables.table_names.update(library.table_names)
    for query in library.queries:
        for path in parse(query.call, library.types):
            tables.queries[path.reference] = query
    for misuse in library.misuses:
        _put(tables.misuses, misuse.call, library, misuse)


def _put(table: dict[str, list[T]], call: str, library: Library, value: T) -> None:
    for path in parse(call, library.types):
        table[path.reference].append(value)


_STEPS: Iterable[Callable[[Tables, Library], None]] = (
    _add_types,
    _add_places,
    _add_data,
    _add_entry_points,
    _add_groups,
    _add_classes,
    add_containers,
    _add_controls,
    _add_renders,
    _add_facts,
)
