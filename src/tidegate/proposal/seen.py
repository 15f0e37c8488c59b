"""What files of a program hold that a configuration may name."""

from __future__ import annotations

import msgspec

from tidegate.flow.classes import members
from tidegate.flow.personal import fields, is_field, is_table
from tidegate.languages import ir
from tidegate.languages.facts import imports
from tidegate.program.linked import Module
from tidegate.program.names import ClassId, dotted
from tidegate.proposal.before import before
from tidegate.surface.handlers import Handler, defined_at
from tidegate.surface.sides import Side
from tidegate.surface.strangers import WHO


class Spot(msgspec.Struct, frozen=True):
    path: str
    line: int


class Guard(msgspec.Struct, frozen=True):
    """What stands before a way in. ``named``: it is known by its name, not by what it does."""

    kind: str
    provider: str
    named: bool


class Entry(msgspec.Struct, frozen=True):
    """A way in; ``made_by`` is the package that calls it, ``route`` ``None`` where it has none.

    ``before`` are the program's own functions and classes that stand before it, whatever they do.
    """

    kind: str
    name: str
    route: str | None
    handler: str
    made_by: str
    spot: Spot
    guards: tuple[Guard, ...]
    before: tuple[str, ...] = ()

    @property
    def asks_who(self) -> bool:
        return any(guard.kind in WHO for guard in self.guards)


class Seen(msgspec.Struct):
    """``definitions`` by dotted name; ``fields`` by class and name; ``packages``: imports of each file."""

    entries: list[Entry] = []
    definitions: dict[str, Spot] = {}
    fields: dict[tuple[str, str], Spot] = {}
    packages: dict[str, dict[str, int]] = {}
    files: int = 0

    def add(self, other: Seen) -> None:
        self.entries += other.entries
        self.definitions |= other.definitions
        self.fields |= other.fields
        self.packages |= other.packages
        self.files += other.files


def look(side: Side, paths: list[str]) -> Seen:
    """What ``paths`` hold."""
    seen, here = Seen(), set(paths)
    for path in paths:
        module = side.engine.program.module(path)
        if module is not None:
            seen.files += 1
            _module(side, module, seen)
    for handler in side.survey.handlers:
        if handler.identity.path in here:
            seen.entries.append(_entry(side, handler))
    return seen


def _module(side: Side, module: Module, seen: Seen) -> None:
    path, facts = module.path, module.facts
    for name, function in facts.functions.items():
        seen.definitions[dotted(path, name)] = Spot(path, function.line)
    for name, definition in facts.classes.items():
        seen.definitions[dotted(path, name)] = Spot(path, definition.line)
        _fields(side, ClassId(path, name), seen)
    seen.packages[path] = {
        said.module.partition(".")[0]: said.line for said in imports(facts.outline.body) if not said.level
    }


def _fields(side: Side, of: ClassId, seen: Seen) -> None:
    """Fields of a table's own whose names say that they hold data of persons."""
    if not is_table(side.engine, of):
        return
    own = members(side.engine, of)
    for name in fields(side.engine, of):
        said = own.get(name)
        is_constant = name.isupper()
        if isinstance(said, ir.Assign) and not is_constant and is_field(side.engine, of, name) is not None:
            seen.fields[of.qualname, name] = Spot(of.path, said.line)


def _entry(side: Side, handler: Handler) -> Entry:
    guards = [
        Guard(one.kind, one.provider.removesuffix(" in some cases"), one.refusal is None)
        for one in side.survey.standing(handler)
    ]
    return Entry(
        kind=handler.kind,
        name=handler.name,
        route=handler.route,
        handler=dotted(handler.identity.path, handler.identity.qualname),
        made_by=_made_by(handler),
        spot=Spot(handler.identity.path, defined_at(side.engine, handler)),
        guards=tuple(dict.fromkeys(guards)),
        before=tuple(dict.fromkeys(before(side, handler))),
    )


def _made_by(handler: Handler) -> str:
    """The package that calls a handler: of what registers it, else of what it is known by."""
    told = handler.registration.reference if handler.registration is not None else ""
    spec = handler.spec
    reference = told or spec.decorator or spec.call or spec.subclass or ""
    return reference.partition(".")[0].removesuffix("()")
