"""``tidegate release``: what a release holds, held against the ledger, and that a manager accepts it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from tidegate.cli import status
from tidegate.cli.options import Common, common
from tidegate.cli.output import output_option, report, wanted
from tidegate.cli.recorded import answered, recorded
from tidegate.cli.statements import Signing, sign, signs
from tidegate.cli.streams import note
from tidegate.model.errors import UsageError

if TYPE_CHECKING:
    from tidegate.ledger.index import Index
    from tidegate.ledger.opened import Opened
    from tidegate.model.release import ReleaseEvidence

_FORMATS = ("text", "json")


_since = click.option(
    "--since", metavar="REV", help="The release before. Default: the nearest tag before TAG."
)
_branch = click.option(
    "--branch", metavar="BRANCH", help="Whose people and settings hold. Default: the default branch."
)


@click.group(short_help="What a release holds: verified commit by commit, accepted by a manager.")
def command() -> None:
    """Releases, held against the ledger."""


@command.command("verify", short_help="Whether every commit of a release was decided and approved.")
@click.argument("tag", metavar="TAG")
@_since
@_branch
@output_option(_FORMATS)
@common
def verify(
    shared: Common, *, tag: str, since: str | None, branch: str | None, outputs: tuple[str, ...]
) -> int:
    """Hold every commit that TAG has and the release before had not against the ledger.

    Each needs a decision that passes it and the approvals that it owed, or a break-glass that somebody else
    reviewed. Status 0: all have. Status 1: one has not, and is named. Status 3: it could not be told, or a
    break-glass is to be reviewed yet.
    """
    places = wanted(outputs, _FORMATS, shared)
    from tidegate.evidence.release import release
    from tidegate.reports.release import render

    with recorded(shared, branch) as (ledger, index):
        found = release(ledger, index, tag, since, datetime.now(UTC))
    report(places, shared, lambda name, **_: render(name, found), {})
    return answered(found.answer)


@command.command("accept", short_help="As a manager, accept what a release holds, signed.")
@click.argument("tag", metavar="TAG")
@_since
@_branch
@click.option("--statement", metavar="TEXT", help="What you confirm, in your words.")
@signs
@common
def accept(
    shared: Common,
    *,
    tag: str,
    since: str | None,
    branch: str | None,
    statement: str | None,
    signing: Signing,
) -> int:
    """Accept all that TAG has and the release before had not, for the changes that need a manager.

    It is shown, signed and put into the ledger. It counts for a change that the manager neither wrote nor
    reviewed; `tidegate release verify TAG` says what comes of it.
    """
    from tidegate.evidence.release import release
    from tidegate.ledger.signatory import signatory
    from tidegate.model.event import Release
    from tidegate.reports.statements import of_release

    with recorded(shared, branch) as (ledger, index):
        person, _ = signatory(ledger, signing.key, signing.actor)
        _is_manager(ledger, index, person)
        found = release(ledger, index, tag, since, datetime.now(UTC))
        _is_open(index, found, person)
        _heed(found, person)
        said = Release(tag=found.tag, commit=found.commit, previous=found.since, statement=statement)
        sign(said, of_release(found, statement), ledger, signing, shared.quiet)
    return status.DONE


def _is_manager(ledger: Opened, index: Index, person: str) -> None:
    """Raise UsageError for whoever is none today."""
    from tidegate.policy.enrolment import current

    listed = current(ledger, index, datetime.now(UTC).date())
    found = listed.get(person)
    if found is None or not found.manager:
        managers = ", ".join(one.id for one in listed.persons if one.manager)
        raise UsageError(
            f"it would not count: {person} is no manager",
            f"ask one: {managers}" if managers else "name one in .tidegate/people.yaml: `manager: true`",
        )


def _is_open(index: Index, found: ReleaseEvidence, person: str) -> None:
    """Raise UsageError where they said so already."""
    from tidegate.model.event import Release

    for entry in index.of_kinds("release"):
        said = entry.event.payload
        if not isinstance(said, Release) or not entry.counts or index.is_taken_back(entry):
            continue
        if entry.event.actor == person and (said.tag, said.commit, said.previous) == (
            found.tag,
            found.commit,
            found.since,
        ):
            raise UsageError(
                f"{person} accepted it already, by event {entry.number}",
                f"tidegate release verify {found.tag}",
            )


def _heed(found: ReleaseEvidence, person: str) -> None:
    """Say for which changes it will not count. Raise UsageError where that is all that need it."""
    from tidegate.evidence.owing import ACCEPTANCE
    from tidegate.evidence.release import barred

    asked = [one.commit for one in found.changes if ACCEPTANCE in one.proof.owed]
    bars = barred(found, person)
    for commit, why in bars.items():
        note(f"it will not count for {commit[:12]}: {why}")
    if asked and len(bars) == len(asked):
        raise UsageError(
            f"it would not count: {next(iter(bars.values()))}", "somebody else who is a manager accepts it"
        )
