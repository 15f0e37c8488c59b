"""Elements of SPDX 3.0.1, whatever they are about. Ids are relative to the document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

CREATION = "_:creation"
Element = dict[str, Any]


def element(kind: str, identifier: str, /, **told: Any) -> Element:
    """What is not told is left out."""
    made = {"type": kind, "spdxId": identifier, "creationInfo": CREATION, **told}
    return {key: value for key, value in made.items() if value not in (None, "", [])}


def relationship(start: str, how: str, ends: Sequence[str], **told: Any) -> Element:
    return element(
        "Relationship",
        f"relationship:{how}:{start}",
        **{"from": start},
        relationshipType=how,
        to=ends,
        **told,
    )


def remark(subject: str, text: str, kind: str = "other") -> Element:
    return element("Annotation", f"remark:{subject}", annotationType=kind, statement=text, subject=subject)
