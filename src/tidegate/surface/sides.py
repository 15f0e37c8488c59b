"""Both sides of a change, understood: what detectors and reports ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from functools import cached_property
from typing import NamedTuple

from tidegate.config.settings import ThreatModel
from tidegate.flow.checks import Checks
from tidegate.flow.classes import owner
from tidegate.flow.engine import Budget, Engine, Shared
from tidegate.flow.library import Library
from tidegate.flow.summary import Arrival, Registration
from tidegate.flow.told import HANDLER
from tidegate.knowledge.store import Knowledge
from tidegate.model.change import Change
from tidegate.model.paths import PathClass, classify
from tidegate.program.modules import pair
from tidegate.program.names import MODULE, ClassId, FunctionId, dotted
from tidegate.program.sources import FactsByBlob, Sources, Tree
from tidegate.surface.behind import widen
from tidegate.surface.changed import Changed, changed_definitions, moved_definitions
from tidegate.surface.handlers import Handler, fits, handler_specs
from tidegate.surface.joining import Wanted, joining_files, makers, wanted
from tidegate.surface.mentions import is_import
from tidegate.surface.protocols import shape_of
from tidegate.surface.reach import Reach, files_of, look_ahead, reach
from tidegate.surface.resolvers import add_resolvers
from tidegate.surface.survey import Survey


class Side:
    """One side: its engine, what changed on it, what that reaches, and the way in."""

    def __init__(self, engine: Engine, changed: Changed, reach: Reach, survey: Survey) -> None:
        self.engine = engine
        self.changed = changed
        self.reach = reach
        self.survey = survey

    def run_with(self, checks: Checks, budget: Budget, threat_model: ThreatModel) -> Side:
        """The same definitions, understood once more with other ``checks``."""
        engine = Engine(self.engine.program, self.engine.library, budget, Shared(), checks)
        survey = survey_of(engine, self.reach, self.changed, threat_model)
        return Side(engine, self.changed, self.reach, survey)

    @cached_property
    def roots(self) -> list[FunctionId]:
        """Functions whose behaviour may differ from the other side's: changed ones and their users."""
        modules = sorted(self.reach.modules)
        found = [*self.reach.functions, *(FunctionId(path, MODULE) for path in modules)]
        return [identity for identity in found if is_judged(identity.path)]

    @cached_property
    def handlers(self) -> list[Handler]:
        """Handlers that the change may affect."""
        roots = set(self.roots)
        return [
            handler
            for handler in self.survey.handlers
            if handler.identity in roots or self._made_in(handler, roots) or self._asks(handler)
        ]

    def flows(self) -> Iterator[tuple[Arrival, Handler | None, FunctionId | None]]:
        """Outside data that arrives somewhere, with the handler that it came in by where that is known, and
        the function whose summary says so; ``None`` where that is the handler as its framework calls it."""
        handlers = {handler.identity: handler for handler in self.handlers}
        for root in self.roots:
            for arrival in self.engine.summary(root).flows:
                yield arrival, handlers.get(root), root
        for handler in self.handlers:
            for arrival in self.survey.flows(handler):
                yield arrival, handler, None

    def concerns(self, handler: Handler) -> bool:
        """Whether what stands before a handler may differ: itself, its registration, its routers, a hook."""
        registered = handler.registration.place.path if handler.registration is not None else ""
        behind = not self.reach.behind.isdisjoint((handler.identity.path, registered))
        if id(handler) in self._affected or behind:
            return True
        routing = self.survey.routing
        places = {path for path, _ in handler.way.sites}
        hooks = routing.hooks_for(handler.way)
        told = [hook.registration for hook in hooks]
        told += [handler.registration] if handler.registration is not None else []
        if any(self._is_told_otherwise(registration) for registration in told):
            return True
        controls = [hook.value for hook in hooks if hook.value is not None]
        controls += [placed.value for placed in handler.way.controls]
        return not places.isdisjoint(self._changed_modules) or any(
            self.reach.holds(value) for value in [*controls, *handler.own_controls]
        )

    def changes(self, handler: Handler) -> bool:
        """Whether the handler, its class or its registration is itself among what changed."""
        if handler.identity in self.changed.functions or handler.of in self.changed.classes:
            return True
        return handler.registration is not None and self._is_told_otherwise(handler.registration)

    @cached_property
    def _affected(self) -> set[int]:
        return {id(handler) for handler in self.handlers}

    @cached_property
    def _changed_modules(self) -> set[str]:
        """Files whose module-level code does something else (other imports alone do not)."""
        bound = {b.path for b in self.changed.bindings if not is_import(self.engine, b)}
        return bound | self.changed.modules.keys()

    def _is_told_otherwise(self, registration: Registration) -> bool:
        place = registration.place
        if place.function.qualname == MODULE:
            return place.path in self._changed_modules
        return place.function in self.changed.functions

    def _asks(self, handler: Handler) -> bool:
        """Whether something is asked before the handler that is reached: it gets the arguments too."""
        return any(map(self.reach.holds, handler.own_controls))

    def _made_in(self, handler: Handler, roots: set[FunctionId]) -> bool:
        """Whether a handler was made inside a function that counts, or is of a class that does."""
        if handler.of is not None and handler.of in self.reach.classes:
            return True
        outer = handler.identity.qualname.split(".")[0]
        return handler.closure is not None and FunctionId(handler.identity.path, outer) in roots


class Context:
    """The change and its two sides. ``moved`` maps definitions of head to where base has them."""

    def __init__(
        self,
        change: Change,
        base: Side,
        head: Side,
        moved: dict[FunctionId, FunctionId],
        threat_model: ThreatModel,
    ) -> None:
        self.change = change
        self.threat_model = threat_model
        self.base = base
        self.head = head
        self.moved = moved
        self.renamed = {
            file.path: file.base_path
            for file in change.files
            if file.base_path and file.base_path != file.path
        }

    @property
    def cut(self) -> bool:
        """Whether a bound ended the analysis: then one side may know what the other does not."""
        return self.base.engine.budget.exhausted is not None

    def in_base(self, identity: FunctionId) -> FunctionId:
        """Where base has a definition of head: it may have moved, or its file may have another name."""
        moved = self.moved.get(identity)
        if moved is not None:
            return moved
        return FunctionId(self.renamed.get(identity.path) or identity.path, identity.qualname)

    def named_in_base(self, name: str) -> str:
        """The dotted name that base has for a definition, or a member of it, that head calls ``name``."""
        known, rest = name, ""
        while known:
            if known in self._names_in_base:
                return self._names_in_base[known] + rest
            known, dot, last = known.rpartition(".")
            rest = f"{dot}{last}{rest}"
        return name

    @cached_property
    def _names_in_base(self) -> dict[str, str]:
        files = {dotted(new, MODULE): dotted(old, MODULE) for new, old in self.renamed.items()}
        moved = {dotted(*new): dotted(*old) for new, old in self.moved.items()}
        classes = {
            dotted(new.path, new.qualname.rpartition(".")[0]): dotted(
                old.path, old.qualname.rpartition(".")[0]
            )
            for new, old in self.moved.items()
            if "." in new.qualname and "." in old.qualname
        }
        return {**classes, **files, **moved}

    def is_new(self, identity: FunctionId) -> bool:
        """Whether base has no such definition, by whatever name."""
        return self.base.engine.function(self.in_base(identity)) is None

    def is_gone(self, identity: FunctionId) -> bool:
        """Whether head has a definition of base no more, by whatever name."""
        if identity in self.moved.values():
            return False
        path = next((new for new, old in self.renamed.items() if old == identity.path), identity.path)
        return self.head.engine.function(FunctionId(path, identity.qualname)) is None

    def source(self, side: Side, path: str) -> list[str]:
        """The lines of a file of one side."""
        data = side.engine.program.sources.text(path) or b""
        return data.decode("utf-8", "replace").splitlines()


def _owner(method: FunctionId) -> str:
    return dotted(*method).rpartition(".")[0]


def is_judged(path: str) -> bool:
    """Whether weaknesses in a file count: in tests only secrets do."""
    return classify(path) is not PathClass.TEST


def compare(
    change: Change,
    trees: tuple[Tree, Tree],
    knowledge: Knowledge,
    facts: FactsByBlob,
    budget: Budget,
    threat_model: ThreatModel,
    stage: Callable[[str], AbstractContextManager[None]],
) -> Context:
    """Understand both sides as far as the change reaches. ``trees`` are base's and head's.

    ``stage(name)`` times what is done inside it.
    """
    library, shared = Library(knowledge, threat_model), Shared()
    paths = {path for file in change.files for path in (file.path, file.base_path) if path}
    programs = pair(Sources(trees[0], facts), Sources(trees[1], facts), paths)
    base, head = (Engine(program, library, budget, shared) for program in programs)
    with stage("program"):
        before, after = changed_definitions(change, base.program, head.program)
    with stage("reach"):
        is_entry = _is_entry(base), _is_entry(head)
        look_ahead([(base, before, is_entry[0]), (head, after, is_entry[1])])
        old, new = reach(base, before, is_entry[0]), reach(head, after, is_entry[1])
        for found, changed in ((old, before), (new, after)):  # what runs beside what changed is told of too
            found.modules.update(function.path for function in changed.functions)
        _align(change, (base, old), (head, new))
    with stage("flow"):  # the first that asks for what the reached functions do
        widen(base, head, (before, after), (old, new))
        add_resolvers(base, head, (before, after), (old, new))
    with stage("surface"):
        surveyed = [_surveyed(base, old, before), _surveyed(head, new, after)]
        surveys = _surveys(surveyed, threat_model)
    return Context(
        change,
        Side(base, before, old, surveys[0]),
        Side(head, after, new, surveys[1]),
        moved_definitions(before, after),
        threat_model,
    )


def _align(change: Change, base: tuple[Engine, Reach], head: tuple[Engine, Reach]) -> None:
    """What one side reaches counts on the other too, where it exists: else old findings would look new."""
    renamed = {file.path: file.base_path for file in change.files if file.base_path}
    _add_reached(*base, head[1], renamed)
    _add_reached(*head, base[1], {path: now for now, path in renamed.items()})


def _add_reached(engine: Engine, mine: Reach, other: Reach, renamed: Mapping[str, str]) -> None:
    """``renamed``: the other's paths that are others here."""
    for function, level in other.functions.items():
        if function not in mine.functions and engine.program.function(function) is not None:
            mine.functions[function] = level
    for of, level in other.classes.items():
        if engine.program.class_(of) is not None:
            mine.classes.setdefault(of, level)
    paths = other.modules | {renamed.get(path, path) for path in other.modules}
    mine.modules.update(path for path in paths if engine.program.module(path) is not None)


def _is_entry(engine: Engine) -> Callable[[FunctionId], bool]:
    """Whether what stands at a definition makes a framework call it: then users by name do not matter."""

    def is_entry(identity: FunctionId) -> bool:
        function = engine.function(identity)
        if function is None:
            return False
        shape = shape_of(engine, identity, function)
        if shape is not None and not shape.made_with:  # what stands behind a middleware is reached too
            return True
        of = owner(engine, identity)
        if of is not None and handler_specs(engine, of):
            return any(fits(spec, function.name) for spec in handler_specs(engine, of))
        return bool(function.decorators) and _is_registered(engine, identity)

    return is_entry


def _is_registered(engine: Engine, identity: FunctionId) -> bool:
    tables = engine.library.tables
    for registration in engine.summary(FunctionId(identity.path, MODULE)).registrations:
        handler = dict(registration.keywords).get(HANDLER)
        if handler is not None and identity in handler.entities:
            return bool(engine.library.all(tables.decorators, registration.reference))
    return False


def survey_of(engine: Engine, found: Reach, changed: Changed, threat_model: ThreatModel) -> Survey:
    """The way in to everything that is reached, with the files that join its routers."""
    return _surveys([_surveyed(engine, found, changed)], threat_model)[0]


class _Surveyed(NamedTuple):
    """What a survey reads of one side: files, functions that may make routers, classes."""

    engine: Engine
    found: Reach
    files: list[str]
    factories: list[FunctionId]
    classes: list[ClassId]


def _surveyed(engine: Engine, found: Reach, changed: Changed) -> _Surveyed:
    files = sorted({path for path in files_of(found) | changed.paths if is_judged(path)})
    for path in files:
        engine.program.module(path)
    factories = [function for function in found.functions if is_judged(function.path)]
    classes = {of for function in found.functions if (of := owner(engine, function)) is not None}
    classes |= {of for of in found.classes if is_judged(of.path)}
    return _Surveyed(engine, found, files, factories, sorted(classes))


def _surveys(sides: list[_Surveyed], threat_model: ThreatModel) -> list[Survey]:
    """Of several sides. Each is asked for the same words: with every file that is read the libraries grow."""
    near = [Survey(one.engine, one.files, one.factories, threat_model, one.classes) for one in sides]
    words = wanted(sides[0].engine.library)
    return [
        _joined(side, words, threat_model) if one.handlers or one.routing.hooks else one
        for side, one in zip(sides, near, strict=True)
    ]


def _joined(side: _Surveyed, words: Wanted, threat_model: ThreatModel) -> Survey:
    joining = joining_files(side.engine, words, side.found)
    made = [function for path in joining for function in makers(side.engine, path, joining[path])]
    files, factories = sorted({*side.files, *joining}), [*side.factories, *made]
    return Survey(side.engine, files, factories, threat_model, side.classes)
