"""``tidegate policy``: the team's tiers, tested and tried out before they count."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from tidegate.cli import status
from tidegate.cli.options import Common, common
from tidegate.cli.progress import Progress
from tidegate.cli.streams import emit, safe
from tidegate.model.errors import UsageError

if TYPE_CHECKING:
    from tidegate.config.policy_cases import PolicyCase
    from tidegate.config.settings import Settings

_MOST = 1000  # changes that are replayed


class Result(NamedTuple):
    """One case of a file, and what is otherwise than it expects."""

    file: str
    name: str
    otherwise: list[str]


@click.group("policy", short_help="Test the team's tiers, and try them on past changes.")
def command() -> None:
    """Test the team's tiers, and try them on past changes."""


@command.command("test", short_help="Judge the cases beside the policy.")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--output", type=click.Choice(["text", "json"]), default="text", help="How it is printed.")
@common
def test(shared: Common, *, files: tuple[Path, ...], output: str) -> int:
    """Judge the cases in FILES by the policy, and say which it decides otherwise than they expect.

    Without FILES: .tidegate/tests/*.yaml of the work tree, beside the settings. The policy is the work
    tree's, or that of --config. A file with a mistake in it is refused as a whole, and nothing is judged.
    """
    from tidegate.cli.settings import own_file
    from tidegate.config.policy_cases import FOLDER

    settings_file = shared.config or own_file(shared.directory)
    chosen = list(files) or sorted((settings_file.parent / FOLDER).glob("*.y*ml"))
    if not chosen:
        raise UsageError(f"no cases in {settings_file.parent / FOLDER}", "write some, or name a FILE")
    settings = _settings(settings_file)
    results = _judged(_cases(chosen, settings), settings)
    failed = [one for one in results if one.otherwise]
    if output == "json":
        emit(json.dumps([one._asdict() for one in results], indent=2) + "\n")
    elif not shared.quiet or failed:
        emit("".join(f"{safe(line)}\n" for line in _lines(results, verbose=shared.verbose)))
    return status.BLOCK if failed else status.DONE


@command.command(short_help="Judge recent changes by a policy that does not count yet.")
@click.option(
    "--last",
    type=click.IntRange(1, _MOST),
    default=100,
    show_default=True,
    metavar="N",
    help="So many changes of the branch.",
)
@click.option(
    "--branch", metavar="BRANCH", help="Changes of BRANCH; by default the one that changes land on."
)
@click.option("--output", type=click.Choice(["text", "json"]), default="text", help="How it is printed.")
@common
def simulate(shared: Common, *, last: int, branch: str | None, output: str) -> int:
    """Judge the last changes of a branch by its policy and by another, and say what would differ.

    The other is .tidegate/config.yaml of the work tree, or that of --config. Each commit of the branch's own
    line is a change. What could not be judged, or not within --timeout (600 seconds), is named; then the
    status is 3.
    """
    from tidegate.cli.settings import own_file
    from tidegate.reports.simulation import render
    from tidegate.simulation import SimulationOptions
    from tidegate.simulation import simulate as replay

    own = own_file(shared.directory)
    options = SimulationOptions(
        directory=shared.directory,
        proposed=shared.config or (own if own.is_file() else None),
        branch=branch,
        last=last,
        timeout=shared.timeout,
    )
    with Progress("simulating", wanted=not shared.quiet):
        found = replay(options)
    if not shared.quiet or output == "json":
        emit(render(output, found))
    return status.REVIEW if any(change.why_not for change in found.changes) else status.DONE


def _settings(file: Path) -> Settings:
    """What the file says, with what it extends; the defaults where there is none."""
    from tidegate.cli.settings import words
    from tidegate.config.loading import parse
    from tidegate.config.policy import from_file
    from tidegate.config.settings import DEFAULTS

    if not file.is_file():
        return DEFAULTS
    parse(file.read_bytes(), str(file), words())
    return from_file(file).settings


def _cases(files: list[Path], settings: Settings) -> list[tuple[Path, PolicyCase]]:
    from tidegate.config.policy_cases import parse_cases

    names = tuple(tier.name for tier in settings.tiers)
    parsed = [(file, parse_cases(file.read_bytes(), str(file), names)) for file in files]
    return [(file, case) for file, cases in parsed for case in cases.cases]


def _judged(cases: list[tuple[Path, PolicyCase]], settings: Settings) -> list[Result]:
    from tidegate.policy.cases import unexpected

    today = date.today()  # noqa: DTZ011 — the day where the team sits
    return [Result(str(file), case.name, unexpected(case, settings, today)) for file, case in cases]


def _lines(results: list[Result], *, verbose: bool) -> list[str]:
    failed = [one for one in results if one.otherwise]
    lines = []
    for one in results if verbose else failed:
        lines.append(f"{one.file}: {one.name}: {'otherwise' if one.otherwise else 'as expected'}")
        lines += [f"  {line}" for line in one.otherwise]
    cases = "1 case" if len(results) == 1 else f"{len(results)} cases"
    return [*lines, f"{cases}: {len(results) - len(failed)} as expected, {len(failed)} not"]
