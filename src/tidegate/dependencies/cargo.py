"""What the formats of Cargo share."""

from __future__ import annotations

from urllib.parse import parse_qs

from tidegate.documents.addresses import without_credentials
from tidegate.model.dependency import Origin

ECOSYSTEM = "crates.io"


def source(text: str | None) -> tuple[Origin, str | None, str | None]:
    """``registry+https://…``, ``git+https://…?tag=v1#commit`` → origin, address, revision; none is a path."""
    if text is None:
        return Origin.PATH, None, None
    sort, _, address = text.partition("+")
    bare, _, commit = address.partition("#")
    if sort == "git":
        asked = parse_qs(bare.partition("?")[2], max_num_fields=20) if len(bare) < 4096 else {}
        named = next((asked[one][0] for one in ("rev", "tag", "branch") if one in asked), None)
        return Origin.GIT, without_credentials(bare), commit or named
    return (Origin.PATH if sort == "path" else Origin.REGISTRY), without_credentials(bare), None
