"""Hosts that the team lists in its inventory as places where AI tools may send data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tidegate.documents.reading import Source

FILE = ".tidegate/ai-tools.yaml"
_KEY = "endpoints"


def listed(content: bytes | None) -> frozenset[str]:
    """Every host under ``endpoints``, of whatever entry. Raise Unreadable."""
    document = Source(FILE, content).yaml() if content else None
    return frozenset(host.strip().lower() for host in _hosts(document))


def _hosts(document: Any) -> Iterator[str]:
    pending: list[Any] = [document]
    while pending:
        one = pending.pop()
        if isinstance(one, dict):
            yield from _named(one.get(_KEY))
            pending += one.values()
        elif isinstance(one, list):
            pending += one


def _named(endpoints: Any) -> Iterator[str]:
    """``- gate.example.com``, or ``- host: gate.example.com`` with what else is said of it."""
    for one in endpoints if isinstance(endpoints, list) else ():
        host = one.get("host") if isinstance(one, dict) else one
        if isinstance(host, str):
            yield host
