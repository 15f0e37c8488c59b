"""What both sides of a changed file say alike, so that an answer which rests on it holds for both.

Alike means: lines included, for what an answer may name the line of. What only gives a name its value (an
import, a definition, a constant) is alike wherever it stands.
"""

from __future__ import annotations

from functools import cached_property

from tidegate.languages import ir
from tidegate.languages.digest import digest
from tidegate.program.linked import Binding, Module


class Alike:
    """One file on both sides; ``None`` for the side that has no such file."""

    def __init__(self, here: Module | None, there: Module | None) -> None:
        self._modules = None if here is None or there is None else (here, there)
        self._names: dict[str, bool] = {}
        self._bodies: dict[str, bool] = {}

    def exists(self) -> bool:
        """Whether both sides have the file."""
        return self._modules is not None

    def name(self, name: str) -> bool:
        """Whether a module-level name is bound alike, or on neither side."""
        found = self._names.get(name)
        if found is None:
            found = self._names[name] = self._binds(name)
        return found

    def _binds(self, name: str) -> bool:
        if self._modules is None:
            return False
        here, there = (module.bindings.get(name, []) for module in self._modules)
        return len(here) == len(there) and all(map(_binds_alike, here, there))

    def function(self, qualname: str) -> bool:
        """Whether a function has the same signature, or is on neither side."""
        if self._modules is None:
            return False
        here, there = (module.function(qualname) for module in self._modules)
        return here == there

    def body(self, qualname: str) -> bool:
        """Whether a function does the same."""
        found = self._bodies.get(qualname)
        if found is None:
            found = self._bodies[qualname] = self._does(qualname)
        return found

    def _does(self, qualname: str) -> bool:
        if self._modules is None:
            return False
        here, there = ((module, module.function(qualname)) for module in self._modules)
        if here[1] is None or there[1] is None:
            return here[1] is there[1]
        return here[1] == there[1] and here[0].facts.body(here[1]) == there[0].facts.body(there[1])

    def class_(self, qualname: str) -> bool:
        """Whether a class says the same (the bodies of its methods aside), or is on neither side."""
        if self._modules is None:
            return False
        here, there = (module.class_(qualname) for module in self._modules)
        if here is None or there is None:
            return here is there
        return here == there or (_is_table(here) and digest(here) == digest(there))

    @cached_property
    def outline(self) -> bool:
        """Whether the modules' own statements are the same."""
        if self._modules is None:
            return False
        here, there = self._modules
        return here.facts.outline.body == there.facts.outline.body

    @cached_property
    def stars(self) -> bool:
        """Whether the same modules are imported whole, in the same order."""
        if self._modules is None:
            return False
        here, there = self._modules
        return digest(*here.stars) == digest(*there.stars)

    @cached_property
    def packages(self) -> bool:
        """Whether the same packages are imported."""
        if self._modules is None:
            return False
        here, there = self._modules
        return here.packages == there.packages


def _binds_alike(here: Binding, there: Binding) -> bool:
    one, two = here.statement, there.statement
    if here.certain != there.certain or type(one) is not type(two):
        return False
    if isinstance(one, ir.Define) and isinstance(two, ir.Define):
        return one.function.qualname == two.function.qualname
    if isinstance(one, ir.DefineClass) and isinstance(two, ir.DefineClass):
        return one.definition.qualname == two.definition.qualname
    return one == two or (_is_placeless(one) and digest(one) == digest(two))


def _is_placeless(statement: ir.Stmt) -> bool:
    """Whether nothing that a statement gives has a place: no object that it makes, no call."""
    if isinstance(statement, ir.Assign):
        return isinstance(statement.value, ir.Const)
    return isinstance(statement, ir.Import)


def _is_table(definition: ir.Class) -> bool:
    """Whether a class only gives names to constants, as an enumeration does."""
    return not definition.decorators and all(
        _is_placeless(statement)
        or (isinstance(statement, ir.Evaluate) and isinstance(statement.value, ir.Const))
        for statement in definition.body
    )
