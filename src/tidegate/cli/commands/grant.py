"""``tidegate grant``: a manager gives somebody roles or keys, or says that they are trained, and signs it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from tidegate.cli import status
from tidegate.cli.days import day_of
from tidegate.cli.options import Common, common, with_options
from tidegate.cli.recorded import recorded
from tidegate.cli.statements import Signing, sign, signs
from tidegate.model.errors import UsageError

if TYPE_CHECKING:
    from tidegate.ledger.index import Index
    from tidegate.ledger.opened import Opened
    from tidegate.model.event import RoleGrant, Training
    from tidegate.policy.granting import Granting

_MOST_BYTES = 20_000


class Given(NamedTuple):
    """What the user said is granted."""

    roles: tuple[str, ...]
    ssh_keys: tuple[str, ...]
    until: str | None
    trained_until: str | None
    course: str | None


_GIVEN = (
    click.option("--role", "roles", metavar="ROLE", multiple=True, help="A role. Repeatable."),
    click.option(
        "--ssh-key",
        "ssh_keys",
        metavar="FILE_OR_LINE",
        multiple=True,
        help="A key to sign with: a .pub file, or its line. Repeatable.",
    ),
    click.option("--until", metavar="DATE", help="The last day of it; without it, until it is revoked."),
    click.option("--trained-until", metavar="DATE", help="Trained in secure coding up to that day."),
    click.option("--course", metavar="NAME", help="With --trained-until: what they were trained by."),
)


@click.command(short_help="Give somebody a role or a key, or say that they are trained, signed.")
@click.argument("person", metavar="PERSON")
@with_options(_GIVEN, Given, "given")
@signs
@common
def command(shared: Common, *, person: str, given: Given, signing: Signing) -> int:
    """Let PERSON of .tidegate/people.yaml have more than stands there: shown, signed, put into the ledger.

    Either roles and keys, or the day until which they are trained: each is an event of its own. Only a
    manager grants, and nobody grants anything to themselves. `tidegate revoke EVENT` takes it back.
    """
    from tidegate.ledger.signatory import signatory
    from tidegate.reports.statements import of_grant, of_training

    _is_one(given)
    with recorded(shared, None) as (ledger, index):
        actor, _ = signatory(ledger, signing.key, signing.actor)
        if actor == person:
            raise UsageError("nobody grants anything to themselves", "ask another manager")
        granting = _granting(ledger, index)
        said: RoleGrant | Training
        if given.trained_until is not None:
            said = granting.of_training(person, given.course or "", day_of(given.trained_until))
            shown = of_training(said)
        else:
            said = granting.of_role(person, given.roles, _keys(given.ssh_keys), _day(given.until))
            shown = of_grant(said)
        sign(said, shown, ledger, signing, shared.quiet)
    return status.DONE


def _is_one(given: Given) -> None:
    """Raise UsageError where nothing is granted, or things that do not go together."""
    is_role, is_trained = bool(given.roles or given.ssh_keys), given.trained_until is not None
    if not is_role and not is_trained:
        raise UsageError("nothing is granted", "name a --role, an --ssh-key or --trained-until")
    if is_trained and (is_role or given.until):
        raise UsageError("training is an event of its own", "grant roles and keys by a second command")
    if is_trained != (given.course is not None):
        raise UsageError("training is by a course, until a day", "say both: --trained-until and --course")


def _granting(ledger: Opened, index: Index) -> Granting:
    from tidegate.ledger.signatory import roster
    from tidegate.model.people import NOBODY
    from tidegate.policy.enrolment import current
    from tidegate.policy.granting import Granting

    today = datetime.now(UTC).date()
    people = current(ledger, index, today)
    return Granting(ledger.team.now or NOBODY, people, roster(ledger, index), today)


def _day(text: str | None) -> date | None:
    return day_of(text) if text is not None else None


def _keys(words: tuple[str, ...]) -> list[str]:
    """The keys, each as its type and its Base64."""
    return [" ".join(_line(word).split()[:2]) for word in words]


def _line(word: str) -> str:
    """What is given, or what stands in the file of that name. A private key is not read."""
    file = Path(word).expanduser()
    if " " in word.strip() and not file.is_file():
        return word
    if not file.is_file():
        raise UsageError(f"there is no file {word}", "name the .pub file of a key, or give its line")
    with file.open("rb") as stream:
        start = stream.read(_MOST_BYTES)
    if b"PRIVATE KEY" in start[:100]:
        raise UsageError(f"{word} is a private key", f"name the public one: {word}.pub")
    return start.decode("utf-8", "replace").partition("\n")[0]
