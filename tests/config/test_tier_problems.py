"""What is wrong with tiers though every value is a possible one."""

from __future__ import annotations

import pytest

from tidegate.config import SettingsError, parse


def _nested(levels: int) -> str:
    return "{not: " * (levels - 1) + "{paths: [a]}" + "}" * (levels - 1)


def problems(tiers: str) -> list[tuple[int, str]]:
    try:
        parse(f"version: 1\ntiers:\n{tiers}".encode(), "c.yaml")
    except SettingsError as error:
        return [(problem.line, problem.text) for problem in error.problems]
    return []


@pytest.mark.parametrize(
    "tiers",
    [
        "- {name: a, tier: low}\n- {name: b, tier: low}\n- {name: c, tier: critical}\n",
        f"- {{name: a, tier: low, when: {_nested(5)}}}\n",
        "- {name: a, tier: low, valid_until: 2026-12-31}\n",
    ],
)
def test_right(tiers: str) -> None:
    assert problems(tiers) == []


@pytest.mark.parametrize(
    ("tiers", "line", "text"),
    [
        (
            "- {name: a, tier: low}\n- {name: a, tier: low}\n",
            4,
            'tiers[1].name: "a" is already the name of tiers[0]',
        ),
        (
            "- {name: a, tier: high}\n- name: b\n  tier: medium\n",
            5,
            "tiers[1].tier: medium is lower than the tier before it: list them from low to high",
        ),
        (
            "- {name: a, tier: low, mode: observe}\n",
            3,
            "tiers[0].mode: observe needs valid_until, the last day on which the tier is only told",
        ),
        (
            "- name: a\n  tier: low\n  when:\n    any:\n    - {paths: []}\n",
            7,
            "tiers[0].when.any[0]: says nothing: name at least one condition",
        ),
        (
            f"- {{name: a, tier: low, when: {_nested(6)}}}\n",
            3,
            "tiers[0].when.not.not.not.not.not: conditions stand deeper within one another than 5 levels",
        ),
        (
            '- {name: a, tier: low, when: {all: [{paths: ["a[b]"]}, {only_paths: ["[z-a]"]}]}}\n',
            3,
            "tiers[0].when.all[1].only_paths: ",
        ),
    ],
)
def test_wrong(tiers: str, line: int, text: str) -> None:
    (found,) = problems(tiers)
    assert found[0] == line
    assert found[1].startswith(text)
