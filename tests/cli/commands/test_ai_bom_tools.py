"""The AI tools of a repository in its AI-BOM: settings, servers, services, weaknesses, reviews."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from authored import Authored
from boms import CLAUDE, Document, advisories, bom, graph
from records import record, until
from repositories import RepositoryBuilder

from tidegate.cli.program import run

SETTINGS = """{
  // what may be done
  "permissions": {"allow": ["Bash(git status:*)"]},
  "hooks": {"PreToolUse": [{"hooks": [{"type": "command", "command": "./look.sh --token q1w2e3r4t5y6"}]}]},
  "env": {"ANTHROPIC_BASE_URL": "https://gate.example.net/v1?key=1", "HTTPS_PROXY": "${PROXY}"},
  "model": "claude-sonnet-4-5"
}
"""
SERVERS = {
    "db": {"command": "npx", "args": ["-y", "mcp-remote@0.1.10", "https://db.example.org/mcp"]},
    "web": {"url": "https://mcp.example.org/x", "headers": {"Authorization": "Bearer ${TOKEN}"}},
    "loose": {"command": "uvx", "args": ["mcp-server-git"]},
}
LIST = """version: 1
tools:
  claude-code: {owner: ada@example.com, last_reviewed: 2023-11-01, reviewer: bo@example.com, version: VERSION}
  cursor: {allowed: false}
declarations:
  - {quarter: 2023-Q3, by: ada@example.com, says: chat in a browser for questions only}
"""
FILES = {
    ".claude/settings.json": SETTINGS,
    ".mcp.json": json.dumps({"mcpServers": SERVERS}),
    ".cursor/mcp.json": json.dumps({"mcpServers": SERVERS}),
}


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGATE_DATA_DIR", str(tmp_path / "data"))


def repository(tmp_path: Path, version: str = "2.1.100") -> Authored:
    base = {**FILES, ".tidegate/ai-tools.yaml": LIST.replace("VERSION", version)}
    made = Authored(RepositoryBuilder(tmp_path / "shop"), base)
    made.commit(f"Work\n\n{CLAUDE}\nReviewed-by: Bo\n", {"a.py": "x = 1\n"})
    return made


def weaknesses(document: Document) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in document.parts.get("vulnerabilities", ())}


def test_tools_of_the_inventory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = bom(repository(tmp_path), capsys)
    claude, cursor = document.components["tool:claude-code"], document.components["tool:cursor"]
    assert (claude["version"], claude["supplier"]["name"]) == ("2.1.100", "Anthropic")
    assert claude["purl"] == "pkg:npm/%40anthropic-ai/claude-code@2.1.100"
    assert claude["evidence"]["occurrences"] == [
        {"location": ".claude/settings.json", "line": 3},
        {"location": ".mcp.json", "line": 1},
    ]
    for name, expected in {
        "tool:class": ["coding-agent"],
        "tool:source": ["attribution", "configuration", "declared"],
        "tool:canModify": ["commands", "workspace"],
        "tool:permission": ["allow Bash(git status:*)"],
        "tool:minSafeVersion": ["2.1.163"],
        "inventory:owner": ["ada@example.com"],
        "inventory:reviewedAt": ["2023-11-01"],
        "inventory:nextReviewDue": ["2024-02-01"],
        "inventory:gap": [],
    }.items():
        assert document.properties(claude, name) == expected, name
    assert "ANTHROPIC_API_KEY" in document.properties(claude, "tool:credential")
    assert document.properties(claude, "tool:configHash")[0].startswith("sha256:")
    assert document.properties(cursor, "inventory:owner") == ["nobody"]
    assert set(document.properties(cursor, "inventory:gap")) == {"refused", "unowned", "never-reviewed"}
    assert "Nobody answers for Cursor." in document.remarks
    assert "q1w2e3r4t5y6" not in document.text


def test_servers_and_hooks_once_for_all_tools(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = bom(repository(tmp_path), capsys)
    server = document.components["mcp:db"]
    assert (server["version"], server["purl"]) == ("0.1.10", "pkg:npm/mcp-remote@0.1.10")
    assert document.properties(server, "part:tool") == ["claude-code", "cursor"]
    places = [one["location"] for one in server["evidence"]["occurrences"]]
    assert places == [".cursor/mcp.json", ".mcp.json"]
    assert document.told("mcp:loose", "part:pinned") == ["false"]
    assert "version" not in document.components["mcp:loose"]
    assert document.told("command:hook%20PreToolUse", "part:command") == ["./look.sh --token ***"]
    runs = {one["ref"]: one["dependsOn"] for one in document.parts["dependencies"]}
    assert runs["tool:cursor"] == ["mcp:db", "mcp:loose", "mcp:web"]
    assert {"command:hook%20PreToolUse", "model:claude-sonnet-4-5"} < set(runs["tool:claude-code"])
    assert document.told("model:claude-sonnet-4-5", "model:configuredFor") == ["claude-code"]


def test_where_data_are_sent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = bom(repository(tmp_path), capsys)
    services = {one["name"]: one for one in document.parts["services"]}
    assert list(services) == [
        "api.anthropic.com", "api2.cursor.sh", "db.example.org", "gate.example.net", "mcp.example.org",
    ]  # fmt: skip
    gate = services["gate.example.net"]
    assert gate["endpoints"] == ["https://gate.example.net/v1"]
    assert gate["data"] == [{"flow": "bi-directional", "classification": "source-code"}]
    assert document.properties(gate, "service:saidBy") == ["claude-code: ANTHROPIC_BASE_URL"]
    assert services["api.anthropic.com"]["provider"] == {"name": "Anthropic"}
    assert services["mcp.example.org"]["authenticated"] is True
    asked = [one["resource"]["ref"] for one in document.tasks[0]["inputs"]]
    assert asked == ["service:api.anthropic.com", "service:gate.example.net"]
    assert not [one for one in document.remarks if "to which services" in one]
    assert (
        "Claude Code sends traffic to where HTTPS_PROXY says: that is not in the files." in document.remarks
    )


def test_of_a_tool_without_settings_nobody_says_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    history = Authored(RepositoryBuilder(tmp_path / "shop"))
    history.commit("Work\n\nTidegate-AI: aider gpt-5\n", {"a.py": "x = 1\n"})
    document = bom(history, capsys)
    assert "Nobody says to which services Aider sends what it reads." in document.remarks
    assert "services" not in document.parts


def test_weaknesses_that_a_version_has(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = bom(repository(tmp_path), capsys)
    found = weaknesses(document)
    of_claude = {name for name, one in found.items() if one["affects"][0]["ref"] == "tool:claude-code"}
    assert of_claude == {"CVE-2026-46406", "CVE-2026-54316", "CVE-2026-55607"}
    one = found["CVE-2026-54316"]
    assert one["affects"][0]["versions"] == [
        {"version": "2.1.100", "status": "affected"},
        {"range": "vers:generic/>=0.2.54|<2.1.163", "status": "affected"},
    ]
    assert (one["recommendation"], one["published"]) == ("Use 2.1.163 or newer.", "2026-06-23T00:00:00Z")
    assert "analysis" not in one
    assert found["CVE-2026-26268"]["analysis"]["state"] == "in_triage"  # of Cursor, whose version nobody says
    assert bom(repository(tmp_path / "safe", "2.1.163"), capsys).text.count('"ref": "tool:claude-code"') < 10


def test_a_version_that_cannot_be_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = bom(repository(tmp_path, "canary"), capsys)
    one = weaknesses(document)["CVE-2026-54316"]
    assert one["affects"][0]["versions"][0] == {"version": "canary", "status": "unknown"}
    assert one["analysis"]["state"] == "in_triage"
    assert document.properties(one, "tool:affected") == ["unknown"]
    said = [text for text in document.remarks if text.startswith("Whether Claude Code has ")]
    assert len(said) == 1
    assert said[0].endswith("could not be told: canary cannot be compared; nothing is known against 2.1.163.")


def test_advisories_of_what_is_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    npm = [
        record("GHSA-6xpm", "mcp-remote", *until("0.1.16"), ecosystem="npm", aliases=["CVE-2025-6514"]),
        record(
            "GHSA-55607", "@anthropic-ai/claude-code", *until("2.1.163"),
            ecosystem="npm", aliases=["CVE-2026-55607"],
        ),
    ]  # fmt: skip
    history = repository(tmp_path)
    advisories(tmp_path, *npm, ecosystem="npm")
    document = bom(history, capsys)
    found = {one["bom-ref"]: one for one in document.parts["vulnerabilities"]}
    assert [one["ref"] for one in found["vulnerability:npm:GHSA-6xpm"]["affects"]] == ["mcp:db"]
    assert "vulnerability:npm:GHSA-55607" in found  # told once: by the advisory
    assert "vulnerability:ai-tool:CVE-2026-55607" not in found


def test_a_package_that_lines_brought_and_a_tool_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    history = repository(tmp_path)
    lock = '{"lockfileVersion": 3, "packages": {"node_modules/mcp-remote": {"version": "0.1.10"}}}\n'
    history.commit(f"More\n\n{CLAUDE}\n", {"package-lock.json": lock})
    advisories(
        tmp_path, record("GHSA-6xpm", "mcp-remote", *until("0.1.16"), ecosystem="npm"), ecosystem="npm"
    )
    document = bom(history, capsys)
    (one,) = [one for one in document.parts["vulnerabilities"] if one["id"] == "GHSA-6xpm"]
    assert [affected["ref"] for affected in one["affects"]] == ["pkg:npm/mcp-remote@0.1.10", "mcp:db"]


def test_reviews_are_declarations(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = bom(repository(tmp_path), capsys).parts["declarations"]
    said = [claim["predicate"] for claim in made["claims"]]
    assert said == [
        "Claude Code was reviewed on 2023-11-01; the next review is due on 2024-02-01.",
        "2023-Q3, tools that leave no trace: chat in a browser for questions only",
        said[2],
    ]
    assert said[2].endswith(" names Bo as its reviewer.")
    assert made["evidence"][0]["created"] == "2023-11-01T00:00:00Z"
    by = {one["assessor"]: one["map"][0]["claims"] for one in made["attestations"]}
    assert by["assessor:bo@example.com"] == ["claim:review:claude-code"]


def test_the_list_of_head_does_not_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    history = repository(tmp_path)
    mine = LIST.replace("VERSION", "9.9").replace("ada@example.com", "eve")
    history.commit(f"More\n\n{CLAUDE}\n", {".tidegate/ai-tools.yaml": mine})
    document = bom(history, capsys)
    assert document.told("tool:claude-code", "inventory:owner") == ["ada@example.com"]
    assert document.components["tool:claude-code"]["version"] == "2.1.100"


def test_tools_of_workflows(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    history = Authored(RepositoryBuilder(tmp_path / "shop"))
    workflow = """on: issue_comment
jobs:
  help:
    runs-on: ubuntu-latest
    steps:
      - run: npm install -g @anthropic-ai/claude-code@2.0.10
      - uses: anthropics/claude-code-action@v1
        with: {anthropic_api_key: "${{ secrets.OUR_KEY }}"}
"""
    history.commit("Work\n\nTidegate-AI: none\n", {".github/workflows/help.yml": workflow})
    document = bom(history, capsys)
    claude = document.components["tool:claude-code"]
    assert claude["version"] == "2.0.10"
    assert document.properties(claude, "tool:source") == ["workflow"]
    assert document.properties(claude, "tool:workflowStep") == ["anthropics/claude-code-action v1"]
    assert "OUR_KEY" in document.properties(claude, "tool:credential")
    assert weaknesses(document)["CVE-2025-64755"]["affects"][0]["versions"][0]["status"] == "affected"


def test_settings_that_nobody_understands_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    history = repository(tmp_path)
    history.commit(f"More\n\n{CLAUDE}\n", {".cursor/mcp.json": '{"mcpServers": '})
    said = bom(history, capsys).remarks
    assert any(one.startswith(".cursor/mcp.json:") and "could not be told" in one for one in said)


def test_without_a_list_it_is_said_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    history = Authored(RepositoryBuilder(tmp_path / "shop"), FILES)
    history.commit(f"Work\n\n{CLAUDE}\n")
    said = [one for one in bom(history, capsys).remarks if "ai-tools.yaml" in one]
    assert len(said) == 1
    assert said[0].startswith("There is no .tidegate/ai-tools.yaml")


def test_two_documents_with_tools_as_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    history = repository(tmp_path)
    changed = json.dumps({"mcpServers": {**SERVERS, "more": {"url": "https://more.example.org/"}}})
    history.commit(f"More\n\n{CLAUDE}\nReviewed-by: Cy\n", {".mcp.json": changed})
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    for path, revisions in ((one, "main..change~1"), (other, "change~1..change")):
        asked = [revisions, "-C", str(history.builder.path), "--output", str(path), "-q"]
        assert run(["ai", "bom", *asked]) == 0
    capsys.readouterr()
    assert run(["ai", "bom", "merge", str(one), str(other)]) == 0
    merged = Document(capsys.readouterr().out)
    assert {"mcp:more", "mcp:db", "tool:cursor"} <= set(merged.components)
    assert "more.example.org" in [service["name"] for service in merged.parts["services"]]
    assert {"assessor:Bo", "assessor:Cy"} <= {
        one["bom-ref"] for one in merged.parts["declarations"]["assessors"]
    }
    assert run(["ai", "bom", "diff", str(one), str(other)]) == 0
    said = capsys.readouterr().out
    assert "+ mcp:more\n" in said
    assert "~ tool:claude-code: tidegate:tool:configHash" in said


def test_in_spdx(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    advisories(
        tmp_path, record("GHSA-6xpm", "mcp-remote", *until("0.1.16"), ecosystem="npm"), ecosystem="npm"
    )
    found = graph(bom(repository(tmp_path), capsys, "--format", "spdx").text)
    names = {
        one["spdxId"].partition("#")[2]: one for part in found.values() for one in part if "spdxId" in one
    }
    uses = names["relationship:usesTool:tool:claude-code"]["to"]
    assert [one.partition("#")[2] for one in uses] == [
        "model:claude-opus-4-8", "model:claude-sonnet-4-5", "software:tool:claude-code",
        "command:hook%20PreToolUse", "mcp:db", "mcp:loose", "mcp:web",
    ]  # fmt: skip
    assert names["software:tool:claude-code"]["software_packageVersion"] == "2.1.100"
    assert names["command:hook%20PreToolUse"]["description"] == "./look.sh --token ***"
    has = names["relationship:hasAssociatedVulnerability:software:tool:claude-code"]["to"]
    assert len(has) == 3
    of_server = names["relationship:hasAssociatedVulnerability:mcp:db"]["to"]
    assert [one.partition("#")[2] for one in of_server] == ["vulnerability:tools:0:GHSA-6xpm"]
    unsure = found["security_VexUnderInvestigationVulnAssessmentRelationship"]
    assert {one["to"][0].partition("#")[2] for one in unsure} == {"software:tool:cursor"}
    said = [one["statement"] for one in found["Annotation"]]
    assert "sends data to gate.example.net (model), by ANTHROPIC_BASE_URL" in said
    assert (
        "owner: ada@example.com; last review: 2023-11-01 by bo@example.com; next review due: 2024-02-01"
        in said
    )


def test_the_same_bytes_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    history = repository(tmp_path)
    for form in ("cyclonedx", "spdx"):
        assert bom(history, capsys, "--format", form).text == bom(history, capsys, "--format", form).text


def test_records_of_an_agent_that_the_user_gives(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    history = Authored(RepositoryBuilder(tmp_path / "shop"))
    commit = history.commit("Work\n", {"a.py": "x = 1\ny = 2\n"})
    conversation = {
        "url": "https://example.com/c/1",
        "contributor": {"type": "ai", "model_id": "anthropic/claude-opus-4-5-20251101"},
        "ranges": [{"start_line": 2, "end_line": 2}],
    }
    told = {
        "version": "0.1.0",
        "id": "550e8400-e29b-41d4-a716-446655440000",
        "timestamp": "2026-01-23T14:30:00Z",
        "tool": {"name": "cursor", "version": "2.4.0"},
        "vcs": {"type": "git", "revision": commit},
        "files": [{"path": "a.py", "conversations": [conversation]}],
    }
    file = tmp_path / "traces.jsonl"
    file.write_text(json.dumps(told) + "\n")
    document = bom(history, capsys, "--trace", str(file))
    assert document.told("file:a.py", "attribution:lines") == ["2"]
    assert document.components["tool:cursor"]["version"] == "2.4.0"  # which the record names
    assert document.properties(document.tasks[0], "tool:version") == ["2.4.0"]
    assert "CVE-2026-50548" in weaknesses(document)
    assert "CVE-2025-54136" not in weaknesses(document)
    file.write_bytes(b" " * 4_000_001)
    assert run(["ai", "bom", "main..change", "-C", str(history.builder.path), "--trace", str(file)]) == 2
    assert "the file of traces is longer" in capsys.readouterr().err
