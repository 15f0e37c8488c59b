"""``render(name, trace)``: a trace as JSON (``tidegate.trace/1``) or as text."""

from __future__ import annotations

from typing import Any

import msgspec

from tidegate.model.trace import Trace
from tidegate.reports.json_ import encoded, stored
from tidegate.reports.trace.text import render_text

FORMATS = ("text", "json")


def render(name: str, trace: Trace, *, color: bool = False, width: int = 80) -> str:
    """``trace`` in a format, ending in one newline."""
    return render_text(trace, color=color, width=width) if name == "text" else encoded(document(trace))


def document(trace: Trace) -> dict[str, Any]:
    """``trace`` as plain dicts and lists of valid Unicode."""
    plain: dict[str, Any] = stored(msgspec.to_builtins(trace))
    return plain
