"""The graph of the blast radius."""

from __future__ import annotations

import re

import msgspec
from reports.samples import MANY, NEW_QUERY, RADIUS

from tidegate.model.result import Access, BlastRadius, Caller, EntryPoint
from tidegate.reports.mermaid import graph, label


def named(lines: list[str]) -> dict[str, str]:
    """Node → label."""
    found = (re.match(r'\s+([det]\d+)\W+"(.*)"', line) for line in lines)
    return {match[1]: match[2] for match in found if match}


def arrows(lines: list[str]) -> set[tuple[str, str]]:
    names = {**named(lines), "change": "change"}
    pairs = [line.strip().split(" --> ") for line in lines if " --> " in line]
    return {(names[start], names[end]) for start, end in pairs}


def test_the_way_from_every_entry_point_to_the_change() -> None:
    lines, left_out = graph(RADIUS)
    assert left_out == 0
    assert arrows(lines) == {
        ("GET /api/refunds", "api.refunds.refunds"),
        ("POST /api/refunds/#123;id#125;/approve", "api.refunds.approve"),
        ("api.refunds.refunds", "refunds.queries.find_refunds"),
        ("GET /reports/daily", "refunds.queries.open_refunds"),
        ("refunds.queries.open_refunds", "refunds.queries.find_refunds"),
        ("change", "refund"),
        ("change", "api.bank.example"),
    }


def test_changed_nodes_and_open_entry_points_are_marked() -> None:
    lines, _ = graph(RADIUS)
    names = named(lines)
    marks = {line.split()[2]: line.split()[1] for line in lines if line.startswith("  class ")}
    assert {names[node] for node in marks["changed"].split(",")} == set(RADIUS.changed)
    assert {names[node] for node in marks["open"].split(",")} == {"GET /api/refunds", "GET /reports/daily"}


def test_at_most_fifteen_nodes_and_the_rest_is_counted() -> None:
    lines, left_out = graph(MANY.blast_radius)
    assert len(named(lines)) <= 15
    assert (
        len(named(lines)) + left_out == 12 + 30
    )  # changed definitions and routes; handlers are their routes


def test_a_changed_node_is_marked_even_when_only_the_way_brought_it_in() -> None:
    lines, _ = graph(MANY.blast_radius)
    inside = lines[lines.index("  subgraph change [changed]") : lines.index("  end")]
    assert [line for line in lines if "package.module_" in line] == inside[1:]


def test_nothing_to_draw_is_no_graph() -> None:
    assert graph(BlastRadius()) == ([], 0)
    assert graph(BlastRadius(changed=("a.b",))) == ([], 0)


def test_calls_in_a_circle_end() -> None:
    edges = (Caller("a", "b", "x.py", 1), Caller("b", "a", "x.py", 2), Caller("b", "c", "x.py", 3))
    door = EntryPoint("http", "GET /", "x.py", 1, (), "a")
    lines, _ = graph(BlastRadius(changed=("c",), entry_points=(door,), edges=edges))
    assert arrows(lines) == {("GET /", "b"), ("b", "GET /"), ("b", "c")}


def test_the_order_of_the_input_does_not_matter() -> None:
    radius = MANY.blast_radius
    turned = msgspec.structs.replace(
        radius, changed=radius.changed[::-1], entry_points=radius.entry_points[::-1], edges=radius.edges[::-1]
    )
    assert graph(turned) == graph(radius)


def test_labels_hold_no_syntax() -> None:
    assert label('a"]; click d0 "javascript:x"') == "a#34;#93;#59; click d0 #34;javascript#58;x#34;"
    assert label("") == "#63;"
    assert len(re.sub(r"#\d+;", "x", label("\u5bbd" * 200))) <= 40


def test_a_touched_store_has_its_own_shape() -> None:
    lines, _ = graph(NEW_QUERY.blast_radius)
    assert '  t0[("Customer")]' in lines
    assert '  t1{{"files.example"}}' in lines
    two = BlastRadius(changed=("a",), data=(Access("t", (), "read", "new", "x", 1),) * 2)
    assert list(named(graph(two)[0]).values()) == ["a", "t"]
    made = BlastRadius(changed=("a",), services=(Access("", (), "call", "new", "x", 1),))
    assert list(named(graph(made)[0]).values()) == ["a", "an address made at run time"]
