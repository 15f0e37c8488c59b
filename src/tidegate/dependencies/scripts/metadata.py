"""What a Python script asks for in its own comments (``# /// script``), as uv and pipx install it.

Source: the Python Packaging User Guide, "Inline script metadata" (PEP 723).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from tidegate.dependencies.python import requirement
from tidegate.documents import plain_toml
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency

_BEGIN, _END = "# /// script", "# ///"


def asked(source: Source) -> Iterator[Dependency]:
    """Raise Unreadable where the block is no metadata, or asks for what is no requirement."""
    lines = source.lines
    start = next((at for at, line in enumerate(lines) if line.rstrip() == _BEGIN), None)
    if start is None:
        return
    for text in _listed(_document(lines[start + 1 :])):
        found = requirement(text)
        number = next((at for at, line in enumerate(lines[start:], start + 1) if text in line), start + 1)
        yield replace(found, line=number, group="script", key=f"script {found.name}")


def _document(lines: list[str]) -> dict[str, Any]:
    """The block's text: comments up to the last end before something else."""
    block: list[str] = []
    end = None
    for line in lines:
        if line.rstrip() == _END:
            end = len(block)
        elif line.rstrip() != "#" and not line.startswith("# "):
            break
        block.append(line[2:])
    if end is None:
        raise Unreadable("its block of script metadata does not end")
    try:
        return plain_toml.load("\n".join(block[:end]))
    except Unreadable as error:
        raise Unreadable(f"its script metadata: {error}") from None


def _listed(document: dict[str, Any]) -> list[str]:
    found = document.get("dependencies", [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise Unreadable("the dependencies of its script metadata are no list of texts")
    return found
