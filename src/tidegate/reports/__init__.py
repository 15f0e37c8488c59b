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


def render(
    format: str,  # noqa: A002
    result: CheckResult,
    *,
    color: bool = False,
    width: int = 80,
    verbose: bool = False,
) -> str:
    """``result`` in ``format``, ending in one newline. Only ``text`` heeds ``color``, ``width`` (cells) and
    ``verbose`` (what became of every rule of the team's tiers).

    Raises UsageError for a format that is not known.
    """
    if format not in FORMATS:
        raise UsageError(f"no output format `{format}`", hint=f"formats: {', '.join(FORMATS)}")
    text: str = import_module(FORMATS[format]).render(result, color=color, width=width, verbose=verbose)
    return text
