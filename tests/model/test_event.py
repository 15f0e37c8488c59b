"""Events: what they may say, how they are spelled, what their schema says of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, get_args

import events
import jsonschema
import msgspec
import pytest

from tidegate.model import event as ev
from tidegate.model.canonical import canonical
from tidegate.reports.schema import generated, published

replace = msgspec.structs.replace
KINDS = [ev.kind_of(type(payload)) for payload in events.PAYLOADS]


def _plain(payload: ev.Payload = events.APPROVAL) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(ev.encoded(events.made(payload)))
    return plain


def test_there_is_a_sample_of_every_type() -> None:
    assert {type(payload) for payload in events.PAYLOADS} == set(get_args(ev.Payload))
    assert len(set(KINDS)) == len(KINDS)


@pytest.mark.parametrize("payload", events.PAYLOADS, ids=KINDS)
def test_an_event_is_what_its_spelling_says_and_fits_the_schema(payload: ev.Payload) -> None:
    event = events.made(payload)
    spelled = ev.encoded(event)
    assert ev.decoded(spelled) == event
    jsonschema.Draft202012Validator(json.loads(published("event"))).validate(json.loads(spelled))


@pytest.mark.parametrize("payload", events.PAYLOADS, ids=KINDS)
def test_keys_that_nobody_knows_are_refused_at_every_depth(payload: ev.Payload) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(published("event")))
    plain = _plain(payload)
    spots = [plain, plain["payload"], *(v for v in plain["payload"].values() if isinstance(v, dict))]
    for spot in spots:
        if "sql-injection" in spot.values() or spot is not plain:
            spot["strange"] = 1
            with pytest.raises(ValueError, match="strange"):
                ev.decoded(canonical(plain))
            assert not validator.is_valid(plain)
            del spot["strange"]
    assert ev.decoded(canonical(plain)) == events.made(payload)


def test_the_published_schema_is_up_to_date() -> None:
    assert published("event") == generated("event"), "python -m tidegate.reports.schema event writes it anew"
    jsonschema.Draft202012Validator.check_schema(json.loads(published("event")))


def test_what_was_signed_once_keeps_its_id() -> None:
    spelled = ev.encoded(events.made())
    assert ev.id_of(spelled) == "aa53bee17f589ecf23651d609a576fadb444d93056e102bb8470eda352621986"
    assert b'"statement"' not in spelled  # a default is not written


@pytest.mark.parametrize("text", ["".join(map(chr, range(128))), "é\u2028\U0001f600", "\x7f\x80"])
def test_whatever_a_text_holds_there_is_one_spelling(text: str) -> None:
    said = _refusal(text)
    spelled = ev.encoded(said)
    assert spelled == canonical(json.loads(spelled))
    assert ev.decoded(spelled) == said
    for one in text:
        if ord(one) < 0x10000 and (ord(one) >= 0x20 or one in "\b\t\n\f\r"):
            escaped = f"\\u{ord(one):04x}".encode()
            with pytest.raises(ValueError, match="canonical"):
                ev.decoded(ev.encoded(_refusal(f"{one}|")).replace(_once(one), escaped + b"|"))


def _refusal(text: str) -> ev.Event:
    return events.made(ev.Refusal(subject=events.SUBJECT, reason=text))


def _once(one: str) -> bytes:
    """How ``one`` stands before a bar."""
    return canonical(f"{one}|")[1:-1]


@pytest.mark.parametrize(
    "spelled",
    [
        b" " + ev.encoded(events.made()),
        ev.encoded(events.made()) + b"\n",
        ev.encoded(events.made()).replace(b'"role"', b'"role" '),
        ev.encoded(events.made()).replace(b'"actor":"anna"', b'"actor":"eve","actor":"anna"'),
        ev.encoded(events.made()).replace(b"anna", b"\\u0061nna"),
        ev.encoded(events.made()).replace(b"12:00:00Z", b"12:00:00+00:00"),
        ev.encoded(events.made()).replace(b'"type":"approval"', b'"statement":null,"type":"approval"'),
    ],
    ids=["space", "newline", "space within", "key twice", "escape", "offset", "default"],
)
def test_another_spelling_of_an_event_is_none(spelled: bytes) -> None:
    with pytest.raises(ValueError, match=r"canonical|trailing"):
        ev.decoded(spelled)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("schema", "tidegate.event/2"),
        ("at", "2026-11-20T12:00:00+01:00"),
        ("at", "2026-11-20T12:00:00.5Z"),
        ("at", "2026-11-20T12:00:00"),
        ("actor", ""),
        ("after", {"count": -1, "digest": "0" * 64}),
        ("after", {"count": 0, "digest": "0" * 64 + "\n"}),
        ("after", {"count": 0, "digest": "0" * 63 + "G"}),
        ("repository", "acme/other"),
        ("payload", {"type": "applause"}),
    ],
)
def test_what_does_not_fit_is_refused(key: str, value: object) -> None:
    with pytest.raises(ValueError, match=r"event|UTC|subject"):
        ev.decoded(canonical(_plain() | {key: value}))


@pytest.mark.parametrize("wrong", ["b" * 39, "b" * 41, "b" * 40 + "\n", "B" * 40, "HEAD"])
def test_ids_of_objects_are_whole(wrong: str) -> None:
    plain = _plain()
    plain["payload"]["subject"]["head"] = wrong
    with pytest.raises(ValueError, match="head"):
        ev.decoded(canonical(plain))
    plain["payload"]["subject"]["head"] = "b" * 64
    assert ev.decoded(canonical(plain)).subject == replace(events.SUBJECT, head="b" * 64)


def test_an_accepted_risk_ends_and_other_reasons_need_not() -> None:
    with pytest.raises(ValueError, match="end date"):
        replace(events.DISMISSAL, until=None)
    for reason in set(ev.DismissalReason) - {ev.DismissalReason.ACCEPTED_RISK}:
        assert replace(events.DISMISSAL, reason=reason, until=None).until is None


def test_what_is_not_observed_says_why_and_what_is_detected_does_not() -> None:
    gone = ev.Observation.NOT_OBSERVED
    assert replace(events.SEEN, observation=gone, why=ev.NotObserved.RULE_GONE).why == "rule-gone"
    for wrong in ({"observation": gone}, {"why": ev.NotObserved.RULE_GONE}):
        with pytest.raises(ValueError, match="`why`"):
            replace(events.SEEN, **wrong)


def test_a_break_glass_is_reviewed_after_it_happened() -> None:
    late = ev.BreakGlass(subject=events.SUBJECT, incident="INC-7", reason="Down.", review_due=events.NOON)
    with pytest.raises(ValueError, match="review_due"):
        events.made(late)
    assert events.made(late, at=events.NOON - timedelta(seconds=1)).payload == late


@pytest.mark.parametrize("payload", [p for p in events.PAYLOADS if isinstance(p, ev.RoleGrant | ev.Training)])
def test_nobody_grants_anything_to_themselves(payload: ev.Payload) -> None:
    with pytest.raises(ValueError, match="themselves"):
        events.made(payload, actor="ben")


def test_parts_that_must_be_there() -> None:
    with pytest.raises(ValueError, match="evidence"):
        ev.Fix(finding=events.FINDING, stage=ev.FixStage.VERIFIED, commit="e" * 40)
    with pytest.raises(ValueError, match="roles"):
        ev.RoleGrant(person="ben")
    with pytest.raises(ValueError, match="next_review"):
        ev.ToolReview(tool="aider", outcome=ev.ToolOutcome.ALLOWED)


def test_a_moment_elsewhere_is_told_in_utc_and_whole_seconds() -> None:
    berlin = datetime(2026, 11, 20, 13, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=1)))
    assert events.made(at=berlin).at == datetime(2026, 11, 20, 12, tzinfo=UTC)
