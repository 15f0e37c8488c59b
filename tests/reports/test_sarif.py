"""SARIF: what code scanning reads."""

from __future__ import annotations

import json
from typing import Any

from reports.samples import COULD_NOT_TELL, CUT, NOT_UTF8, ODD_PATH, RISKY

from tidegate.model.result import CheckResult
from tidegate.reports import render


def run(result: CheckResult) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(render("sarif", result))["runs"][0]
    return found


def by_id(result: CheckResult) -> dict[str, dict[str, Any]]:
    return {found["properties"]["id"]: found for found in run(result)["results"]}


def test_a_result_says_what_where_and_how_bad() -> None:
    found = by_id(RISKY)["3f2a9c1b"]
    place = found["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "refunds/queries.py", "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 31, "startColumn": 12, "endLine": 33}
    assert found["level"] == "error"
    assert found["message"]["text"].startswith("A query string value becomes part of a statement.")
    assert found["properties"]["tags"] == ["security", "external/cwe/cwe-89"]
    assert found["properties"]["security-severity"] == "9.5"


def test_fingerprints_are_kept_and_the_line_hash_among_them() -> None:
    assert by_id(RISKY)["3f2a9c1b"]["partialFingerprints"] == {
        "tidegate/flow-1": "3f2a9c1b77d0e4a1",
        "primaryLocationLineHash": "9a1be3c07f225d1c:1",
    }


def test_the_path_of_the_data_is_a_code_flow() -> None:
    (flow,) = by_id(RISKY)["3f2a9c1b"]["codeFlows"]
    steps = [step["location"] for step in flow["threadFlows"][0]["locations"]]
    assert [step["message"]["text"] for step in steps[:2]] == [
        "a value from the URL",
        "passed on as `status`",
    ]
    assert [step["physicalLocation"]["region"]["startLine"] for step in steps] == [18, 22, 32]


def test_a_line_that_only_base_has_is_no_place_in_head() -> None:
    assert "codeFlows" not in by_id(RISKY)["b81d04e6"]


def test_new_old_fixed_and_accepted_are_told_apart() -> None:
    found = by_id(RISKY)
    states = {name: (r["baselineState"], r["kind"], r["level"]) for name, r in found.items()}
    assert states["3f2a9c1b"] == ("new", "fail", "error")
    assert states["e1c2b3a4"] == ("unchanged", "fail", "warning")
    assert states["07aa31c9"] == ("absent", "pass", "none")
    (suppression,) = found["5d5d0c0d"]["suppressions"]
    assert suppression["status"] == "accepted"
    assert suppression["justification"] == (
        "The proxy allows our own hosts only. (by ana@acme.example, until 2027-03-31)"
    )
    assert [r["suppressions"] for name, r in found.items() if name != "5d5d0c0d"] == [[]] * (len(found) - 1)


def test_every_result_has_its_rule() -> None:
    one = run(RISKY)
    rules = one["tool"]["driver"]["rules"]
    assert [rules[r["ruleIndex"]]["id"] for r in one["results"]] == [r["ruleId"] for r in one["results"]]
    assert all("helpUri" not in rule and rule["help"]["text"] for rule in rules)


def test_the_answer_and_what_was_not_seen() -> None:
    one = run(COULD_NOT_TELL)
    assert one["results"] == []
    assert one["properties"]["decision"] == "review"
    assert one["properties"]["headline"] == "could not tell: 1 of 4 files was not analysed"
    first, second = one["invocations"][0]["toolExecutionNotifications"]
    assert (first["level"], first["message"]["text"]) == (
        "warning",
        "not analysed: Rust is not a language this version knows",
    )
    assert second["level"] == "note"
    (limit,) = run(CUT)["invocations"][0]["toolExecutionNotifications"]
    assert limit["message"]["text"].startswith("callers of core.base.Model.save: stopped")


def test_a_path_is_encoded_byte_for_byte() -> None:
    (gap,) = run(ODD_PATH)["invocations"][0]["toolExecutionNotifications"]
    assert "\udce9" in NOT_UTF8
    assert gap["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "src/caf%E9.py"


def test_no_absolute_path_is_told() -> None:
    assert RISKY.change.repository not in render("sarif", RISKY)
