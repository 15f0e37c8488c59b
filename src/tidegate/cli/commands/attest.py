"""``tidegate attest``: signed statements on merged revisions, made and verified."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from tidegate.cli import status
from tidegate.cli.grouping import MakesByDefault
from tidegate.cli.options import Common, common, with_options
from tidegate.cli.output import output_option, report, wanted, write
from tidegate.cli.recorded import answered, recorded
from tidegate.cli.streams import complain, emit, note
from tidegate.model.errors import UsageError

if TYPE_CHECKING:
    from tidegate.evidence.attestations.reading import Attested, Expected
    from tidegate.ledger.index import Index
    from tidegate.ledger.opened import Opened
    from tidegate.model.proof import Proof

_FORMATS = ("text", "json")


@click.group(cls=MakesByDefault, short_help="Signed statements on a merged revision: made, verified.")
def command() -> None:
    """Attestations of merged revisions. Without a command: make, see tidegate attest make --help."""


class Wording(NamedTuple):
    """Who says it, of what, and when."""

    resource: str | None
    verifier: str | None
    at: str | None


_WORDING = (
    click.option(
        "--resource",
        metavar="URI",
        help="Where the source is fetched from. Default: git+https://… of origin.",
    ),
    click.option("--verifier", metavar="URI", help="Who verified it: what the consumers of it know you by."),
    click.option("--at", metavar="TIME", help="When it was verified. Default: SOURCE_DATE_EPOCH, else now."),
)


@command.command("make", short_help="Attest what the ledger proves of a merged revision.")
@click.argument("revision", metavar="[REVISION]", default="HEAD")
@click.option(
    "--key",
    metavar="FILE",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The private key to sign with: Ed25519 or ECDSA, PEM or OpenSSH.",
)
@click.option("--branch", metavar="BRANCH", help="The branch it landed on. Default: the default branch.")
@with_options(_WORDING, Wording, "wording")
@click.option(
    "--output", metavar="PATH", type=click.Path(dir_okay=False, path_type=Path), help="Write to PATH."
)
@common
def make(
    shared: Common, *, revision: str, key: Path, branch: str | None, wording: Wording, output: Path | None
) -> int:
    """Sign two in-toto statements on REVISION: SLSA's verification summary, and who approved what.

    It says PASSED only where the ledger proves the decision and all approvals that the change owed. Status 0:
    PASSED. Status 1: FAILED. Status 3: FAILED, because it could not be told. It is written in each case.
    """
    from tidegate.evidence.attestations.keys import require, signing_key
    from tidegate.evidence.attestations.making import VERIFIER, attestations, moment, resource_of
    from tidegate.evidence.attestations.summary import Issuer

    require()
    at, signer = moment(wording.at), signing_key(key)
    with recorded(shared, branch) as (ledger, index):
        proof, name = _proved(ledger, index, revision)
        issuer = Issuer(
            verifier=wording.verifier or VERIFIER,
            resource=wording.resource or resource_of(ledger.name),
            at=at,
        )
    text = attestations(proof, issuer, name, signer)
    if output is None:
        emit(text)
    else:
        write(output, text)
    for reason in proof.reasons if not shared.quiet else ():
        note(f"not proved: {reason.text}")
    return answered(proof.verdict)


def _proved(ledger: Opened, index: Index, revision: str) -> tuple[Proof, str | None]:
    """What is proved of it, and the branch that it landed on."""
    from tidegate.evidence.branch import Branch

    tip = ledger.base
    if tip is None:
        raise UsageError("there is no branch that changes land on", "name it: --branch BRANCH")
    branch = Branch(ledger, index, tip.oid)
    commit = ledger.repository.revision(revision).oid
    return branch.proof(branch.landed(commit)), tip.name.removeprefix("origin/")


class Wanted(NamedTuple):
    """What an attestation must say; ``revision`` is a name in the repository."""

    revision: str | None
    resource: str | None
    verifier: str | None
    properties: tuple[str, ...]


_EXPECTED = (
    click.option("--revision", metavar="REV", help="It must be about this commit of the repository."),
    click.option("--resource", metavar="URI", help="It must be about this source."),
    click.option("--verifier", metavar="URI", help="It must be by this verifier."),
    click.option(
        "--property",
        "properties",
        metavar="NAME",
        multiple=True,
        help="It must say NAME (ORG_SOURCE_…). Repeatable.",
    ),
)


@command.command("verify", short_help="Who signed an attestation, and what it says.")
@click.argument("file", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--key",
    "keys",
    metavar="FILE",
    multiple=True,
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The public key of who is trusted to attest: PEM or OpenSSH. Repeatable: any of them.",
)
@with_options(_EXPECTED, Wanted, "told")
@output_option(_FORMATS)
@common
def verify(
    shared: Common, *, file: Path, keys: tuple[Path, ...], told: Wanted, outputs: tuple[str, ...]
) -> int:
    """Verify FILE, an envelope or one a line, offline, with nothing but the keys given.

    Status 0: signed, PASSED and as expected. Status 1: not so. Status 3: signed, and FAILED because it could
    not be told.
    """
    places = wanted(outputs, _FORMATS, shared)
    from tidegate.evidence.attestations.dsse import NotSigned
    from tidegate.evidence.attestations.keys import public_key, require
    from tidegate.evidence.attestations.reading import differences, envelopes, judged
    from tidegate.reports.attestation import render

    require()
    expected = _expected(shared, told)
    try:
        attested = judged(envelopes(file), [public_key(path) for path in keys])
    except NotSigned as error:
        complain(str(error), error.hint)
        return status.BLOCK
    unlike = differences(attested, expected)
    report(places, shared, lambda name, **_: render(name, attested, unlike), {})
    return _status(attested, unlike)


def _expected(shared: Common, told: Wanted) -> Expected:
    from tidegate.evidence.attestations.reading import Expected
    from tidegate.git.repository import Repository

    commit = None
    if told.revision is not None:
        with Repository.open(shared.directory) as repository:
            commit = repository.revision(told.revision).oid
    return Expected(
        revision=commit, resource=told.resource, verifier=told.verifier, properties=told.properties
    )


def _status(attested: Attested, unlike: tuple[str, ...]) -> int:
    if attested.passed and not unlike:
        return status.DONE
    return status.REVIEW if attested.undetermined and not unlike else status.BLOCK
