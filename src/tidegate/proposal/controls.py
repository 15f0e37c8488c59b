"""Who asks who comes in: the program's own functions that turn callers away before its ways in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from tidegate.knowledge.proposing import is_control, is_login
from tidegate.model.proposal import Proposed
from tidegate.proposal.seen import Entry, Seen
from tidegate.surface.strangers import WHO

_MOST = 40  # of a list
_SHARED = 2  # ways in that a function stands before whose name says nothing


def own(seen: Seen) -> dict[str, list[Proposed]]:
    """By kind, the program's functions and classes that protect; those that only seem to are not sure."""
    handlers = {entry.handler for entry in seen.entries}
    found: dict[str, list[Proposed]] = {kind: [] for kind in sorted(WHO)}
    told = set[str]()  # who asks both is a login first
    for (kind, said), entries in sorted(_by_provider(seen.entries).items()):
        provider = said if "." in said else _only(said, seen)
        spot = seen.definitions.get(provider)
        if kind not in found or spot is None or provider in handlers | told:
            continue
        told.add(provider)
        sure = is_control(provider.rpartition(".")[2])
        if sure or len(entries) >= _SHARED:
            why = f"before {_ways(entries)}"
            found[kind].append(Proposed(provider, why, spot.path, spot.line, sure))
    found["authentication"] += _not_understood(seen, told | handlers)
    return {kind: list(_first(proposed)) for kind, proposed in found.items()}


def _not_understood(seen: Seen, known: set[str]) -> Iterator[Proposed]:
    """What stands before ways in, has the name of a check, and turns nobody away as far as is understood."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in seen.entries:
        for name in entry.before:
            if name not in known and is_login(name.rpartition(".")[2]):
                found[name].append(entry)
    for name, entries in found.items():
        spot = seen.definitions.get(name)
        if spot is not None:
            why = f"before {_ways(entries)}; what it asks is not understood"
            yield Proposed(name, why, spot.path, spot.line, sure=False)


def _only(name: str, seen: Seen) -> str:
    """The one function that has a name of which only the last part is known; else "" """
    found = [dotted for dotted in seen.definitions if dotted.endswith(f".{name}")]
    return found[0] if len(found) == 1 else ""


def known(seen: Seen) -> tuple[Proposed, ...]:
    """Controls of libraries that are understood without being named, most used first."""
    found = _by_provider(seen.entries, named=True)
    outside = [
        (kind, name) for kind, name in found if kind in WHO and "." in name and name not in seen.definitions
    ]
    ordered = sorted(outside, key=lambda key: (-len(found[key]), key))
    return tuple(
        Proposed(
            provider,
            f"{kind} before {_ways(found[kind, provider])}",
            found[kind, provider][0].spot.path,
            found[kind, provider][0].spot.line,
        )
        for kind, provider in ordered[:_MOST]
    )


def frameworks(seen: Seen) -> tuple[Proposed, ...]:
    """What calls the program's handlers."""
    counted = Counter(entry.made_by for entry in seen.entries if entry.made_by)
    first = {entry.made_by: entry.spot for entry in reversed(seen.entries)}
    return tuple(
        Proposed(name, f"{number} way{'s' if number > 1 else ''} in", first[name].path, first[name].line)
        for name, number in counted.most_common()
        if name.isidentifier()
    )


def _by_provider(entries: Iterable[Entry], *, named: bool = False) -> dict[tuple[str, str], list[Entry]]:
    """(kind, provider) → the ways in that it stands before; with ``named`` those known by name alone."""
    found: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        for key in dict.fromkeys(
            (guard.kind, guard.provider) for guard in entry.guards if guard.named or not named
        ):
            found[key].append(entry)
    return found


def _first(proposed: list[Proposed]) -> Iterator[Proposed]:
    """The sure ones first, by name; not more than a list may have."""
    yield from sorted(proposed, key=lambda one: (not one.sure, one.value))[:_MOST]


def _ways(entries: list[Entry]) -> str:
    names = sorted({entry.name for entry in entries})
    return f"{len(names)} ways in" if len(names) > 1 else names[0]
