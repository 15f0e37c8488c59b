from __future__ import annotations

import jsonschema
import pytest
import yaml

from tidegate.config import SettingsError
from tidegate.config.policy_cases import PolicyCases, parse_cases
from tidegate.config.schema import CASES_FILE, cases_schema
from tidegate.config.schema import text as schema_text
from tidegate.model.kinds import ChangeKind
from tidegate.model.requirements import State
from tidegate.model.result import Decision

FULL = """\
version: 1
cases:
  - name: money
    today: 2026-12-01
    change:
      files: [billing/a.py, README.md]
      added: 12
      kinds: [payment, data-access]
      entry_points: [{name: POST /pay}, {name: jobs.pay, kind: queue}]
      findings: [{rule: sql-injection, severity: medium, confidence: low, path: billing/a.py}]
      not_analysed: [web/app.ts]
      written_by: {tool: claude-code, model: claude-opus-4-8}
      authors: [ada@acme.example]
    expect:
      decision: review
      tier: critical
      tiers: {money: matched}
      humans: 2
      roles: [security]
      reasons: [tier]
      attribution: true
      ai_bom: true
      presence: true
      manager: false
"""


def parsed(text: str) -> PolicyCases:
    return parse_cases(text.encode(), "t.yaml", ("money", "docs"))


def test_a_full_case() -> None:
    (case,) = parsed(FULL).cases
    assert case.change.kinds == (ChangeKind.PAYMENT, ChangeKind.DATA_ACCESS)
    assert case.change.entry_points[1].kind == "queue"
    assert case.expect.decision is Decision.REVIEW
    assert case.expect.tiers == {"money": State.MATCHED}
    assert case.expect.manager is False


CASE = "version: 1\ncases:\n- name: a\n  change: {files: [a.py]}\n  expect: {decision: pass}\n"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (CASE.replace("files", "file"), 4, 'cases[0].change: unknown key "file"; did you mean "files"?'),
        (CASE.replace("[a.py]", "[]"), 4, "cases[0].change.files: must have at least one entry"),
        (CASE.replace("decision: pass", ""), 5, "cases[0].expect: says nothing"),
        (
            CASE.replace("decision: pass", "decision: maybe"),
            5,
            'cases[0].expect.decision: "maybe" is not known',
        ),
        (
            CASE.replace("decision: pass", "tiers: {mony: matched}"),
            5,
            'cases[0].expect.tiers: no tier "mony"; did you mean "money"?',
        ),
        (
            CASE.replace("[a.py]", "[a.py], kinds: [workflow]"),
            4,
            "cases[0].change.kinds: say workflow by a file such as .github/workflows/ci.yml",
        ),
        (
            CASE.replace("[a.py]", "[a.py], kinds: [paymnt]"),
            4,
            'cases[0].change.kinds[0]: "paymnt" is not known; did you mean "payment"?',
        ),
        (CASE + CASE.partition("cases:\n")[2], 6, 'cases[1].name: there is already a "a"'),
        ("version: 1\ncases: []\n", 2, "cases: must have at least one entry"),
        ("version: 2\ncases: []\n", 1, "version: 2 (without quotes) is not known"),
    ],
)
def test_a_file_with_a_mistake_is_refused_whole(text: str, line: int, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parsed(text)
    assert any(one.line == line and one.text.startswith(said) for one in caught.value.problems)


def test_the_published_schema_is_the_one_of_the_types() -> None:
    assert CASES_FILE.read_text("utf-8") == schema_text(cases_schema()), (
        "run: python -m tidegate.config.schema"
    )
    instance = yaml.safe_load(FULL.replace("2026-12-01", '"2026-12-01"'))
    jsonschema.Draft202012Validator(cases_schema()).validate(instance)
