"""PyPI: PEP 440, as ``packaging`` reads it."""

from __future__ import annotations

from packaging.version import InvalidVersion, Version


def key(version: str) -> Version:
    """Raise ValueError for legacy versions, which have no order."""
    try:
        return Version(version)
    except InvalidVersion as error:
        raise ValueError(str(error)) from None
