"""Changes as people make them, written by rule: the same tree, kind, size and seed give the same change.

A change edits functions that exist (a check at the start, a result that gets a name, a line for the log) and
adds functions that use them. The code is only ever read.
"""

from __future__ import annotations

import ast
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
_FEWEST_USERS = 15  # files that import a function "used by many"
_MOST_USERS = 60
_VERBS = frozenset({"get", "post", "put", "patch", "delete"})


class Place(NamedTuple):
    """Where a change begins: a definition in a file."""

    path: str
    name: str


class Edit(NamedTuple):
    """``lines`` come in place of ``removed`` lines before 0-based line ``at`` + ``removed``."""

    at: int
    removed: int
    lines: tuple[str, ...]


# --- where -----------------------------------------------------------------------------------------


def helper(trees: Mapping[str, ast.Module]) -> list[Place]:
    """Functions that many files import by name."""
    imported = Counter(
        (node.module, alias.name)
        for path, tree in trees.items()
        if not is_test(path)
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module and not node.level
        for alias in node.names
    )
    by_module = {_module(path): path for path in trees}
    return [
        Place(by_module[module], name)
        for (module, name), users in imported.items()
        if _FEWEST_USERS <= users <= _MOST_USERS
        and module in by_module
        and any(function.name == name for function in _functions(trees[by_module[module]].body))
    ]


def handler(trees: Mapping[str, ast.Module]) -> list[Place]:
    """Methods named after HTTP methods, with a request among their parameters."""
    return [
        Place(path, of.name)
        for path, tree in trees.items()
        if not is_test(path)
        for of in _classes(tree)
        for method in _functions(of.body)
        if method.name in _VERBS and any(a.arg == "request" for a in method.args.args)
    ]


def method(trees: Mapping[str, ast.Module]) -> list[Place]:
    """Classes with several methods."""
    return [
        Place(path, of.name)
        for path, tree in trees.items()
        if not is_test(path)
        for of in _classes(tree)
        if 5 <= sum(1 for _ in _functions(of.body)) <= 25
    ]


def setting(trees: Mapping[str, ast.Module]) -> list[Place]:
    """Module-level constants of files that are named for them."""
    return [
        Place(path, target.id)
        for path, tree in trees.items()
        if path.endswith(("/const.py", "/settings.py", "/config.py")) and not is_test(path)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id.isupper()
    ]


KINDS: dict[str, Callable[[Mapping[str, ast.Module]], list[Place]]] = {
    "method": method,
    "handler": handler,
    "setting": setting,
    "helper": helper,
}


def is_test(path: str) -> bool:
    return path.startswith("tests/") or "/tests/" in path


def parse(files: Mapping[str, str]) -> dict[str, ast.Module]:
    """The syntax trees of the files that this Python can read."""
    found: dict[str, ast.Module] = {}
    for path, text in files.items():
        try:
            found[path] = ast.parse(text)
        except (SyntaxError, ValueError):
            continue
    return found


# --- what ------------------------------------------------------------------------------------------


def change(
    files: Mapping[str, str],
    trees: Mapping[str, ast.Module],
    places: Iterable[Place],
    lines: int,
    seed: str,
    in_one: int = sys.maxsize,
) -> dict[str, str]:
    """New texts by path: ``lines`` lines removed and added, or a few more; about ``in_one`` in one file.

    It begins at one of ``places`` and goes on at others where that file has not enough to edit. A larger
    change with the same seed does what the smaller one does, and more.
    Raises ValueError where there are too few places.
    """
    chance = random.Random(seed)  # noqa: S311 — the same every time
    waiting = sorted(places)
    chance.shuffle(waiting)
    changed: dict[str, str] = {}
    left = lines
    for place in waiting:
        if place.path in changed:
            continue
        edits = list(_first(_edits(trees[place.path], files[place.path], place, chance), min(left, in_one)))
        if sum(map(_size, edits)) < min(left, in_one, 10):
            continue
        changed[place.path] = apply(files[place.path], edits)
        left -= sum(map(_size, edits))
        if left <= 0:
            return changed
    raise ValueError(f"no places for {left} more lines")


def new_tests(places: Iterable[Place], lines: int, seed: str) -> dict[str, str]:
    """A new file of tests for functions at ``places``."""
    chance = random.Random(seed)  # noqa: S311 — the same every time
    chosen = chance.sample(sorted(places), 4)
    text = ['"""Tests of what everybody uses."""', ""]
    text += [f"from {_module(place.path)} import {place.name}" for place in chosen]
    while len(text) < lines:
        place, number = chance.choice(chosen), len(text)
        text += [
            "",
            "",
            f"def test_{place.name}_{number}():",
            f"    found = {place.name}({chance.randrange(100)!r})",
        ]
        text += ["    assert found is not None", f"    assert str(found) != {str(number)!r}"]
    return {"tests/test_everybody.py": "\n".join([*text[:lines], ""])}


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with edits at different lines made."""
    lines = text.splitlines(keepends=True)
    for edit in sorted(edits, reverse=True):
        lines[edit.at : edit.at + edit.removed] = [f"{line}\n" for line in edit.lines]
    return "".join(lines)


def _size(edit: Edit) -> int:
    return edit.removed + len(edit.lines)


def _first(edits: Iterator[Edit], lines: int) -> Iterator[Edit]:
    while lines > 0 and (edit := next(edits, None)) is not None:
        lines -= _size(edit)
        yield edit


def _edits(tree: ast.Module, text: str, place: Place, chance: random.Random) -> Iterator[Edit]:
    """Edits of one file: the place itself first, a new function that uses it, then what stands around it."""
    lines = text.splitlines()
    if place.name.isupper():
        yield from _constants(tree, lines, place.name, chance)
        return
    functions = sorted(_all_functions(tree), key=lambda f: not _is_about(tree, f, place.name))
    new = _new_function(lines, functions[0], chance)
    for function in functions:
        yield from _in_function(lines, function, chance)
        if new is not None:
            yield new
            new = None


def _is_about(tree: ast.Module, function: Function, name: str) -> bool:
    return function.name == name or any(of.name == name and function in of.body for of in _classes(tree))


def _constants(tree: ast.Module, lines: list[str], name: str, chance: random.Random) -> Iterator[Edit]:
    """Other values for the constant and its neighbours, and new constants behind them."""
    nodes = [n for n in tree.body if isinstance(n, ast.Assign) and n.lineno == n.end_lineno]
    nodes.sort(key=lambda n: not any(isinstance(t, ast.Name) and t.id == name for t in n.targets))
    for node in nodes:
        target = node.targets[0]
        if (
            isinstance(node.value, ast.Constant)
            and isinstance(target, ast.Name)
            and node.end_col_offset is not None
        ):
            value = node.value.value
            other = value + 1 if type(value) is int else f"{value!s}_{chance.randrange(100)}"
            new = f"{target.id}_LIMIT = {chance.randrange(1, 5000)}"
            yield Edit(node.lineno - 1, 1, (f"{target.id} = {other!r}", new))


def _in_function(lines: list[str], function: Function, chance: random.Random) -> Iterator[Edit]:
    """A check of a parameter at the start; results that get a name before they are returned."""
    body = function.body[1:] if _is_docstring(function.body[0]) else function.body
    if not body or body[0].lineno == function.lineno:
        return
    first = body[0]
    parameters = [a.arg for a in function.args.args if a.arg not in ("self", "cls")]
    taken = set()
    if parameters and not isinstance(first, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        name, indent = chance.choice(parameters), " " * first.col_offset
        word = f"{name}_text"
        taken.add(first.lineno)
        yield Edit(first.lineno - 1, 0, (
            f"{indent}{word} = str({name}).strip()",
            f"{indent}if len({word}) > {chance.randrange(200, 4000)}:",
            f'{indent}    raise ValueError(f"{{{word}[:20]}} is too long")',
        ))  # fmt: skip
    for node in _returns(function):
        line = lines[node.lineno - 1]
        if node.lineno == node.end_lineno and node.lineno not in taken and line.strip().startswith("return "):
            taken.add(node.lineno)
            indent = line[: len(line) - len(line.lstrip())]
            value = line.strip().removeprefix("return ")
            yield Edit(node.lineno - 1, 1, (f"{indent}result = {value}", f"{indent}return result"))


def _new_function(lines: list[str], function: Function, chance: random.Random) -> Edit | None:
    """A function beside an existing one that calls it."""
    if function.args.vararg or function.args.kwarg or function.args.kwonlyargs or not function.args.args:
        return None
    end = function.end_lineno or function.lineno
    indent = " " * function.col_offset
    names = [a.arg for a in function.args.args]
    owner = f"{names[0]}." if names[0] in ("self", "cls") else ""
    given = names[1:] if owner else names
    start, wait = ("async def", "await ") if isinstance(function, ast.AsyncFunctionDef) else ("def", "")
    return Edit(end, 0, (
        "",
        f"{indent}{start} {function.name}_checked_{chance.randrange(1000)}({', '.join(names)}):",
        f'{indent}    """The same, but never with nothing."""',
        f"{indent}    missing = [value for value in ({''.join(n + ', ' for n in given)}) if value is None]",
        f"{indent}    if missing:",
        f"{indent}        return None",
        f"{indent}    found = {wait}{owner}{function.name}({', '.join(given)})",
        f"{indent}    return found if found is not None else missing",
    ))  # fmt: skip


def _returns(function: Function) -> Iterator[ast.Return]:
    """Its own ``return`` statements that give a value."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.Return) and node.value is not None:
            yield node
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))


def _is_docstring(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def _functions(body: Iterable[ast.stmt]) -> Iterator[Function]:
    return (node for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _classes(tree: ast.Module) -> Iterator[ast.ClassDef]:
    return (node for node in tree.body if isinstance(node, ast.ClassDef))


def _all_functions(tree: ast.Module) -> list[Function]:
    return [*_functions(tree.body), *(method for of in _classes(tree) for method in _functions(of.body))]


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
