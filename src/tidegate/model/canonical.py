"""Canonical JSON (RFC 8785): one value, one spelling, so that digests and signatures mean the value."""

from __future__ import annotations

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
    """The SHA-256 of the canonical form, in hexadecimal."""
    return sha256(canonical(value)).hexdigest()
