"""``tidegate init``: a first configuration."""

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tidegate.cli import status
from tidegate.cli.options import Common, common
from tidegate.cli.progress import Progress
from tidegate.cli.streams import emit, note, safe
from tidegate.model.errors import UsageError

if TYPE_CHECKING:
    from tidegate.model.proposal import Proposal

_STDOUT = "-"
_NEXT = """\
Next:
  1. read both: strike what is wrong, fill in what only you know (keys, training, roles)
  2. tidegate config validate    are they right?
  3. tidegate check --config {config}    what it says of your branch
  4. commit and merge both: settings count from the default branch alone
The way to the first approval, and into CI: docs/getting-started.md"""


@click.command(short_help="Propose a first configuration.")
@click.option(
    "--output",
    metavar="PATH",
    help="Write to PATH and to people.yaml beside it, which must not exist yet; - prints both.",
)
@common
def command(shared: Common, *, output: str | None) -> int:
    """Look at the repository and propose .tidegate/config.yaml, in observe mode, and .tidegate/people.yaml.

    Each line says what it was found by. Nothing is overwritten: where there is such a file, what would differ
    is shown, and the status is 3.
    """
    from tidegate.proposal.propose import ProposalOptions, propose

    config = None if output == _STDOUT else Path(output) if output else _own(shared.directory)
    with Progress("looking", wanted=not shared.quiet):
        options = ProposalOptions(directory=shared.directory, config=shared.config, timeout=shared.timeout)
        found = propose(options)
    texts = _texts(found)
    if config is None:
        emit("---\n# people.yaml\n".join(texts))
        return status.DONE
    places = (config, config.with_name("people.yaml"))
    is_new = not all(place.exists() for place in places)
    done = [_write(place, text, shared) for place, text in zip(places, texts, strict=True)]
    if not shared.quiet and is_new:
        for line in _NEXT.format(config=_near(config)).splitlines():
            note(line)
    return max(done)


def _texts(found: Proposal) -> tuple[str, str]:
    """Settings and people. What is proposed is right, or this is a defect."""
    from tidegate.cli.settings import words
    from tidegate.config import parse
    from tidegate.config.people import parse_people
    from tidegate.reports.enrolment import render_people
    from tidegate.reports.proposal import render_proposal

    settings, people = render_proposal(found), render_people(found)
    parse(settings.encode(), "the proposal", words())
    parse_people(people.encode(), "the proposal")
    return settings, people


def _own(directory: Path) -> Path:
    from tidegate.config import SETTINGS
    from tidegate.git import Repository

    with Repository.open(directory) as repository:
        top = repository.layout.work_tree
    if top is None:
        raise UsageError("a bare repository has no files to write to", "print it: tidegate init --output -")
    return top / SETTINGS


def _write(target: Path, text: str, shared: Common) -> int:
    """Write a new file; one that is there is left alone."""
    if target.parent.is_symlink():
        raise UsageError(f"{target.parent} leads elsewhere", "name the real place with --output PATH")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return _differs(target, text)
    except OSError as error:
        raise UsageError(
            f"{target} cannot be written: {error.strerror or error}", "name another place with --output PATH"
        ) from error
    if not shared.quiet:
        note(f"wrote {_near(target)}")
    return status.DONE


def _near(file: Path) -> Path:
    """As one would type it here."""
    here = Path.cwd()
    return file.relative_to(here) if file.is_relative_to(here) else file


def _differs(target: Path, text: str) -> int:
    try:
        there = target.read_text("utf-8", "replace")
    except OSError as error:
        raise UsageError(
            f"{target} is there and cannot be read: {error.strerror or error}", "look at what it is"
        ) from error
    lines = list(
        unified_diff(there.splitlines(), text.splitlines(), str(target), "the proposal", lineterm="", n=2)
    )
    emit("".join(f"{safe(line)}\n" for line in lines))
    otherwise = "above is what the proposal has otherwise" if lines else "the proposal says the same"
    note(f"{_near(target)} is there already and was left alone; {otherwise}")
    return status.REVIEW if lines else status.DONE
