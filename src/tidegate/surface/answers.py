"""Classes whose method says by its truth whether a request goes on: ``has_permission``."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tidegate.flow.classes import class_member, external_bases
from tidegate.flow.engine import Engine
from tidegate.knowledge.protection import Answer
from tidegate.languages import ir
from tidegate.languages.facts import blocks
from tidegate.program.names import ClassId, FunctionId

# what a check says that asks who somebody is; whatever else it asks is what they may do
_WHO = frozenset(
    {".context", ".user", ".request", ".state", ".scope", ".session", ".current_user", ".is_authenticated",
     ".is_anonymous", ".is_active", "['user']", "['request']", "['current_user']", "['session']"}
)  # fmt: skip


# what says that somebody is asked for, whatever is asked of them
_USER = frozenset({".user", ".current_user", "['user']", "['current_user']", ".user_id", "['user_id']"})


def asks_for_user(words: Collection[str]) -> bool:
    """Whether a check asks for somebody by whom the program knows its users."""
    return not _USER.isdisjoint(words)


def kind_of(words: Collection[str], kind: str) -> str:
    """The kind of control of a check that asks these words: one that only asks for a user authenticates."""
    return "authentication" if words and _WHO.issuperset(words) else kind


def always_holds(block: tuple[ir.Stmt, ...]) -> bool:
    """Whether a function can say nothing but yes."""
    said = list(_said(block))
    return bool(said) and all(isinstance(value, ir.Const) and value.value is True for value in said)


def _said(block: tuple[ir.Stmt, ...]) -> Iterator[ir.Expr | None]:
    """What a function returns; nothing where it raises."""
    for statement in block:
        if isinstance(statement, ir.Return | ir.Raise):
            yield statement.value if isinstance(statement, ir.Return) else None
        for inner in blocks(statement):
            yield from _said(inner)


def answers_of(engine: Engine, of: ClassId) -> list[tuple[FunctionId, Answer]]:
    """The methods of such a class that answer, with what knowledge says of them; none of any other."""
    known = engine.library.tables.given.answers
    for base in external_bases(engine, of):
        answers = next((known[name] for name in engine.library.family(base) if name in known), [])
        methods = ((class_member(engine, of, answer.member), answer) for answer in answers)
        found = [
            (FunctionId(method[0].path, method[1].function.qualname), answer)
            for method, answer in methods
            if method is not None and isinstance(method[1], ir.Define)
        ]
        if found:
            return found
    return []
