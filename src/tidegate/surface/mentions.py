"""Mentions: where one file names a definition, and whether it really means it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

import msgspec
from msgspec import UNSET, UnsetType

from tidegate.flow.classes import class_member, is_static, linearized, owner
from tidegate.flow.engine import Engine
from tidegate.flow.names import imported
from tidegate.flow.shallow import is_settled
from tidegate.flow.summary import Called
from tidegate.flow.values import Value
from tidegate.languages import ir
from tidegate.languages.facts import imports
from tidegate.languages.uses import Uses, uses
from tidegate.program.linked import Module, bound_names
from tidegate.program.names import MODULE, ClassId, FunctionId, ModuleId, dotted
from tidegate.surface.changed import Binding, Definition, statements

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


def is_import(engine: Engine, definition: Definition) -> bool:
    """Whether a name is what an import statement binds."""
    if not isinstance(definition, Binding):
        return False
    module = engine.program.module(definition.path)
    bindings = module.bindings.get(definition.name, ()) if module is not None else ()
    return bool(bindings) and all(isinstance(binding.statement, ir.Import) for binding in bindings)


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
        self._imported: dict[str, bool] = {}  # another file → whether this one has something of it
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
        if not is_method(used):
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
        """A method: by what the call there resolves to, where need be with what other functions return."""
        called = self._first_telling(self._engine.shallow, word, used, user, line)
        if called is not None and not is_settled(called):
            called = self._first_telling(self._engine, word, used, user, line)
        if called is None:
            return False
        if used in called.functions:
            return True
        if called.references:
            return False  # a library hands out what it was given: perhaps this
        return False if self._overrides(used, called.functions) else None

    def _first_telling(
        self, engine: Engine, word: str, used: Definition, user: Definition, line: int
    ) -> Called | None:
        """The first call of that name at a line of which anything is known."""
        for called in self._calls(engine, user):
            if called.name == word and called.line <= line <= called.line + 20 and called.resolved:
                return called
        return None

    def _overrides(self, used: Definition, called: tuple[FunctionId, ...]) -> bool:
        """Whether a method may stand in for what a call resolves to: it is of a subclass."""
        of = owner(self._engine, used) if isinstance(used, FunctionId) else None
        chain = linearized(self._engine, of) if of is not None else ()
        return any(owner(self._engine, function) in chain for function in called)

    def _is_nested(self, used: Definition) -> bool:
        return used.path == self._module.path and isinstance(used, FunctionId) and "." in used.qualname

    def _calls(self, engine: Engine, user: Definition) -> list[Called]:
        identity = user if isinstance(user, FunctionId) else FunctionId(self._module.path, MODULE)
        return engine.summary(identity).calls

    def _imports(self, used: Definition) -> bool:
        """Whether this file has the module of ``used``, or a class of it, under some name."""
        if used.path not in self._imported:
            self._imported[used.path] = self._has_from(used)
        return self._imported[used.path]

    def _has_from(self, used: Definition) -> bool:
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


def is_method(used: Definition) -> bool:
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
