"""The readers: one module for each sort of evidence, the surest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tidegate.model.attribution import Claim, Doubt
from tidegate.provenance.attribution import (
    agent_trace,
    declarations,
    git_ai,
    hints,
    identities,
    trailers,
)
from tidegate.provenance.attribution.material import Material, Record

Reader = Callable[[Material], Iterator[Record | Claim | Doubt]]

READERS: tuple[tuple[str, Reader], ...] = (
    ("git-ai notes", git_ai.read),
    ("Agent Trace records", agent_trace.read),
    ("declarations", declarations.read),
    ("trailers", trailers.read),
    ("identities", identities.read),
    ("hints", hints.read),
)

NOTES = (git_ai.REFERENCE, agent_trace.REFERENCE)
FILES = (agent_trace.FILE,)
