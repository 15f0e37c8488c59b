"""What definitions use of libraries, by dotted names: ``stripe.Charge.create``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tidegate.knowledge.subjects import roots
from tidegate.languages import ir
from tidegate.languages.digest import digest
from tidegate.languages.walk import inside
from tidegate.program.linked import Module
from tidegate.program.modules import Program
from tidegate.surface.changed import Binding, Definition

_DEFINES = (ir.Define, ir.DefineClass, ir.Import)


class Used:
    """Asks only files that name one of the libraries that knowledge has something to say of.

    ``other`` is the other side: of a file's own statements, those that it has too are no change.
    """

    def __init__(self, program: Program, other: Program) -> None:
        self._program = program
        self._other = other
        self._names_one: dict[str, bool] = {}

    def by(self, definition: Definition) -> set[str]:
        """References of a body, of the bases and the statements of a class, of what a name is given."""
        module = self._program.module(definition.path)
        if module is None or not self._may(definition.path):
            return set()
        nodes = list(inside(self._parts(module, definition)))
        local = {one.name: one for one in nodes if isinstance(one, ir.Import)}
        chains = (_reference(module, one, local) for one in nodes if isinstance(one, ir.Attribute | ir.Name))
        return {reference for reference in chains if reference} | set(map(_imported, local.values()))

    def _parts(self, module: Module, definition: Definition) -> tuple[Any, ...]:
        if isinstance(definition, Binding):
            return tuple(binding.statement for binding in module.bindings.get(definition.name, ()))
        function, of = module.function(definition.qualname), module.class_(definition.qualname)
        if function is not None:
            return module.facts.body(function)
        if of is not None:
            return (of.bases, tuple(one for one in of.body if not isinstance(one, _DEFINES)))
        there = self._other.module(definition.path)
        known = set(map(digest, _loose(there))) if there is not None else set()
        return tuple(one for one in _loose(module) if digest(one) not in known)

    def _may(self, path: str) -> bool:
        if path not in self._names_one:
            text = self._program.sources.text(path) or b""
            self._names_one[path] = any(root in text for root in roots())
        return self._names_one[path]


def _loose(module: Module) -> Iterator[Any]:
    """The statements of a file that define nothing."""
    return (one for one in module.facts.outline.body if not isinstance(one, _DEFINES))


def _reference(module: Module, node: ir.Expr, local: dict[str, ir.Import]) -> str | None:
    """The dotted name of a chain that begins at an import of another package."""
    members: list[str] = []
    while isinstance(node, ir.Attribute):
        members.append(node.name)
        node = node.value
    if not isinstance(node, ir.Name):
        return None
    bound = (one.statement for one in module.bindings.get(node.id, ()))
    origin = local.get(node.id) or next((one for one in bound if isinstance(one, ir.Import)), None)
    if origin is None or origin.level:
        return None
    return ".".join([_bound(origin), *reversed(members)])


def _bound(origin: ir.Import) -> str:
    """What the name of an import stands for: ``import a.b`` binds ``a``."""
    return origin.name if origin.member is None and not origin.renamed else _imported(origin)


def _imported(origin: ir.Import) -> str:
    return f"{origin.module}.{origin.member}" if origin.member else origin.module
