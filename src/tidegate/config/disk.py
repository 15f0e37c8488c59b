"""Reads settings from files, for ``--config``: the only place here that touches the disk."""

from __future__ import annotations

from pathlib import Path

from tidegate.config.loading import KNOWLEDGE, SETTINGS, Read
from tidegate.config.nodes import MAX_BYTES
from tidegate.model.errors import ConfigurationError


def reader(file: Path) -> Read:
    """Answers for ``SETTINGS`` with ``file``, and for knowledge files with those beside it.

    Raise ConfigurationError where ``file`` cannot be read.
    """

    def read(path: str) -> bytes | None:
        if path == SETTINGS:
            return _bytes(file)
        beside = file.parent / "knowledge" / path.removeprefix(KNOWLEDGE)
        return _bytes(beside) if path.startswith(KNOWLEDGE) and beside.is_file() else None

    return read


def knowledge_names(file: Path) -> list[str]:
    """The paths that ``reader(file)`` answers for beside ``SETTINGS``."""
    folder = file.parent / "knowledge"
    return [KNOWLEDGE + found.relative_to(folder).as_posix() for found in sorted(folder.rglob("*.y*ml"))]


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigurationError(
            f"{file}: {error.strerror or error}", "name a settings file that can be read with --config"
        ) from error
