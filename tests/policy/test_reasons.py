"""The table of reasons, in the words of `decide`, names all that the policy can say, and nothing else."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tidegate import policy
from tidegate.knowledge.weaknesses import catalogue
from tidegate.policy import decide, tools

_ROW = re.compile(r"^    ([a-z-]+) +(?:pass|review|block) ", re.MULTILINE)
_HARMLESS = {
    "dependencies-clean",
    "no-meaning-changed",
    "nothing-changed",
    "nothing-introduced",
    "prose-only",
}
_HARMLESS |= {"tests-only"}
_LISTED = {"low"}  # findings of that severity give no reason


def table() -> set[str]:
    return set(_ROW.findall(decide.__doc__ or ""))


def texts() -> set[str]:
    """Texts of the code that weighs a change, without those that explain it."""
    sources = [file.read_text("utf-8") for file in Path(policy.__file__).parent.rglob("*.py")]
    weighing = [source for source in sources if "policy.weighing" in source]
    nodes = [node for source in weighing for node in ast.walk(ast.parse(source))]
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def rules() -> set[str]:
    """Rules of packages that are reasons by their own names."""
    return {
        one.id for one in catalogue().values() if one.kind == "dependency" and one.severity not in _LISTED
    }


def said() -> set[str]:
    return {f"ai-tool-{code}" for code in tools.GAPS} | rules()


def test_each_reason_of_the_table_can_be_given() -> None:
    assert table() - texts() - said() == set()


def test_each_reason_that_can_be_given_is_in_the_table() -> None:
    shaped = {text for text in texts() if re.fullmatch(r"[a-z]+(?:-[a-z]+)+", text)}
    others = {*tools.GAPS, *tools.REDIRECTS, "ai-tool-"}
    assert (shaped | said()) - others - _HARMLESS - table() == set()


def test_what_makes_a_change_harmless_is_told_below_the_table() -> None:
    below = (decide.__doc__ or "").partition("Without any of these")[2]
    assert {code for code in _HARMLESS if code not in below} == set()
