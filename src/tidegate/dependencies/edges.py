"""Which entries of a lock file a name means, where the file names what it pulls in and not which entry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tidegate.dependencies.names import normal

_MOST_ENTRIES = 16  # of one package that a name alone may mean: edges explain, and must not multiply
_CREDENTIALS = re.compile(r"//[^/@\s]*@")
_SHOWN = 5  # names in one gap


def missing(names: Sequence[str]) -> tuple[str, ...]:
    """The gap that is left where a lock file asks for what it does not list, as if it were cut off."""
    if not names:
        return ()
    shown = ", ".join(_CREDENTIALS.sub("//", one)[:80] for one in names[:_SHOWN])
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return (f"it asks for {shown}{more}, which it does not list",)


class Keys:
    """Keys of one file's entries, unique, by package and version."""

    def __init__(self, ecosystem: str) -> None:
        self._ecosystem = ecosystem
        self._taken: set[str] = set()
        self._unknown: dict[str, None] = {}
        self._by_name: dict[str, list[str]] = {}
        self._by_version: dict[tuple[str, str], str] = {}

    def add(self, name: str, version: str | None, source: str = "") -> str:
        """The key of the next entry: ``name@version``, with ``source`` where that is taken."""
        package = normal(self._ecosystem, name)
        key = f"{package}@{version}" if version else package
        if key in self._taken:
            key = f"{key} {source}"
        if key in self._taken:
            key = f"{key} {len(self._taken)}"
        self._taken.add(key)
        self._by_name.setdefault(package, []).append(key)
        if version:
            self._by_version.setdefault((package, version), key)
        return key

    def of(self, name: str, version: str | None = None) -> list[str]:
        """The keys that ``name``, at ``version`` where one is said, may mean."""
        package = normal(self._ecosystem, name)
        if version and (package, version) in self._by_version:
            return [self._by_version[package, version]]
        if package not in self._by_name:
            self._unknown[name] = None
        return self._by_name.get(package, [])[:_MOST_ENTRIES]

    def missing(self) -> tuple[str, ...]:
        """A gap, where names were asked for that are not listed."""
        return missing(list(self._unknown))

    def all_of(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for name in names for key in self.of(name)))
