"""``tidegate init``: a first configuration."""

from __future__ import annotations

from difflib import unified_diff
from pathlib import Path

import click

from tidegate.cli import status
from tidegate.cli.options import Common, common
from tidegate.cli.progress import Progress
from tidegate.cli.streams import emit, note, safe
from tidegate.model.errors import UsageError

_STDOUT = "-"
_NEXT = """\
Next:
  1. read {file}: strike what is wrong, add what is missing
  2. tidegate config validate                 is it right?
  3. tidegate check --config {file}   what it says of your branch
  4. commit and merge it: settings count from the default branch alone
  5. run the check in CI: docs/getting-started.md"""


@click.command(short_help="Propose a first configuration.")
@click.option("--output", metavar="PATH", help="Write to PATH, which must not exist yet; - prints it.")
@common
def command(shared: Common, *, output: str | None) -> int:
    """Look at the repository and propose a first .tidegate/config.yaml, in observe mode.

    Each line says what it was found by. Nothing is overwritten: where there is such a file, what would differ
    is shown, and the status is 3.
    """
    from tidegate.cli.settings import words
    from tidegate.config import parse
    from tidegate.proposal.propose import ProposalOptions, propose
    from tidegate.reports.proposal import render_proposal

    target = None if output == _STDOUT else Path(output) if output else _own(shared.directory)
    with Progress("looking", wanted=not shared.quiet):
        options = ProposalOptions(directory=shared.directory, config=shared.config, timeout=shared.timeout)
        found = propose(options)
    text = render_proposal(found)
    parse(text.encode(), "the proposal", words())  # what is proposed is right, or this is a defect
    if target is None:
        emit(text)
        return status.DONE
    return _write(target, text, shared)


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
        note(f"wrote {target}")
        for line in _NEXT.format(file=target).splitlines():
            note(line)
    return status.DONE


def _differs(target: Path, text: str) -> int:
    try:
        there = target.read_text("utf-8", "replace")
    except OSError as error:
        raise UsageError(
            f"{target} is there and cannot be read: {error.strerror or error}", "look at what it is"
        ) from error
    lines = unified_diff(there.splitlines(), text.splitlines(), str(target), "the proposal", lineterm="", n=2)
    emit("".join(f"{safe(line)}\n" for line in lines))
    note(f"{target} is there already and was left alone; above is what the proposal has otherwise")
    return status.REVIEW
