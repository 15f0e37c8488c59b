"""Digests of lines, by which a trace without a commit may be held against head.

Which bytes are hashed the format leaves open: lines that end in LF, with and without the last one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

_KNOWN = frozenset({"sha256", "sha1", "md5", "sha512"})


def fits(said: str, lines: Sequence[str]) -> bool | None:
    """Whether ``algorithm:hex`` is of these lines; ``None`` for an algorithm that is not known."""
    algorithm, _, digest = said.partition(":")
    name = algorithm.lower().replace("-", "").replace("_", "")
    text = "\n".join(lines).encode("utf-8", "surrogateescape")
    if name in ("murmur3", "murmur3x8632", "murmurhash3"):
        return digest.lower() in (f"{_murmur3(data):08x}" for data in (text, text + b"\n"))
    if name not in _KNOWN:
        return None
    made = (hashlib.new(name, data, usedforsecurity=False).hexdigest() for data in (text, text + b"\n"))
    return digest.lower() in made


def _murmur3(data: bytes, seed: int = 0) -> int:
    """MurmurHash3 of 32 bits (Austin Appleby, public domain)."""
    mask, value = 0xFFFFFFFF, seed
    whole = len(data) // 4 * 4
    for at in range(0, whole, 4):
        value ^= _mixed(int.from_bytes(data[at : at + 4], "little"))
        value = ((value << 13) | (value >> 19)) & mask
        value = (value * 5 + 0xE6546B64) & mask
    if whole < len(data):
        value ^= _mixed(int.from_bytes(data[whole:], "little"))
    value ^= len(data)
    for multiplier, shift in ((0x85EBCA6B, 16), (0xC2B2AE35, 13)):
        value ^= value >> shift
        value = (value * multiplier) & mask
    return value ^ (value >> 16)


def _mixed(block: int) -> int:
    block = (block * 0xCC9E2D51) & 0xFFFFFFFF
    block = ((block << 15) | (block >> 17)) & 0xFFFFFFFF
    return (block * 0x1B873593) & 0xFFFFFFFF
