"""Schemas of GraphQL as classes and functions, and what is said of those that cannot be read."""

from __future__ import annotations

import pytest

from tidegate.languages import graphql, ir
from tidegate.languages.digest import digest

SCHEMA = '''
"""Who may see a field"""
directive @hasRole(role: String!, at: [Place!] = [HERE]) repeatable on FIELD_DEFINITION | OBJECT
schema { query: Query }
# a comment } with a brace
input Filter @strict { since: String! = "a \\" b", ids: [[Int!]!] @dep }
type Query implements Node & Named {
  version: String!
  "reads } them"
  readings(filter: Filter!, first: Int = 3): [Reading!]! @hasRole(role: "admin", at: [HERE, {a: 1}])
}
enum Kind { a b @deprecated c }
scalar Day
union Both = Query | Reading
extend type Query { more: Int }
query Names { version }
'''


def test_types_are_classes_and_fields_functions() -> None:
    facts = graphql.read(SCHEMA)
    assert facts.outline.problems == ()
    assert list(facts.classes) == ["Filter", "Query", "Kind", "Day", "Query#2"]
    assert list(facts.functions) == ["Query.version", "Query.readings", "Query.more"]
    readings = facts.functions["Query.readings"]
    assert [(p.name, digest(p.annotation)) for p in readings.parameters] == [
        ("filter", digest(ir.Name("Filter", 1))),
        ("first", digest(ir.Name("Int", 1))),
    ]
    assert readings.line == 10
    (directive,) = readings.decorators
    assert isinstance(directive, ir.Call)
    assert [keyword.name for keyword in directive.keywords] == ["role", "at"]


def test_kinds_stand_first_among_bases() -> None:
    kinds = {name: definition.bases[0] for name, definition in graphql.read(SCHEMA).classes.items()}
    named = {name: base.id for name, base in kinds.items() if isinstance(base, ir.Name)}
    assert named == {
        "Filter": graphql.INPUT,
        "Query": graphql.OBJECT,
        "Kind": graphql.ENUM,
        "Day": graphql.SCALAR,
        "Query#2": graphql.OBJECT,
    }


def test_lists_are_told_apart_and_nullability_is_not() -> None:
    (ids,) = (s for s in graphql.read(SCHEMA).classes["Filter"].body[1:] if isinstance(s, ir.Assign))
    one = ir.Subscript(ir.Name("list", 1), ir.Name("Int", 1), 1)
    assert digest(ids.annotation) == digest(ir.Subscript(ir.Name("list", 1), one, 1))
    plain, strict = (graphql.read(f"type Query {{ a(x: {t}): Int }}") for t in ("ID", "ID!"))
    assert digest(plain.functions["Query.a"]) == digest(strict.functions["Query.a"])


@pytest.mark.parametrize(
    "text",
    [
        "type Query { user(id: }",
        "type Query { user: }",
        "{" * 5000,
        "type A { x: " + "[" * 5000,
        "type Q { f(a: A = " + "{a:[" * 5000,
        "@" * 5000,
        "typo Query { a: Int }",
    ],
)
def test_what_cannot_be_read_is_named(text: str) -> None:
    assert graphql.read(text).outline.problems != ()


def test_a_text_without_end_ends_with_the_source() -> None:
    assert list(graphql.read('type A { x: Int }\n"""' + "x" * 1000).functions) == ["A.x"]


def test_after_a_mistake_the_next_type_is_read() -> None:
    facts = graphql.read("type A { x: }\nnonsense { a }\ntype B { y(n: Int): ID }")
    assert "B.y" in facts.functions
    assert [line for line, _ in facts.outline.problems] == [1, 2]


def test_operations_of_clients_declare_nothing() -> None:
    facts = graphql.read("query A($id: ID!) { user(id: $id) { name } }\nfragment F on User { name }")
    assert (facts.outline.problems, list(facts.classes)) == ((), [])


def test_facts_come_back_from_the_cache() -> None:
    facts = graphql.extract(SCHEMA.encode())
    assert list(graphql.restore(facts.encode(), SCHEMA.encode()).functions) == list(facts.functions)
