"""The functions that stand near a finding: along its path, or at its handler."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from tidegate.cli.judging import Asked
    from tidegate.cli.options import Common
    from tidegate.git import Tree
    from tidegate.languages import ir
    from tidegate.languages.facts import Facts
    from tidegate.model.finding import Finding

# Rules about a control, and what the threat model calls that kind of control.
LOST = {"authentication-lost": "authentication", "authorization-lost": "authorization"}


def names_near(finding: Finding, shared: Common, asked: Asked) -> list[str]:
    """Functions that the path goes through; for a control, what stands at its handler."""
    from tidegate.git import Repository

    steps = [(step.path, step.line) for step in finding.trace if step.side == "head"]
    places: dict[str, list[int]] = {}
    for path, line in [*steps, (finding.path, finding.line)]:
        places.setdefault(path, []).append(line)
    with Repository.open(shared.directory) as repository:
        change = repository.change(asked.revision_range, staged=asked.staged, merged=asked.merged)
        head = repository.tree(change.head_tree)
        found = (name for path, lines in places.items() for name in _in_file(finding, head, path, lines))
        return list(dict.fromkeys(found))


def _in_file(finding: Finding, head: Tree, path: str, lines: list[int]) -> Iterator[str]:
    from tidegate.languages import registry
    from tidegate.program.names import dotted

    language = registry.by_suffix(Path(path).suffix)
    source = head.read(path) if language else None
    if language is None or source is None:
        return
    facts = language.extract(source)
    known = dict(_known(facts, path))
    for function in [f for f in facts.functions.values() if any(f.line <= n <= f.end_line for n in lines)]:
        if finding.rule in LOST:
            yield from _resolved([*function.decorators, function.parameters], known)
        else:
            yield from _resolved(
                [c.function for c in _calls(facts.body(function), min(lines), max(lines))], known
            )
            yield dotted(path, function.qualname)


def _resolved(parts: Iterable[object], known: dict[str, str]) -> Iterator[str]:
    """The dotted names in expressions whose first part the module knows."""
    for first, *rest in _chains(list(parts)):
        if first in known:
            yield ".".join([known[first], *rest])


def _known(facts: Facts, path: str) -> Iterator[tuple[str, str]]:
    """What the module's own names stand for: name → dotted name."""
    from tidegate.languages import ir
    from tidegate.program.names import MODULE, dotted

    for name in facts.functions:
        yield name, dotted(path, name)
    for statement in facts.outline.body:
        if isinstance(statement, ir.Import) and statement.member != "*":
            folder = "/".join(path.split("/")[: -statement.level]) if statement.level else ""
            package = dotted(f"{folder}/__init__.py", MODULE) if folder else ""
            module = ".".join(filter(None, [package, statement.module]))
            if statement.member is not None:
                yield statement.name, f"{module}.{statement.member}"
            else:
                yield statement.name, statement.name if module.startswith(f"{statement.name}.") else module


def _calls(value: object, first: int, last: int) -> Iterator[ir.Call]:
    """Calls on the lines ``first`` to ``last``, inner ones too."""
    from tidegate.languages import ir

    if isinstance(value, ir.Call) and first <= value.line <= last:
        yield value
    for item in _inside(value):
        yield from _calls(item, first, last)


def _chains(value: object) -> Iterator[list[str]]:
    """``a.b.c`` as a list, for every such chain inside of ``value``."""
    if chain := _chain(value):
        yield chain
        return
    for item in _inside(value):
        yield from _chains(item)


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, tuple | list):
        return value
    if isinstance(value, msgspec.Struct):
        return [getattr(value, name) for name in value.__struct_fields__]
    return ()


def _chain(value: object) -> list[str]:
    from tidegate.languages import ir

    if isinstance(value, ir.Name):
        return [value.id]
    if isinstance(value, ir.Attribute) and (inner := _chain(value.value)):
        return [*inner, value.name]
    return []
