"""What is wrong with dependencies that a change adds or changes: one module a question, all of one shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tidegate.detect.dependencies import suspicious, vulnerable
from tidegate.detect.dependencies.context import DependencyContext
from tidegate.model.finding import Finding

Detector = Callable[[DependencyContext], Iterator[Finding]]
DETECTORS: tuple[tuple[str, Detector], ...] = (
    ("advisories", vulnerable.detect),
    ("names of packages", suspicious.detect),
)
