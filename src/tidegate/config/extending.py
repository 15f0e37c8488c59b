"""Settings of an organisation that a repository extends: from where it says, if they are what it pinned."""

from __future__ import annotations

import hashlib
from functools import reduce
from pathlib import Path

from tidegate.config.disk import read_file
from tidegate.config.loading import Read, Words, parse
from tidegate.config.settings import Extended, Settings
from tidegate.config.tightening import tightened
from tidegate.model.errors import ConfigurationError, RepositoryError


def extended(own: Settings, read: Read, beside: Path, words: Words) -> tuple[Settings, dict[str, bytes]]:
    """The settings with all that they extend, and the files that these are in.

    ``read`` reads this repository; other places are found from ``beside``. Raise ConfigurationError, also
    where a file is not there or is not what was pinned.
    """
    files = {f"extends[{n}]": _pinned(one, read, beside) for n, one in enumerate(own.extends)}
    above = [_parsed(one, data, words) for one, data in zip(own.extends, files.values(), strict=True)]
    return reduce(tightened, (*above, own)), files


def _parsed(one: Extended, data: bytes, words: Words) -> Settings:
    settings = parse(data, _named(one), words)
    if settings.extends:
        raise ConfigurationError(
            f"{_named(one)} extends others itself, which is not followed",
            "name those in the repository's own",
        )
    return settings


def _pinned(one: Extended, read: Read, beside: Path) -> bytes:
    data = _found(one, read, beside)
    if data is None:
        raise ConfigurationError(
            f"extends: there is no {_named(one)}", "put it there, or leave it out of .tidegate/config.yaml"
        )
    digest = hashlib.sha256(data).hexdigest()
    if digest != one.sha256:
        raise ConfigurationError(
            f"extends: {_named(one)} is not what was pinned: its sha256 is {digest}",
            "read what is other in it; if it is right, pin it in .tidegate/config.yaml",
        )
    return data


def _found(one: Extended, read: Read, beside: Path) -> bytes | None:
    if one.folder is not None and one.repository is not None:
        raise ConfigurationError(f"extends: {one.path} is in a folder or in a repository", "leave one out")
    if one.folder is not None:
        file = beside / one.folder / one.path
        return read_file(file) if file.is_file() else None
    if one.repository is None:
        return read(one.path)
    if one.commit is None:
        raise ConfigurationError(
            f"extends: {one.path} of which commit?", "say commit: with a whole commit id"
        )
    return _of_commit(beside / one.repository, one.commit, one.path)


def _of_commit(repository: Path, commit: str, path: str) -> bytes | None:
    from tidegate.git import Repository

    try:
        with Repository.open(repository) as opened:
            return opened.tree(opened.revision(commit).tree).read(path)
    except RepositoryError as error:
        raise ConfigurationError(f"extends: {path} of {repository}: {error}", error.hint) from error


def _named(one: Extended) -> str:
    place = one.folder or one.repository
    at = f" at {one.commit[:12]}" if one.commit else ""
    return f"{place}{at}: {one.path}" if place else one.path
