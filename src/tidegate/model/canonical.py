"""Canonical JSON (RFC 8785): one value, one spelling, so that digests and signatures mean the value."""

from __future__ import annotations

import json
from hashlib import sha256

import msgspec


def canonical(value: object) -> bytes:
    """A struct, or a value that JSON can hold, in its one spelling.

    Raise ValueError for what has none: a number beyond 2^53, NaN, half of a surrogate pair.
    """
    import rfc8785

    plain = msgspec.to_builtins(value)
    try:
        spelled = rfc8785.dumps(plain)
        spelled.decode("utf-8", "strict")
    except (rfc8785.CanonicalizationError, UnicodeError) as reason:
        raise ValueError(f"no canonical JSON: {reason}") from None
    return spelled


def digest(value: object) -> str:
    """The SHA-256 over the value's JSON in one spelling, in hexadecimal; for what holds no fractions.

    That is the canonical form, but where names of files are no UTF-8: these stand in it byte by byte.
    """
    plain = msgspec.to_builtins(value, order="sorted", enc_hook=str)
    spelled = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(spelled.encode("utf-8", "surrogateescape")).hexdigest()
