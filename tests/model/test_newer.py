"""Events of other versions are told from what is no event at all."""

from __future__ import annotations

import json
from typing import Any

import events
import pytest

from tidegate.model import event as ev
from tidegate.model.canonical import canonical
from tidegate.model.event.newer import Newer, plain, read


def changed(*path: str, of: ev.Payload = events.DECISION, **keys: Any) -> bytes:
    """An event with other ``keys`` in the object that ``path`` leads to."""
    said = json.loads(ev.encoded(events.made(of)))
    spot = said
    for name in path:
        spot = spot[int(name)] if isinstance(spot, list) else spot[name]
    spot |= keys
    return canonical(said)


NEWER = {
    "schema": (changed(schema="tidegate.event/2", shape=[1, {"a": 1.5}]), "schema tidegate.event/2"),
    "type": (changed(payload={"type": "pledge", "of": "all"}), "not known here: pledge"),
    "key": (changed(mood="fine"), "not known here: mood"),
    "key of the payload": (changed("payload", mood="fine"), "mood"),
    "key of the subject": (changed("payload", "subject", mood="fine"), "mood"),
    "key in a list": (changed("payload", "findings", "0", mood="fine"), "mood"),
    "word": (changed("payload", tier="colossal"), "colossal"),
    "several": (changed("payload", k0=0, k1=1, k2=2, k3=3, k4=4, k5=5), "k0, k1, k2, k3, k4"),
}
NO_EVENT = {
    "nothing": b"",
    "text": b"hello",
    "another document": canonical({"schema": "tidegate.check/1"}),
    "schema zero": changed(schema="tidegate.event/0"),
    "a value that does not fit": changed("payload", tool=5),
    "a key that is missing": canonical(
        json.loads(changed()) | {"payload": {"type": "approval", "role": "r"}}
    ),
    "no position": changed(mood=1, after={"count": -1, "digest": "0" * 64}),
    "another time": changed(mood=1, at="2026-11-20T12:00:00.5Z"),
    "type of two lines": changed(payload={"type": "pledge\n"}),
    "spelled otherwise": changed(mood="fine") + b"\n",
    "a key twice": changed(mood="fine").replace(b'"mood":', b'"mood":"x","mood":'),
    "too deep": changed(mood="fine").replace(b'"fine"', b"[" * 100_000 + b"]" * 100_000),
}


@pytest.mark.parametrize(("content", "why"), NEWER.values(), ids=NEWER)
def test_what_another_version_wrote_is_told_by_what_is_not_known(content: bytes, why: str) -> None:
    found = read(content)
    assert isinstance(found, Newer)
    assert why in found.why
    assert (found.actor, found.at, found.repository, found.subject) == (
        "anna", events.NOON, events.REPOSITORY, None,
    )  # fmt: skip
    assert canonical(plain(found)) == content
    with pytest.raises(ValueError, match="not an event"):
        ev.decoded(content)


@pytest.mark.parametrize("content", NO_EVENT.values(), ids=NO_EVENT)
def test_what_is_no_event_of_any_version_stays_none(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"event|canonical"):
        read(content)


@pytest.mark.parametrize("payload", events.PAYLOADS)
def test_what_is_known_is_read_as_it_is(payload: ev.Payload) -> None:
    content = ev.encoded(events.made(payload))
    assert read(content) == ev.decoded(content)
    assert canonical(plain(read(content))) == content
    assert isinstance(read(changed("payload", of=payload, strange=1)), Newer)
