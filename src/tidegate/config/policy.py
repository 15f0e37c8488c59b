"""The rules that a change is judged by: from the tip of the base branch, never from head."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tidegate.config import disk
from tidegate.config.loading import KNOWLEDGE, SETTINGS, Read, digest, knowledge_files, load
from tidegate.config.settings import Settings


class Policy(msgspec.Struct, frozen=True):
    """``digest`` is ``None`` where there are no settings; ``knowledge`` are the team's files, name → text."""

    settings: Settings
    knowledge: dict[str, str]
    digest: str | None


def from_tree(read: Read, names: list[str]) -> Policy:
    """``names`` are all paths under ``.tidegate/`` of the tree that ``read`` reads."""
    return _policy(read, names, "")


def from_file(file: Path) -> Policy:
    """``--config FILE``, with the knowledge files beside it."""
    return _policy(disk.reader(file), disk.knowledge_names(file), str(file))


def _policy(read: Read, names: list[str], where: str) -> Policy:
    settings = load(read, where)
    own = knowledge_files(read, [name for name in names if name.startswith(KNOWLEDGE)])
    data = read(SETTINGS)
    files = {**own, **({SETTINGS: data} if data is not None else {})}
    texts = {name: text.decode("utf-8", "replace") for name, text in own.items()}
    return Policy(settings, texts, digest(files) if files else None)
