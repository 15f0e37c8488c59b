"""Handlers behind routers, hooks and settings that a change touches: their files count on both sides.

A router's dependency, a mount's prefix or a middleware protects handlers that nobody calls by name, so
climbing from definitions to their users does not find them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from tidegate.flow.engine import Engine
from tidegate.flow.summary import Registration
from tidegate.flow.values import Closure, Method, Partial, Site, Value
from tidegate.knowledge.paths import Arguments
from tidegate.model.paths import PathClass, classify
from tidegate.program.linked import bound_names
from tidegate.program.names import FunctionId
from tidegate.surface.changed import Binding, Changed, statements
from tidegate.surface.handlers import file_registrations
from tidegate.surface.reach import SUFFIXES, Reach, users_of
from tidegate.surface.routing import arguments, parts, sites

MOST_FILES = 80
_DEEPEST = 4


def widen(base: Engine, head: Engine, changed: tuple[Changed, Changed], reached: tuple[Reach, Reach]) -> None:
    """Add the files of such handlers to the modules that both sides reach. All pairs are (base's, head's)."""
    engines = (base, head)
    told = [_told(engine, reach) for engine, reach in zip(engines, reached, strict=True)]
    files: set[str] = set()
    for engine, mine, other in ((base, told[0], told[1]), (head, told[1], told[0])):
        files |= _files_behind(engine, _unpaired(mine, other))
    for engine, mine, reach in zip(engines, told, reached, strict=True):
        files |= _files_behind(engine, [one for _, one in mine if _is_guarded_by(engine, one, reach)])
    if any(_sets_project(*side) for side in zip(engines, changed, reached, strict=True)):
        files |= {path for engine in engines for path in _registering_files(engine)}
    kept = sorted(path for path in files if classify(path) is not PathClass.TEST)
    for engine, reach in zip(engines, reached, strict=True):
        behind = {path for path in kept[:MOST_FILES] if engine.program.module(path) is not None}
        reach.behind |= behind
        reach.modules |= behind
        if len(kept) > MOST_FILES:
            found = f"handlers in {len(kept)} files stand behind the change"
            reach.limits.append(f"{found}; {MOST_FILES} were looked at")


# --- what differs ------------------------------------------------------------------------------

Said = tuple[object, ...]
Told = list[tuple[Said, Registration]]


def _told(engine: Engine, reach: Reach) -> Told:
    """What the reached code tells frameworks of routers, each with a form that both sides share."""
    by_file: dict[str, list[FunctionId]] = {path: [] for path in sorted(reach.modules)}
    for function in reach.functions:
        by_file.setdefault(function.path, []).append(function)
    return [
        (_said(engine, registration), registration)
        for path, functions in by_file.items()
        if classify(path) is not PathClass.TEST
        for registration in file_registrations(engine, path, functions)
        if _is_routing(engine, registration)
    ]


def _is_routing(engine: Engine, registration: Registration) -> bool:
    library, tables, reference = engine.library, engine.library.tables, registration.reference
    return (
        library.one(tables.mounts, reference) is not None
        or library.one(tables.routers, reference) is not None
        or library.one(tables.hooks, reference) is not None
    )


def _said(engine: Engine, registration: Registration) -> Said:
    """A registration without lines and without the routes that it holds."""
    library, given = engine.library, arguments(registration)
    router = library.one(library.tables.routers, registration.reference)
    mount = library.one(library.tables.mounts, registration.reference)
    specs: list[Arguments | None] = []
    if router is not None:
        specs += [router.prefix, router.controls, router.parent]
    if mount is not None:
        specs += [mount.prefix, mount.controls, mount.parent, mount.child]
    values = [value for spec in specs if spec is not None for value in (*given.select(spec), None)]
    if library.one(library.tables.hooks, registration.reference) is not None:
        values += [given.receiver, *given.positional, *given.keywords.values()]
    return (registration.reference, *(_form(value) for value in values))


def _is_guarded_by(engine: Engine, registration: Registration, reach: Reach) -> bool:
    """Whether a control that is installed here is, or calls, what the change reaches."""
    library, given = engine.library, arguments(registration)
    router = library.one(library.tables.routers, registration.reference)
    mount = library.one(library.tables.mounts, registration.reference)
    specs = [spec.controls for spec in (router, mount) if spec is not None and spec.controls is not None]
    values = [value for spec in specs for value in given.select(spec)]
    if library.one(library.tables.hooks, registration.reference) is not None:
        values += [*given.positional, *given.keywords.values()]
    return any(map(reach.holds, values))


def _form(value: Value | None, depth: int = _DEEPEST) -> Said:
    """A value so that it compares: where its objects were made, without the line."""
    if value is None or depth == 0:
        return ()
    fields = tuple((key, _form(field, depth - 1)) for key, field in sorted((value.fields or {}).items()))
    entities = tuple(repr(_entity(entity)) for entity in value.entities)
    return (value.references, entities, value.constants, value.site and value.site[0], fields)


def _entity(entity: object) -> object:
    if isinstance(entity, Closure):
        return entity.identity
    if isinstance(entity, Method):
        return entity.function
    if isinstance(entity, Partial):
        return _form(entity.function)
    return entity if isinstance(entity, tuple) else type(entity).__name__


def _unpaired(mine: Told, other: Told) -> list[Registration]:
    left = Counter(said for said, _ in other)
    found = []
    for said, registration in mine:
        if left[said]:
            left[said] -= 1
        else:
            found.append(registration)
    return found


# --- what stands behind it ---------------------------------------------------------------------


def _files_behind(engine: Engine, registrations: Iterable[Registration]) -> set[str]:
    """Files that make the routers which the registrations name, that use them, and so on below."""
    registrations = list(registrations)
    files: set[str] = {path for registration in registrations for path in _held(engine, registration)}
    seen: set[Site] = set()
    waiting = [site for registration in registrations for site in _sites(registration)]
    while waiting and len(files) <= MOST_FILES:
        site = waiting.pop()
        if site in seen:
            continue
        seen.add(site)
        for path in sorted({site[0], *_users(engine, site)} - files):
            files.add(path)
            below = [told for told in file_registrations(engine, path) if _is_routing(engine, told)]
            waiting += [found for registration in below for found in _sites(registration)]
            files |= {held for registration in below for held in _held(engine, registration)}
    return files


def _sites(registration: Registration) -> Iterator[Site]:
    """Where the routers that a registration makes or names were made."""
    yield registration.site
    given = arguments(registration)
    for value in (given.receiver, *given.positional, *given.keywords.values()):
        yield from sites(value)


def _held(engine: Engine, registration: Registration) -> set[str]:
    """Files of the handlers that a router names where it is made."""
    router = engine.library.one(engine.library.tables.routers, registration.reference)
    given = arguments(registration).first(router.routes) if router is not None else None
    return {path for path, _ in parts(given)}


def _users(engine: Engine, site: Site) -> set[str]:
    """Files that use the name which a router was given."""
    path, (line, _) = site
    module = engine.program.module(path)
    if module is None:
        return set()
    names = [
        name
        for statement, last in statements(module.facts.outline.body)
        if statement.line <= line <= last
        for name in bound_names(statement)
    ]
    found = users_of(engine, [Binding(path, name) for name in names])
    return {*found.modules, *(f.path for f in found.functions), *(c.path for c in found.classes)}


# --- settings of the whole project -------------------------------------------------------------


def _sets_project(engine: Engine, changed: Changed, reach: Reach) -> bool:
    """Whether a setting differs, or names what differs, that puts something before every handler."""
    used = [edge.user for edge in reach.edges if isinstance(edge.user, Binding)]
    settings = [binding for binding in (*changed.bindings, *used) if binding.name.isupper()]
    for binding in settings:
        value = engine.module_value(binding.path, binding.name)
        for name in _texts(value) if value is not None else ():
            engine.library.require(name.rpartition(".")[0])
    tables = engine.library.tables
    names = {entry.setting for found in tables.class_controls.values() for entry in found if entry.setting}
    tops = {name.partition(".")[0] for name in names} | tables.middleware_settings
    return any(binding.name in tops and classify(binding.path) is not PathClass.TEST for binding in settings)


def _texts(value: Value, depth: int = _DEEPEST) -> Iterator[str]:
    if isinstance(value.known, str):
        yield value.known
    for field in (value.fields or {}).values() if depth else ():
        yield from _texts(field, depth - 1)


def _registering_files(engine: Engine) -> set[str]:
    """Files with a name that frameworks look for routes in, else those that register handlers by a call."""
    tables = engine.library.tables
    names = {mount.member for mount in tables.mounts.values() if mount.member}
    if not names:
        names = {reference.rpartition(".")[2].removesuffix("()") for reference in tables.registrations}
    return set(engine.program.sources.tree.search(sorted(names), SUFFIXES))
