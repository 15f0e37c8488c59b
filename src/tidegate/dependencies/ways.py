"""What the entries of a file are asked for by: by the file itself, or by the manifests that it answers."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tidegate.dependencies.difference import package
from tidegate.dependencies.formats import Role
from tidegate.dependencies.listings import Listings, Read
from tidegate.dependencies.routes import routes
from tidegate.dependencies.workspaces import manifests
from tidegate.model.dependency import Listing


class Ways(msgspec.Struct, frozen=True):
    """``roots`` are the keys of what somebody asked for; ``via`` the way to each other one."""

    roots: frozenset[str]
    via: Mapping[str, tuple[str, ...]]


def ways(path: str, side: Listings) -> Ways:
    """Of a file that pins nothing, only the roots."""
    read = side.at(path)
    listing = listing_of(read)
    roots = _roots(listing, path, side)
    is_lock = read is not None and read.format.role is Role.LOCK
    keys = [one.key for one in listing.dependencies] if is_lock else []
    return Ways(roots, routes(listing, roots, keys))


def listing_of(read: Read | None) -> Listing:
    return read.listing if read else Listing()


def _roots(listing: Listing, path: str, side: Listings) -> frozenset[str]:
    entries = listing.dependencies
    asked = _asked(path, side) if any(one.direct is None for one in entries) else frozenset()
    return frozenset(
        one.key for one in entries if (one.direct if one.direct is not None else package(one) in asked)
    )


def _asked(path: str, side: Listings) -> frozenset[tuple[str, str]]:
    listings = (read.listing for read in manifests(path, side))
    return frozenset(
        package(one)
        for listing in listings
        for one in listing.dependencies
        if one.direct is not False  # an override only decides
    )
