"""Columns that a change declares, in the blast radius."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check
from tidegate.model.result import CheckResult

MODELS = """\
from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass


class Person(Base):
    __tablename__ = "people"
    id = Column(Integer, primary_key=True)
"""
SQL = "CREATE TABLE people (id int);\n"
REVISION = """\
import sqlalchemy as sa
from alembic import op


def upgrade():
    op.create_table("visits", sa.Column("id", sa.Integer()), sa.Column("phone", sa.String()))
    op.add_column("people", sa.Column("ssn", sa.String()))
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RepositoryBuilder:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path / "cache"))
    return RepositoryBuilder(tmp_path / "repository")


def judged(repository: RepositoryBuilder, after: dict[str, str], config: str = "") -> CheckResult:
    settings = {".tidegate/config.yaml": f"version: 1\n{config}"} if config else {}
    repository.commit("base", {"shop/models.py": MODELS, "db/schema.sql": SQL, **settings})
    repository.branch("change")
    repository.commit("change", after)
    return check(CheckOptions(directory=repository.path, revision_range="main..change"))


def defined(result: CheckResult) -> set[tuple[str, tuple[str, ...], str]]:
    return {(a.name, a.fields, a.change) for a in result.blast_radius.data if a.operation == "define"}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (
            {"shop/models.py": MODELS + "    email = Column(String)\n"},
            {("Person", ("email",), "changed")},
        ),
        (
            {"db/schema.sql": SQL + "ALTER TABLE people ADD ssn text;\nCREATE TABLE v (id int);\n"},
            {("people", ("ssn",), "changed"), ("v", ("id",), "new")},
        ),
        (
            {"migrations/versions/1_visits.py": REVISION},
            {("visits", ("id", "phone"), "new"), ("people", ("ssn",), "new")},
        ),
        ({"shop/models.py": MODELS + "    # a note\n"}, set()),
        ({"shop/plain.py": "class Plain:\n    email = ''\n"}, set()),
        ({"db/schema.sql": "-- people\n" + SQL}, set()),
    ],
)
def test_new_columns(
    repository: RepositoryBuilder, after: dict[str, str], expected: set[tuple[str, tuple[str, ...], str]]
) -> None:
    assert defined(judged(repository, after)) == expected


def test_a_new_column_of_the_teams_tables_asks_for_a_look(repository: RepositoryBuilder) -> None:
    config = 'threat_model:\n  personal_data:\n    fields: ["*.email"]\n'
    after = {"shop/models.py": MODELS + "    email = Column(String)\n"}
    codes = {reason.code for reason in judged(repository, after, config).reasons}
    assert "personal-data" in codes


def test_a_new_column_of_another_table_does_not(repository: RepositoryBuilder) -> None:
    config = 'threat_model:\n  personal_data:\n    fields: ["*.email"]\n'
    after = {"shop/models.py": MODELS + "    colour = Column(String)\n"}
    result = judged(repository, after, config)
    assert {reason.code for reason in result.reasons}.isdisjoint({"personal-data", "data-access-changed"})
