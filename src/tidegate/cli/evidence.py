"""What a command is told besides the repository: the pull request's text, and records of agents."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import click

from tidegate.model.errors import UsageError

MAX_DESCRIPTION = 1_000_000  # bytes
MAX_TRACE = 4_000_000


class Evidence(NamedTuple):
    """``traces``: the name of a file → what is in it."""

    description: str | None = None
    traces: Mapping[str, bytes] = MappingProxyType({})


NOTHING = Evidence()
_OPTIONS = (
    click.option(
        "--description",
        metavar="FILE",
        type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
        help="The pull request's text; - reads standard input.",
    ),
    click.option(
        "--trace",
        "traces",
        metavar="FILE",
        multiple=True,
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Records of Agent Trace, beside those of the repository. Repeatable.",
    ),
)


def evidence(function: Callable[..., int]) -> Callable[..., int]:
    """Add ``--description`` and ``--trace``; they arrive, read, as one ``Evidence`` named ``told``."""

    @functools.wraps(function)
    def wrapped(*given: Any, description: Path | None, traces: tuple[Path, ...], **values: Any) -> int:
        text = _text(description) if description else None
        records = {str(file): _read(file, MAX_TRACE, "file of traces") for file in traces}
        return function(*given, told=Evidence(text, records), **values)

    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped


def _text(file: Path) -> str:
    return _read(file, MAX_DESCRIPTION, "description").decode("utf-8", "replace")


def _read(file: Path, most: int, what: str) -> bytes:
    """What is in ``file``; a longer one is refused, for a cut one could hide what it says."""
    with click.open_file(str(file), "rb") as stream:
        data = bytes(stream.read(most + 1))
    if len(data) > most:
        raise UsageError(f"the {what} is longer than {most:,} bytes", "give a shorter one")
    return data
