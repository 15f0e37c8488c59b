"""What becomes an entry of the inventory."""

from __future__ import annotations

from datetime import date

import pytest

from tidegate.config.ai_tools import AiTools, ListedTool
from tidegate.model.tool_inventory import ToolEntry
from tidegate.model.tools import Snapshot
from tidegate.provenance.tools.inventory import entries

DAY = date(2026, 11, 23)


def entry(version: str) -> ToolEntry:
    listed = AiTools(version=1, tools={"amazon-q": ListedTool(owner="ada", version=version)})
    (one,) = entries(Snapshot(), {}, listed, DAY)
    return one


@pytest.mark.parametrize(
    ("version", "has", "may_have"),
    [
        ("1.84.0", ["CVE-2025-8217"], []),
        ("1.85.0", [], []),
        ("nightly", [], ["CVE-2025-8217"]),
        ("", [], ["CVE-2025-8217"]),
    ],
)
def test_weaknesses_by_the_version(version: str, has: list[str], may_have: list[str]) -> None:
    found = entry(version)
    assert (list(found.weaknesses), list(found.unsure)) == (has, may_have)
