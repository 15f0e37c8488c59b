"""People, changes and events of a ledger for tests, in few words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec

from tidegate.model.event import Event, Payload, Position, Subject, event
from tidegate.model.people import People, Person, PersonKind
from tidegate.model.requirements import Approvals, Requirements
from tidegate.model.tier import Tier
from tidegate.policy.asked import Matter
from tidegate.policy.eligible import Involved

START = datetime(2026, 11, 1, 12, tzinfo=UTC)
DAY = date(2026, 11, 23)
TRAINED = date(2027, 1, 31)


def human(name: str, *roles: str, manager: bool = False, trained: date | None = TRAINED) -> Person:
    return Person(
        id=name,
        emails=(f"{name}@example.com",),
        accounts=(f"github:{name}",),
        roles=frozenset(roles),
        manager=manager,
        trained_until=trained,
    )


PEOPLE = People(
    (
        human("ada"),
        human("bob", "security"),
        human("cy", "security", "lead"),
        human("dee", "lead"),
        human("grace", manager=True, trained=None),
        human("new", trained=None),
        Person(id="robot", kind=PersonKind.BOT, emails=("robot@example.com",), trained_until=TRAINED),
        Person(id="agent", kind=PersonKind.AI_AGENT, emails=("agent@example.com",), trained_until=TRAINED),
    ),
    {"@acme/pay": ("bob", "dee")},
)


def subject(head: str = "a", **other: str) -> Subject:
    """The change whose head is forty times that digit."""
    values = {
        "repository": "acme/shop",
        "base": "1" * 40,
        "head": head * 40,
        "merge_base": "1" * 40,
        "patch_id": head * 40,
        "diff_sha256": head * 64,
        "findings_digest": "3" * 64,
        "requirements_digest": "4" * 64,
        "policy_digest": "5" * 64,
    }
    return Subject(**(values | other))


class Said(msgspec.Struct, frozen=True):
    id: str
    event: Event
    counts: bool = True
    present: bool = False
    voucher: str = ""

    @property
    def behind(self) -> str:
        return self.voucher or self.event.actor

    @property
    def why_not(self) -> str:
        return "" if self.counts else "nobody's key"


class Book:
    """A ledger without signatures: events that were verified."""

    def __init__(self) -> None:
        self.events: list[Said] = []

    def say(
        self, actor: str, payload: Payload, *, present: bool = False, counts: bool = True, voucher: str = ""
    ) -> str:
        number = len(self.events)
        position = Position(count=number, digest="0" * 64)
        at = START + timedelta(minutes=number)
        said = event(payload, actor=actor, repository="acme/shop", after=position, at=at)
        name = f"{number:064x}"
        self.events.append(Said(name, said, counts, present, voucher))
        return name


def matter(**other: object) -> Matter:
    values: dict[str, object] = {
        "subject": subject(),
        "requirements": Requirements(tier=Tier.MEDIUM, approvals=(Approvals(humans=1),)),
        "involved": Involved({"ada": ("author",)}),
        "signed": True,
        "day": DAY,
    }
    return Matter(**(values | other))  # type: ignore[arg-type]
