"""Which files of a tree are searched."""

from __future__ import annotations

import re

import msgspec


class Scope(msgspec.Struct, frozen=True):
    """Files with one of the ``suffixes``: only those ``inside`` a path, or those not ``outside`` of one.

    A path is a file or a folder; ``""`` sets no bound.
    """

    suffixes: tuple[str, ...]
    inside: str = ""
    outside_of: str = ""

    def holds(self, path: str) -> bool:
        return (
            path.endswith(self.suffixes)
            and (not self.inside or _is_in(path, self.inside))
            and not (self.outside_of and _is_in(path, self.outside_of))
        )

    def pathspecs(self) -> list[str]:
        """As git takes them. Wildcards match ``/`` too."""
        start = f"{_literal(self.inside)}/" if self.inside else ""
        found = [f"{start}*{_literal(suffix)}" for suffix in self.suffixes]
        if self.inside and self.inside.endswith(self.suffixes):
            found.append(_literal(self.inside))
        return [*found, f":(exclude){_literal(self.outside_of)}"] if self.outside_of else found

    def key(self) -> tuple[str, ...]:
        """Names the scope between runs."""
        bounds = (f"in {self.inside}", f"out of {self.outside_of}") if self.inside or self.outside_of else ()
        return (*self.suffixes, *bounds)


def _is_in(path: str, place: str) -> bool:
    return path == place or path.startswith(f"{place}/")


def _literal(text: str) -> str:
    return re.sub(r"([*?[\\])", r"\\\1", text)
