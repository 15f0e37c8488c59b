"""Columns that SQL files declare, in the dialects that people write."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.languages.ddl import columns


def names(source: str) -> list[str]:
    return [f"{column.table}.{column.name}" for column in columns(source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("CREATE TABLE people (id int PRIMARY KEY, email text)", ["people.id", "people.email"]),
        ('create table if not exists public."People" ("E-mail" text);', ["People.E-mail"]),
        ("CREATE TEMPORARY TABLE `p` (`a` int, KEY `k` (`a`), UNIQUE (a));", ["p.a"]),
        ("CREATE TABLE [dbo].[p] ([a] int, CONSTRAINT [c] CHECK ([a] > 0))", ["p.a"]),
        (
            "CREATE TABLE p (price numeric(10, 2) DEFAULT (1), note text DEFAULT 'a,b)')",
            ["p.price", "p.note"],
        ),
        ("CREATE TABLE p (key text, index int)", ["p.key", "p.index"]),
        ("ALTER TABLE p ADD COLUMN a int, ADD b int, DROP COLUMN c", ["p.a", "p.b"]),
        ("ALTER TABLE ONLY p ADD COLUMN IF NOT EXISTS a int", ["p.a"]),
        ("ALTER TABLE p ADD (a int, b varchar(3))", ["p.a", "p.b"]),
        ("ALTER TABLE p RENAME COLUMN a TO b", ["p.b"]),
        ("ALTER TABLE p ADD CONSTRAINT c UNIQUE (a)", []),
        ("ALTER TABLE p ALTER COLUMN a TYPE text", []),
        ("CREATE TABLE p AS SELECT a FROM b", []),
        ("CREATE INDEX i ON p (a)", []),
        ("-- CREATE TABLE p (a int)\n/* CREATE TABLE p (a int) */", []),
        ("INSERT INTO t VALUES ('it''s; CREATE TABLE p (a int)')", []),
        ("CREATE FUNCTION f() AS $x$ ALTER TABLE p ADD a int; $x$", []),
        ("\\c shop\nCREATE TABLE p (a int)", ["p.a"]),
    ],
)
def test_what_is_declared(source: str, expected: list[str]) -> None:
    assert names(source) == expected


def test_lines_are_those_of_the_columns() -> None:
    source = "-- people\nCREATE TABLE p (\n  a int, -- one\n  b text DEFAULT 'x\ny',\n  c int\n);"
    assert [(column.name, column.line) for column in columns(source)] == [("a", 3), ("b", 4), ("c", 6)]


_NAMES = st.from_regex(r"[a-z]{2,8}_x", fullmatch=True)
_TYPES = st.sampled_from(["int", "varchar(80)", "numeric(10, 2)", "text DEFAULT 'a, b);'", "text NOT NULL"])
_QUOTES = st.sampled_from(["{}", '"{}"', "`{}`", "[{}]"])
_BETWEEN = st.sampled_from(["", "\n", "-- ; CREATE TABLE no (a int)\n", "/* ( */", "SELECT ')';"])


@given(
    st.lists(
        st.tuples(_BETWEEN, _NAMES, st.lists(st.tuples(_NAMES, _QUOTES, _TYPES), min_size=1, max_size=5)),
        max_size=4,
    )
)
def test_every_column_of_every_table_is_read(
    tables: list[tuple[str, str, list[tuple[str, str, str]]]],
) -> None:
    parts, expected = [], []
    for between, table, declared in tables:
        body = ", ".join(f"{quote.format(name)} {kind}" for name, quote, kind in declared)
        parts.append(f"{between}CREATE TABLE {table} ({body});")
        expected += [f"{table}.{name}" for name, _, _ in declared]
    assert names("".join(parts)) == expected


@given(st.text(alphabet="CREATE TABLEalterdp_1,;()'\"`[]$-/*.\n", max_size=400))
def test_no_text_is_too_broken(source: str) -> None:
    lines = source.count("\n") + 1
    assert all(column.table and 1 <= column.line <= lines for column in columns(source))


@pytest.mark.parametrize(
    "piece", ["(", "CREATE TABLE a (", "'", "$$", "a.", "ALTER TABLE t ADD (", ", ", "/*"]
)
def test_time_grows_with_the_text_alone(piece: str) -> None:
    def seconds(times: int) -> float:
        started = time.process_time()  # of a machine that may have other work
        columns(piece * times)
        return time.process_time() - started

    assert seconds(40_000) < 20 * seconds(4_000) + 0.5
