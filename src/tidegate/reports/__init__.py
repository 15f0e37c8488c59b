"""Reports: one value, many formats. Each format is one module with ``render(result, …) -> str``.

A report reads the ``CheckResult`` and nothing else, and the same value always gives the same text.
"""

from __future__ import annotations

from importlib import import_module

from tidegate.model.errors import UsageError
from tidegate.model.result import CheckResult

# Format → module; a module is imported when its format is asked for.
FORMATS = {
    "text": "tidegate.reports.text",
    "json": "tidegate.reports.json_",
    "sarif": "tidegate.reports.sarif",
    "markdown": "tidegate.reports.markdown",
}


def render(format: str, result: CheckResult, *, color: bool = False, width: int = 80) -> str:  # noqa: A002
    """``result`` in ``format``, ending in one newline. Only ``text`` heeds ``color`` and ``width`` (cells).

    Raises UsageError for a format that is not known.
    """
    if format not in FORMATS:
        raise UsageError(f"no output format `{format}`", hint=f"formats: {', '.join(FORMATS)}")
    text: str = import_module(FORMATS[format]).render(result, color=color, width=width)
    return text
