"""A CycloneDX document: its frame, and its bytes. The same parts always give the same bytes."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from tidegate import __version__
from tidegate.reports.visible import mapped, visible

VERSIONS = {"cyclonedx": "1.7", "cyclonedx-1.6": "1.6"}  # format → of the specification
ROOT = "root"  # the bom-ref of what the document is about
EPOCH = "1970-01-01T00:00:00Z"
_SURROGATES = re.compile("[\ud800-\udfff]+")
_CREDENTIALS = re.compile(r"//[^/@\s]+@")
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "tidegate")
_TOOL = {"type": "application", "name": "tidegate", "version": __version__}


def timestamp(seconds: int | None) -> str:
    """Of a commit; what is no time of the calendar is the epoch."""
    try:
        return datetime.fromtimestamp(seconds or 0, UTC).strftime("%Y-%m-%dT%H:%M:%SZ").zfill(len(EPOCH))
    except (OverflowError, ValueError, OSError):
        return EPOCH


def metadata(name: str, revision: str, when: str, told: list[dict[str, str]]) -> dict[str, Any]:
    """What the document is about, who made it, and when that was committed."""
    return {
        "timestamp": when,
        "lifecycles": [{"phase": "pre-build"}],
        "tools": {"components": [_TOOL]},
        "component": {"type": "application", "bom-ref": ROOT, "name": name, "version": revision},
        "properties": told,
    }


def remarks(notes: Iterable[tuple[str, str]], when: str) -> list[dict[str, Any]]:
    """Remarks, as (``bom-ref`` of what they are about, text)."""
    return [
        {"subjects": [subject], "annotator": {"component": _TOOL}, "timestamp": when, "text": text}
        for subject, text in notes
    ]


def written(parts: dict[str, Any], specification: str) -> str:
    """The document's text. Its serial number is a digest of the rest."""
    frame = {
        "$schema": f"http://cyclonedx.org/schema/bom-{specification}.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": specification,
    }
    body = cleaned({"version": 1} | {key: part for key, part in parts.items() if part})
    digest = hashlib.sha256(_text(frame | body).encode()).hexdigest()
    serial = {"serialNumber": f"urn:uuid:{uuid.uuid5(_NAMESPACE, digest)}"}
    return _text(frame | serial | body)


def cleaned(parts: dict[str, Any]) -> dict[str, Any]:
    """Bytes that are not UTF-8 are spelled."""
    return dict(mapped(parts, _valid))


def _text(document: dict[str, Any]) -> str:
    """ASCII: nothing in it acts on a terminal or hides."""
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _valid(text: str, key: str) -> str:
    """Valid Unicode, and without users and passwords, wherever a file may have written them."""
    return _CREDENTIALS.sub("//", _SURROGATES.sub(lambda match: visible(match[0]), text))
