"""``--output FORMAT[=PATH]``: where each report goes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, Protocol

import click

from tidegate.cli.options import Common
from tidegate.cli.streams import colored, emit, note, width
from tidegate.model.errors import TidegateError, UsageError


class Output(NamedTuple):
    """``path`` is ``None`` for standard output."""

    format: str
    path: Path | None


class Render(Protocol):
    """Gives a report in a format; only what is for terminals heeds the rest."""

    def __call__(self, name: str, /, *, color: bool, width: int) -> str: ...


def output_option(known: Collection[str]) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """The option ``--output``, which asks for reports in the formats that are known."""
    return click.option(
        "--output",
        "outputs",
        metavar="FORMAT[=PATH]",
        multiple=True,
        help=f"A report to standard output or PATH: {', '.join(known)}. Repeatable; default text.",
    )


def report(places: Sequence[Output], shared: Common, render: Render, timings: Mapping[str, float]) -> None:
    """Put each report where it was asked for; where somebody wants to know, also where the time went."""
    for place in places:
        if place.path is not None:
            write(place.path, render(place.format, color=False, width=80))
        else:
            emit(render(place.format, color=colored(shared.color, sys.stdout), width=width()))
    for stage, seconds in timings.items() if shared.verbose else ():
        note(f"{stage:<16}{seconds:8.3f} s")


def wanted(words: Sequence[str], known: Collection[str], shared: Common) -> list[Output]:
    """The outputs that were asked for, else the text. Raise UsageError where they cannot all be had."""
    return parse(words or (() if shared.quiet else ("text",)), known)


def parse(words: Sequence[str], known: Collection[str]) -> list[Output]:
    """The outputs that ``words`` ask for. Raise UsageError where they cannot all be had."""
    outputs = [_one(word, known) for word in words]
    places = [output.path for output in outputs]
    for place in places:
        if places.count(place) > 1:
            where = "standard output" if place is None else str(place)
            raise UsageError(f"two reports for {where}", "give each its own place: --output FORMAT=PATH")
        if place is not None and not place.absolute().parent.is_dir():
            raise UsageError(f"no directory {place.parent} to write {place.name} to", "make it first")
    return outputs


def _one(word: str, known: Collection[str]) -> Output:
    name, equals, place = word.partition("=")
    if name not in known:
        raise UsageError(f'no output format "{name}"', f"formats: {', '.join(known)}")
    if equals and not place:
        raise UsageError(f'--output "{word}" names no file', f"write {name}=PATH, or {name} alone")
    return Output(name, Path(place) if place else None)


def write(path: Path, text: str) -> None:
    """Write a whole file or none of it: a reader never sees half a report. Raise TidegateError."""
    data = text.encode("utf-8", "backslashreplace")
    try:
        if path.exists() and not path.is_file():  # a pipe or a device cannot be replaced
            path.write_bytes(data)
        else:
            _replace(path.resolve(), data)
    except OSError as error:
        raise TidegateError(
            f"cannot write {path}: {error.strerror or error}", "name another place with --output FORMAT=PATH"
        ) from error


def _replace(path: Path, data: bytes) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
