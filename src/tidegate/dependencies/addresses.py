"""Addresses in manifests: without what could be a secret."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit, urlunsplit


def without_credentials(address: str) -> str:
    """An address without user, password and query, which may hold tokens."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], query=""))


def host(address: str) -> str | None:
    """The host that an address names, in lower case; ``None`` where it names none."""
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def host_of(location: str | None) -> str | None:
    """The host of an address, of git's short form or of a bare host: ``git@host:a/b``, ``host/image``."""
    if not location:
        return None
    if "://" in location:
        return host(location)
    first = location.partition("/")[0].rpartition("@")[2].partition(":")[0].lower()
    return first if "." in first.strip(".") else None


def hosts(addresses: Iterable[Any]) -> frozenset[str]:
    """The hosts that addresses name; what is no address counts for nothing."""
    return frozenset(
        name for one in addresses if isinstance(one, str) and "//" in one and (name := host(one))
    )
