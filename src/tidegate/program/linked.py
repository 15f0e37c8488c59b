"""One file of the program: what its module level binds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from tidegate.languages import ir
from tidegate.languages.facts import Facts, blocks, imports


class Binding(msgspec.Struct, frozen=True):
    """A statement that gives a module-level name its value; ``certain`` unless it is under a condition."""

    statement: ir.Stmt
    certain: bool


class Module:
    """One file of the program."""

    def __init__(self, path: str, facts: Facts) -> None:
        self.path = path
        self.facts = facts
        self.bindings: dict[str, list[Binding]] = defaultdict(list)
        self.stars: list[ir.Import] = []
        self.packages = tuple(dict.fromkeys(_packages(facts)))
        self._bind(facts.outline.body, True)

    def _bind(self, body: tuple[ir.Stmt, ...], certain: bool) -> None:
        for statement in body:
            for name in bound_names(statement):
                self.bindings[name].append(Binding(statement, certain))
            if isinstance(statement, ir.Import) and statement.member == "*":
                self.stars.append(statement)
            for block in blocks(statement):
                self._bind(block, False)

    def function(self, qualname: str) -> ir.Function | None:
        return self.facts.functions.get(qualname)

    def class_(self, qualname: str) -> ir.Class | None:
        return self.facts.classes.get(qualname)


def _packages(facts: Facts) -> Iterator[str]:
    for statement in imports(facts.outline.body):
        if not statement.level:
            yield statement.module.partition(".")[0]


def bound_names(statement: ir.Stmt) -> Iterator[str]:
    """Names that a statement binds (not those bound in its blocks)."""
    if isinstance(statement, ir.Define):
        yield statement.function.name
    elif isinstance(statement, ir.DefineClass):
        yield statement.definition.name
    elif isinstance(statement, ir.Import):
        if statement.member != "*":
            yield statement.name
    else:
        for target in _targets(statement):
            yield from target_names(target)


def _targets(statement: ir.Stmt) -> tuple[ir.Expr, ...]:
    if isinstance(statement, ir.Assign):
        return statement.targets
    if isinstance(statement, ir.Augment):
        return (statement.target,)
    if isinstance(statement, ir.Loop):
        return (statement.target,) if statement.target is not None else ()
    if isinstance(statement, ir.With):
        return tuple(item.target for item in statement.items if item.target is not None)
    return ()


def target_names(target: ir.Expr) -> Iterator[str]:
    """Names that are bound where a value is put into ``target``."""
    if isinstance(target, ir.Name):
        yield target.id
    elif isinstance(target, ir.Collection):
        for item in target.items:
            yield from target_names(item)
    elif isinstance(target, ir.Spread):
        yield from target_names(target.value)
