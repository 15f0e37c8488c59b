"""``docs/policy.md`` has every word that settings and cases may use, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from tidegate.config import parse
from tidegate.config.policy_cases import CaseChange, CaseEntry, CaseFinding, CaseWriter, Expected, parse_cases
from tidegate.config.tiers import (
    ApprovalsAsked,
    AttributionAsked,
    CheckAsked,
    Condition,
    EntryPointsAsked,
    FindingsAsked,
    SizeAsked,
    TeamTier,
)
from tidegate.model.kinds import ChangeKind
from tidegate.model.paths import PathClass

PAGE = (Path(__file__).parents[2] / "docs/policy.md").read_text("utf-8")


def section(title: str) -> str:
    return PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]


def rows(title: str) -> list[str]:
    """The first cells of a section's table."""
    return re.findall(r"^\| `([^`]+)` \|", section(title), re.MULTILINE)


def keys(form: type[msgspec.Struct]) -> list[str]:
    return [field.encode_name for field in msgspec.structs.fields(form)]


def test_tables() -> None:
    assert sorted(rows("A tier")) == sorted(keys(TeamTier))
    assert sorted(rows("Conditions")) == sorted(keys(Condition))
    assert rows("Kinds of change") == list(ChangeKind)


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("A tier", ApprovalsAsked),
        ("Conditions", EntryPointsAsked),
        ("Conditions", FindingsAsked),
        ("Conditions", AttributionAsked),
        ("Conditions", SizeAsked),
        ("Cases beside the policy", CaseChange),
        ("Cases beside the policy", CaseEntry),
        ("Cases beside the policy", CaseFinding),
        ("Cases beside the policy", CaseWriter),
        ("Cases beside the policy", Expected),
    ],
)
def test_keys_within(title: str, form: type[msgspec.Struct]) -> None:
    assert [key for key in keys(form) if f"`{key}`" not in section(title)] == []


def test_words() -> None:
    assert [name for name in PathClass if f"`{name}`" not in section("Conditions")] == []
    assert [name for name in CheckAsked if f"`{name}`" not in section("A tier")] == []


def test_the_examples_are_right() -> None:
    policy, cases = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    names = tuple(tier.name for tier in parse(policy.encode(), "docs/policy.md").tiers)
    assert names == ("docs", "customers", "payments", "large")
    assert len(parse_cases(cases.encode(), "docs/policy.md", names).cases) == 2
