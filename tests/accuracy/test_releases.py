"""Labels, and what counts as found."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from accuracy.checking import lines_of
from accuracy.releases import Expected, Lines, noise, read_pairs, rule_that_found
from tidegate.model.finding import Confidence, Finding, Kind, Severity, Status, Step

EXPECTED = Expected("CVE-2000-0001", "ssrf", "app.py", "fetch")
LINES = Lines("app.py", 10, 20)


def finding(rule: str = "ssrf", path: str = "app.py", line: int = 12, **given: object) -> Finding:
    values: dict[str, object] = {"status": Status.INTRODUCED, "severity": Severity.HIGH, "trace": ()} | given
    return Finding(
        id="1", rule=rule, title="", cwe=(), confidence=Confidence.HIGH, kind=Kind.FLOW, path=path, line=line,
        end_line=line, message="", **values,  # type: ignore[arg-type] # given by name
    )  # fmt: skip


def test_found_where_it_is() -> None:
    assert rule_that_found([finding()], EXPECTED, LINES, Status.INTRODUCED) == "ssrf"


def test_found_by_a_step_of_the_trace() -> None:
    through = finding(path="client.py", line=3, trace=(Step("app.py", 15, "passed on"),))
    assert rule_that_found([through], EXPECTED, LINES, Status.INTRODUCED) == "ssrf"


def test_the_weakness_counts_before_the_loss_of_its_check() -> None:
    both = [finding("validation-lost"), finding()]
    assert rule_that_found(both, EXPECTED, LINES, Status.INTRODUCED) == "ssrf"
    assert rule_that_found(both[:1], EXPECTED, LINES, Status.INTRODUCED) == "validation-lost"


@pytest.mark.parametrize(
    "other",
    [finding("xss"), finding(line=21), finding(path="other.py"), finding(status=Status.FIXED)],
    ids=["weakness", "line", "path", "status"],
)
def test_something_else_is_a_miss(other: Finding) -> None:
    assert rule_that_found([other], EXPECTED, LINES, Status.INTRODUCED) is None


def test_noise_is_introduced_not_expected_and_of_weight() -> None:
    quiet = [finding(), finding("xss", severity=Severity.LOW), finding("xss", status=Status.FIXED)]
    loud = finding("xss", line=12)
    assert noise([*quiet, loud], [(EXPECTED, LINES)]) == [loud]


def test_lines_of_a_function_and_of_a_module(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("import os\n\n\ndef fetch(url):\n    return url\n", "utf-8")
    assert lines_of(EXPECTED, tmp_path) == Lines("app.py", 4, 5)
    assert lines_of(msgspec.structs.replace(EXPECTED, function=""), tmp_path).hold("app.py", 1)
    with pytest.raises(KeyError):
        lines_of(msgspec.structs.replace(EXPECTED, function="gone"), tmp_path)


def test_the_labels_can_be_read_and_name_known_weaknesses() -> None:
    known = {path.stem for path in Path("src/tidegate/knowledge/weaknesses").glob("*.yaml")}
    pairs = read_pairs()
    assert len({pair.project for pair in pairs}) == len(pairs) >= 10
    assert {one.weakness for pair in pairs for one in pair.expect} <= known
    assert all(one.cve.startswith("CVE-") for pair in pairs for one in pair.expect)
