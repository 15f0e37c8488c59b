"""Classes that say whether a request goes on: what their answer asks is what protects."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check
from tidegate.model.finding import Status

FIELDS = """\
import strawberry

from rules import MayShip


@strawberry.type
class Mutation:
    @strawberry.mutation(permission_classes=[MayShip])
    def ship(self, parcel: strawberry.ID, cost: int) -> bool:
        return True
"""
RULES = """\
from strawberry.permission import BasePermission


class MayShip(BasePermission):
    def has_permission(self, source, info, **kwargs) -> bool:
        clerk = info.context["user"]
        return {answer}
"""
PLAIN = 'clerk is not None and clerk.depot == "north"'
STATEMENT = """\
import sqlite3

from strawberry.permission import BasePermission


class MayShip(BasePermission):
    def has_permission(self, source, info, **kwargs) -> bool:
        clerk = info.context["user"]
        db = sqlite3.connect("parcels.db")
        db.execute(f"SELECT 1 FROM parcel WHERE {condition}")
        return clerk is not None and clerk.depot == "north"
"""


def asking(condition: str) -> str:
    return STATEMENT.replace("{condition}", condition)


def introduced(tmp_path: Path, rules: str) -> list[tuple[str, str, int]]:
    repository = RepositoryBuilder(tmp_path / "repository")
    repository.commit("base", {"fields.py": FIELDS, "rules.py": RULES.format(answer=PLAIN)})
    repository.branch("change")
    repository.commit("change", {"rules.py": rules})
    result = check(CheckOptions(directory=repository.path, revision_range="main..change"))
    found = [finding for finding in result.findings if finding.status is Status.INTRODUCED]
    return [(finding.rule, finding.path, finding.line) for finding in found]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (RULES.format(answer="clerk is not None"), [("authorization-lost", "fields.py", 8)]),
        (RULES.format(answer="True"), [("authorization-lost", "fields.py", 8)]),
        (RULES.format(answer="clerk.works_in('north')"), []),
        (RULES.format(answer='clerk and clerk.depot in {"north", "west"}'), []),
        (asking("id = '{kwargs['parcel']}'"), [("sql-injection", "rules.py", 10)]),
        (asking("cost > {kwargs['cost']}"), []),
    ],
)  # fmt: skip
def test_an_answer_that_asks_otherwise(
    rules: str, expected: list[tuple[str, str, int]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path / "cache"))
    assert introduced(tmp_path, rules) == expected
