"""What a repository holds today (``tidegate.baseline/1``): a report, never an acceptance."""

from __future__ import annotations

import msgspec

from tidegate.model.finding import Finding
from tidegate.model.result import Coverage, EntryPoint, Inputs, Tool


class Baseline(msgspec.Struct, frozen=True, kw_only=True):
    """``owners`` maps each path that is named in it to who owns it, where CODEOWNERS says."""

    schema: str = "tidegate.baseline/1"
    tool: Tool
    inputs: Inputs
    repository: str
    revision: str
    commit: str
    findings: tuple[Finding, ...] = ()
    entry_points: tuple[EntryPoint, ...] = ()
    owners: dict[str, tuple[str, ...]] = {}
    coverage: Coverage = Coverage(analysed=0)
    limits: tuple[str, ...] = ()
    timings: dict[str, float] = {}

    @property
    def unprotected(self) -> tuple[EntryPoint, ...]:
        """Entry points that ask neither who is there nor what they may."""
        known = ("authentication", "authorization")
        return tuple(e for e in self.entry_points if not any(c.kind in known for c in e.controls))
