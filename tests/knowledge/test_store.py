"""Library files, read once and kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import msgspec
import pytest

from tidegate.knowledge import store
from tidegate.knowledge.store import Knowledge, files, load_library


class Memory:
    """What a cache keeps, with the number of values that were put into it."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], bytes] = {}
        self.put = 0

    def get_many(self, namespace: str, keys: Collection[str]) -> dict[str, bytes]:
        return {key: self.values[namespace, key] for key in keys if (namespace, key) in self.values}

    def put_many(self, namespace: str, items: Mapping[str, bytes]) -> None:
        self.put += len(items)
        self.values.update({(namespace, key): value for key, value in items.items()})


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a new process."""
    monkeypatch.setattr(store, "_loaded", {})


def test_what_is_kept_is_what_the_files_say(monkeypatch: pytest.MonkeyPatch) -> None:
    memory, packaged = Memory(), files("libraries")
    read = {file: load_library(file) for file in packaged}
    for _ in range(2):
        monkeypatch.setattr(store, "_loaded", {})
        assert {file: load_library(file, memory) for file in packaged} == read
    assert memory.put == len(packaged)


def test_what_is_kept_is_not_parsed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = Memory()
    tables = Knowledge("python", kept=memory).tables
    monkeypatch.setattr(store, "_loaded", {})

    def unasked(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(store, "parse_library", unasked)
    assert Knowledge("python", kept=memory).tables.libraries == tables.libraries


@pytest.mark.parametrize("damage", [b"", b"\xc1", msgspec.msgpack.encode({"library": 3})])
def test_what_cannot_be_decoded_is_read_anew(damage: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    memory, file = Memory(), files("libraries")[0]
    read = load_library(file, memory)
    memory.values = dict.fromkeys(memory.values, damage)
    monkeypatch.setattr(store, "_loaded", {})
    assert load_library(file, memory) == read
