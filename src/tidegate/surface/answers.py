"""Classes whose method says by its truth whether a request goes on: ``has_permission``."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tidegate.flow.classes import class_member, external_bases
from tidegate.flow.engine import Engine
from tidegate.knowledge.schema import Answer
from tidegate.languages import ir
from tidegate.languages.facts import blocks
from tidegate.program.names import ClassId, FunctionId

# what a check says that asks who somebody is; whatever else it asks is what they may do
_WHO = frozenset(
    {".context", ".user", ".request", ".state", ".scope", ".session", ".current_user", ".is_authenticated",
     ".is_anonymous", ".is_active", "['user']", "['request']", "['current_user']", "['session']"}
)  # fmt: skip


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


def answer_of(engine: Engine, of: ClassId) -> tuple[FunctionId, Answer] | None:
    """The method of such a class that answers, with what knowledge says of it; ``None`` for any other."""
    answers = engine.library.tables.given.answers
    for base in external_bases(engine, of):
        answer = next((answers[name] for name in engine.library.family(base) if name in answers), None)
        found = class_member(engine, of, answer.member) if answer is not None else None
        if answer is not None and found is not None and isinstance(found[1], ir.Define):
            return FunctionId(found[0].path, found[1].function.qualname), answer
    return None
