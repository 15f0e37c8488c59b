"""The blast radius: from changed definitions up through their users, level by level.

Each level is one search of the tree for names; only the files that it finds are read, and only
mentions that really mean the definition count.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

import msgspec

from tidegate.flow.classes import bases, class_aliases, owner
from tidegate.flow.containers import asked_as
from tidegate.flow.engine import Engine
from tidegate.flow.registries import kept_in
from tidegate.flow.renders import TEMPLATE
from tidegate.flow.summary import Shelf
from tidegate.flow.validators import validators
from tidegate.flow.values import Closure, Instance, Method, Value
from tidegate.languages import ir
from tidegate.languages.python.modules import import_pattern
from tidegate.languages.registry import LANGUAGES
from tidegate.model.paths import PathClass, classify
from tidegate.program.names import MODULE, ClassId, FunctionId
from tidegate.surface.answers import answers_of
from tidegate.surface.changed import Binding, Changed, Definition
from tidegate.surface.mentions import Edge, Mentions, is_import, is_method, is_page, page_name
from tidegate.surface.nearness import RARE, Home

MOST_LEVELS = 12
MOST_FILES = 120  # that one name is looked for in; a name in more files is too common to follow
MOST_FUNCTIONS = 600
MOST_LOOKED_AT = 250  # files of all names together
STEPS_A_FILE = 400  # of the engine's budget; a report says by itself that nothing was left of it
MOST_SORTED = 2000  # files that are sorted by program before it is known which of them matter
SUFFIXES = tuple(suffix for language in LANGUAGES for suffix in language.SUFFIXES)
CODE_SUFFIXES = LANGUAGES[0].SUFFIXES


class Reach(msgspec.Struct):
    """Everything that may behave otherwise because of a change."""

    functions: dict[FunctionId, int] = {}  # → level; 0 is changed itself
    possible: set[FunctionId] = set()  # call something of that name on a receiver of unknown type
    classes: dict[ClassId, int] = {}
    modules: set[str] = set()  # files whose module-level code uses something of it
    behind: set[str] = set()  # files with handlers behind routers and hooks that changed
    edges: list[Edge] = []
    tests: set[FunctionId] = set()
    limits: list[str] = []
    roots: list[Definition] = []  # what the climb began at
    unsought: set[FunctionId] = set()  # methods with a common name: who does not name their class is not here

    def holds(self, value: Value) -> bool:
        """Whether a value is, or holds, something that is reached."""
        return any(map(self._is_reached, value.entities)) or any(
            map(self.holds, (value.fields or {}).values())
        )

    def _is_reached(self, entity: object) -> bool:
        if isinstance(entity, Closure):
            path, qualname = entity.identity
            parts = qualname.split(".")
            return any(
                FunctionId(path, ".".join(parts[:n])) in self.functions for n in range(1, len(parts) + 1)
            )
        if isinstance(entity, ClassId | Instance):
            of = entity.of if isinstance(entity, Instance) else entity
            return of in self.classes
        return (entity.function if isinstance(entity, Method) else entity) in self.functions


def files_of(found: Reach) -> set[str]:
    """Files that hold something that is reached."""
    functions = {function.path for function in found.functions}
    return functions | {of.path for of in found.classes} | found.modules


def reach(engine: Engine, changed: Changed, is_entry: Callable[[FunctionId], bool]) -> Reach:
    """Climb from ``changed`` to everything that uses it. Entry points are not climbed beyond."""
    climber = _Climber(engine, is_entry)
    return climber.climb(changed)


def look_ahead(sides: Iterable[tuple[Engine, Changed, Callable[[FunctionId], bool]]]) -> None:
    """Ask the tree of the first side once for the names that both sides will be asked for.

    Most users of what changed stand beside it, and a search for many names costs what one for few does:
    so the climb is tried within the changed files first. What is known of one tree holds for one near to it.
    """
    climbers = [(_Ahead(engine, is_entry, changed.paths), changed) for engine, changed, is_entry in sides]
    for climber, changed in climbers:
        climber.climb(changed)
    words = {word for climber, _ in climbers for word in climber.asked}
    _Climber._find(climbers[0][0], words)


def users_of(engine: Engine, definitions: list[Definition]) -> Reach:
    """Who uses ``definitions`` directly."""
    climber = _Climber(engine, lambda _: False)
    climber._level(definitions, 1)
    return climber._found


class _Climber:
    def __init__(self, engine: Engine, is_entry: Callable[[FunctionId], bool]) -> None:
        self._engine = engine
        self._is_entry = is_entry
        self._units = engine.program.units
        self._found = Reach()
        self._seen: set[Definition] = set()
        self._looked_at: set[str] = set()
        self._changed = 0  # functions of the change itself
        self._own: frozenset[str] = frozenset()  # files of the change itself: no bound holds for them
        self._inherited: set[ClassId] = set()  # followed to their subclasses only
        self._asked_as: set[Definition] = set()  # stand for something that is reached
        self._required: set[str] = set()  # files whose libraries were read

    def climb(self, changed: Changed) -> Reach:
        found = self._found
        self._own = frozenset(changed.paths)
        found.modules.update(changed.modules)
        for definition in changed.definitions:
            self._note(definition, 0)
        self._changed = len(found.functions)
        level: list[Definition] = [*changed.functions, *changed.classes]
        level += [binding for binding in changed.bindings if binding not in changed.added]
        level += [of for of in self._answering(changed) if self._note(of, 1)]
        level += [of for of in self._owners(changed) if self._inherit(of)]
        level += self._by_other_names(0)
        found.roots = [definition for definition in level if self._followed(definition)]
        for number in range(1, MOST_LEVELS + 1):
            level = self._level(level, number)
            level += self._by_other_names(number)
            if not level:
                return found
        self._limit(f"users further than {MOST_LEVELS} calls away were not followed")
        return found

    def _answering(self, changed: Changed) -> list[ClassId]:
        """Classes that frameworks ask before a handler: who names the class uses the method that answers.

        So it is with methods that check an object where it is made.
        """
        owners = dict.fromkeys(self._owners(changed))
        answers = {of: {function for function, _ in answers_of(self._engine, of)} for of in owners}
        checks = {of: {check.identity for check in validators(self._engine, of)} for of in owners}
        return [of for of in owners if not (answers[of] | checks[of]).isdisjoint(changed.functions)]

    def _by_other_names(self, number: int) -> list[Definition]:
        """What users ask for in its place: the type that a container knows it by, a registry."""
        for path in files_of(self._found) - self._required:
            self._required.add(path)
            for package in self._engine.packages(path):
                self._engine.library.require(package)
        reached: list[FunctionId | ClassId] = [*self._found.functions, *self._found.classes]
        reached += [FunctionId(path, MODULE) for path in self._found.modules]
        names = [name for identity in reached for name in asked_as(self._engine, identity)]
        shelves = [shelf for function in self._found.functions for shelf in self._shelves(function)]
        found: list[Definition] = [*names, *(Binding(path, name) for path, name in shelves)]
        fresh = [definition for definition in dict.fromkeys(found) if self._note(definition, number)]
        self._asked_as.update(fresh)
        return fresh

    def _shelves(self, identity: FunctionId) -> list[Shelf]:
        function = self._engine.function(identity)
        return kept_in(self._engine, identity) if function is not None and function.decorators else []

    def _owners(self, changed: Changed) -> Iterator[ClassId]:
        """Classes of changed methods: frameworks call them on every subclass."""
        for function in changed.functions:
            of = owner(self._engine, function) if is_method(function) else None
            if of is not None:
                yield of

    def _inherit(self, of: ClassId) -> bool:
        if of in self._seen:
            return False
        self._inherited.add(of)
        return self._note(of, 1)

    def _limit(self, text: str) -> None:
        if text not in self._found.limits:
            self._found.limits.append(text)

    def _note(self, definition: Definition, level: int) -> bool:
        """Keep a definition; False if it was known or there are too many."""
        if definition in self._seen:
            return False
        self._seen.add(definition)
        if classify(definition.path) is PathClass.TEST:
            if isinstance(definition, FunctionId):
                self._found.tests.add(definition)
            return level == 0
        if isinstance(definition, FunctionId):
            if level and len(self._found.functions) - self._changed >= MOST_FUNCTIONS:
                self._limit(f"more than {MOST_FUNCTIONS} functions can be affected")
                return False
            self._found.functions[definition] = level
        elif isinstance(definition, ClassId):
            self._found.classes[definition] = level
        else:
            self._found.modules.add(definition.path)
        return True

    def _level(self, definitions: list[Definition], number: int) -> list[Definition]:
        wanted: dict[str, list[Definition]] = {}
        for definition in definitions:
            if self._followed(definition):
                for word in self._words(definition):
                    wanted.setdefault(word, []).append(definition)
        wanted.pop("", None)
        if not wanted:
            return []
        following: list[Definition] = []
        places = self._search(wanted)
        paths = self._affordable(places)
        self._engine.program.sources.expect(paths)
        for path in paths:
            if not self._engine.budget.spend(STEPS_A_FILE):
                return []
            module = self._engine.program.module(path)
            if module is None:
                continue
            mentions = Mentions(self._engine, module)
            for word, used in places[path]:
                if is_import(self._engine, used) and not _may_import_from(path, used):
                    continue
                following += self._take(mentions.of(word, used), number)
        return following

    def _affordable(self, paths: Collection[str]) -> list[str]:
        """Those of ``paths`` that are looked at: files that were before, then production code, then tests."""
        self._looked_at.update(self._own.intersection(paths))
        fresh = sorted(set(paths) - self._looked_at, key=_importance)
        left = MOST_LOOKED_AT - len(self._looked_at - self._own)
        if len(fresh) > left:
            self._limit(f"more than {MOST_LOOKED_AT} files may use what changed, or what uses that")
        self._looked_at.update(fresh[:left])
        return sorted(self._looked_at.intersection(paths))

    def _take(self, edges: Iterator[Edge], number: int) -> list[Definition]:
        """Keep users; give those that are to be followed in turn."""
        following: list[Definition] = []
        for edge in edges:
            if edge.used in self._inherited and not self._extends(edge.user, edge.used):
                continue
            self._found.edges.append(edge)
            if not edge.sure:
                self._possible(edge.user)
            elif self._note(edge.user, number):
                if isinstance(edge.user, ClassId):
                    self._inherited.add(edge.user)
                followed = not isinstance(edge.used, ClassId) or edge.used in self._asked_as
                if followed or isinstance(edge.user, ClassId):
                    following.append(edge.user)
        return following

    def _extends(self, user: Definition, used: Definition) -> bool:
        return isinstance(user, ClassId) and any(used in base.entities for base in bases(self._engine, user))

    def _possible(self, user: Definition) -> None:
        """Users by name alone count, but are not climbed from: one guess on another says nothing."""
        if isinstance(user, FunctionId):
            tests = classify(user.path) is PathClass.TEST
            (self._found.tests if tests else self._found.possible).add(user)

    def _followed(self, definition: Definition) -> bool:
        if classify(definition.path) in (PathClass.TEST, PathClass.MIGRATION):
            return False
        return not (isinstance(definition, FunctionId) and self._is_entry(definition))

    def _words(self, definition: Definition) -> list[str]:
        """The words by which users are found: a definition's name, and attributes made of it."""
        words = [_searched_name(definition)]
        if isinstance(definition, FunctionId):
            of = owner(self._engine, definition)
            if of is not None:
                words += class_aliases(self._engine, of, definition.qualname.rpartition(".")[2])
        return words

    def _search(self, wanted: dict[str, list[Definition]]) -> dict[str, list[tuple[str, Definition]]]:
        """path → (word in it, definition that it can mean there)."""
        definitions = {definition for found in wanted.values() for definition in found}
        homes = {definition: home for definition in definitions if (home := home_of(definition))}
        words = self._find({*wanted, *(word for home in homes.values() for word in home.words())})
        result: dict[str, list[tuple[str, Definition]]] = {}
        for word in sorted(wanted):
            paths = words.get(word, frozenset())
            for used in wanted[word]:
                near = self._near(used, homes[used], word, paths, words) if used in homes else paths
                for path in self._bounded(word, sorted(near), len(paths)):
                    result.setdefault(path, []).append((word, used))
        return result

    def _near(
        self,
        used: Definition,
        home: Home,
        word: str,
        paths: frozenset[str],
        words: Mapping[str, frozenset[str]],
    ) -> Iterator[str]:
        gates, joined_to = home.gates(lambda package: self._hands_on(package, word)), self._units.joined
        few = len(paths) <= MOST_SORTED
        paths = joined_to(home.path, paths) if few else paths
        near = home.may_be_used(paths, words, gates)
        if len(near) < len(paths) and isinstance(used, FunctionId) and is_method(used):
            self._found.unsought.add(used)
        near = near if few else joined_to(home.path, near)
        if len(near) <= RARE or home.of or gates:
            yield from near
            return
        joined, sources = import_pattern(home.package, home.stem), self._engine.program.sources
        sources.expect_texts(path for path in near if home.is_outside(path))
        for path in near:
            if not home.is_outside(path) or joined.search(sources.text(path) or b""):
                yield path

    def _hands_on(self, package: str, word: str) -> bool:
        """Whether an ``__init__`` imports a name from elsewhere, by itself or with all others (``*``)."""
        module = self._engine.program.module(package)
        bindings = module.bindings.get(word, ()) if module is not None else ()
        return any(isinstance(binding.statement, ir.Import) for binding in bindings) or (
            module is not None and bool(module.stars)
        )

    def _find(self, words: Collection[str]) -> Mapping[str, frozenset[str]]:
        """The files that hold each word. Templates are named in code and in other templates; code in code."""
        pages = sorted(word for word in words if is_page(word))
        names = sorted(word for word in words if not is_page(word))
        tree = self._engine.program.sources.tree
        return {**tree.holders(names, CODE_SUFFIXES), **tree.holders(pages, SUFFIXES)}

    def _bounded(self, word: str, paths: list[str], everywhere: int) -> list[str]:
        if len(paths) > MOST_FILES:
            self._limit(f"`{word}` stands in {everywhere} files; {MOST_FILES} of them were looked at")
            paths = sorted(paths, key=_importance)[:MOST_FILES]
        return paths


class _Ahead(_Climber):
    """A climb within a few files; ``asked`` are the words that it looked for."""

    def __init__(
        self, engine: Engine, is_entry: Callable[[FunctionId], bool], files: Collection[str]
    ) -> None:
        super().__init__(engine, is_entry)
        self._texts = {path: engine.program.sources.text(path) or b"" for path in files}
        self.asked: set[str] = set()

    def _by_other_names(self, number: int) -> list[Definition]:
        return []  # these take more than the words of a few files

    def _find(self, words: Collection[str]) -> Mapping[str, frozenset[str]]:
        self.asked.update(words)
        return {
            word: frozenset(path for path, text in self._texts.items() if word.encode() in text)
            for word in words
        }


def _importance(path: str) -> tuple[bool, str]:
    return classify(path) is PathClass.TEST, path


def home_of(definition: Definition) -> Home | None:
    """``None`` for what no import leads to: a template."""
    if isinstance(definition, Binding):
        return Home.at(definition.path, definition.name)
    return None if definition.qualname.startswith(TEMPLATE) else Home.at(definition.path, definition.qualname)


def _may_import_from(path: str, used: Definition) -> bool:
    """An import is used in its own file; from a package's ``__init__`` others import it again."""
    return path == used.path or used.path.endswith("__init__.py")


def _searched_name(definition: Definition) -> str:
    """The word by which users of a definition are found."""
    if isinstance(definition, Binding):
        return "" if definition.name.startswith("__") else definition.name
    if definition.qualname.startswith(TEMPLATE):
        return page_name(definition.path)
    parts = definition.qualname.split("#")[0].split(".")
    name = parts[-1]
    if (
        name in ("__init__", "__call__", "__new__", "__enter__", "__aenter__", "__post_init__")
        and len(parts) > 1
    ):
        return parts[-2]
    return "" if name.startswith("__") else name
