"""Scripts of the network that are run unseen: ``curl … | sh``, ``bash <(curl …)``, ``eval "$(wget …)"``."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import re2

from tidegate.dependencies.scripts.kinds import lines_of
from tidegate.documents.addresses import without_credentials
from tidegate.documents.reading import Source

_SHELL = r"(?:\S*/)?(?:ba|z|da|a|k)?sh|python[\d.]*|perl|ruby|node"
_RUN = re2.compile(
    r"\b(?:curl|wget)\b[^;&\n]*\|\s*(?:sudo\s+(?:-\S+\s+)*)?(?:env\s+(?:\S+\s+)?)?(?:\w+=\S*\s+)*"
    rf"(?:{_SHELL})(?:\s|$|[)\"';&|])"
    r"|(?:\bsh|\bbash|\bzsh|\bdash|\beval|\bsource|(?:^|\s)\.)\s+(?:-\w+\s+)*[\"']?\s*(?:\$\(|<\(|`)\s*(?:curl|wget)\b"
    r"|(?i:\b(?:irm|iwr|curl|invoke-(?:restmethod|webrequest))\b[^;&\n|]*\|\s*(?:iex|invoke-expression)\b)"
    r"|(?i:\b(?:iex|invoke-expression)\b[^;&\n|]*\b(?:irm|iwr|downloadstring|invoke-(?:restmethod|webrequest))\b)"
)
_PROSE = re2.compile(r"^\s*(?:echo|printf|#)")
_ADDRESS = re2.compile(r"https?://[^\s\"'`|)<>;]+")


class Download(msgspec.Struct, frozen=True):
    """``address`` is empty where the line does not spell it out."""

    address: str
    line: int


def runs_download(text: str) -> Download | None:
    """What a line of a script, or of prose, runs straight from the network."""
    if not _RUN.search(text):
        return None
    found = _ADDRESS.search(text)
    return Download(without_credentials(found[0]) if found else "", 1)


def downloads(source: Source) -> Iterator[Download]:
    """What a script runs straight from the network. Raise Unreadable."""
    for line in lines_of(source):
        if _RUN.search(line.text) and not _PROSE.search(line.text):
            found = _ADDRESS.search(line.text)
            address = without_credentials(found[0]) if found else ""
            yield Download(address, line.number(found[0] if found else "curl", {}))
