"""Nothing in a document that others get has the form of a secret."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tidegate.detect.secrets import AddedLines, secrets_in
from tidegate.model.errors import TidegateError
from tidegate.reports.visible import mapped


def masked(parts: dict[str, Any]) -> dict[str, Any]:
    """Each text that holds a secret becomes a word for it, everywhere the same. Raise TidegateError."""
    texts = sorted({" ".join(text.split()) for text in texts_in(parts)})
    scan = secrets_in([AddedLines("bom.json", tuple(enumerate(texts)))])
    if scan.problem:
        raise TidegateError(
            "the document cannot be searched for secrets: it has too many texts, or too many of them",
            "ask for a smaller change",
        )
    hidden = dict.fromkeys(texts[hit.line] for hit in scan.hits)
    words = {text: f"masked:{number}" for number, text in enumerate(hidden, 1)}
    return dict(mapped(parts, lambda text, _: words.get(" ".join(text.split()), text)) if words else parts)


def texts_in(value: Any) -> Iterator[str]:
    """Every text of a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item)
