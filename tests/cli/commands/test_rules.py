from __future__ import annotations

import pytest

from tidegate.cli.program import run
from tidegate.knowledge.weaknesses import catalogue


def test_every_rule_is_listed_on_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == sorted(catalogue())


@pytest.mark.parametrize("rule", catalogue())
def test_every_rule_has_a_page(rule: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", rule]) == 0
    page = capsys.readouterr().out
    assert page.startswith(f"{rule}  {catalogue()[rule].severity}  {catalogue()[rule].title}")
    assert f"        {rule}: " in page


def test_a_page_marks_the_line_of_its_example(capsys: pytest.CaptureFixture[str]) -> None:
    run(["rules", "sql-injection"])
    (marked,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith(">")]
    assert "execute(" in marked


def test_an_unknown_rule_gets_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "sql-injektion"]) == 2
    assert "did you mean sql-injection?" in capsys.readouterr().err
