"""``tidegate config``: what the settings say, and whether they are right."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tidegate.cli import status
from tidegate.cli.judging import Asked, a_change
from tidegate.cli.options import Common, common
from tidegate.cli.streams import emit, safe
from tidegate.model.errors import UsageError

if TYPE_CHECKING:
    from tidegate.config import Settings


@click.group("config", short_help="The settings in .tidegate/config.yaml.")
def command() -> None:
    """The settings in .tidegate/config.yaml."""


@command.command(short_help="Print the settings that are in force.")
@a_change
@common
def show(shared: Common, *, asked: Asked) -> int:
    """Print the settings that a check of RANGE goes by, each key with its value.

    They come from the base branch's tip, or from --config.
    """
    import msgspec
    import yaml

    from tidegate.cli.settings import in_force

    policy, where = in_force(shared, asked)
    settings = policy.settings
    # In ASCII, so that no character can hide or act on a terminal.
    text = yaml.safe_dump(msgspec.to_builtins(settings), sort_keys=False, allow_unicode=False)
    emit("".join(f"# {safe(line)}\n" for line in (where, *_exceptions(settings))) + text)
    return status.DONE


@command.command(short_help="Say whether a settings file is right.")
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@common
def validate(shared: Common, file: Path | None) -> int:
    """Say whether FILE is right, and which of its exceptions count today.

    Without FILE: .tidegate/config.yaml of the work tree. The library files and people.yaml beside it are
    looked at, too, and what it extends.
    """
    from tidegate.cli.settings import own_file, words
    from tidegate.config import knowledge_files, parse
    from tidegate.config.disk import knowledge_names, reader
    from tidegate.config.policy import from_file
    from tidegate.knowledge.store import parse_library

    chosen = file or shared.config or own_file(shared.directory)
    if not chosen.is_file():
        raise UsageError(f"no settings in {chosen}", 'begin one with "version: 1", or name a FILE')
    read = reader(chosen)
    settings = parse(chosen.read_bytes(), str(chosen), words())
    own = knowledge_files(read, knowledge_names(chosen))
    for name, data in own.items():
        parse_library(data.decode("utf-8", "replace"), name)
    enrolled = _people(chosen.with_name("people.yaml"))
    from_file(chosen)  # with what it extends
    if not shared.quiet:
        lines = [f"{chosen}: right; {_counted(settings, len(own))}"]
        lines += [f"  {line}" for line in (*_exceptions(settings), *_ended(settings))]
        lines += enrolled
        emit("".join(f"{safe(line)}\n" for line in lines))
    return status.DONE


def _people(file: Path) -> list[str]:
    """Who is enrolled, where somebody is. Raise SettingsError."""
    from tidegate.config.disk import read_file
    from tidegate.config.people import parse_people
    from tidegate.model.people import REVIEWER

    if not file.is_file():
        return []
    people = parse_people(read_file(file), str(file))
    unknown = [f"  {word} is claimed by more than one, and so it is nobody's" for word in people.ambiguous]
    trained = [one for one in people.with_roles([REVIEWER]) if one.is_trained(_today())]
    nobody = [] if trained else ["  nobody may approve: no human is trained today (trained_until)"]
    return [f"{file}: right; {len(people.persons)} enrolled", *unknown, *nobody]


def _counted(settings: Settings, libraries: int) -> str:
    import msgspec

    from tidegate.config.settings import DEFAULTS

    until = settings.observing(_today())
    counts = {
        "name of the threat model": _leaves(msgspec.to_builtins(settings.threat_model)),
        "rule": len(settings.rules),
        "sensitive path": len(settings.sensitive_paths),
        "tier": len(settings.tiers),
        "exception": len(settings.exceptions),
        "own library": libraries,
    }
    said = [f"{count} {_plural(noun, count)}" for noun, count in counts.items() if count]
    said += [f"only observing until {until}"] if until else []
    return ", ".join(said) or (
        "it changes nothing" if settings == DEFAULTS else "none of its own rules or tiers"
    )


def _leaves(value: object) -> int:
    """How many texts there are in lists and maps."""
    if isinstance(value, dict):
        return sum(map(_leaves, value.values()))
    return sum(map(_leaves, value)) if isinstance(value, list | tuple) else 1


def _today() -> date:
    return date.today()  # noqa: DTZ011 — the day where the team sits


def _plural(noun: str, count: int) -> str:
    if count == 1:
        return noun
    if noun.startswith("name "):
        return noun.replace("name", "names", 1)
    return noun.removesuffix("y") + "ies" if noun.endswith("y") else noun + "s"


def _ended(settings: Settings) -> list[str]:
    """Tiers that ask for nothing any more, though they still stand there."""
    return [
        f"tier {tier.name} does not count: it was valid until {tier.valid_until}"
        for tier in settings.tiers
        if tier.mode == "enforce" and tier.valid_until is not None and tier.valid_until < _today()
    ]


def _exceptions(settings: Settings) -> list[str]:
    from tidegate.config import judge

    judged = judge(settings.exceptions, _today())
    return [
        f"exception {each.exception.fingerprint} does not count: {each.why_not}"
        for each in judged
        if not each.counts
    ]
