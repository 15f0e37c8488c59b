"""One finding in full."""

from __future__ import annotations

import msgspec
import pytest
from reports.samples import ACCEPTED, LOST, OBSERVE, RISKY, SQL, TIMEOUT

from tidegate.model.errors import UsageError
from tidegate.model.finding import Confidence, Step
from tidegate.reports.explain import Silencer, find, render_explain

replace = msgspec.structs.replace


@pytest.mark.parametrize("name", ["1", "3f2a9c1b", "3f2a", "3f2a9c1b77d0e4a1", "9a1be3c07f225d1c:1"])
def test_a_finding_has_many_names(name: str) -> None:
    assert find(RISKY, name) is SQL


def test_numbers_are_those_of_the_report() -> None:
    assert [find(RISKY, str(number)) for number in (2, 4)] == [LOST, TIMEOUT]


def test_an_unknown_or_ambiguous_name_says_what_there_is() -> None:
    with pytest.raises(UsageError, match="no finding `zz` in this change") as caught:
        find(RISKY, "zz")
    assert "3f2a9c1b" in caught.value.hint
    both = replace(RISKY, findings=(SQL, replace(LOST, id="3f2a0000")))
    with pytest.raises(UsageError, match="beginning of several ids") as caught:
        find(both, "3f2a")
    assert caught.value.hint == "one of 3f2a9c1b, 3f2a0000"
    with pytest.raises(UsageError, match="no finding"):
        find(replace(RISKY, findings=()), "1")
    with pytest.raises(UsageError):
        find(RISKY, "")


def test_a_number_that_the_report_does_not_have_is_no_beginning_of_an_id() -> None:
    """Somebody who mistook a number would sign what was said of another finding."""
    one = replace(RISKY, findings=(replace(SQL, id="93f2a9c1b77d", fingerprints={"a": "93f2a9c1b77d"}),))
    for number in ("9", "93"):
        with pytest.raises(UsageError, match=f"no finding `{number}` in this change"):
            find(one, number)
    assert find(one, "93f2").id == "93f2a9c1b77d"


def test_the_whole_path_is_shown() -> None:
    steps = tuple(Step("api/refunds.py", line, f"step {line}") for line in range(100, 140))
    said = render_explain(replace(RISKY, findings=(replace(SQL, trace=steps),)), "1")
    assert all(f"step {line}" in said for line in range(100, 140))


def test_why_it_counts_and_how_sure_it_is() -> None:
    said = render_explain(RISKY, "b81d")
    assert "It counts   yes: base had this protection here and head has not" in said
    assert "block: POST /api/refunds/{id}/approve lost its authorization" in said
    assert "How sure    sure: every step was followed" in said
    assert "Known as    tidegate/control-1: b81d04e6aa02c9fe" in said


def test_why_it_does_not_count() -> None:
    assert "no: base has it and head has not: this change mends it" in render_explain(RISKY, "07aa")
    assert "no: base has it too; it was there before this change" in render_explain(RISKY, "e1c2")
    assert "no: accepted by ana@acme.example until 2027-03-31" in render_explain(RISKY, ACCEPTED.id)


def test_what_would_silence_it_and_what_else_that_would_hide() -> None:
    line = "sanitizers: {sql: [acme.db.quote]}"
    said = render_explain(RISKY, "1", silencers=[Silencer(line, ("0badcafe",)), Silencer("a: b")])
    assert f"for good, under threat_model: {line}\n            (it would also silence 0badcafe)" in said
    assert "(it would silence nothing else here)" in said


def test_an_exception_is_there_to_be_copied() -> None:
    yaml = pytest.importorskip("yaml")
    said = render_explain(OBSERVE, "1", width=60)
    settings = yaml.safe_load(said[said.index("     exceptions:") :])
    assert list(settings["exceptions"][0]) == ["fingerprint", "reason", "by", "until"]
    assert settings["exceptions"][0]["fingerprint"] == "b81d04e6aa02c9fe"
    assert "exceptions:" not in render_explain(RISKY, ACCEPTED.id)
    assert "Revoke it first" in render_explain(RISKY, "c40e")


def test_what_would_be_safe_and_why_it_is_not_sure() -> None:
    forms = ('db.execute("… WHERE id = ?", (id,))', "acme.db.quote(value)")
    doubt = "`db` looks like `sqlite3.Connection`"
    unsure = replace(SQL, safe=forms, doubt=doubt, confidence=Confidence.MEDIUM)
    said = render_explain(replace(RISKY, findings=(unsure,)), "1", why="Rows can be read.", width=100)
    assert "Why         Rows can be read." in said
    assert f"Safe is     {forms[0]}\n            {forms[1]}" in said
    assert f"How sure    likely: {doubt}" in said


def test_what_base_had() -> None:
    gone = Step("api/refunds.py", 21, "base checked it with `is_safe()`: gone", "base")
    said = render_explain(replace(RISKY, findings=(replace(SQL, trace=(gone, *SQL.trace)),)), "1")
    assert "Base had    checked it with `is_safe()` (api/refunds.py:21)" in said
    assert "Base had" not in render_explain(RISKY, "1")
