"""What is wrong with tiers though every value is a possible one."""

from __future__ import annotations

import pytest

from tidegate.config import SettingsError, Words, parse


def _nested(levels: int) -> str:
    return "{not: " * levels + "{paths: [a]}" + "}" * levels


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
        "- {name: a, tier: low, when: {any: [{all: [{any: [{all: [{not: {paths: [a]}}]}]}]}]}}\n",
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
            f"tiers[0].when{'.not' * 6}: any, all and not stand deeper within one another than 5 levels",
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


@pytest.mark.parametrize("globs", ["['!docs/**']", "['!a', '!b']"])
def test_globs_that_only_take_out_name_nothing(globs: str) -> None:
    ((line, text),) = problems(f"- name: a\n  tier: low\n  when: {{paths: {globs}}}\n")
    assert (line, text) == (
        5,
        "tiers[0].when.paths: only takes out, and so names no path: begin with one",
    )


def test_a_rule_that_nobody_knows_is_not_waited_for() -> None:
    text = "version: 1\ntiers:\n- name: a\n  tier: low\n  when: {not: {findings: {rules: [sql-injektion]}}}\n"
    with pytest.raises(SettingsError) as raised:
        parse(text.encode(), "c.yaml", Words(rules=frozenset({"sql-injection"})))
    wrong = 'tiers[0].when.not.findings.rules[0]: unknown "sql-injektion"; did you mean "sql-injection"?'
    assert str(raised.value) == f"c.yaml:5: {wrong}"
    assert parse(text.encode(), "c.yaml").tiers
