"""Module-level collections that functions fill: registries, dispatch tables.

``SEARCHES[kind] = function`` stands in one function, which a decorator in another file calls and a handler in
a third reads. What is put there is noted where it happens and read where the collection is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tidegate.flow.aliases import items, last_name, stated
from tidegate.flow.frame import Frame
from tidegate.flow.objects import own
from tidegate.flow.summary import Shelf
from tidegate.flow.values import Closure, Method, Value, join, join_all
from tidegate.languages import ir
from tidegate.languages.registry import LANGUAGES
from tidegate.model.paths import PathClass, classify
from tidegate.program.names import MODULE, FunctionId

if TYPE_CHECKING:
    from tidegate.flow.engine import Engine

_MOST_FILES = 40  # that name a function which fills a collection, and its module
_PLAIN = frozenset({"str", "bytes", "int", "float", "bool"})
_PUTS = re.compile(rb"\b(\w+)\s?(?:\[[^\]\n]{1,200}\]\s?=[^=]|\.(?:append|add|setdefault|update|extend)\()")


def put(frame: Frame, name: str, value: Value) -> None:
    """A function puts something into a collection of its module, or of the one that it imports it from."""
    if frame.function.qualname == MODULE:
        return
    path, annotation = stated(frame.engine, frame.path, ir.Name(name, 1))
    if isinstance(annotation, ir.Name):
        shelf = (path, annotation.id)
        held = frame.stored.get(shelf)
        frame.stored[shelf] = value if held is None else join(held, value)


def filled(engine: Engine, path: str, name: str, value: Value) -> Value:
    """A module-level collection with what functions put there while modules are imported."""
    if value.fields is None or name not in _writers(engine, path) or _is_plain(engine, path, name):
        return value
    engine.program.depends_on_search(_writers(engine, path)[name])
    tellers = _tellers(engine, path, name)
    if any(map(engine.is_running, tellers)):  # what they put there is not known to its end
        found = _put_by(engine, tellers, (path, name))
    else:
        key = ("filled", path, name)
        found = engine.remember(key, lambda: _put_by(engine, tellers, (path, name)), Value(fields={}))
    return join(value, found) if found.fields else value


def kept_in(engine: Engine, identity: FunctionId) -> list[Shelf]:
    """The collections that a function is put into where its module is imported."""
    module = engine.summary(FunctionId(identity.path, MODULE))
    return [shelf for shelf, value in module.stored.items() if _holds(value, identity)]


def _holds(value: Value, identity: FunctionId) -> bool:
    parts = (value.fields or {}).values()
    return identity in value.entities or any(_holds(field, identity) for field in parts)


def fills(engine: Engine, entity: object) -> bool:
    """Whether a function, or one that it makes, fills a collection of its module."""
    if isinstance(entity, Method):
        entity = entity.function
    identity = entity.identity if isinstance(entity, Closure) else entity
    if not isinstance(identity, FunctionId):
        return False
    outer = identity.qualname.partition(".")[0]
    return any(outer in functions for functions in _writers(engine, identity.path).values())


def _writers(engine: Engine, path: str) -> dict[str, set[str]]:
    """Module-level name → the functions of the file that put something there."""
    return engine.remember(("writers", path), lambda: _read_writers(engine, path), {})


def _is_plain(engine: Engine, path: str, name: str) -> bool:
    """Whether a collection says that it holds texts or numbers: nothing to call is found there."""
    declared = (binding.statement for binding in engine.program.bindings(path, name))
    types = [one.annotation for one in declared if isinstance(one, ir.Assign) and one.annotation is not None]
    return any(isinstance(one, ir.Subscript) and last_name(items(one)[-1]) in _PLAIN for one in types)


def _read_writers(engine: Engine, path: str) -> dict[str, set[str]]:
    module, text = engine.program.module(path), engine.program.sources.text(path)
    found: dict[str, set[str]] = {}
    if module is None or text is None:
        return found
    functions = [f for qualname, f in module.facts.functions.items() if "." not in qualname]
    for number, line in enumerate(text.splitlines(), 1):
        for match in _PUTS.finditer(line):
            name = match[1].decode("utf-8", "replace")
            if name in module.bindings:
                inside = (f.name for f in functions if f.line <= number <= f.end_line)
                found.setdefault(name, set()).update(inside)
    return {name: inside for name, inside in found.items() if inside}


def _tellers(engine: Engine, path: str, name: str) -> list[FunctionId]:
    """The functions that fill a collection, and the modules that call them."""
    return engine.remember(("tellers", path, name), lambda: _find_tellers(engine, path, name), [])


def _find_tellers(engine: Engine, path: str, name: str) -> list[FunctionId]:
    writers = _writers(engine, path)[name]
    modules = [FunctionId(user, MODULE) for user in _users(engine, path, writers)]
    return [*(FunctionId(path, writer) for writer in sorted(writers)), *modules]


def _put_by(engine: Engine, tellers: list[FunctionId], shelf: Shelf) -> Value:
    ended = [identity for identity in tellers if not engine.is_running(identity)]
    stored = [engine.summary(identity).stored for identity in ended]
    found = [own(summary[shelf]) for summary in stored if shelf in summary]
    return join_all(found) if found else Value(fields={})


def _users(engine: Engine, path: str, writers: set[str]) -> list[str]:
    """Files that name one of the functions and its module."""
    stem = path.removesuffix("/__init__.py").rpartition("/")[2].removesuffix(".py")
    found = engine.program.sources.tree.search(sorted({*writers, stem}), LANGUAGES[0].SUFFIXES)
    users = [user for user, words in found.items() if stem in words and not writers.isdisjoint(words)]
    users = sorted(user for user in {path, *users} if classify(user) is not PathClass.TEST)
    return users if len(users) <= _MOST_FILES else [path]
