"""Licences as files write them → CycloneDX's: an identifier, an SPDX expression, or a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

_LONGEST = 1_000  # characters of an expression


def licences(texts: Sequence[str]) -> list[dict[str, Any]]:
    """An expression that joins several stands alone; of several texts each has its place."""
    if len(texts) == 1 and (expression := _expression(texts[0])) and not _is_identifier(expression):
        return [{"expression": expression}]
    return [{"license": _licence(one)} for one in texts]


def _licence(text: str) -> dict[str, str]:
    expression = _expression(text)
    if expression is not None and _is_identifier(expression):
        return {"id": expression}
    return {"name": expression or text}


def _is_identifier(expression: str) -> bool:
    return not re.search(r"[\s()+]|Ref-", expression)


def _expression(text: str) -> str | None:
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    if len(text) > _LONGEST:
        return None
    try:
        return str(canonicalize_license_expression(text))
    except (InvalidLicenseExpression, RecursionError, SyntaxError, MemoryError):
        return None
