"""Addresses in manifests: without what could be a secret."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

_END = r"[^\s\"'<>`,}\])]|[,}\])](?=[^\s,}\])])"  # what an address goes on with, also where nothing quotes it
_ADDRESS = re.compile(rf"(?<=://)(?:{_END})+")
_TOLD = frozenset({"rev", "tag", "branch", "ref", "commit", "egg", "subdirectory", "extension"})
_HASHES = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")


def masked(text: str) -> str:
    """A text whose addresses have no passwords, and of queries and fragments only what says a revision."""
    return _ADDRESS.sub(lambda found: _masked(found[0]), text) if "://" in text else text


def _masked(address: str) -> str:
    bare, _, fragment = address.partition("#")
    bare, _, query = bare.partition("?")
    where, slash, path = bare.partition("/")
    user, at, place = where.rpartition("@")
    kept = f"{user}@" if at and user in ("git", "hg") else ""
    asked = "&".join(one for one in query.split("&") if one.partition("=")[0] in _TOLD)
    rest = "&".join(one for one in fragment.split("&") if _is_told(one))
    return f"{kept}{place}{slash}{path}{f'?{asked}' if asked else ''}{f'#{rest}' if rest else ''}"


def _is_told(fragment: str) -> bool:
    name, is_pair, _ = fragment.partition("=")
    return not is_pair or name in _TOLD or name in _HASHES


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
