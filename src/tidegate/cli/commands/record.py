"""``tidegate record``: what the gate said of a change becomes part of the ledger."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from tidegate.cli import status
from tidegate.cli.evidence import Evidence, evidence
from tidegate.cli.judging import Asked, a_change, judge, requested
from tidegate.cli.options import Common, common
from tidegate.cli.output import write
from tidegate.cli.streams import note
from tidegate.model.errors import UsageError

if TYPE_CHECKING:
    from tidegate.config.settings import Settings
    from tidegate.ledger.opened import Opened
    from tidegate.ledger.signing.signer import Signer
    from tidegate.model.change import Change
    from tidegate.model.result import CheckResult

_MOST_BYTES = 64 * 1024 * 1024
_SHOWN = 20  # doubts


class Document(NamedTuple):
    """The change's AI-BOM. ``digest`` is ``None`` where it is not owed, or not whole: ``doubts`` say why."""

    digest: str | None = None
    doubts: tuple[str, ...] = ()


@click.command(short_help="Sign the gate's decision into the ledger (in CI).")
@a_change
@click.option(
    "--result",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What `check --output json` said of RANGE, instead of checking it now.",
)
@evidence
@click.option(
    "--ai-bom",
    metavar="PATH",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the change's AI-BOM to PATH, where it is owed or not; the decision has its digest.",
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
def command(
    shared: Common,
    *,
    asked: Asked,
    result: Path | None,
    told: Evidence,
    ai_bom: Path | None,
    key: str | None,
    fail_on: str,
) -> int:
    """Check RANGE and put the decision, signed, into the ledger, with the findings that it did not know.

    It binds only where the key is that of a CI identity in the base branch's .tidegate/people.yaml. Where an
    AI-BOM is owed it is made, and the decision has its digest. With --online the ledger is brought together
    with the shared one before and after, and to its anchors. The status is that of the decision, 3 instead of
    0 where an AI-BOM that is owed could not be made whole, 1 where an anchor has another ledger, and 2 where
    nothing was recorded.
    """
    if asked.staged or not asked.revision_range:
        raise UsageError("only what is committed can be recorded", "name it: tidegate record BASE..HEAD")
    from tidegate.cli.sharing import share
    from tidegate.ledger.anchors import together
    from tidegate.ledger.opened import opened
    from tidegate.ledger.signatory import recorder
    from tidegate.model.request import Request
    from tidegate.question import policy_of

    answer = _read(result) if result else judge(shared, asked, told)
    with opened(shared.directory, config=shared.config, seconds=shared.timeout) as ledger:
        if shared.online:
            together(ledger.store, ledger.anchors)
        who = recorder(ledger, key)
        change = _meant(ledger, answer, asked)
        settings = policy_of(Request(**requested(shared, asked)), ledger.repository, change).settings
        document = _document(shared, asked, told, answer, ai_bom)
        number = _record(ledger, answer, change, settings, document, who)
        brought = share(ledger) if shared.online else status.DONE
    if not shared.quiet:
        note(f"decision {answer.decision.value} is event {number} of the ledger")
    return status.worse(_status(answer, document, fail_on), brought)


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


def _meant(ledger: Opened, answer: CheckResult, asked: Asked) -> Change:
    """The change that is meant by RANGE. Raise UsageError where the answer is about another."""
    change = ledger.repository.change(asked.revision_range, merged=asked.merged)
    if (change.merge_base, change.head) != (answer.change.merge_base, answer.change.head):
        raise UsageError("the answer is about another change than RANGE", "name the range that was checked")
    return change


def _document(
    shared: Common, asked: Asked, told: Evidence, answer: CheckResult, place: Path | None
) -> Document:
    """The AI-BOM where it is owed, or is to be kept in ``place``."""
    if place is None and not answer.requirements.ai_bom:
        return Document()
    from tidegate.cli.ai_bom import ai_bom
    from tidegate.provenance.documented import unclear

    text, generated = ai_bom(shared, asked, told)
    if (generated.inventory.base, generated.inventory.revision) != (
        answer.change.merge_base,
        answer.change.head,
    ):
        raise UsageError("RANGE is another change than it was a moment ago", "record it again")
    if place is not None:
        write(place, text)
    doubts = tuple(unclear(generated))
    return Document(None if doubts else sha256(text.encode()).hexdigest(), doubts)


def _record(
    ledger: Opened,
    answer: CheckResult,
    change: Change,
    settings: Settings,
    document: Document,
    who: tuple[str, Signer],
) -> int:
    """The number of the decision's event."""
    from tidegate.cache import Cache
    from tidegate.ledger.index import index
    from tidegate.recording import carried, decision, not_seen, seen
    from tidegate.reports import render
    from tidegate.subject import subject

    policy = answer.inputs.policy
    exact = subject(ledger.repository, change, answer.findings, answer.requirements, policy, ledger.name)
    with Cache.open() as cache:
        found = index(ledger, cache, datetime.now(UTC))
    plain = render("json", answer, color=False, width=80)
    whole = sha256(plain.encode("utf-8", "surrogateescape")).hexdigest()
    made = decision(answer, exact, whole, found.states, document.digest)
    commits = {exact.head, *(commit.id for commit in change.commits)}
    news = [*seen(answer, exact.head, found.states), *not_seen(answer, found, exact, commits, settings)]
    for one in news:
        ledger.append(one, *who)
    decided = ledger.append(made, *who)
    for kept in carried(answer, exact, decided.id):
        ledger.append(kept, *who)
    return decided.number


def _status(answer: CheckResult, document: Document, fail_on: str) -> int:
    """That of the decision; a document that is owed and not whole is an answer that could not be told."""
    for text in document.doubts[:_SHOWN]:
        note(f"the AI-BOM could not be made whole, and is not recorded: {text}")
    told = status.of(answer, fail_on)
    lacks = bool(document.doubts) and answer.requirements.ai_bom and answer.observed is None
    return status.REVIEW if lacks and told == status.DONE and fail_on == "review" else told
