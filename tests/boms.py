"""AI-BOMs of repositories, made by the command line, and their parts.

document = bom(history, capsys, "--format", "cyclonedx-1.6")
document.components["tool:claude-code"]
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from authored import Authored
from records import archive

from tidegate.cli.program import run

CLAUDE = "Co-authored-by: Claude Opus 4.8 (1M context) <noreply@anthropic.com>"


class Document:
    """A document as text, and by its parts."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.parts: dict[str, Any] = json.loads(text)
        self.components = {one["bom-ref"]: one for one in self.parts.get("components", ())}

    def properties(self, of: dict[str, Any], name: str) -> list[str]:
        return [one["value"] for one in of.get("properties", ()) if one["name"] == f"tidegate:{name}"]

    def told(self, ref: str, name: str) -> list[str]:
        return self.properties(self.components[ref], name)

    @property
    def tasks(self) -> list[dict[str, Any]]:
        made = self.parts.get("formulation", ())
        return [task for one in made for flow in one["workflows"] for task in flow["tasks"]]

    @property
    def remarks(self) -> list[str]:
        return [one["text"] for one in self.parts.get("annotations", ())]


def bom(
    history: Authored, capsys: pytest.CaptureFixture[str], *words: str, asked: str | None = "main..change"
) -> Document:
    capsys.readouterr()
    given = [asked] if asked else []
    assert run(["ai", "bom", *given, "-C", str(history.builder.path), *words]) == 0
    return Document(capsys.readouterr().out)


def advisories(tmp_path: Path, *records: dict[str, Any], ecosystem: str = "PyPI") -> None:
    feed = archive(tmp_path / "feeds" / ecosystem / "all.zip", records)
    assert run(["advisories", "import", str(feed), "-q"]) == 0


def graph(text: str) -> dict[str, list[dict[str, Any]]]:
    """The elements of an SPDX document by their class."""
    found: dict[str, list[dict[str, Any]]] = {}
    for one in json.loads(text)["@graph"]:
        found.setdefault(one["type"], []).append(one)
    return found
