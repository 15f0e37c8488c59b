"""The catalogue of weaknesses: one file each."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import msgspec

from tidegate.knowledge.store import convert_yaml, files

LESSER = "lesser"  # the kind for which data is safe where only outside data does harm


def trusted(source: str) -> str:
    """The kind for which data is safe where this kind of source may choose."""
    return f"from {source}"


class Weakness(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a finding of this rule is, and what to tell the developer."""

    id: str
    title: str
    cwe: list[int]
    severity: str
    message: str  # "{source}" stands for what the source says
    why: str
    fix: str
    data: str = ""  # what data that comes there must be safe for, in words: "SQL", "a shell"
    lands: str = ""  # what the sink does, after "which": "runs it as SQL"
    unprotected: str = ""  # the protections that were looked for on the way and are not there
    safe: list[str] = []  # what to write instead, the best first; a library's file may know it better
    sink: str | None = None  # the sink kind of a flow; None for what is not a flow
    kind: str = "flow"
    sources: list[str] = msgspec.field(default_factory=lambda: ["remote", "model"])
    lesser: dict[
        str, str
    ] = {}  # source kinds that count too → severity: whoever starts a program is trusted more
    clean_prefix: str | None = None  # RE2: a constant string before the data that makes it harmless
    inner_prefix: str | None = None  # RE2: the same, before a path of which nothing goes up
    narrower: dict[str, str] = {}  # kinds of sinks where less does harm → their ``clean_prefix``
    dangerous: str | None = None  # characters without which data does no harm
    wordless: str | None = None  # the same, for a text that holds no word of the sender's choice
    of: dict[str, str] = {}  # kind that data has → the weakness that it is then
    harmless: list[str] = []  # types of values that do no harm: builtins.str()
    harmless_names: str | None = None  # RE2: of a function or variable for which a misuse does no harm
    names: str | None = None  # RE2: giving data to a variable, attribute or item of such a name is the sink
    at: list[str] = []  # kinds of sinks whose places are this one's too; what is safe there is not safe here
    safe_as: list[str] = []  # words for data that does no harm here, besides the sink's own
    classes: dict[str, list[str]] = {}  # catalogue → ids, e.g. pci-dss-4.0.1: ["6.2.4 injection"]

    def severity_from(self, source: str, cleared: frozenset[str]) -> str | None:
        """How bad data of a source kind is, safe for these kinds; ``None`` where it is no weakness."""
        if trusted(source) in cleared or any(kind.startswith(("all?", f"{self.sink}?")) for kind in cleared):
            return None  # trusted, or safe under a condition which no caller was seen to break
        if source in self.sources:
            return self.severity
        return None if LESSER in cleared else self.lesser.get(source)

    def rule(self, cleared: frozenset[str]) -> str:
        """The weakness that data with these kinds is at this one's sink."""
        return next((other for kind, other in self.of.items() if kind in cleared), self.id)


@cache
def catalogue() -> dict[str, Weakness]:
    """All packaged weaknesses by id, in the order of their ids."""
    found: dict[str, Weakness] = {}
    for file in files("weaknesses"):
        weakness = convert_yaml(file.read_text("utf-8").split("\n---\n", 1)[0], Weakness, file.name)
        found[weakness.id] = weakness
    return found


@cache
def by_sink() -> dict[str, list[Weakness]]:
    """Flow weaknesses by the sink kinds they are about."""
    table: dict[str, list[Weakness]] = {}
    for weakness in catalogue().values():
        for kind in (weakness.sink, *weakness.narrower):
            if kind is not None:
                table.setdefault(kind, []).append(weakness)
    return table


def words_of(kinds: Iterable[str]) -> list[str]:
    """What data of these sink kinds must be safe for, in words; a kind of no sink has none."""
    found = [w.data for kind in sorted(kinds) for w in by_sink().get(kind, ())[:1] if w.sink == kind]
    return [word for word in found if word]


@cache
def clean_prefixes() -> dict[str, list[str]]:
    """Patterns of constant text after which data is harmless, by sink kind."""
    table: dict[str, list[str]] = {}
    for weakness in catalogue().values():
        given: dict[str, str | None] = {**weakness.narrower}
        if weakness.sink is not None:
            given[weakness.sink] = weakness.clean_prefix
            given[f"{weakness.sink}<inward"] = weakness.inner_prefix
        for kind, pattern in given.items():
            if pattern is not None:
                table.setdefault(kind, []).append(pattern)
    return table


@cache
def safe_kinds(kind: str) -> frozenset[str]:
    """The kinds that data may be safe for and then does no harm in a sink of ``kind``."""
    known = by_sink().get(kind, ())
    wider = {weakness.sink for weakness in known if weakness.sink is not None}
    return frozenset({kind, "all", *wider}).union(*(weakness.safe_as for weakness in known))


@cache
def kinds_at(kind: str) -> tuple[str, ...]:
    """The kinds of sinks that a place of ``kind`` is."""
    also = (weakness.sink for weakness in catalogue().values() if kind in weakness.at and weakness.sink)
    return (kind, *also)


@cache
def counts(kind: str, source: str) -> bool:
    """Whether data of a source kind is any weakness in a sink of ``kind``."""
    known = by_sink().get(kind)
    return known is None or any(weakness.severity_from(source, frozenset()) for weakness in known)
