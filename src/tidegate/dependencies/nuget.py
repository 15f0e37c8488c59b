"""What the formats of NuGet share."""

from __future__ import annotations

import re

ECOSYSTEM = "NuGet"
_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+){0,3}(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?")


def exact(requirement: str | None) -> str | None:
    """The version that is chosen: ``1.0`` (the lowest allowed) and ``[1.0]`` are 1.0; ranges are none."""
    if not requirement:
        return None
    bare = requirement.strip()
    if bare.startswith("[") and bare.endswith("]"):
        bare = bare[1:-1].strip()
    return bare if _VERSION.fullmatch(bare) else None
