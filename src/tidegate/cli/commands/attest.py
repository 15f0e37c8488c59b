"""``tidegate attest``: signed statements on merged revisions, made and verified."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from tidegate.cli import status
from tidegate.cli.options import Common, common
from tidegate.cli.output import output_option, report, wanted
from tidegate.cli.streams import complain

if TYPE_CHECKING:
    from tidegate.evidence.attestations.reading import Attested, Expected

_FORMATS = ("text", "json")


@click.group(short_help="Attestations of merged revisions: verified offline.")
def command() -> None:
    """Attestations of merged revisions."""


class Wanted(NamedTuple):
    """What an attestation must say; ``revision`` is a name in the repository."""

    revision: str | None
    resource: str | None
    verifier: str | None
    properties: tuple[str, ...]


_EXPECTATIONS = (
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


def expectations(function: Callable[..., int]) -> Callable[..., int]:
    """Add the options that say what an attestation must say; they arrive as one ``Wanted``."""

    @functools.wraps(function)
    def wrapped(*given: Any, **values: Any) -> int:
        told = Wanted(**{name: values.pop(name) for name in Wanted._fields})
        return function(*given, told=told, **values)

    for option in reversed(_EXPECTATIONS):
        wrapped = option(wrapped)
    return wrapped


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
@expectations
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
