"""What a change lets AI tools do, and what it tells them: one module a question, all of one shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tidegate.detect.ai_tools import comments, downloads, flags, hidden, phrases, strangers
from tidegate.detect.ai_tools.hits import Hit
from tidegate.detect.ai_tools.material import Material

Detector = Callable[[Material], Iterator[Hit]]
DETECTORS: tuple[tuple[str, Detector], ...] = (
    ("hidden text in instructions", hidden.detect),
    ("phrases in instructions", phrases.detect),
    ("comments in instructions", comments.detect),
    ("scripts that instructions run", downloads.detect),
    ("agents that strangers start", strangers.detect),
    ("flags of agents", flags.detect),
)
