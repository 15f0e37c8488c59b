"""Checkpoints that leave the box: a signed event in a file of its own."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tidegate.ledger.chain import Signed
from tidegate.model.errors import UsageError

_MOST_BYTES = 1024 * 1024


class _File(msgspec.Struct, forbid_unknown_fields=True):
    event: msgspec.Raw
    signatures: str


def written(signed: Signed) -> str:
    """The file's text: the event in the very bytes that were signed."""
    file = _File(msgspec.Raw(signed.content), signed.signatures.decode())
    return msgspec.json.encode(file).decode() + "\n"


def read(file: Path) -> Signed:
    """Raise UsageError where that is no checkpoint."""
    with file.open("rb") as stream:
        content = stream.read(_MOST_BYTES)
    try:
        found = msgspec.json.decode(content, type=_File)
        signed = Signed(bytes(found.event), found.signatures.encode())
        signed.event  # noqa: B018 - it is decoded here, so that it fails here
    except ValueError as reason:
        raise UsageError(
            f"{file} is no checkpoint: {reason}", "make one: tidegate ledger checkpoint"
        ) from None
    return signed
