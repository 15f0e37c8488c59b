"""The rules that a change is judged by: from the tip of the base branch, never from head."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import msgspec

from tidegate.config import disk
from tidegate.config.loading import ANY, KNOWLEDGE, SETTINGS, Read, digest, knowledge_files, load
from tidegate.config.settings import Settings

_NONE: Mapping[str, bytes] = MappingProxyType({})


class Policy(msgspec.Struct, frozen=True):
    """``digest`` is ``None`` where there are no settings; ``knowledge`` are the team's files, name → text."""

    settings: Settings
    knowledge: dict[str, str]
    digest: str | None


def from_tree(
    read: Read, names: list[str], folders: Mapping[str, bytes] = _NONE, beside: Path = Path()
) -> Policy:
    """``names`` are all paths under ``.tidegate/`` of the tree that ``read`` reads.

    ``folders`` are settings in folders that the change touches, by path, the highest first; ``beside`` is
    where the repository is. Raise ConfigurationError.
    """
    return _policy(read, names, "", folders, beside)


def from_file(file: Path, folders: Mapping[str, bytes] = _NONE) -> Policy:
    """``--config FILE``, with the knowledge files beside it; ``folders`` as in ``from_tree``."""
    return _policy(disk.reader(file), disk.knowledge_names(file), str(file), folders, file.parent.parent)


def _policy(read: Read, names: list[str], where: str, folders: Mapping[str, bytes], beside: Path) -> Policy:
    settings = load(read, where)
    own = knowledge_files(read, [name for name in names if name.startswith(KNOWLEDGE)])
    data = read(SETTINGS)
    files = {**own, **({SETTINGS: data} if data is not None else {}), **folders}
    if settings.extends:
        from tidegate.config.extending import extended

        settings, others = extended(settings, read, beside, ANY)
        files |= others
    if folders:
        from tidegate.config.nested import nested

        settings = nested(settings, folders, ANY)
    texts = {name: text.decode("utf-8", "replace") for name, text in own.items()}
    return Policy(settings, texts, digest(files) if files else None)
