"""CodeQL's models-as-data in our own words; what cannot be said is named."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.knowledge.models_as_data import Imported, as_yaml, import_models
from tidegate.knowledge.schema import Library
from tidegate.knowledge.store import parse_library
from tidegate.knowledge.tables import Tables
from tidegate.model.errors import KnowledgeError

KINDS = ("sql", "path", "url", "html", "redirect")


def models(table: str, *rows: list[object]) -> Imported:
    extension = {"addsTo": {"pack": "codeql/python-all", "extensible": table}, "data": list(rows)}
    text = msgspec.json.encode({"extensions": [extension]}).decode()  # JSON is YAML
    return import_models("shop", {"shop.yml": text}, KINDS)


def library(table: str, *rows: list[object]) -> Library:
    imported = models(table, *rows)
    assert imported.unsaid == ()
    assert imported.said == len(rows)
    return imported.library


def test_a_dotted_name_is_a_type_and_one_with_a_mark_the_class() -> None:
    found = library(
        "sinkModel",
        ["shop", "Member[db].Member[run].Argument[0,sql:]", "sql-injection"],
        ["shop.Store", "Member[find,all].Argument[1..2]", "sql-injection"],
        ["shop.Store!", "Call.Argument[address:]", "request-forgery"],
        ["shop.Store!", "Member[at].Argument[any-named]", "path-injection"],
    )
    assert found.types == {"shop.Store": []}
    assert found.sinks == {
        "sql": ["shop.Member[db].Member[run].Argument[0,sql:]", "shop.Store.Member[find,all].Argument[1,2]"],
        "url": ["shop.Store!.Argument[address:]"],
        "path": ["shop.Store!.Member[at].Argument[**]"],
    }


def test_one_item_of_an_argument() -> None:
    found = library(
        "sinkModel",
        ["shop", "Member[run].Argument[0].Member[statement]", "sql-injection"],
        ["shop", "Member[get].Argument[options:].DictionaryElement[url]", "request-forgery"],
    )
    assert found.sinks == {
        "sql": [{"path": "shop.Member[run].Argument[0]", "item": "statement"}],
        "url": [{"path": "shop.Member[get].Argument[options:]", "item": "url"}],
    }


def test_sources() -> None:
    found = library(
        "sourceModel",
        ["shop", "Member[args].Member[get].ReturnValue.Awaited", "commandargs"],
        ["shop.Request", "Member[body]", "remote"],
    )
    assert found.sources == {
        "arguments": ["shop.Member[args].Member[get].ReturnValue.Awaited"],
        "remote": ["shop.Request.Member[body]"],
    }


def test_where_types_come_from_and_what_they_extend() -> None:
    found = library(
        "typeModel",
        ["shop.Store", "shop", "Member[connect].ReturnValue.Awaited"],
        ["shop.Client", "@shop/client", "Instance"],
        ["shop.Any~Subclass", "shop.Store", ""],
    )
    assert found.types == {
        "shop.Store": {"from": ["shop.Member[connect].ReturnValue.Awaited"], "extends": ["shop.Any"]},
        "shop.Client": ["@shop/client.ReturnValue"],
        "shop.Any": [],
    }


def test_data_that_goes_through() -> None:
    found = library(
        "summaryModel",
        ["shop", "Member[join]", "Argument[0,1]", "ReturnValue", "taint"],
        ["shop.Box", "Member[copy]", "Argument[self]", "ReturnValue", "value"],
        ["shop.Box", "Member[put]", "Argument[0]", "Argument[self]", "taint"],
        ["shop", "Member[open]", "Argument[name:]", "ReturnValue.Attribute[name]", "taint"],
    )
    assert [(flow.call, flow.from_, flow.to, flow.fields) for flow in found.flows] == [
        ("shop.Member[join]", ["Argument[0,1]"], "ReturnValue", False),
        ("shop.Box.Member[copy]", ["Argument[self]"], "ReturnValue", True),
        ("shop.Box.Member[put]", ["Argument[0]"], "Argument[self]", False),
        ("shop.Member[open]", ["Argument[name:]"], "ReturnValue.Member[name]", False),
    ]


def test_what_makes_safe() -> None:
    found = library("barrierModel", ["shop", "Member[quote].ReturnValue", "sql-injection"])
    assert [(each.call, each.for_) for each in found.sanitizers] == [("shop.Member[quote]", ["sql"])]
    found = library(
        "barrierGuardModel",
        ["shop", "Member[is_ours].Argument[0,url:]", "true", "url-redirection"],
        ["shop", "Member[is_other].Argument[0]", False, "request-forgery"],
    )
    assert [(each.call, each.argument, each.for_, each.returns) for each in found.guards] == [
        ("shop.Member[is_ours]", "Argument[0,url:]", ["redirect"], True),
        ("shop.Member[is_other]", "Argument[0]", ["url"], False),
    ]


@pytest.mark.parametrize(
    ("table", "row", "why"),
    [
        ("sinkModel", ["shop", "Fuzzy.Member[run].Argument[0]", "sql-injection"], 'no word for "Fuzzy"'),
        ("sinkModel", ["shop", "Member[run].WithArity[1].Argument[0]", "sql-injection"], "WithArity"),
        ("sinkModel", ["shop", "Member[run].Argument[N-1]", "sql-injection"], "'N-1' is no argument"),
        ("sinkModel", ["shop", "Member[run].Argument[0]", "tides"], 'no weakness asks for "tides"'),
        ("sinkModel", ["shop", "Member[run].ReturnValue", "sql-injection"], "a sink is an argument"),
        ("sinkModel", ["shop", "Member[run].Argument[0]"], "the table has 3 columns"),
        ("sourceModel", ["shop", "Member[on].Argument[0].Parameter[0]", "remote"], 'no word for "Parameter"'),
        ("sourceModel", ["shop", "Member[x]", "view-component-input"], "no kind of source"),
        ("summaryModel", ["shop", "Member[x]", "Argument[0].ListElement", "ReturnValue", "taint"], "from"),
        ("summaryModel", ["shop", "Member[x]", "Argument[0]", "ReturnValue.ListElement", "taint"], "go to"),
        ("barrierModel", ["shop", "Member[x].Argument[0]", "sql-injection"], "only what a call gives"),
        ("barrierGuardModel", ["shop", "Member[x]", "true", "sql-injection"], "a guard checks an argument"),
        ("neutralModel", ["shop", "Member[x]", "summary"], "no such table"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_named(table: str, row: list[object], why: str) -> None:
    imported = models(table, row)
    assert imported.said == 0
    (said,) = imported.unsaid
    assert said.startswith(f"{table} [shop, ")
    assert why in said
    assert (imported.library.sinks, imported.library.sources, imported.library.flows) == ({}, {}, [])


@pytest.mark.parametrize("text", ["[", "extensions: 3", "extensions: [{data: []}]", "- a", "x: &a [*a]"])
def test_no_such_file(text: str) -> None:
    with pytest.raises(KnowledgeError, match=r"shop\.yml"):
        import_models("shop", {"shop.yml": text}, KINDS)


_WORDS = (
    "Member[a,b] Member[] Argument[0] Argument[self] Argument[x:] Argument[] ReturnValue Awaited Call "
    "Instance Subclass ListElement Parameter[0] ..."
)
_PATHS = st.lists(st.sampled_from(_WORDS.split()), max_size=4).map(".".join)
_TABLES = st.sampled_from(["sinkModel", "sourceModel", "barrierModel", "typeModel"])


@given(_TABLES, st.sampled_from(["shop", "shop.Store", "shop.Store!"]), _PATHS)
def test_what_was_said_can_be_read_and_indexed(table: str, name: str, path: str) -> None:
    row: list[object] = [name, path, "sql-injection"] if table != "typeModel" else ["shop.T", name, path]
    imported = models(table, row)
    assert imported.said + len(imported.unsaid) == 1
    again = parse_library(as_yaml(imported.library), "shop.yaml")
    assert again == imported.library
    Tables().add(again)
