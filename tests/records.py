"""OSV records and archives of them, for tests of the advisories."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Record = dict[str, Any]


def record(name: str, package: str, *events: dict[str, str], ecosystem: str = "PyPI", **more: Any) -> Record:
    """A record about one package with one range; ``more`` are other keys of the record."""
    affected: Record = {"package": {"ecosystem": ecosystem, "name": package}}
    if events:
        affected["ranges"] = [{"type": "ECOSYSTEM", "events": list(events)}]
    affected |= more.pop("affected", {})
    return {
        "schema_version": "1.7.0",
        "id": name,
        "modified": "2026-11-01T00:00:00Z",
        "published": "2026-10-01T00:00:00Z",
        "summary": f"What {name} is about",
        "affected": [affected],
    } | more


def until(version: str) -> tuple[dict[str, str], dict[str, str]]:
    """Everything before a version."""
    return {"introduced": "0"}, {"fixed": version}


def archive(path: Path, records: Iterable[Record], junk: bytes | None = None) -> Path:
    """An ``all.zip`` at ``path``; ``junk`` is a member that is no record."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as made:
        for one in records:
            made.writestr(f"{one['id']}.json", json.dumps(one))
        if junk is not None:
            made.writestr("junk.json", junk)
    return path


def many(count: int, ecosystem: str = "PyPI") -> list[Record]:
    return [record(f"OSV-{n}", f"package-{n}", *until("2.0"), ecosystem=ecosystem) for n in range(count)]
