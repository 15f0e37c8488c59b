"""Which changes are taken to measure how quiet the gate is."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from pathlib import Path

from repositories import RepositoryBuilder

from accuracy.merged import Merged, history, selected, standing

OPTIONS = Namespace(before="2026-06-01", last=1)


def _merged(subject: str, *paths: str, day: str = "2026-05-01") -> Merged:
    return Merged("0" * 40, date.fromisoformat(day), subject, paths)


def test_only_changes_of_production_code_count() -> None:
    tests = _merged("More tests (#1)", "tests/test_a.py")
    code = _merged("Orders (#2)", "shop/orders.py", "tests/test_a.py")
    assert selected([tests, code], 1) == [code]


def test_pull_requests_where_there_are_enough() -> None:
    plain, request = _merged("typo", "shop/a.py"), _merged("Orders (#2)", "shop/a.py")
    assert selected([plain, request], 1) == [request]
    assert selected([plain, request], 2) == [plain, request]


def test_history_before_a_date_newest_first(tmp_path: Path) -> None:
    repository = RepositoryBuilder(tmp_path)
    repository.write({"shop/a b.py": "x = 1\n"})
    repository.commit("one")
    repository.write({"shop/c.py": "x = 2\n"})
    repository.commit("two")
    found = list(history(tmp_path, "2100-01-01"))
    assert [commit.subject for commit in found] == ["two", "one"]
    assert [commit.paths for commit in found] == [("shop/c.py",), ("shop/a b.py",)]


def test_which_repositories_count() -> None:
    work = _merged("Orders (#2)", "shop/orders.py", "README.md")
    page = _merged("Page (#3)", "shop/page.ts")
    old = _merged("Orders (#1)", "shop/orders.py", day="2022-01-01")
    assert standing([work], [work], OPTIONS).startswith("counts: 100%")
    assert standing([work, page], [work], OPTIONS).startswith("does not count: 50%")
    assert standing([work, old], [old], OPTIONS).startswith("does not count")
    assert standing([old], [old], OPTIONS).startswith("does not count")
    assert standing([work], [work._replace(subject="typo")], OPTIONS).startswith("does not count")
    assert standing([], [], OPTIONS).startswith("does not count: 0%")
