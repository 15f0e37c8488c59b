"""Reads settings from files, for ``--config``: the only place here that touches the disk."""

from __future__ import annotations

from pathlib import Path

from tidegate.config.loading import KNOWLEDGE, SETTINGS, Read
from tidegate.config.nodes import MAX_BYTES
from tidegate.model.errors import ConfigurationError


def reader(file: Path) -> Read:
    """Answers for ``SETTINGS`` with ``file``, for knowledge files with those beside it, and for other paths
    with the files of the folder that holds ``file``'s own.

    Raise ConfigurationError where ``file`` cannot be read.
    """

    def read(path: str) -> bytes | None:
        if path == SETTINGS:
            return read_file(file)
        is_knowledge = path.startswith(KNOWLEDGE)
        within = file.parent / "knowledge" if is_knowledge else file.parent.parent
        beside = within / path.removeprefix(KNOWLEDGE)
        return read_file(beside) if beside.is_file() else None

    return read


def knowledge_names(file: Path) -> list[str]:
    """The paths that ``reader(file)`` answers for beside ``SETTINGS``."""
    folder = file.parent / "knowledge"
    return [KNOWLEDGE + found.relative_to(folder).as_posix() for found in sorted(folder.rglob("*.y*ml"))]


def read_file(file: Path) -> bytes:
    """The bytes of a settings file, up to one more than is read. Raise ConfigurationError."""
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigurationError(
            f"{file}: {error.strerror or error}", "name a settings file that can be read with --config"
        ) from error
