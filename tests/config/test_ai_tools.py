from __future__ import annotations

from datetime import date

import pytest

from tidegate.config.ai_tools import parse_tools
from tidegate.config.loading import SettingsError
from tidegate.config.schema import TOOLS_FILE, text, tools_schema


def test_what_a_team_says() -> None:
    data = b"version: 1\ntools:\n  cursor: {owner: ada, last_reviewed: 2026-01-31}\n"
    tool = parse_tools(data, "f").tools["cursor"]
    assert (tool.owner, tool.allowed, tool.due()) == ("ada", True, date(2026, 5, 3))


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("version: 1\ntolls: {}\n", 'f:2: unknown key "tolls"; did you mean "tools"?'),
        (
            "version: 1\ntools:\n  cursor: {ownr: a}\n",
            'f:3: tools.cursor: unknown key "ownr"; did you mean "owner"?',
        ),
        ("version: 2\n", "f:1"),
        ("", "f:1: the file is empty"),
        ("version: 1\ntools: {cursor: {last_reviewed: soon}}\n", "f:2"),
        ("version: 1\ndeclarations: [{quarter: 2026, by: a, says: b}]\n", "f:2"),
    ],
)
def test_mistakes_are_named_with_their_line(document: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_tools(document.encode(), "f")
    assert str(caught.value).startswith(message)


def test_the_schema_for_editors_is_up_to_date() -> None:
    assert TOOLS_FILE.read_text("utf-8") == text(tools_schema())
