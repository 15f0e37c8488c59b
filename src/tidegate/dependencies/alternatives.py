"""What packages that come in are for, and what else does it: the team's choice, what is used, the language.

Told of what is asked for directly. What the repository asks for already was chosen, so nothing is said to be
used instead of it; neither of what is only there for development or as an extra.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import msgspec
from msgspec.structs import replace

from tidegate.dependencies.compare import Compared
from tidegate.dependencies.compiled import is_pulled_in
from tidegate.dependencies.earlier import Earlier
from tidegate.dependencies.formats import Role, format_of
from tidegate.dependencies.listings import Listings
from tidegate.dependencies.names import normal
from tidegate.dependencies.uses import Tree, Uses, uses
from tidegate.knowledge import purposes
from tidegate.knowledge.replacements import Kind, replacements
from tidegate.model.result import Alternative, DependencyChange, DependencyPlace, Purpose

_SUGGESTED = "suggested"
_MOST = 50  # packages that come in and are judged


class _Coming(msgspec.Struct, frozen=True):
    """A package that comes in, and the packages that may be there for its purpose."""

    change: DependencyChange
    name: str
    purpose: purposes.Purpose | None
    preferred: tuple[str, ...]
    rivals: tuple[str, ...]


def with_alternatives(
    compared: Compared, earlier: Earlier, head: Tree, preferred: Mapping[str, Collection[str]]
) -> Compared:
    """``preferred`` are the team's packages ("PyPI:httpx") by purpose."""
    asked = (one for one in compared.changes if is_asked_for(one) and not _is_pulled_in(compared, one))
    coming = [_coming(change, preferred) for change in asked][:_MOST]
    if not coming:
        return compared
    told = {id(was): now for was, now in _told(compared, earlier, head, coming)}
    return replace(
        compared,
        changes=tuple(told.get(id(one), one) for one in compared.changes),
        entries=tuple(replace(one, change=told.get(id(one.change), one.change)) for one in compared.entries),
    )


def is_asked_for(change: DependencyChange) -> bool:
    return "added" in change.what and change.direct is True


def _is_pulled_in(compared: Compared, change: DependencyChange) -> bool:
    """By what the files that name it say beside it, where they were compiled from what people ask for."""
    return all(_says_so(compared.head, one) for one in change.places if one.side == "head")


def _says_so(head: Listings, place: DependencyPlace) -> bool:
    known = format_of(place.path)
    read = head.at(place.path) if known is not None and known.ecosystem == "PyPI" else None
    if read is None or read.format.role is not Role.MANIFEST:
        return False
    entries = {normal(one.ecosystem, one.name) for one in read.listing.dependencies}
    lines = (head.text(place.path) or b"").decode("utf-8", "replace").splitlines()
    return is_pulled_in(lines, place.line, entries)


def _coming(change: DependencyChange, preferred: Mapping[str, Collection[str]]) -> _Coming:
    name = normal(change.ecosystem, change.name)
    purpose = purposes.purpose_of(change.ecosystem, name)
    if purpose is None:
        return _Coming(change, name, None, (), ())
    wanted = tuple(_of(change.ecosystem, preferred.get(purpose.id, ())))
    known = dict.fromkeys([*wanted, *purpose.packages.get(change.ecosystem, ())])
    rivals = (one for one in known if not purposes.are_together(change.ecosystem, name, one))
    return _Coming(change, name, purpose, wanted, () if name in wanted else tuple(rivals))


def _of(ecosystem: str, packages: Collection[str]) -> Iterator[str]:
    for text in packages:
        of, _, name = text.partition(":")
        if of == ecosystem:
            yield normal(ecosystem, name)


def _told(
    compared: Compared, earlier: Earlier, head: Tree, coming: Collection[_Coming]
) -> Iterator[tuple[DependencyChange, DependencyChange]]:
    """Each change as it was, and with its purpose and alternatives: one search of each side an ecosystem."""
    near = [path for path, _ in compared.files if path is not None]
    for ecosystem in dict.fromkeys(one.change.ecosystem for one in coming):
        these = [one for one in coming if one.change.ecosystem == ecosystem]
        rivals = {name for one in these for name in one.rivals}
        asked = earlier.asked_for(ecosystem, rivals | {one.name for one in these}, near)
        gone = _gone(compared, ecosystem)
        wanted = {name for one in these for name in one.preferred}
        counted = uses(head, ecosystem, (rivals & asked) - gone | wanted)
        for one in these:
            written = () if one.name in asked else _written_down(one)
            found = [*_others(one, asked, gone, counted), *written]
            purpose = Purpose(one.purpose.id, one.purpose.words) if one.purpose else None
            yield one.change, replace(one.change, purpose=purpose, alternatives=tuple(found))


def _gone(compared: Compared, ecosystem: str) -> frozenset[str]:
    """What the change takes out."""
    return frozenset(
        normal(ecosystem, change.name)
        for change in compared.changes
        if change.ecosystem == ecosystem and "removed" in change.what and change.direct is not False
    )


def _others(
    one: _Coming, asked: Collection[str], gone: Collection[str], counted: Mapping[str, Uses]
) -> Iterator[Alternative]:
    """The team's choice first, then what is used already, most of it first, then what goes."""
    others = [name for name in one.rivals if name != one.name]
    yield from (_counted(name, "preferred", counted[name]) for name in others if name in one.preferred)
    if one.name in asked or not _is_of_the_program(one):
        return
    used = [name for name in others if name in counted and name in asked and counted[name].places]
    for name in sorted(used, key=lambda name: -counted[name].places):
        if name not in one.preferred:
            yield _counted(name, "used", counted[name])
    yield from (Alternative(name=name, why="replaced") for name in others if name in gone)


def _is_of_the_program(one: _Coming) -> bool:
    return one.change.scope == "runtime" and not (one.purpose and one.purpose.development)


def _counted(name: str, why: str, found: Uses) -> Alternative:
    return Alternative(name=name, why=why, places=found.places, complete=found.complete)


def _written_down(one: _Coming) -> Iterator[Alternative]:
    """What a published list says."""
    known = replacements(one.change.ecosystem)
    said = known.packages.get(one.name) if known else None
    if said is None:
        return
    why = _SUGGESTED if said.kind is Kind.PREFERRED else said.kind.value
    if said.kind is Kind.NEEDLESS:
        yield Alternative(name="", why=why)
    yield from (Alternative(name=by.what, why=why, since=by.since) for by in said.by)
