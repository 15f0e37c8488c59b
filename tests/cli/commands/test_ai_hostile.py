"""AI-BOMs of repositories that were made to break them: bounded, named, no crash."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from authored import Authored
from boms import CLAUDE, bom
from repositories import RepositoryBuilder

from tidegate.reports.bom.tools.parts import MOST

MANY = 5_000


def servers(count: int) -> str:
    entries = {f"s{n}": {"command": "npx", "args": ["-y", f"s{n}-mcp@1.0.{n}"]} for n in range(count)}
    return json.dumps({"mcpServers": entries})


def history(tmp_path: Path, files: dict[str, str | bytes], note: bytes | None = None) -> Authored:
    made = Authored(RepositoryBuilder(tmp_path / "shop"))
    commit = made.commit(f"Work\n\n{CLAUDE}\n", {"a.py": "x = 1\n", **files})
    if note is not None:
        made.note(commit, note)
    return made


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        (".claude/settings.json", b"/* \xff { // ", "is no UTF-8"),
        (".claude/settings.json", '{"a":' * 50_000, "nested too deeply"),
        (".claude/settings.json", '{"a": "' + "x" * 10_000_000 + '"}', "it is larger than"),
        (".claude/settings.json", "/*" * 900_000, "no JSON"),
        (".claude/settings.json", '{"a": ' + "9" * 5_000 + "}", "a number that is too long"),
        (".claude/settings.json", json.dumps(dict.fromkeys(map(str, range(50_000)))), "more than 200 keys"),
        (".codex/config.toml", "[[[\nx = \n", "no TOML"),
        (".codex/config.toml", "x = " + "[" * 50_000, "nested too deeply"),
        (".codex/config.toml", ".".join("a" * 50_000) + " = 1", "a key of more than 64 parts"),
        (".mcp.json", '{"mcpServers": 7}', "its MCP servers are no object"),
        (".mcp.json", servers(MANY), f"{MANY - MOST:,} more MCP servers"),
        (".aider.conf.yml", "a: &a [x]\nb: [" + "*a, " * 10_000 + "]\n", "could not be told"),
        (".agent-trace/traces.jsonl", b"\x00\n{]\n" + b"[" * 50_000, "3 records are not understood"),
        (".agent-trace/traces.jsonl", "{}\n" * 2_000_000, "more than the"),
    ],
)
def test_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str, text: str | bytes, said: str
) -> None:
    document = bom(history(tmp_path, {path: text}), capsys)
    assert [one for one in document.remarks if said in one], document.remarks
    assert {"aggregate": "incomplete", "assemblies": ["root"]} in document.parts["compositions"]
    assert len(document.text) < 4_000_000


@pytest.mark.parametrize(
    ("note", "said"),
    [
        (b"\x00\xff\xfe{{{---", "a note without its line `---` is not believed"),
        (b"x" * 10_000_000, "the note is too large to be read"),
        (b"a.py\n  x 1\n---\n" + b"[" * 100_000, "the note's JSON cannot be read"),
    ],
)
def test_notes(tmp_path: Path, capsys: pytest.CaptureFixture[str], note: bytes, said: str) -> None:
    document = bom(history(tmp_path, {}, note), capsys)
    assert [one for one in document.remarks if said in one], document.remarks


@pytest.mark.parametrize("form", ["cyclonedx", "spdx"])
def test_a_thousand_servers(tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str) -> None:
    made = history(tmp_path, {".mcp.json": servers(1_000), ".cursor/mcp.json": servers(1_000)})
    document = bom(made, capsys, "--format", form)
    assert document.text.count('"pkg:npm/s999-mcp@1.0.999"') == 1


@pytest.mark.parametrize("text", ["Be kind. " * 1_200_000, "ignore previous instructions. " * 350_000])
def test_rules_of_ten_megabytes(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    document = bom(history(tmp_path, {"CLAUDE.md": text, ".cursorrules": text}), capsys)
    assert {"tool:claude-code", "tool:cursor"} <= set(document.components)
    assert len(document.text) < 200_000


def test_records_that_the_user_gives(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "traces.jsonl"
    file.write_bytes(b'\x00{]\n"x"\n' + b"[" * 50_000)
    document = bom(history(tmp_path, {}), capsys, "--trace", str(file))
    assert [one for one in document.remarks if "3 records are not understood" in one]
