"""AI-BOMs read and written again by other people's programs: what these have a place for is not lost."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from authored import Authored
from boms import CLAUDE, advisories, bom
from cli.commands.test_ai_bom_tools import FILES, LIST
from cyclonedx.model.bom import Bom
from cyclonedx.output.json import JsonV1Dot6, JsonV1Dot7
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from records import record, until
from repositories import RepositoryBuilder
from spdx_python_model import v3_0_1 as spdx

# What cyclonedx-python-lib has no place for.
LACKING = frozenset({"formulation", "declarations", "annotations", "citations", "compositions", "modelCard"})


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGATE_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture
def history(tmp_path: Path) -> Authored:
    """With all that a document can hold: tools, servers, services, packages, advisories, reviews."""
    base = {
        **FILES,
        ".tidegate/ai-tools.yaml": LIST.replace("VERSION", "2.1.100"),
        "requirements.txt": "six==1.0\n",
    }
    made = Authored(RepositoryBuilder(tmp_path / "shop"), base)
    lines = "six==1.0\nflask-cors==4.0.1\npyyaml==5.3\n"
    said = f"Pay\n\n{CLAUDE}\nClaude-Session: https://claude.ai/code/session_01\nReviewed-by: Robin\n"
    made.commit(said, {"src/pay.py": "x = 1\ny = 2\n", "requirements.txt": lines})
    made.commit("Ask\n", {"requirements.txt": f"{lines}requests==2.0\n"})
    severity = [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]
    advisories(
        tmp_path,
        record(
            "PYSEC-1", "flask-cors", *until("5.0.0"),
            published="2026-02-01T00:00:00Z", aliases=["CVE-2026-1"], severity=severity,
            references=[{"type": "ADVISORY", "url": "https://example.com/a"}],
        ),
    )  # fmt: skip
    return made


@pytest.mark.parametrize(
    ("form", "version", "output"),
    [("cyclonedx", SchemaVersion.V1_7, JsonV1Dot7), ("cyclonedx-1.6", SchemaVersion.V1_6, JsonV1Dot6)],
)
def test_by_the_library_of_cyclonedx(
    history: Authored,
    capsys: pytest.CaptureFixture[str],
    form: str,
    version: SchemaVersion,
    output: type[JsonV1Dot6 | JsonV1Dot7],
) -> None:
    document = bom(history, capsys, "--format", form)
    assert JsonStrictValidator(version).validate_str(document.text) is None
    assert ("citations" in document.parts) is (form == "cyclonedx")
    reader: Any = Bom  # what reads is made by a decorator that types do not see
    again = json.loads(output(reader.from_json(document.parts)).output_as_string())
    ours = _without(document.parts)
    assert {"components", "services", "dependencies", "vulnerabilities", "metadata"} < set(ours)
    assert _lost(ours, again, "") == []


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without(item) for key, item in value.items() if key not in LACKING}
    return [_without(item) for item in value] if isinstance(value, list) else value


def _lost(ours: Any, theirs: Any, where: str) -> list[str]:
    """What of ours is not in theirs. Lists are sets to the library, and it may add things of its own."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return [text for key, item in ours.items() for text in _lost(item, theirs.get(key), f"{where}/{key}")]
    if isinstance(ours, list) and isinstance(theirs, list):
        missing = (one for one in ours if all(_lost(one, other, where) for other in theirs))
        return [f"{where}: {one}" for one in missing]
    return [] if _told(ours) == _told(theirs) else [f"{where}: {ours!r} is {theirs!r}"]


def _told(value: Any) -> Any:
    """The library writes times its own way, and of a vector not the scale, which stands beside it."""
    if isinstance(value, str):
        return value.removesuffix("Z").removesuffix("+00:00").removeprefix("CVSS:3.1/")
    return value


def test_by_the_bindings_of_spdx(history: Authored, capsys: pytest.CaptureFixture[str]) -> None:
    text = bom(history, capsys, "--format", "spdx").text
    objects = spdx.SHACLObjectSet()
    spdx.JSONLDDeserializer().read(io.BytesIO(text.encode()), objects)
    assert list(objects.missing_ids) == []
    written = io.BytesIO()
    spdx.JSONLDSerializer().write(objects, written)
    ours, theirs = (_elements(json.loads(one)) for one in (text, written.getvalue()))
    assert len(ours) > 40
    assert theirs == ours


def _elements(document: dict[str, Any]) -> dict[str, Any]:
    """By their ids; that of the creation is the document's own."""
    found = {one.get("spdxId", "creation"): one for one in document["@graph"]}
    return {
        name: {key: _set(value) for key, value in one.items() if key not in ("@id", "creationInfo")}
        for name, one in found.items()
    }


def _set(value: Any) -> Any:
    """Without order."""
    return sorted(value, key=str) if isinstance(value, list) else value
