"""The readers: one module for each sort of evidence, the surest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tidegate.model.attribution import Claim, Doubt
from tidegate.provenance.attribution import declarations, hints, identities, trailers
from tidegate.provenance.attribution.material import Material, Record

Reader = Callable[[Material], Iterator[Record | Claim | Doubt]]

READERS: tuple[tuple[str, Reader], ...] = (
    ("declarations", declarations.read),
    ("trailers", trailers.read),
    ("identities", identities.read),
    ("hints", hints.read),
)
