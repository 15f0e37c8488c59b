"""Library files, indexed by reference: what the engine asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

import msgspec

from tidegate.knowledge.calling import Calling
from tidegate.knowledge.conditions import Where
from tidegate.knowledge.containers import Containers, Parameters, add_containers
from tidegate.knowledge.entrances import EntryPointSpec, Grouping, Mounting, add_entrances
from tidegate.knowledge.forms import Forms
from tidegate.knowledge.given import Given
from tidegate.knowledge.paths import Arguments, enter, optional, parse_argument, references
from tidegate.knowledge.places import Sink, Source, add_places, place
from tidegate.knowledge.protection import ClassControls, Hook, NamedControl, add_controls
from tidegate.knowledge.schema import ClassRender, Guard, Library, Misuse, Query, Render, Validator
from tidegate.knowledge.settings import Configured


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
            self.forms.declares, self.forms.fields, self.forms.bounds,
            self.configured.objects, self.configured.fallbacks,
            self.given.type_makers, self.given.parsers, self.given.contexts, self.given.reads,
        )  # fmt: skip

    def add(self, library: Library) -> None:
        self.libraries.append(library)
        self.given.add(library)
        self.configured.add(library)
        self.calling.add(library)
        self.forms.add(library)
        for step in _STEPS:
            step(self, library)


def _add_types(tables: Tables, library: Library) -> None:
    tables.aliases.update(library.aliases)
    tables.type_names.update(library.types)
    for name, given in library.types.items():
        paths = given if isinstance(given, list) else given.get("from", [])
        if isinstance(given, dict):
            tables.bases[name].extend(given.get("extends", []))
        for text in paths:
            tables.types.update(dict.fromkeys(references(text, library.types), name))
    for name, hints in library.names.items():
        tables.names.update(dict.fromkeys(hints, name))
    for name, hints in library.names_where_imported.items():
        tables.names_where_imported.update({(name.partition(".")[0], hint): name for hint in hints})


def _add_flows(tables: Tables, library: Library) -> None:
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
        enter(tables.flows, flow.call, library.types, value)


def _add_checks(tables: Tables, library: Library) -> None:
    for sanitizer in library.sanitizers:
        cleaning = Cleaning(
            frozenset(sanitizer.for_),
            tuple(sanitizer.where),
            optional(sanitizer.pattern),
            optional(sanitizer.replacement),
            optional(sanitizer.group),
        )
        enter(tables.sanitizers, sanitizer.call, library.types, cleaning)
    for guard in library.guards:
        enter(tables.guards, guard.call, library.types, _check(guard))
    for validator in library.validators:
        enter(tables.validators, validator.call, library.types, validator)
    for test in library.tests:
        meaning = Meaning(test.means, tuple(map(parse_argument, test.of)), tuple(test.where))
        tables.tests.update(dict.fromkeys(references(test.call, library.types), meaning))


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


def _add_calls(tables: Tables, library: Library) -> None:
    for table, given in ((tables.applies, library.applies), (tables.applied_to, library.applied_to)):
        for call, argument in given.items():
            table.update(dict.fromkeys(references(call, library.types), parse_argument(argument)))
    for keeper in library.keeps:
        tables.keeps.update(references(keeper, library.types))
    for call in library.aborts:
        tables.aborts.update(references(call, library.types))
    for call in library.blocks:
        tables.waiting.blocks.update(dict.fromkeys(references(call, library.types), True))
    tables.waiting.asynchronous.update(library.asynchronous)


def _add_renders(tables: Tables, library: Library) -> None:
    tables.template_folders.update(library.template_folders)
    tables.class_renders.update((render.subclass, render) for render in library.class_renders)
    for render in library.renders:
        context = None if render.context == "returned" else optional(render.context)
        value = Rendering(parse_argument(render.template), context, render)
        tables.renders.update(dict.fromkeys(references(render.call, library.types), value))


def _add_facts(tables: Tables, library: Library) -> None:
    tables.tables.update((given.path, given.where) for given in map(place, library.tables))
    tables.table_names.update(library.table_names)
    for query in library.queries:
        tables.queries.update(dict.fromkeys(references(query.call, library.types), query))
    for misuse in library.misuses:
        enter(tables.misuses, misuse.call, library.types, misuse)


_STEPS: Iterable[Callable[[Tables, Library], None]] = (
    _add_types,
    add_places,
    _add_flows,
    _add_checks,
    _add_calls,
    add_entrances,
    add_containers,
    add_controls,
    _add_renders,
    _add_facts,
)
