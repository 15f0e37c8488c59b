"""What the commands have in common by which people say something of a change: it is shown, then signed."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from tidegate.cli.evidence import NOTHING, Evidence
from tidegate.cli.judging import Asked, judge, requested
from tidegate.cli.options import Common
from tidegate.cli.streams import note
from tidegate.model.errors import UsageError

if TYPE_CHECKING:
    from tidegate.config.settings import Settings
    from tidegate.git import Repository
    from tidegate.ledger.opened import Opened
    from tidegate.model.event import Payload
    from tidegate.model.oversight import Oversight
    from tidegate.model.result import CheckResult
    from tidegate.oversight.overseer import Overseer


class Signing(NamedTuple):
    """``key`` and ``actor`` as the user said; ``yes``: signed without being asked."""

    key: str | None
    actor: str | None
    yes: bool


class AtHand(NamedTuple):
    """A change that is judged, and the ledger that something is said in."""

    result: CheckResult
    overseer: Overseer
    ledger: Opened
    settings: Settings

    def standing(self) -> Oversight:
        result = self.result
        return self.overseer.standing(result.findings, result.requirements, result.blast_radius)


_OPTIONS = (
    click.option(
        "--key",
        metavar="FILE",
        help="An SSH key, or its public half in an agent. Default: git's signing key.",
    ),
    click.option("--as", "actor", metavar="ID", help="Who signs; by default whose key it is."),
    click.option("--yes", is_flag=True, help="Sign what is shown without asking."),
)


def signs(function: Callable[..., int]) -> Callable[..., int]:
    """Add the options of commands that sign; they arrive as one ``Signing``, named ``signing``."""

    @functools.wraps(function)
    def wrapped(*given: Any, **values: Any) -> int:
        signing = Signing(**{name: values.pop(name) for name in Signing._fields})
        return function(*given, signing=signing, **values)

    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped


@contextmanager
def at_hand(
    shared: Common, asked: Asked, told: Evidence = NOTHING, pusher: str | None = None
) -> Iterator[AtHand]:
    """The committed change that is meant, judged, beside the ledger. Raise TidegateError."""
    from tidegate.cache import Cache
    from tidegate.git import Repository
    from tidegate.ledger.opened import within
    from tidegate.oversight import Known, read
    from tidegate.question import CheckOptions, understood

    if asked.staged:
        raise UsageError("nobody can approve what is not committed", "commit it, and name BASE..HEAD")
    with Cache.open() as cache, Repository.open(shared.directory, cache) as repository:
        asked = asked if asked.revision_range else asked._replace(revision_range=_default(repository))
        result = judge(shared, asked, told, pusher=pusher)
        options = CheckOptions(**requested(shared, asked), pusher=pusher)
        question = understood(options, repository)
        known = Known(result.ai.attribution, list(result.findings))
        overseer = read(question, repository, cache, known)
        base = repository.revision(question.change.base) if question.change.base else None
        with within(repository, question.policy.settings, base) as ledger:
            yield AtHand(result, overseer, ledger, question.policy.settings)


def sign(payload: Payload, shown: list[str], ledger: Opened, signing: Signing, quiet: bool) -> str:
    """Show what is said and by whom, ask, sign it and let it stand in the ledger; the event's id.

    Raise UsageError where it would not count, whoever agrees.
    """
    from tidegate.ledger.signatory import heed, signatory

    person, signer = signatory(ledger, signing.key, signing.actor)
    fingerprint = signer.fingerprint()
    heed(ledger, payload, person, fingerprint)
    for line in (f"{person} signs, with the key {fingerprint}:", *(f"  {one}" for one in shown)):
        note(line)
    if not signing.yes and not _agreed():
        raise UsageError("nothing was signed", "say it again when it is right")
    added = ledger.append(payload, person, signer)
    if not quiet:
        note(f"event {added.number} of the ledger: {added.id[:12]}")
        note("share it with: tidegate ledger sync --online")
    return added.id


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise UsageError("nobody is there to be asked", "read it, and say --yes")
    return click.confirm("Sign this?", err=True)


def _default(repository: Repository) -> str:
    branch = repository.default_branch()
    if branch is None:
        raise UsageError("there is no branch to compare with", "name the change: BASE..HEAD")
    return f"{branch.name}..HEAD"
