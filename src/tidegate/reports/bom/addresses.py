"""Addresses that may stand in a document that others get: absolute, without credentials, valid."""

from __future__ import annotations

import re

from tidegate.documents.addresses import without_credentials

# RFC 3986, ASCII only: a scheme, a host and what follows it; "%" only before two digits.
_CHARACTER = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})"
_ADDRESS = re.compile(rf"[A-Za-z][A-Za-z0-9+.-]*://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/{_CHARACTER}*)?")
_PAGE = re.compile(
    r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?"
    rf"(?:/{_CHARACTER}*)?(?:\?(?:{_CHARACTER}|\?)*)?(?:#(?:{_CHARACTER}|\?)*)?"
)
# git's own: user@host:path; without a user only where the host has a dot, for "link:folder" is none.
_SHORT = re.compile(r"(?:[^@:/\s]+@(?=[A-Za-z0-9.-])|(?=[A-Za-z0-9-]+\.))([A-Za-z0-9.-]+):(?!/)([^\s@]+)")
_HIDDEN = re.compile(r"://[^/]*@")  # credentials of an address within an address
_SCHEMES = ("http", "https", "ssh", "git", "git+https", "git+http", "git+ssh", "ftp")
_LONGEST = 2_000


def public(location: str | None) -> str | None:
    """``location`` as an address that anybody may see; ``None`` where it is none."""
    if not location or len(location) > _LONGEST:
        return None
    if (short := _SHORT.fullmatch(location)) and "://" not in location:
        location = f"ssh://{short[1]}/{short[2]}"
    bare = without_credentials(location).partition("#")[0].partition("?")[0]
    scheme = bare.partition("://")[0].lower()
    return bare if scheme in _SCHEMES and _ADDRESS.fullmatch(bare) and not _HIDDEN.search(bare) else None


def link(url: str) -> str | None:
    """A page's address as it is, with query and fragment; ``None`` where it is none or names a user."""
    return url if len(url) <= _LONGEST and _PAGE.fullmatch(url) and not _HIDDEN.search(url) else None
