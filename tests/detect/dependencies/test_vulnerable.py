"""Advisories in a check of a real repository."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from records import Record, archive, record, until
from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check
from tidegate.dependencies.advisories.building import Origin
from tidegate.dependencies.advisories.feeds import Feed
from tidegate.dependencies.advisories.holdings import Holdings
from tidegate.dependencies.advisories.installing import install, writing
from tidegate.model.finding import Finding, Severity, Status
from tidegate.model.result import CheckResult, Decision

TODAY = date(2026, 11, 5)
VECTOR: dict[str, Any] = {
    "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]
}
LIB = record("GHSA-1", "lib", *until("2.0"), aliases=["CVE-1"], **VECTOR)


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDEGATE_DATA_DIR", str(tmp_path / "data"))


def judged(
    folder: Path,
    base: str,
    head: str,
    *records: Record,
    code: str = "x = 1\n",
    today: date = TODAY,
    message: str = "head",
) -> CheckResult:
    """The check of a requirements file that changes; without records there is no store."""
    if records:
        path = Holdings().path("PyPI")
        with writing(path):
            install(path, "PyPI", Origin("a test"), Feed(archive(folder / "all.zip", records)))
    repository = RepositoryBuilder(folder / "repository")
    repository.commit("base", {"requirements.txt": base, "app.py": code})
    repository.branch("change")
    repository.commit(message, {"requirements.txt": head})
    return check(CheckOptions(directory=repository.path, revision_range="main..change", today=today))


def found(result: CheckResult) -> list[Finding]:
    return [one for one in result.findings if one.rule in ("vulnerable-dependency", "malicious-dependency")]


def gaps(result: CheckResult) -> list[str]:
    """What advisories could not tell; that nothing pins a range is another gap."""
    whys = [one.why for one in result.coverage.not_analysed if one.path == "requirements.txt"]
    return [why for why in whys if "brings along" not in why]


def test_what_comes_in(tmp_path: Path) -> None:
    result = judged(tmp_path, "", "lib==1.0\n", LIB)
    (finding,) = found(result)
    assert (finding.status, finding.severity) == (Status.INTRODUCED, Severity.CRITICAL)
    assert finding.message == (
        "lib 1.0 is affected by GHSA-1 (CVE-1), published 2026-10-01: What GHSA-1 is about."
    )
    assert finding.fix == "Use lib 2.0 or newer."
    assert result.inputs.advisories_date == "2026-11-01"
    assert result.decision is not Decision.PASS


def test_what_is_mended_and_what_stays(tmp_path: Path) -> None:
    late = record("GHSA-2", "lib", *until("3.0"))
    result = judged(tmp_path, "lib==1.0\n", "lib==2.0\n", LIB, late)
    assert {(one.status, one.message.split()[5]) for one in found(result)} == {
        (Status.FIXED, "GHSA-1"),
        (Status.EXISTING, "GHSA-2,"),
    }


def test_a_bug_stays_one_where_fewer_records_hold(tmp_path: Path) -> None:
    same = record("PYSEC-1", "lib", *until("1.5"), aliases=["CVE-1"])
    (finding,) = found(judged(tmp_path, "lib==1.0\n", "lib==1.6\n", LIB, same))
    assert finding.status is Status.EXISTING


def test_a_fix_that_has_another_hole_says_so(tmp_path: Path) -> None:
    other = record("GHSA-2", "lib", {"introduced": "2.0"}, {"fixed": "2.2"})
    (finding,) = found(judged(tmp_path, "", "lib==1.0\n", LIB, other))
    assert finding.fix == "Use lib 2.0 or newer; 2.2 is the first that no advisory is about."


def test_a_clean_version(tmp_path: Path) -> None:
    result = judged(tmp_path, "lib==2.0\n", "lib==2.1\n", LIB)
    assert (found(result), gaps(result)) == ([], [])


@pytest.mark.parametrize(
    ("records", "today", "why"),
    [
        ((), TODAY, "there are no advisories of PyPI on this machine"),
        ((LIB,), date(2026, 12, 24), "the advisories of PyPI are of 2026-11-01"),
    ],
)
def test_no_data_and_old_data_are_no_answer(
    tmp_path: Path, records: tuple[Record, ...], today: date, why: str
) -> None:
    result = judged(tmp_path, "", "lib==2.0\n", *records, today=today)
    assert [one for one in gaps(result) if one.startswith(why)]
    assert result.decision is Decision.REVIEW


def test_a_version_without_an_order(tmp_path: Path) -> None:
    result = judged(tmp_path, "", "lib===2004d\n", LIB)
    assert gaps(result) == ["whether lib 2004d has GHSA-1"]
    assert result.decision is Decision.REVIEW


def test_a_range_of_which_every_version_has_it(tmp_path: Path) -> None:
    (finding,) = found(judged(tmp_path, "", "lib>=1,<2\n", LIB))
    assert finding.message.startswith("lib <2,>=1 is affected by GHSA-1") or finding.message.startswith(
        "lib >=1,<2 is affected by GHSA-1"
    )
    assert finding.status is Status.INTRODUCED


def test_a_range_of_which_some_have_it(tmp_path: Path) -> None:
    result = judged(tmp_path, "", "lib>=1\n", LIB)
    assert found(result) == []
    assert gaps(result) == ["whether lib >=1 installs a version that has GHSA-1; write lib >= 2.0"]
    assert result.decision is Decision.REVIEW


def test_a_range_that_allows_none_of_them(tmp_path: Path) -> None:
    result = judged(tmp_path, "", "lib>=2\n", LIB)
    assert (found(result), gaps(result)) == ([], [])


def test_a_range_that_allowed_them_before_is_no_news(tmp_path: Path) -> None:
    result = judged(tmp_path, "lib>=1\n", "lib>=1,<9\n", LIB)
    assert (found(result), gaps(result)) == ([], [])


def test_malware_is_refused(tmp_path: Path) -> None:
    result = judged(tmp_path, "", "lib>=1\n", record("MAL-2026-1", "lib"))
    (finding,) = found(result)
    assert (finding.rule, finding.severity) == ("malicious-dependency", Severity.CRITICAL)
    assert result.decision is Decision.BLOCK


def test_where_the_program_has_it(tmp_path: Path) -> None:
    specific = {"ecosystem_specific": {"imports": [{"attribute": "load", "modules": ["lib"]}]}}
    reached = record("GHSA-1", "lib", *until("2.0"), affected=specific)
    code = "import lib\n\nlib.load(open('x'))\n"
    (finding,) = found(judged(tmp_path / "a", "", "lib==1.0\n", reached, code=code))
    assert finding.message.endswith("; the affected function `load` is called in app.py:3.")
    (other,) = found(judged(tmp_path / "b", "", "lib==1.0\n", reached))
    assert other.message.endswith("; the affected function `load` is not mentioned in this repository.")
    assert (other.severity, other.confidence) == (finding.severity, finding.confidence)


def test_what_only_informs_is_low(tmp_path: Path) -> None:
    notice = {"database_specific": {"informational": "unmaintained"}}
    (finding,) = found(
        judged(tmp_path, "", "lib==1.0\n", record("RUSTSEC-1", "lib", {"introduced": "0"}, affected=notice))
    )
    assert finding.severity is Severity.LOW


def test_what_goes_out_is_mended(tmp_path: Path) -> None:
    (finding,) = found(judged(tmp_path, "lib==1.0\n", "", LIB))
    assert finding.status is Status.FIXED


def test_a_commit_that_nobody_names(tmp_path: Path) -> None:
    commit = "3" * 40
    line = f"lib @ git+https://code.example/lib.git@{commit}\n"
    result = judged(tmp_path, "", line, LIB)
    assert found(result) == []
    assert [one for one in gaps(result) if one.endswith("has GHSA-1")]
    named = record("GHSA-1", "lib", *until("2.0"))
    git = [{"type": "GIT", "repo": "https://code.example/lib", "events": [{"introduced": commit}]}]
    named["affected"][0]["ranges"] += git
    (finding,) = found(judged(tmp_path / "b", "", line, named))
    assert finding.message.startswith("lib at 333333333333 is affected by GHSA-1")


def test_old_data_accuse_though_they_excuse_nothing(tmp_path: Path) -> None:
    result = judged(tmp_path, "", "lib==1.0\n", LIB, today=date(2026, 12, 24))
    assert [finding.status for finding in found(result)] == [Status.INTRODUCED]
    assert [one for one in gaps(result) if one.startswith("the advisories of PyPI are of 2026-11-01")]


@pytest.mark.parametrize(
    ("published", "said"),
    [
        ("2026-10-01", "This advisory was published after "),
        ("2020-10-01", "the model could have known it."),
        ("", "This advisory cannot be compared: the advisory has no date."),
    ],
)
def test_an_advisory_is_held_against_what_the_model_had_learned(
    tmp_path: Path, published: str, said: str
) -> None:
    by_model = "head\n\nCo-authored-by: Claude Opus 4.6 <noreply@anthropic.com>"
    known = {**LIB, "published": published and f"{published}T00:00:00Z"}
    (finding,) = found(judged(tmp_path / "a", "", "lib==1.0\n", known, message=by_model))
    assert said in finding.message
    (other,) = found(judged(tmp_path / "b", "", "lib==1.0\n", known))
    assert "advisory" not in other.message
