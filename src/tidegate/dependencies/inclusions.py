"""What a file says together with the files that it includes (``-r``, ``-c``, ``file:``).

Included files are read as the including one asks for them: a development file that a program's file includes
is installed with the program. Loops end, and the number of files is bounded.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from tidegate.dependencies.difference import Differing, differences
from tidegate.dependencies.formats import format_of
from tidegate.dependencies.listings import Listings, Read
from tidegate.model.dependency import Dependency, Listing
from tidegate.model.result import NotAnalysed

MOST_FILES = 100  # that one file may include


class Whole(msgspec.Struct, frozen=True):
    """A file and what it includes: each included file's listing by its path; ``gaps`` by what caused them."""

    path: str
    own: Listing
    exists: bool
    included: dict[str, Listing]
    gaps: dict[str, NotAnalysed]


def whole(path: str, read: Read | None, side: Listings) -> Whole:
    """Follow the includes of a file of one side."""
    own = read.listing if read else Listing()
    included: dict[str, Listing] = {}
    gaps: dict[str, NotAnalysed] = {}
    known = read.format.included if read else None
    waiting = list(reversed(list(_named(path, own))))
    while waiting and known is not None:
        by, name = waiting.pop()
        found = posixpath.normpath(posixpath.join(posixpath.dirname(by), name))
        if "://" in name or found.startswith(("../", "/")):
            gaps[name] = NotAnalysed(by, f"it includes {name[:200]!r}, which is not in the repository")
        elif found == path or found in included:
            continue
        elif len(included) == MOST_FILES:
            gaps[""] = NotAnalysed(by, f"it includes more than {MOST_FILES} files")
            break
        else:
            inner = side.included(found, path, known)
            included[found] = inner.listing
            gaps |= {f"{found} {gap.why}": gap for gap in _wrong(by, found, inner)}
            waiting += reversed(list(_named(found, inner.listing)))
    return Whole(path, own, bool(read and read.exists), included, gaps)


def _named(path: str, listing: Listing) -> Iterator[tuple[str, str]]:
    return ((path, name) for name in listing.includes)


def _wrong(by: str, path: str, read: Read) -> Iterator[NotAnalysed]:
    if not read.exists:
        yield NotAnalysed(by, f"it includes {path[:200]!r}, which is not there")
    elif read.why is not None:
        yield NotAnalysed(path, f"its dependencies could not be read: {read.why}")
    for gap in read.listing.gaps:
        yield NotAnalysed(path, f"one of its dependencies could not be read: {gap}")


def differing(pairs: list[tuple[Whole, Whole]], sides: tuple[Listings, Listings]) -> list[Differing]:
    """What differs in files and in what their includes bring or take, told once: where the entry stands.

    ``pairs`` are base and head of each changed file. A file that came and is included by one that was there
    before tells nothing by itself: its entries may have come out of the including file.
    """
    told_there = {path for base, head in pairs for path in _newly(base, head)}
    found = {
        head.path: _differing(base, head, sides)
        for base, head in pairs
        if head.path not in told_there or base.exists is head.exists
    }
    by_themselves = {(path, one.package) for path, ones in found.items() for one in ones if one.path == path}
    return list(
        dict.fromkeys(
            one
            for path, ones in found.items()
            for one in ones
            if one.path == path or (one.path, one.package) not in by_themselves
        )
    )


def _newly(base: Whole, head: Whole) -> set[str]:
    """Files that only one side of a file that both sides have includes."""
    return base.included.keys() ^ head.included.keys() if base.exists and head.exists else set()


def _differing(base: Whole, head: Whole, sides: tuple[Listings, Listings]) -> list[Differing]:
    """A file that is included on both sides tells its differences by itself."""
    before, after = _counted(base, head, sides[1]), _counted(head, base, sides[0])
    stands = {id(one): path for path, one in [*before, *after]}
    found = differences(
        head.path,
        Listing(dependencies=(*base.own.dependencies, *(one for _, one in before))),
        Listing(dependencies=(*head.own.dependencies, *(one for _, one in after))),
    )
    return [replace(one, path=stands.get(id(one.either), one.path)) for one in found]


def _counted(side: Whole, other: Whole, others: Listings) -> list[tuple[str, Dependency]]:
    """Entries of included files: of those that the other side includes not, or that only includes name."""
    return [
        (path, one)
        for path, listing in side.included.items()
        if format_of(path) is None or (path not in other.included and _counts(path, other, others))
        for one in listing.dependencies
    ]


def _counts(path: str, other: Whole, others: Listings) -> bool:
    """A file that comes or goes with the file that includes it may have been read by itself before."""
    return other.exists or not _is_read(path, others)


def _is_read(path: str, side: Listings) -> bool:
    read = side.at(path)
    return read is not None and read.exists


def gaps_of(base: Whole, head: Whole) -> Iterator[NotAnalysed]:
    """What head includes and could not be read, where base did not include it alike."""
    return (gap for cause, gap in head.gaps.items() if cause not in base.gaps)
