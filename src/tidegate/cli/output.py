"""``--output FORMAT[=PATH]``: where each report goes."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from tidegate.model.errors import TidegateError, UsageError


class Output(NamedTuple):
    """``path`` is ``None`` for standard output."""

    format: str
    path: Path | None


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
