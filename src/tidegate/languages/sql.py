"""SQL statements in constants: which tables and columns they touch."""

from __future__ import annotations

from functools import lru_cache

import msgspec

_LONGEST = 20_000


class Statement(msgspec.Struct, frozen=True):
    tables: tuple[str, ...]
    columns: tuple[str, ...]
    operation: str  # "read", "write", "delete", "schema", "unknown"


@lru_cache(maxsize=2048)
def read_statement(text: str) -> Statement | None:
    """``None`` for what is no SQL that can be read."""
    if len(text) > _LONGEST or not text.strip():
        return None
    import logging

    import sqlglot
    from sqlglot import expressions
    from sqlglot.errors import SqlglotError

    logging.getLogger("sqlglot").disabled = True  # what it cannot read is said by None
    try:
        tree = sqlglot.parse_one(text)
    except (SqlglotError, RecursionError, ValueError):
        return None
    operations = {
        expressions.Select: "read",
        expressions.Insert: "write",
        expressions.Update: "write",
        expressions.Merge: "write",
        expressions.Delete: "delete",
        expressions.Create: "schema",
        expressions.Alter: "schema",
        expressions.Drop: "schema",
    }
    operation = next((word for kind, word in operations.items() if isinstance(tree, kind)), "unknown")
    tables = sorted({table.name for table in tree.find_all(expressions.Table) if table.name})
    columns = sorted({column.name for column in tree.find_all(expressions.Column) if column.name})
    return Statement(tuple(tables), tuple(columns), operation)
