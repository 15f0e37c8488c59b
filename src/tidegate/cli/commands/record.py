"""``tidegate record``: what the gate said of a change becomes part of the ledger."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tidegate.cli import status
from tidegate.cli.judging import Asked, a_change, judge
from tidegate.cli.options import Common, common
from tidegate.cli.streams import note
from tidegate.model.errors import UsageError

if TYPE_CHECKING:
    from tidegate.ledger.opened import Opened
    from tidegate.model.result import CheckResult

_MOST_BYTES = 64 * 1024 * 1024


@click.command(short_help="Sign the gate's decision into the ledger (in CI).")
@a_change
@click.option(
    "--result",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What `check --output json` said of RANGE, instead of checking it now.",
)
@click.option("--key", metavar="FILE", help="The CI identity's SSH key. Default: git's signing key.")
@click.option(
    "--fail-on",
    type=click.Choice(["review", "block", "never"]),
    default="review",
    show_default=True,
    help="From which decision on the status is not 0.",
)
@common
def command(shared: Common, *, asked: Asked, result: Path | None, key: str | None, fail_on: str) -> int:
    """Check RANGE and put the decision, signed, into the ledger, with the findings that it did not know.

    It binds only where the key is that of a CI identity in the base branch's .tidegate/people.yaml. With
    --online the ledger is brought together with the shared one before and after. The status is that of the
    decision; 2 where it was not recorded.
    """
    if asked.staged or not asked.revision_range:
        raise UsageError("only what is committed can be recorded", "name it: tidegate record BASE..HEAD")
    from tidegate.ledger.opened import opened

    told = _read(result) if result else judge(shared, asked)
    with opened(shared.directory, config=shared.config, seconds=shared.timeout) as ledger:
        if shared.online:
            ledger.store.sync()
        number = _record(ledger, told, asked, key)
        if shared.online:
            ledger.store.sync()
    if not shared.quiet:
        note(f"decision {told.decision.value} is event {number} of the ledger")
    return status.of(told, fail_on)


def _read(file: Path) -> CheckResult:
    """An answer that was kept. Raise UsageError where it is none."""
    import msgspec

    from tidegate.model.result import CheckResult

    with file.open("rb") as stream:
        content = stream.read(_MOST_BYTES + 1)
    try:
        return msgspec.json.decode(content[:_MOST_BYTES], type=CheckResult)
    except (msgspec.DecodeError, UnicodeError) as reason:
        raise UsageError(
            f"{file} is no answer of a check: {reason}", "make it: check --output json"
        ) from None


def _record(ledger: Opened, told: CheckResult, asked: Asked, key: str | None) -> int:
    """The number of the decision's event."""
    from tidegate.cache import Cache
    from tidegate.ledger.index import index
    from tidegate.ledger.signatory import signatory
    from tidegate.recording import carried, decision, seen
    from tidegate.reports import render
    from tidegate.subject import subject

    person, signer = signatory(ledger, key, None)
    found = ledger.team.now.get(person) if ledger.team.now else None
    if found is None or not found.records:
        raise UsageError(
            f"{person} is no CI identity: the decision would not bind",
            "enrol the key under ci: in .tidegate/people.yaml, and merge that first",
        )
    change = ledger.repository.change(asked.revision_range, merged=asked.merged)
    meant, said = (change.merge_base, change.head), (told.change.merge_base, told.change.head)
    if meant != said:
        raise UsageError("the answer is about another change than RANGE", "name the range that was checked")
    policy = told.inputs.policy
    exact = subject(ledger.repository, change, told.findings, told.requirements, policy, ledger.name)
    now = datetime.now(UTC)
    with Cache.open() as cache:
        states = index(ledger, cache, now).states
    for one in seen(told, exact.head, states, now.date()):
        ledger.append(one, person, signer)
    plain = render("json", told, color=False, width=80)
    whole = sha256(plain.encode("utf-8", "surrogateescape")).hexdigest()
    decided = ledger.append(decision(told, exact, whole), person, signer)
    for kept in carried(told, exact, decided.id):
        ledger.append(kept, person, signer)
    return decided.number
