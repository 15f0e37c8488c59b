"""A change of a schema alone: its resolvers are what changed, though no line of theirs did."""

from __future__ import annotations

from pathlib import Path

import pytest
from repositories import RepositoryBuilder

from tidegate.check import CheckOptions, check
from tidegate.model.finding import Status

RESOLVERS = """\
import sqlite3
from ariadne import QueryType

query = QueryType()


@query.field("parcels")
def resolve_parcels(_, info, where):
    db = sqlite3.connect("parcels.db")
    return db.execute(f"SELECT id FROM parcel WHERE depot = {where['depot']}").fetchall()


@query.field("depots")
def resolve_depots(_, info):
    return ["north", "south"]
"""
DIRECTIVES = """\
from ariadne import SchemaDirectiveVisitor
from graphql import GraphQLError


class Staff(SchemaDirectiveVisitor):
    def visit_field_definition(self, field, object_type):
        original = field.resolve

        def resolve(obj, info, **kwargs):
            if not info.context["user"].is_staff:
                raise GraphQLError("permission denied")
            return original(obj, info, **kwargs)

        field.resolve = resolve
        return field
"""
MAIN = """\
from ariadne import load_schema_from_path, make_executable_schema

from directives import Staff
from resolvers import query

schema = make_executable_schema(load_schema_from_path("schema/"), query, directives={"staff": Staff})
"""
QUERY = """\
directive @staff on FIELD_DEFINITION

type Query {
  parcels(where: Where!): [String] @staff
  depots: [String]
}
"""
INPUT = "input Where { at: At, depot: Int! }\ninput At { day: String }\n"
FILES = {
    "resolvers.py": RESOLVERS,
    "directives.py": DIRECTIVES,
    "main.py": MAIN,
    "schema/query.graphql": QUERY,
    "schema/input.graphql": INPUT,
}


def introduced(tmp_path: Path, base: dict[str, str], head: dict[str, str]) -> list[tuple[str, str, int]]:
    repository = RepositoryBuilder(tmp_path / "repository")
    repository.commit("base", base)
    repository.branch("change")
    repository.commit("change", head)
    result = check(CheckOptions(directory=repository.path, revision_range="main..change"))
    found = [finding for finding in result.findings if finding.status is Status.INTRODUCED]
    return [(finding.rule, finding.path, finding.line) for finding in found]


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        ("schema/input.graphql", "depot: Int!", "depot: String!", [("sql-injection", "resolvers.py", 10)]),
        ("schema/input.graphql", "depot: Int!", "depot: Float", []),
        ("schema/input.graphql", "day: String", "day: Int", []),
        ("schema/query.graphql", " @staff\n", "\n", [("authorization-lost", "resolvers.py", 7)]),
        ("schema/query.graphql", "  depots", "  # all of them\n  depots", []),
    ],
)
def test_files_of_a_schema(
    path: str,
    old: str,
    new: str,
    expected: list[tuple[str, str, int]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path / "cache"))
    assert old in FILES[path]
    assert introduced(tmp_path, FILES, {path: FILES[path].replace(old, new)}) == expected


@pytest.mark.parametrize(
    ("type_", "expected"), [("ID!", [("sql-injection", "resolvers.py", 10)]), ("Float!", [])]
)
def test_a_schema_in_a_text(
    type_: str, expected: list[tuple[str, str, int]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDEGATE_CACHE_DIR", str(tmp_path / "cache"))
    text = (
        "from ariadne import gql, make_executable_schema\n"
        "from resolvers import query\n"
        'TYPES = gql("""type Query { parcels(where: Where): [String] }\n'
        'input Where { depot: Int! }""")\n'
        "schema = make_executable_schema(TYPES, query)\n"
    )
    base = {"resolvers.py": RESOLVERS, "main.py": text}
    assert introduced(tmp_path, base, {"main.py": text.replace("Int!", type_)}) == expected
