"""Whole trees: bounds, hostile files, digests."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trees import Files

from tidegate.model.tools import Snapshot
from tidegate.provenance.tools.snapshot import concerns, snapshot

SETTINGS = ".claude/settings.json"


def of(files: dict[str, str]) -> Snapshot:
    return snapshot(Files({path: text.encode() for path, text in files.items()}))


def digest(text: str, path: str = SETTINGS) -> str:
    return of({path: text}).tools["claude-code"].digest


class TestDigest:
    BASE = '{"permissions": {"allow": ["Read", "Bash(ls)"]}, "unknown": 1}'

    @pytest.mark.parametrize(
        "same",
        [
            '{"unknown": 1, "permissions": {"allow": ["Bash(ls)", "Read"]}}',
            '{\n // words\n "permissions": {"allow": ["Read", "Bash(ls)",]},\n "unknown": 1,\n}',
        ],
    )
    def test_the_same_meaning(self, same: str) -> None:
        assert digest(same) == digest(self.BASE)

    def test_moved(self) -> None:
        assert digest(self.BASE, "web/.claude/settings.json") == digest(self.BASE)

    @pytest.mark.parametrize(
        "other",
        [
            '{"permissions": {"allow": ["Read"]}, "unknown": 1}',
            '{"permissions": {"allow": ["Read"], "ask": ["Bash(ls)"]}, "unknown": 1}',
            '{"permissions": {"allow": ["Read", "Bash(ls)"]}, "unknown": 2}',
        ],
    )
    def test_another_meaning(self, other: str) -> None:
        assert digest(other) != digest(self.BASE)

    def test_where_the_last_rule_wins_order_means_something(self) -> None:
        one, two = (
            '{"permission": {"*": "ask", "bash": "allow"}}',
            '{"permission": {"bash": "allow", "*": "ask"}}',
        )
        found = [of({"opencode.json": text}).tools["opencode"] for text in (one, two)]
        assert found[0].is_ordered
        assert found[0].digest != found[1].digest

    def test_a_rule_that_reads_otherwise(self) -> None:
        assert digest("Be kind.", "CLAUDE.md") != digest("Be quick.", "CLAUDE.md")


def test_a_server_in_two_files_is_one_with_two_places() -> None:
    server = '{"mcpServers": {"a": {"command": "npx", "args": ["a-mcp@1.0.0"]}}}'
    found = of({".mcp.json": server, "web/.mcp.json": server}).tools["claude-code"].servers
    assert [[place.path for place in one.places] for one in found] == [[".mcp.json", "web/.mcp.json"]]
    assert found[0].is_pinned


def test_a_thousand_servers() -> None:
    entries = {f"s{n}": {"command": "npx", "args": [f"s{n}-mcp"]} for n in range(1_000)}
    found = of({".mcp.json": json.dumps({"mcpServers": entries})})
    assert len(found.tools["claude-code"].servers) == 1_000
    assert found.not_understood == ()


def test_ten_megabytes_of_rules() -> None:
    found = of({"CLAUDE.md": "Be kind. " * 1_200_000, ".cursorrules": "x" * 10_000_000})
    assert sorted(found.tools) == ["claude-code", "cursor"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '"text"',
        '{"a": ' * 5_000,
        " " * 3_000_000,
        "<<<<<<< HEAD\n{}\n",
        '{"mcpServers": [[]]}',
    ],
)
@pytest.mark.parametrize("path", [".mcp.json", SETTINGS, "opencode.json", ".codex/config.toml", ".roomodes"])
def test_a_file_that_is_not_understood_is_named(path: str, text: str) -> None:
    found = of({path: text})
    assert found.tools
    assert (
        text == "" or found.not_understood or any(one.settings or one.servers for one in found.tools.values())
    )


def test_a_tree_that_cannot_give_a_file_says_why() -> None:
    tree = Files({})
    tree.problems[".mcp.json"] = "it is not in this clone"
    tree.paths = lambda: [".mcp.json"]  # type: ignore[method-assign]
    assert [one.why for one in snapshot(tree).not_understood] == ["it is not in this clone"]


@pytest.mark.parametrize(
    "path", ["CLAUDE.md", "a/claude.md", ".cursor/rules/x/y.mdc", ".github/workflows/a.yml"]
)
def test_files_that_concern(path: str) -> None:
    assert concerns(path)


@pytest.mark.parametrize("path", ["src/app.py", "docs/CLAUDE.rst", "cursor/mcp.json.txt", "workflows/a.yml"])
def test_files_that_do_not(path: str) -> None:
    assert not concerns(path)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(
            ["permissions", "allow", "hooks", "mcpServers", "command", "args", "env", "url", "headers", "mcp",
             "permission", "plugin", "instructions", "model", "Stop", "enabledPlugins", "tools", "trust"]
        ),
        inner,
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    _VALUES,
    st.sampled_from([SETTINGS, ".mcp.json", "opencode.json", ".gemini/settings.json", ".kiro/agents/a.json"]),
)
def test_whatever_settings_hold_is_read(value: object, path: str) -> None:
    document = {"permissions": value, "hooks": value, "mcpServers": value, "permission": value, "env": value}
    found = snapshot(Files({path: json.dumps(document).encode()}))
    assert found.tools


@settings(max_examples=100, deadline=None)
@given(_VALUES)
def test_whatever_workflows_hold_is_read(value: object) -> None:
    step = {"uses": "anthropics/claude-code-action@v1", "with": value, "env": value}
    document = {
        "on": value,
        "permissions": value,
        "env": value,
        "jobs": {"a": {"steps": [step, value]}, "b": value},
    }
    text = json.dumps(document, ensure_ascii=False).encode("utf-8", "replace")
    found = snapshot(Files({".github/workflows/a.yml": text}))
    assert found.tools or found.not_understood
