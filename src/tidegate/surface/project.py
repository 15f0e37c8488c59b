"""What settings say of the whole project: middleware, and the controls of classes that say nothing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TypeAlias

from tidegate.flow.engine import Engine
from tidegate.flow.frame import reference
from tidegate.flow.values import UNKNOWN_VALUE, Value, key_of
from tidegate.languages import registry
from tidegate.model.paths import PathClass, classify

Said: TypeAlias = tuple[Value, str, int]  # a value, and the file and line that say it
_MOST_FILES = 20
_DEPLOYED = (PathClass.PRODUCTION, PathClass.CONFIGURATION)


class Project:
    """Reads settings where they are first asked for. Names of classes in them stand for the classes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def middleware(self) -> list[Said]:
        """What stands before every handler, in order."""
        return self._middleware

    @cached_property
    def _middleware(self) -> list[Said]:
        found: list[Said] = []
        for name in sorted(self._engine.library.tables.middleware_settings):
            found.extend(self._items(name))
        return found

    def setting(self, name: str) -> Iterator[Said]:
        """The items of a setting: ``NAME``, or ``NAME.key`` of a mapping."""
        yield from self._items(name)

    def _items(self, name: str) -> Iterator[Said]:
        top, _, key = name.partition(".")
        for path in self._files.get(top, ()):
            value = self._engine.module_value(path, top)
            if value is not None and key:
                value = (value.fields or {}).get(key_of(key))
            line = self._line(path, top)
            for field, item in (value.fields or {}).items() if value is not None else ():
                if field[0] == "[":
                    yield self._named(path, item), path, line

    def _line(self, path: str, name: str) -> int:
        module = self._engine.program.module(path)
        bindings = module.bindings.get(name) if module is not None else None
        return bindings[-1].statement.line if bindings else 1

    def _named(self, path: str, item: Value) -> Value:
        """What a dotted name in a settings file stands for."""
        known = item.known
        if not isinstance(known, str) or not all(part.isidentifier() for part in known.split(".")):
            return item
        module, _, name = known.rpartition(".")
        file = self._engine.program.imported_module(path, module, 0) if module else None
        if file is not None:
            return self._engine.module_value(file, name) or UNKNOWN_VALUE
        self._engine.library.require(module)
        return reference(self._engine.library, known)

    @cached_property
    def _files(self) -> dict[str, list[str]]:
        """Setting → the files that may give it a value."""
        tables = self._engine.library.tables
        entries = [entry for found in tables.class_controls.values() for entry in found]
        names = {entry.setting.partition(".")[0] for entry in entries if entry.setting is not None}
        names |= tables.middleware_settings
        if not names:
            return {}
        suffixes = [suffix for language in registry.LANGUAGES for suffix in language.SUFFIXES]
        hits = self._engine.program.sources.tree.holders(sorted(names), suffixes)
        deployed = {
            name: sorted(p for p in paths if classify(p) in _DEPLOYED) for name, paths in hits.items()
        }
        return {name: paths[:_MOST_FILES] for name, paths in deployed.items()}
