"""``tidegate ledger``: the record of who decided what, and whether it is the record that was written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tidegate.cli import status
from tidegate.cli.options import Common, common
from tidegate.cli.output import write
from tidegate.cli.progress import Progress
from tidegate.cli.recorded import recorded
from tidegate.cli.streams import emit, note
from tidegate.model.errors import UsageError

if TYPE_CHECKING:
    from tidegate.ledger.index import Index
    from tidegate.ledger.opened import Opened
    from tidegate.ledger.verify import Verification
    from tidegate.model.event import Position, Stamp

_STAMP_SECONDS = 30.0

_output = click.option("--output", type=click.Choice(["text", "json"]), default="text", show_default=True)
_branch = click.option(
    "--branch", metavar="BRANCH", help="Whose people and settings hold. Default: the default branch."
)


@click.group(short_help="The record of who decided what: verify, read, export it.")
def command() -> None:
    """The record of who decided what: signed events in refs/tidegate/ledger."""


@command.command(short_help="Whether the ledger is the one that was written.")
@click.option(
    "--checkpoint",
    "checkpoints",
    metavar="FILE",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A checkpoint that was kept elsewhere: what it names must be here. Repeatable.",
)
@_branch
@_output
@common
def verify(shared: Common, *, checkpoints: tuple[Path, ...], branch: str | None, output: str) -> int:
    """Look at every event: its form and place, its signatures, who could sign it then, what it is about.

    Works offline, and holds the ledger against what its anchors had when they were last asked; with --online
    they are asked now. Status 0: nothing is wrong. 1: something is, and the message names the event. 3:
    something could not be told, or there is no ledger.
    """
    from tidegate.ledger.anchors import held, witnesses
    from tidegate.ledger.checkpoints import read
    from tidegate.ledger.opened import opened
    from tidegate.ledger.subjects import Subjects
    from tidegate.ledger.timestamps import certificates
    from tidegate.ledger.verify import verify as look

    kept = [read(file) for file in checkpoints]
    place = opened(shared.directory, config=shared.config, branch=branch, seconds=shared.timeout)
    with Progress("verifying", wanted=not shared.quiet), place as ledger:
        found = look(
            ledger.store,
            ledger.team,
            ledger.keyring,
            datetime.now(UTC),
            kept,
            Subjects(ledger.repository, ledger.name),
            certificates(ledger.certificates) if ledger.certificates else None,
        )
        found = held(found, ledger.store, witnesses(ledger.store, ledger.anchors, online=shared.online))
    _say(found, output, shared)
    if found.wrong:
        return status.BLOCK
    return status.REVIEW if found.unsure or found.head is None else status.DONE


def _say(found: Verification, output: str, shared: Common) -> None:
    import msgspec

    from tidegate.reports.ledger import verification_text

    if output == "json":
        emit(msgspec.json.format(msgspec.json.encode(found), indent=2).decode() + "\n")
    elif not shared.quiet:
        emit(verification_text(found))


@contextmanager
def _indexed(shared: Common, branch: str | None) -> Iterator[tuple[Opened, Index]]:
    """The ledger and what its events say; on standard error, where it is broken."""
    with recorded(shared, branch) as (ledger, found):
        if found.told.broken:
            note(f"the ledger cannot be read after event {len(found)}: {found.told.broken}")
        yield ledger, found


@command.command(short_help="The events, the newest first.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="How many at most.")
@click.option("--change", metavar="HEAD", help="Only those about the change with this head commit.")
@click.option("--type", "kind", metavar="TYPE", help="Only those of this type, such as approval.")
@_branch
@common
def log(shared: Common, *, limit: int, change: str | None, kind: str | None, branch: str | None) -> int:
    """List events: number, time as claimed, id, type, actor, what it is about; and whether it counts."""
    from itertools import islice

    from tidegate.reports.ledger import log_text

    with _indexed(shared, branch) as (ledger, found):
        head = ledger.repository.revision(change).oid if change else None
        numbers = found.told.changes.get(head, []) if head else range(1, len(found) + 1)
        entries = found.entries(list(reversed(numbers)))
        wanted = (entry for entry in entries if kind is None or entry.event.type == kind)
        emit(log_text(islice(wanted, limit), found.told.heard.revoked))
    return status.BLOCK if found.told.broken else status.DONE


@command.command(short_help="One event, whole.")
@click.argument("event", metavar="EVENT")
@_branch
@_output
@common
def show(shared: Common, *, event: str, branch: str | None, output: str) -> int:
    """Show EVENT: its number, or the beginning of its id or of its commit (at least 6 digits).

    Status 0: it counts. 1: it does not, or was revoked. 3: that could not be told.
    """
    from tidegate.reports.ledger import entry_json, entry_text

    with _indexed(shared, branch) as (_, found):
        number = found.find(event)
        if number is None:
            raise UsageError(f'no event "{event}" in the ledger, or more than one', "see tidegate ledger log")
        (entry,) = found.entries([number])
        revoked = found.taken_back_by(entry)
        if output == "json":
            emit(json.dumps(entry_json(entry, found.signatures(entry)), indent=2) + "\n")
        else:
            emit(entry_text(entry, revoked))
    return status.BLOCK if entry.wrong or revoked else status.REVIEW if entry.unsure else status.DONE


@command.command(short_help="All events as JSON, one a line.")
@click.option(
    "--output", metavar="PATH", type=click.Path(dir_okay=False, path_type=Path), help="Write to PATH."
)
@_branch
@common
def export(shared: Common, *, output: Path | None, branch: str | None) -> int:
    """Write every event with its signatures, the oldest first: to be read without git and this tool."""
    from tidegate.reports.ledger import entry_json

    with _indexed(shared, branch) as (_, found):
        entries = found.entries(range(1, len(found) + 1))
        lines = (json.dumps(entry_json(entry, found.signatures(entry))) + "\n" for entry in entries)
        if output is None:
            for line in lines:
                emit(line)
        else:
            write(output, "".join(lines))
    return status.BLOCK if found.told.broken else status.DONE


@command.command(short_help="Where findings stand.")
@_branch
@_output
@common
def findings(shared: Common, *, branch: str | None, output: str) -> int:
    """List every finding of the ledger and its state today, as the events that count give it."""
    from tidegate.reports.ledger import standings_json, standings_text

    with _indexed(shared, branch) as (_, found):
        standings = found.states.standings(datetime.now(UTC).date())
    emit(standings_json(standings) if output == "json" else standings_text(standings))
    return status.BLOCK if found.told.broken else status.DONE


@command.command(short_help="Commits of a branch without a decision.")
@click.argument("branch")
@_output
@common
def gaps(shared: Common, *, branch: str, output: str) -> int:
    """List the commits that landed on BRANCH since the first decision, and that no decision is of.

    A merge, squash or rebase of a change that was decided is found by commit, by tree, else by its patch.
    Status 0: there is none. 1: there are. 3: there is no decision, or the clone's history is cut off.
    """
    from tidegate.ledger.gaps import gaps as look
    from tidegate.reports.ledger import gaps_json, gaps_text

    with _indexed(shared, branch) as (ledger, index):
        found = look(ledger, index, branch, ledger.repository.revision(branch).oid)
        said = ledger.repository.commits(found.without[:1000]) if output == "text" else []
    emit(gaps_json(found) if output == "json" else gaps_text(found, said))
    if found.since is None or (found.cut and not found.without):
        return status.REVIEW
    return status.BLOCK if found.without else status.DONE


@command.command(short_help="Record what landed on a branch (in CI).")
@click.argument("branch")
@click.option("--key", metavar="FILE", help="The CI identity's SSH key. Default: git's signing key.")
@_output
@common
def landed(shared: Common, *, branch: str, key: str | None, output: str) -> int:
    """Sign into the ledger what came to BRANCH and is not recorded yet, for CI after a push to it.

    That is merges of changes that were decided, changes of the gate's rules, and fixes that are there now.
    Nothing is written twice. With --online the ledger is brought together with the shared one before and
    after, and to its anchors. Status 0: every commit since the last recorded merge is of a change that was
    decided. 1: one is not, and is named, or an anchor has another ledger. 3: there is no decision, or the
    clone's history is cut off. 2: it was not recorded.
    """
    from tidegate.arrivals import arrivals
    from tidegate.cache import Cache
    from tidegate.cli.sharing import share
    from tidegate.ledger.anchors import together
    from tidegate.ledger.index import index
    from tidegate.ledger.opened import opened
    from tidegate.ledger.signatory import recorder
    from tidegate.reports.landed import landed_json, landed_text

    place = opened(shared.directory, config=shared.config, seconds=shared.timeout)
    with Cache.open() as cache, place as ledger:
        if shared.online:
            together(ledger.store, ledger.anchors)
        who = recorder(ledger, key)
        found = arrivals(ledger, index(ledger, cache, datetime.now(UTC)), branch)
        written = [ledger.append(payload, *who) for payload in found.payloads]
        brought = share(ledger) if shared.online else status.DONE
        said = ledger.repository.commits(found.undecided[:1000]) if output == "text" else []
    numbers = [one.number for one in written]
    emit(landed_json(found, numbers) if output == "json" else landed_text(found, numbers, said))
    if found.undecided:
        return status.BLOCK
    return status.worse(status.DONE if found.is_told else status.REVIEW, brought)


def signing(function: Callable[..., int]) -> Callable[..., int]:
    """The options of commands that sign: ``key`` and ``actor``."""
    for option in (
        click.option("--as", "actor", metavar="ID", help="Who signs; by default whose key it is."),
        click.option(
            "--key",
            metavar="FILE",
            help="An SSH key, or its public half in an agent. Default: git's signing key.",
        ),
    ):
        function = option(function)
    return function


@command.command(short_help="Sign what the ledger holds now.")
@signing
@click.option(
    "--output", metavar="PATH", type=click.Path(dir_okay=False, path_type=Path), help="Keep it in PATH only."
)
@click.option(
    "--tsa",
    metavar="URL",
    help="With --online: a time stamp (RFC 3161) of the authority at URL goes with it.",
)
@_branch
@common
def checkpoint(
    shared: Common,
    *,
    key: str | None,
    actor: str | None,
    output: Path | None,
    tsa: str | None,
    branch: str | None,
) -> int:
    """Sign how many events there are and their digest: an event of the ledger, or with --output a file.

    Keep the file where nobody who writes to the ledger can write: `ledger verify --checkpoint FILE` then
    finds a lost end. With --online the ledger is also brought to its anchors, as `ledger sync` does.
    """
    from tidegate.cli.sharing import share
    from tidegate.ledger.anchors import together
    from tidegate.ledger.checkpoints import written
    from tidegate.ledger.opened import opened
    from tidegate.ledger.signatory import signatory
    from tidegate.model.event import Checkpoint

    place = opened(shared.directory, config=shared.config, branch=branch, seconds=shared.timeout)
    with place as ledger:
        bring = shared.online and bool(ledger.anchors)
        if bring:
            together(ledger.store, ledger.anchors)
        known = ledger.store.known()
        end = known if known.commit else ledger.store.end()
        if end.commit is None:
            raise UsageError("there is no ledger yet", "tidegate record makes the first event")
        person, signer = signatory(ledger, key, actor)
        stamp = _stamp(shared, tsa, end.position) if tsa else None
        made = Checkpoint(head=end.position, commit=end.commit, stamp=stamp)
        signed = ledger.sign(made, person, signer)
        if output is not None:
            write(output, written(signed))
        else:
            ledger.store.append(signed)
        told = share(ledger) if bring else status.DONE
    if not shared.quiet:
        note(f"checkpoint of {end.position.count} events, signed by {person}")
    return told


def _stamp(shared: Common, authority: str, position: Position) -> Stamp:
    """Ask for a time stamp, where it is allowed to ask."""
    if not shared.online:
        raise UsageError("a time stamp is asked of the network", "allow it with --online, or leave out --tsa")
    from tidegate.dependencies.online.web import Web
    from tidegate.ledger.timestamps import require, stamped

    require()
    return stamped(position, authority, Web(shared.timeout or _STAMP_SECONDS))


@command.command(short_help="Fetch what others wrote, and share what is only here.")
@_branch
@common
def sync(shared: Common, *, branch: str | None) -> int:
    """Bring this ledger and the shared one together; it asks the network, so allow it with --online.

    Nothing is overwritten.

    Events that only this repository has are put after those that everybody has, with their signatures. Then
    the anchors of the settings get what is new. Status 1: what an anchor has is not what is here. 3: one
    could not be reached.
    """
    if not shared.online:
        raise UsageError("sharing the ledger asks the network", "allow it: tidegate ledger sync --online")
    from tidegate.cli.sharing import share
    from tidegate.ledger.opened import opened

    place = opened(shared.directory, config=shared.config, branch=branch, seconds=shared.timeout)
    with place as ledger:
        told = share(ledger)
        if not shared.quiet:
            count = ledger.store.end().position.count
            note(f"the ledger has {count} event{'' if count == 1 else 's'} here and there")
    return told
