"""The blast radius: from changed definitions up through their users, level by level.

Each level is one search of the tree for names; only the files that it finds are read, and only
mentions that really mean the definition count.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec
from msgspec import UNSET, UnsetType

from tidegate.flow.classes import bases, class_member, is_static, linearized, owner
from tidegate.flow.engine import Engine
from tidegate.flow.names import imported
from tidegate.flow.renders import TEMPLATE
from tidegate.flow.summary import Called
from tidegate.flow.values import Value
from tidegate.languages import ir
from tidegate.languages.facts import imports
from tidegate.languages.python.modules import import_pattern
from tidegate.languages.registry import LANGUAGES
from tidegate.languages.uses import Uses, uses
from tidegate.model.paths import PathClass, classify
from tidegate.program.modules import Module, bound_names
from tidegate.program.names import MODULE, ClassId, FunctionId, ModuleId, dotted
from tidegate.surface.changed import Binding, Changed, Definition, statements
from tidegate.surface.nearness import RARE, Home

MOST_LEVELS = 12
MOST_FILES = 120  # that one name is looked for in; a name in more files is too common to follow
MOST_FUNCTIONS = 600
MOST_LOOKED_AT = 250  # files of all names together
SUFFIXES = tuple(suffix for language in LANGUAGES for suffix in language.SUFFIXES)
CODE_SUFFIXES = LANGUAGES[0].SUFFIXES
TEMPLATE_FOLDERS = frozenset({"templates", "jinja2"})

_LONGEST_CHAIN = 160  # bytes before a word that may belong to its dotted name
_BASE = re.compile(rb"(\w*)\s{0,8}\.\s{0,8}\Z")
_IN_TEXT = re.compile(rb"[\"']((?:\w+\.)+)\Z")


class Edge(msgspec.Struct, frozen=True):
    """``user`` uses ``used`` at a line of the user's file."""

    user: Definition
    used: Definition
    line: int
    sure: bool


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


def files_of(found: Reach) -> set[str]:
    """Files that hold something that is reached."""
    functions = {function.path for function in found.functions}
    return functions | {of.path for of in found.classes} | found.modules


def reach(engine: Engine, changed: Changed, is_entry: Callable[[FunctionId], bool]) -> Reach:
    """Climb from ``changed`` to everything that uses it. Entry points are not climbed beyond."""
    climber = _Climber(engine, is_entry)
    return climber.climb(changed)


def look_ahead(engine: Engine, *sides: Changed) -> None:
    """Ask the tree once for all names of both sides: what is known of one tree holds for one near to it."""
    climber = _Climber(engine, lambda _: False)
    definitions = [definition for side in sides for definition in side.definitions]
    climber._ask([definition for definition in definitions if climber._followed(definition)])


def users_of(engine: Engine, definitions: list[Definition]) -> Reach:
    """Who uses ``definitions`` directly."""
    climber = _Climber(engine, lambda _: False)
    climber._level(definitions, 1)
    return climber._found


class _Climber:
    def __init__(self, engine: Engine, is_entry: Callable[[FunctionId], bool]) -> None:
        self._engine = engine
        self._is_entry = is_entry
        self._found = Reach(limits=[])
        self._seen: set[Definition] = set()
        self._looked_at: set[str] = set()
        self._inherited: set[ClassId] = set()  # followed to their subclasses only

    def climb(self, changed: Changed) -> Reach:
        found = self._found
        found.modules.update(changed.modules)
        for definition in changed.definitions:
            self._note(definition, 0)
        level: list[Definition] = [*changed.functions, *changed.classes]
        level += [binding for binding in changed.bindings if binding not in changed.added]
        level += [of for of in self._owners(changed) if self._inherit(of)]
        for number in range(1, MOST_LEVELS + 1):
            level = self._level(level, number)
            if not level:
                return found
        self._limit(f"users further than {MOST_LEVELS} calls away were not followed")
        return found

    def _owners(self, changed: Changed) -> Iterator[ClassId]:
        """Classes of changed methods: frameworks call them on every subclass."""
        for function in changed.functions:
            of = owner(self._engine, function) if _is_method(function) else None
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
            if len(self._found.functions) >= MOST_FUNCTIONS and level:
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
                wanted.setdefault(_searched_name(definition), []).append(definition)
        wanted.pop("", None)
        if not wanted:
            return []
        following: list[Definition] = []
        places = self._search(wanted)
        for path in self._affordable(places):
            module, words = self._engine.program.module(path), places[path]
            if module is None:
                continue
            mentions = Mentions(self._engine, module)
            for word in sorted(words):
                for used in wanted.get(word, ()):
                    if is_import(self._engine, used) and not _may_import_from(path, used):
                        continue
                    following += self._take(mentions.of(word, used), number)
        return following

    def _affordable(self, paths: Collection[str]) -> list[str]:
        """Those of ``paths`` that are looked at: files that were before, then production code, then tests."""
        fresh = sorted(set(paths) - self._looked_at, key=_importance)
        left = MOST_LOOKED_AT - len(self._looked_at)
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
                if not isinstance(edge.used, ClassId) or isinstance(edge.user, ClassId):
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

    def _ask(self, definitions: Collection[Definition]) -> None:
        homes = (home for definition in definitions if (home := home_of(definition)))
        words = {*map(_searched_name, definitions), *(word for home in homes for word in home.words())}
        self._find(words - {""})

    def _search(self, wanted: dict[str, list[Definition]]) -> dict[str, list[str]]:
        """path → words in it, where they can mean what is wanted."""
        homes = {word: [home for used in found if (home := home_of(used))] for word, found in wanted.items()}
        words = self._find(
            {*wanted, *(word for found in homes.values() for home in found for word in home.words())}
        )
        by_word: dict[str, list[str]] = {}
        for path, here in words.items():
            for word in here:
                if word in wanted:
                    by_word.setdefault(word, []).append(path)
        result: dict[str, list[str]] = {}
        for word, paths in by_word.items():
            near = {path for home in homes[word] for path in self._near(home, word, paths, words)}
            for path in self._bounded(word, sorted(near) if homes[word] else paths, len(paths)):
                result.setdefault(path, []).append(word)
        return result

    def _near(
        self, home: Home, word: str, paths: list[str], words: Mapping[str, Collection[str]]
    ) -> Iterator[str]:
        gates = home.gates(lambda package: self._hands_on(package, word))
        near = home.may_be_used(paths, words, gates)
        if len(near) <= RARE or home.of or gates:
            yield from near
            return
        joined = import_pattern(home.package, home.stem)
        for path in near:
            if not home.is_outside(path) or joined.search(self._engine.program.sources.text(path) or b""):
                yield path

    def _hands_on(self, package: str, word: str) -> bool:
        """Whether an ``__init__`` imports a name from elsewhere, by itself or with all others (``*``)."""
        module = self._engine.program.module(package)
        bindings = module.bindings.get(word, ()) if module is not None else ()
        return any(isinstance(binding.statement, ir.Import) for binding in bindings) or (
            module is not None and bool(module.stars)
        )

    def _find(self, words: Iterable[str]) -> Mapping[str, Collection[str]]:
        """Templates are named in code and in other templates; code is named in code."""
        pages = sorted(word for word in words if is_page(word))
        names = sorted(word for word in words if not is_page(word))
        found: dict[str, Collection[str]] = {}
        if names:
            found.update(self._engine.program.sources.tree.search(names, CODE_SUFFIXES))
        if pages:
            for path, here in self._engine.program.sources.tree.search(pages, SUFFIXES).items():
                found[path] = {*found.get(path, ()), *here}
        return found

    def _bounded(self, word: str, paths: list[str], everywhere: int) -> list[str]:
        if len(paths) > MOST_FILES:
            self._limit(f"`{word}` stands in {everywhere} files; {MOST_FILES} of them were looked at")
            paths = sorted(paths, key=_importance)[:MOST_FILES]
        return paths


def _importance(path: str) -> tuple[bool, str]:
    return classify(path) is PathClass.TEST, path


def home_of(definition: Definition) -> Home | None:
    """``None`` for what no import leads to: a template."""
    if isinstance(definition, Binding):
        return Home.at(definition.path, definition.name)
    return None if definition.qualname.startswith(TEMPLATE) else Home.at(definition.path, definition.qualname)


def is_import(engine: Engine, definition: Definition) -> bool:
    """Whether a name is what an import statement binds."""
    if not isinstance(definition, Binding):
        return False
    module = engine.program.module(definition.path)
    bindings = module.bindings.get(definition.name, ()) if module is not None else ()
    return bool(bindings) and all(isinstance(binding.statement, ir.Import) for binding in bindings)


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


def is_page(word: str) -> bool:
    """Whether a searched word is a template's name rather than an identifier."""
    return "." in word


def page_name(path: str) -> str:
    """The name by which a template is rendered: its path below the folder of templates."""
    parts = path.split("/")
    folders = [position for position, part in enumerate(parts[:-1]) if part in TEMPLATE_FOLDERS]
    return "/".join(parts[folders[0] + 1 :]) if folders else parts[-1]


class Place(NamedTuple):
    """Where a word stands: its line, and what stands before a dot before it (``None``: no dot).

    ``named`` is the dotted name where a text begins with it: ``"shop.middleware.Staff"``.
    """

    line: int
    base: str | None
    named: str


class Mentions:
    """Where one file mentions a definition, and in which of its own definitions."""

    def __init__(self, engine: Engine, module: Module) -> None:
        self._engine = engine
        self._module = module
        text = engine.program.sources.text(module.path) or b""
        self._text = text
        self._starts = [0, *(match.end() for match in re.finditer(rb"\r\n|\r|\n", text))]
        self._used: dict[FunctionId, Uses] = {}
        self._owners = sorted(
            (function.line, function.end_line, name) for name, function in module.facts.functions.items()
        )

    def of(self, word: str, used: Definition) -> Iterator[Edge]:
        """Each user of ``used`` in this file, once."""
        seen: set[Definition] = set()
        for place in self._places(word):
            if self._is_definition(used, place.line):
                continue
            named = _is_named(place, used)
            if place.named and not named:
                continue
            for user in self._owner(place.line):
                if user in seen or user == used or not (named or self._uses(user, word, place.base)):
                    continue
                sure = named or self._means(word, used, user, place)
                if sure is not None:
                    seen.add(user)
                    yield Edge(user, used, place.line, sure)

    def _uses(self, user: Definition, word: str, base: str | None) -> bool:
        """Whether the word is a name there, and not in a text, a comment or a keyword."""
        if not isinstance(user, FunctionId) or user.qualname == MODULE or is_page(word):
            return True
        if user not in self._used:
            function = self._module.function(user.qualname)
            parts = (function, self._module.facts.body(function)) if function is not None else ()
            self._used[user] = uses(*parts)
        found = self._used[user]
        return word in (found.names if base is None else found.attributes)

    def _places(self, word: str) -> Iterator[Place]:
        wanted = word.encode()
        for match in re.finditer(rb"(?<!\w)" + re.escape(wanted) + rb"(?!\w)", self._text):
            start = match.start()
            before = self._text[max(0, start - _LONGEST_CHAIN) : start]
            base, text = _BASE.search(before), _IN_TEXT.search(before)
            yield Place(
                bisect_right(self._starts, start),
                base[1].decode("utf-8", "replace") if base else None,
                (text[1] + wanted).decode("utf-8", "replace") if text else "",
            )

    def _is_definition(self, used: Definition, line: int) -> bool:
        """The place where the definition itself names itself."""
        if used.path != self._module.path or isinstance(used, Binding):
            return False
        table = self._module.facts.functions if isinstance(used, FunctionId) else self._module.facts.classes
        own = table.get(used.qualname)
        return own is not None and own.line == line

    def _owner(self, line: int) -> list[Definition]:
        """The innermost definition that a line belongs to."""
        path = self._module.path
        inside = [name for first, last, name in self._owners if first <= line <= last]
        if inside:
            return [FunctionId(path, inside[-1])]
        classes = [
            (c.line, name) for name, c in self._module.facts.classes.items() if c.line <= line <= c.end_line
        ]
        if classes:
            return [ClassId(path, max(classes)[1])]
        for statement, last in statements(self._module.facts.outline.body):
            if statement.line <= line <= last and not isinstance(statement, ir.If | ir.Try):
                names = list(bound_names(statement))
                if isinstance(statement, ir.Import):
                    names = [statement.name] if statement.renamed else []
                    return [Binding(path, name) for name in names]
                return [Binding(path, name) for name in names] or [FunctionId(path, MODULE)]
        return []

    def _means(self, word: str, used: Definition, user: Definition, place: Place) -> bool | None:
        """True: it is the definition; False: it may be; None: it is something else."""
        if is_page(word):
            return True
        if place.base is None:
            if isinstance(user, Binding) and is_import(self._engine, user):
                word = user.name  # what it is imported as
            value = self._value(user, word)
            if value is not None:
                return True if _stands_for(self._engine, value, used, self._module.path, word) else None
            return None if not self._is_nested(used) else True
        if not _is_method(used):
            return True if self._is_member(user, place.base, used, word) else None
        known = self._on_receiver(word, used, user, place.base)
        return known if known is not UNSET else self._is_called(word, used, user, place.line)

    def _on_receiver(
        self, word: str, used: Definition, user: Definition, base: str
    ) -> bool | UnsetType | None:
        """``self.word``: by the class that ``user`` is a method of; ``UNSET`` where it is not that."""
        if not isinstance(user, FunctionId):
            return UNSET
        function = self._engine.function(user)
        if function is None or is_static(function) or [p.name for p in function.parameters[:1]] != [base]:
            return UNSET
        of = owner(self._engine, user)
        found = class_member(self._engine, of, word) if of is not None else None
        if found is None or not isinstance(found[1], ir.Define):
            return UNSET
        return True if FunctionId(found[0].path, found[1].function.qualname) == used else None

    def _value(self, user: Definition, word: str) -> Value | None:
        """What a word is where ``user`` says it: by an import of its own, else in the module."""
        function = self._engine.function(user) if isinstance(user, FunctionId) else None
        if function is not None and function.qualname != MODULE:
            for statement in imports(self._module.facts.body(function)):
                if statement.name == word:
                    return imported(self._engine, self._module.path, statement)
        return self._engine.module_value(self._module.path, word)

    def _is_member(self, user: Definition, base: str, used: Definition, word: str) -> bool:
        """``base.word`` at module level of another file, or of a class: by what ``base`` is here."""
        holder = self._value(user, base) if base else None
        if holder is None:
            return self._imports(used)
        if any(isinstance(entity, ModuleId) and entity.path == used.path for entity in holder.entities):
            return True
        for entity in holder.entities:
            if isinstance(entity, ModuleId):
                value = self._engine.module_value(entity.path, word)
                if value is not None and _stands_for(self._engine, value, used, entity.path, word):
                    return True
        return False

    def _is_called(self, word: str, used: Definition, user: Definition, line: int) -> bool | None:
        """A method: by what the call there resolves to."""
        for called in self._calls(user):
            if called.name == word and called.line <= line <= called.line + 20:
                if used in called.functions:
                    return True
                if called.references:
                    return False  # a library hands out what it was given: perhaps this
                if called.functions:
                    return False if self._overrides(used, called.functions) else None
        return False

    def _overrides(self, used: Definition, called: tuple[FunctionId, ...]) -> bool:
        """Whether a method may stand in for what a call resolves to: it is of a subclass."""
        of = owner(self._engine, used) if isinstance(used, FunctionId) else None
        chain = linearized(self._engine, of) if of is not None else ()
        return any(owner(self._engine, function) in chain for function in called)

    def _is_nested(self, used: Definition) -> bool:
        return used.path == self._module.path and isinstance(used, FunctionId) and "." in used.qualname

    def _calls(self, user: Definition) -> list[Called]:
        if isinstance(user, FunctionId):
            return self._engine.summary(user).calls
        return self._engine.summary(FunctionId(self._module.path, MODULE)).calls

    def _imports(self, used: Definition) -> bool:
        """Whether this file has the module of ``used``, or a class of it, under some name."""
        path, program = self._module.path, self._engine.program
        for name, bindings in self._module.bindings.items():
            imports = [b.statement for b in bindings if isinstance(b.statement, ir.Import)]
            whole = [i for i in imports if i.member is None]
            if any(program.imported_module(path, i.module, i.level) == used.path for i in whole):
                return True
            value = self._engine.module_value(path, name) if imports else None
            known = value.entities if value is not None else ()
            if any(isinstance(entity, ModuleId | ClassId) and entity.path == used.path for entity in known):
                return True
        return used.path == path


def _is_method(used: Definition) -> bool:
    return isinstance(used, FunctionId) and "." in used.qualname


def _is_named(place: Place, used: Definition) -> bool:
    """Whether a text names a definition, as settings do."""
    if not place.named or isinstance(used, Binding):
        return False
    full = dotted(used.path, used.qualname.removesuffix(".__call__").removesuffix(".__init__"))
    return full == place.named or full.endswith(f".{place.named}")


def _origins(engine: Engine, path: str, name: str, depth: int = 6) -> Iterator[Binding]:
    """The module-level names that a name comes from: itself, what it imports, what that imports."""
    module = engine.program.module(path)
    if module is None or not depth:
        return
    if name in module.bindings:
        yield Binding(path, name)
    imports = [b.statement for b in module.bindings.get(name, ()) if isinstance(b.statement, ir.Import)]
    for statement in (*imports, *module.stars):
        file = engine.program.imported_module(path, statement.module, statement.level)
        if file is not None and statement.member is not None:
            member = name if statement.member == "*" else statement.member
            yield from _origins(engine, file, member, depth - 1)


def _stands_for(engine: Engine, value: Value, used: Definition, path: str, word: str) -> bool:
    if isinstance(used, Binding):
        return used in _origins(engine, path, word)
    target: object = used
    if isinstance(used, FunctionId) and used.qualname.endswith((".__init__", ".__call__", ".__new__")):
        target = ClassId(used.path, used.qualname.rpartition(".")[0])
    return any(type(entity) is type(target) and entity == target for entity in value.entities)


def names_of(definitions: Iterable[Definition]) -> list[str]:
    return [dotted(d.path, d.name if isinstance(d, Binding) else d.qualname) for d in definitions]
