"""Hashes as lock files write them → CycloneDX's: an algorithm and hexadecimal digits.

Only a hash of what is downloaded counts: Go's ``h1`` is of a list of files, and Yarn 2's of its own archive.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error

_ALGORITHMS = {
    "md5": ("MD5", 32),
    "sha1": ("SHA-1", 40),
    "sha256": ("SHA-256", 64),
    "sha384": ("SHA-384", 96),
    "sha512": ("SHA-512", 128),
}
# What a hash without a name is, by the lock files of the ecosystem.
_UNNAMED = {"crates.io": "sha256", "Packagist": "sha1", "NuGet": "sha512"}
_NAMED = re.compile(r"(md5|sha1|sha256|sha384|sha512)[-:=](.+)", re.IGNORECASE)
_HEXADECIMAL = re.compile(r"[0-9a-fA-F]+")


def cyclonedx_hash(ecosystem: str, text: str) -> dict[str, str] | None:
    """``None`` for what is no hash of a download that the format knows."""
    named = _NAMED.fullmatch(text)
    name, value = (named[1].lower(), named[2]) if named else (_UNNAMED.get(ecosystem), text)
    if name is None:
        return None
    algorithm, length = _ALGORITHMS[name]
    digits = _digits(value.partition("?")[0], length)
    return {"alg": algorithm, "content": digits} if digits else None


def _digits(value: str, length: int) -> str | None:
    if len(value) == length and _HEXADECIMAL.fullmatch(value):
        return value.lower()
    try:
        found = b64decode(value, validate=True).hex()
    except (Error, ValueError):
        return None
    return found if len(found) == length else None
