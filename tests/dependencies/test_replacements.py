"""What replaces packages, as it is shipped, and the command that makes it anew."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tidegate.dependencies.replacements import main
from tidegate.knowledge.replacements import By, Kind, parse, replacements


def test_what_is_shipped() -> None:
    known = replacements("npm")
    assert known is not None
    assert known.source.startswith("module-replacements 3.")
    assert known.date >= "2026-09-21"
    assert len(known.packages) > 900
    assert known.packages["left-pad"].kind is Kind.NATIVE
    assert known.packages["left-pad"].by == (By("String.prototype.padStart", "Node.js 8.0.0"),)
    assert {one.kind for one in known.packages.values()} == set(Kind)


def test_nobody_wrote_it_down() -> None:
    assert replacements("PyPI") is None


def native(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "type": "native", **more}


def engine(name: str, version: str) -> dict[str, str]:
    return {"engine": name, "minVersion": version}


MANIFESTS: dict[str, Any] = {
    "native": {
        "replacements": {
            "padStart": native("padStart", engines=[engine("chrome", "57")]),
            "at": native(
                "at",
                engines=[
                    {"engine": "chrome", "minVersion": "92"},
                    {"engine": "nodejs", "minVersion": "16.6.0"},
                ],
            ),
            "es-shim": {
                "id": "es-shim",
                "type": "removal",
                "description": "Every engine has it.",
            },
        },
        "mappings": {
            "left-pad": {"replacements": ["padStart"]},
            "array-at": {"replacements": ["at"]},
            "es-shim": {"replacements": ["es-shim"]},
            **{f"part-{n}": {"replacements": ["at"]} for n in range(100)},
        },
    },
    "micro-utilities": {
        "replacements": {"snippet::array-union": {"id": "snippet::array-union", "type": "simple"}},
        "mappings": {
            "arr-union": {"replacements": ["snippet::array-union"]},
            "left-pad": {"replacements": ["snippet::array-union"]},
        },
    },
    "preferred": {
        "replacements": {
            "fetch": native("fetch"),
            "ky": {"id": "ky", "type": "documented", "replacementModule": "ky"},
            "gone": {"id": "gone", "type": "removal"},
        },
        "mappings": {"axios": {"replacements": ["fetch", "ky"]}, "gone": {"replacements": ["gone"]}},
    },
}


def unpacked(folder: Path, manifests: dict[str, Any]) -> Path:
    (folder / "manifests").mkdir()
    (folder / "package.json").write_text('{"version": "3.9.0", "license": "MIT"}')
    (folder / "LICENSE").write_text("MIT License\n\nCopyright (c) 2024 Somebody\n")
    for name, content in manifests.items():
        (folder / "manifests" / f"{name}.json").write_text(json.dumps(content))
    return folder


def test_the_command_writes_what_is_read(tmp_path: Path) -> None:
    folder = unpacked(tmp_path, MANIFESTS)
    assert main([str(folder), "--date", "2027-01-02", "--into", str(tmp_path)]) == 0
    text = (tmp_path / "npm.txt").read_text()
    assert "Copyright (c) 2024 Somebody" in text
    assert "Every engine" not in text
    made = parse(text)
    assert (made.source, made.date) == ("module-replacements 3.9.0", "2027-01-02")
    said = {name: (one.kind, one.by) for name, one in made.packages.items() if not name.startswith("part-")}
    assert said == {
        "left-pad": (Kind.NATIVE, (By("padStart", "Chrome 57"),)),
        "array-at": (Kind.NATIVE, (By("at", "Node.js 16.6.0"),)),
        "es-shim": (Kind.NEEDLESS, ()),
        "arr-union": (Kind.LINES, (By("array-union", None),)),
        "axios": (Kind.PREFERRED, (By("fetch", None), By("ky", None))),
    }


def test_another_package_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    few: dict[str, Any] = {name: {"replacements": {}, "mappings": {}} for name in MANIFESTS}
    folder = unpacked(tmp_path, few)
    assert main([str(folder), "--date", "2027-01-02", "--into", str(tmp_path)]) == 2
    assert "only 0 packages" in capsys.readouterr().err
    (folder / "manifests" / "native.json").unlink()
    assert main([str(folder), "--date", "2027-01-02", "--into", str(tmp_path)]) == 2
    assert "not the package module-replacements" in capsys.readouterr().err
    assert not (tmp_path / "npm.txt").exists()
