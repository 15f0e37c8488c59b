"""The JSON contract ``tidegate.check/1``; its schema is in ``schema/``.

The document is valid UTF-8 whatever git holds: paths are quoted as git quotes them (``"caf\\351.py"``,
see ``model.paths.display``), and a byte that is not UTF-8 is ``<0xFF>`` in any other string. What acts
on a terminal or hides from a reader is escaped (``\\u202e``), so the document may be printed.
"""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from tidegate.model.paths import display
from tidegate.model.result import CheckResult
from tidegate.reports.visible import UNSAFE, is_path, mapped, visible
from tidegate.reports.words import ordered

_SURROGATES = re.compile("[\ud800-\udfff]+")
_SORTED = {
    "blast_radius": ("changed", "entry_points", "data", "services", "tests", "edges"),
    "coverage": ("not_analysed",),
}


def render(result: CheckResult, **_terminal: object) -> str:
    """``result`` as indented JSON; keys stand in the contract's order, lists in a fixed one."""
    return encoded(document(result))


def encoded(plain: dict[str, Any]) -> str:
    """A document as text that may be printed."""
    text = msgspec.json.format(msgspec.json.encode(plain), indent=2).decode()
    return UNSAFE.sub(_escaped, text) + "\n"


def stored(value: Any) -> Any:
    """Plain dicts and lists with every string as documents keep it."""
    return mapped(value, _stored)


def document(result: CheckResult) -> dict[str, Any]:
    """``result`` as plain dicts and lists of valid Unicode."""
    whole = msgspec.structs.replace(result, findings=tuple(ordered(result.findings)))
    kept: dict[str, Any] = stored(msgspec.to_builtins(whole))
    for section, names in _SORTED.items():
        for name in names:
            kept[section][name].sort(key=_canonical)
    kept["excerpts"].sort(key=lambda e: (e["path"], e["side"], e["start"], e["lines"]))
    return kept


def _canonical(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


def _stored(text: str, key: str) -> str:
    if is_path(key):
        return display(text)
    return _SURROGATES.sub(lambda match: visible(match[0]), text)


def _escaped(match: re.Match[str]) -> str:
    # The line ends are the layout's own: within a string they are escaped already.
    return "\n" if match[0] == "\n" else json.dumps(match[0])[1:-1]
