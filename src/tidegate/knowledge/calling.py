"""Calls that call what they are given, or members of their own: a part of the tables, by reference."""

from __future__ import annotations

from collections.abc import Collection

from tidegate.knowledge.paths import Arguments, parse_argument, references
from tidegate.knowledge.schema import Library


class Calling:
    """Filled by ``add``."""

    def __init__(self) -> None:
        self.invokes: dict[str, Arguments] = {}
        self.calls_back: dict[str, Arguments] = {}
        self.signatures: dict[str, Arguments] = {}
        self.chains: dict[str, Arguments] = {}
        self.packs: dict[str, tuple[Arguments, Arguments]] = {}  # call → its arguments, its keywords
        self.hands_back: set[str] = set()
        self.complete: set[str] = set()
        self.made_of: dict[str, str] = {}
        self.calls_own: dict[str, dict[str, list[str]]] = {}

    def by_reference(self) -> tuple[Collection[str], ...]:
        """The tables whose keys are references of what is called."""
        return (
            self.invokes, self.calls_back, self.signatures, self.chains, self.packs, self.made_of,
            self.calls_own,
        )  # fmt: skip

    def add(self, library: Library) -> None:
        """Enter what calls of a library call."""
        tables = (
            (self.invokes, library.invokes), (self.calls_back, library.calls_back),
            (self.signatures, library.signatures), (self.chains, library.chains),
        )  # fmt: skip
        for table, given in tables:
            for call, argument in given.items():
                table.update(dict.fromkeys(references(call, library.types), parse_argument(argument)))
        for call, (args, kwargs) in library.packs.items():
            packed = (parse_argument(args), parse_argument(kwargs))
            self.packs.update(dict.fromkeys(references(call, library.types), packed))
        for names, calls in ((self.hands_back, library.hands_back), (self.complete, library.complete)):
            for call in calls:
                names.update(references(call, library.types))
        for call, attribute in library.made_of.items():
            self.made_of.update(dict.fromkeys(references(call, library.types), attribute))
        for call, members in library.calls_own.items():
            self.calls_own.update(dict.fromkeys(references(call, library.types), members))
