"""Links that stay in the repository, and those that do not."""

from __future__ import annotations

import pytest

from tidegate.model.links import leads_to


@pytest.mark.parametrize(
    ("path", "link", "target"),
    [
        ("CLAUDE.md", b"AGENTS.md", "AGENTS.md"),
        (".claude/CLAUDE.md", b"../AGENTS.md", "AGENTS.md"),
        (".claude/skills", b"../.agents/skills/", ".agents/skills"),
        ("a/b", b"./c/../d", "a/d"),
        ("a", b"../b", None),
        ("a/b", b"../../b", None),
        ("a", b"/etc/passwd", None),
        ("a", b"", None),
        ("a", b"b\0c", None),
        ("a", b"x" * 5_000, None),
    ],
)
def test_where_a_link_leads(path: str, link: bytes, target: str | None) -> None:
    assert leads_to(path, link) == target
