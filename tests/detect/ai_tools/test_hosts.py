"""The team's list of hosts, in its inventory."""

from __future__ import annotations

import pytest

from tidegate.detect.ai_tools.hosts import listed
from tidegate.documents.errors import Unreadable


def test_hosts_by_name_and_as_objects() -> None:
    text = b"tools:\n  - id: a\n    endpoints: [gate.example.com, {host: LLM.example.com, direction: out}]\n"
    assert listed(text) == {"gate.example.com", "llm.example.com"}


def test_what_is_no_endpoint_is_no_host() -> None:
    assert listed(b"tools:\n  - id: a\n    owner: ada.example.com\n    endpoints: none\n") == frozenset()
    assert listed(None) == frozenset()


def test_what_is_no_yaml_is_not_read() -> None:
    with pytest.raises(Unreadable):
        listed(b"tools: [")
