"""Under which circumstances a refusal is met: its conditions as a set of clauses.

A clause is a set of leaves that hold together; the refusal is met where all leaves of any clause hold. So
``a or b``, two ``if`` in a row and ``not (not a and not b)`` say the same, and ``a and b`` says less.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeAlias

from tidegate.languages import ir
from tidegate.languages.facts import blocks
from tidegate.surface.conditions import lines_of

Leaf: TypeAlias = frozenset[str]  # the words of a condition that is not put together from others


class Literal(NamedTuple):
    """``leaf`` holds, or does not. ``constants`` are what it is compared with."""

    leaf: Leaf
    holds: bool
    constants: frozenset[str] = frozenset()


Clause: TypeAlias = frozenset[Literal]
Clauses: TypeAlias = frozenset[Clause]
Read: TypeAlias = Callable[[ir.Expr], Leaf]
Listed: TypeAlias = Callable[[ir.Expr], frozenset[str]]
Unfold: TypeAlias = Callable[[ir.Expr], "tuple[Conditions, ir.Expr] | None"]

ITSELF = "="  # begins the word of a condition that has no other: the whole of it
_ALWAYS: Clauses = frozenset({frozenset()})
_NEVER: Clauses = frozenset()
_MOST = 64  # clauses; more are not compared
_NEGATED = ("!=", "not in", "is not")
_SAME = ("is", "==", "is not", "!=")
_SENT = frozenset(
    {
        "args",
        "form",
        "values",
        "json",
        "body",
        "data",
        "files",
        "cookies",
        "headers",
        "params",
        "query_params",
        "path_params",
        "query",
        "match_info",
        "GET",
        "POST",
        "FILES",
        "COOKIES",
        "META",
    }
)
IN = ("in", "not in")
_LISTED = ("==", "!=", *IN)


class TooMany(Exception):
    """A condition with more clauses than are compared."""


class Conditions:
    """Reads conditions of one function.

    ``read`` gives the words of a leaf; ``unfold`` what stands for a name or a call of the program's own, if
    that is one expression. ``passing``: an earlier return lets callers pass, so that it is a condition too.
    """

    def __init__(self, read: Read, unfold: Unfold, listed: Listed, name: str, passing: bool) -> None:
        self._unknown: Leaf = frozenset({f"<{name}>"})  # stands for what has no words: the same on both sides
        self.unknown: Clauses = frozenset({frozenset({Literal(self._unknown, True)})})
        self._read = read
        self._unfold = unfold
        self._listed = listed
        self._passing = passing

    def of(self, block: tuple[ir.Stmt, ...], line: int) -> Clauses:
        """When what stands in ``line`` is reached. Raise TooMany."""
        clauses = _ALWAYS
        for statement in block:
            if line in lines_of(statement):
                return _both(clauses, self._within(statement, line))
            if self._passing and isinstance(statement, ir.If) and _leaves(statement):
                clauses = _both(clauses, self.clauses(statement.test, False))
        return clauses

    def _within(self, statement: ir.Stmt, line: int) -> Clauses:
        for number, inner in enumerate(blocks(statement)):
            if any(line in lines_of(one) for one in inner):
                asked = self.of(inner, line)
                if asked != _ALWAYS and not self._passing:
                    return asked  # what stands around it in a handler chooses what is done, not for whom
                return _both(self._entered(statement, number), asked)
        return _ALWAYS

    def _entered(self, statement: ir.Stmt, block: int) -> Clauses:
        """When a block of a statement is entered."""
        if isinstance(statement, ir.If):
            return self.clauses(statement.test, block == 0)
        if isinstance(statement, ir.With) or (isinstance(statement, ir.Try) and block == 0):
            return _ALWAYS
        return self.unknown

    def clauses(self, node: ir.Expr, wanted: bool) -> Clauses:
        """When an expression is true, or is not. Raise TooMany."""
        if isinstance(node, ir.Await):
            return self.clauses(node.value, wanted)
        if isinstance(node, ir.Unary) and node.op == "not":
            return self.clauses(node.operand, not wanted)
        if isinstance(node, ir.Compare) and (truth := _truth(node)) is not None:
            return self.clauses(node.left, wanted == truth)
        if isinstance(node, ir.Boolean):
            parts = [self.clauses(value, wanted) for value in node.values]
            return together(parts) if (node.op == "and") == wanted else _NEVER.union(*parts)
        inner = self._unfold(node)
        if inner is not None:
            conditions, expression = inner
            return conditions.clauses(expression, wanted)
        return self._literal(node, wanted)

    def _literal(self, node: ir.Expr, wanted: bool) -> Clauses:
        asked, constants = self._read(node) or self._unknown, frozenset[str]()
        if isinstance(node, ir.Compare) and len(node.ops) == 1:
            if node.ops[0] in _LISTED:
                constants = frozenset(_constants(node.rights[0])) or self._listed(node.rights[0])
            asked |= frozenset(_constants(node.left)) if node.ops[0] not in IN else frozenset()
            wanted = wanted != (node.ops[0] in _NEGATED)
        return frozenset({frozenset({Literal(asked, wanted, constants)})})


def _truth(node: ir.Compare) -> bool | None:
    """``x is None`` is ``not x``; ``x == True`` is ``x``."""
    right = node.rights[0]
    if len(node.ops) > 1 or node.ops[0] not in _SAME or not isinstance(right, ir.Const):
        return None
    if right.value is None or isinstance(right.value, bool):
        return bool(right.value) != (node.ops[0] in _NEGATED)
    return None


def _leaves(statement: ir.If) -> bool:
    """Whether what follows is for others, and nobody is turned away here."""
    return (
        bool(statement.body) and isinstance(statement.body[-1], ir.Return | ir.Jump) and not statement.orelse
    )


def _constants(node: ir.Expr) -> Iterable[str]:
    items = node.items if isinstance(node, ir.Collection) else (node,)
    return (repr(item.value) for item in items if isinstance(item, ir.Const))


def _both(one: Clauses, other: Clauses) -> Clauses:
    if len(one) * len(other) > _MOST:
        raise TooMany
    return frozenset(mine | yours for mine in one for yours in other)


def together(parts: list[Clauses]) -> Clauses:
    """All parts hold. Raise TooMany."""
    found = _ALWAYS
    for part in parts:
        found = _both(found, part)
    return found


def passed(before: Clauses, after: Clauses) -> Clause | None:
    """A clause under which ``before`` refuses and ``after`` need not.

    Only where both ask the same, or ``after`` refuses under the old conditions and others beside them:
    whether other questions are as good nobody can tell.
    """
    if not after or _turned(before, after):
        return None
    narrower = all(any(_implies(clause, old) for old in before) for clause in after)
    if _asked(after) - _asked(before) and not narrower:
        return None
    left = (clause for clause in _known(before, after) if not any(_implies(clause, one) for one in after))
    return min(left, key=_order, default=None)


def asks_otherwise(before: Clauses, after: Clauses) -> bool:
    """Whether ``after`` may let callers pass whom ``before`` refuses, but for conditions without words.

    What a condition asks of something that is found in another way now is the same question.
    """
    return any(
        not any(all(any(_is_in(mine, one) for mine in clause) for one in other) for other in after)
        for clause in _known(before, after)
    )


def _is_in(mine: Literal, other: Literal) -> bool:
    """Asked of what callers send, where it was not, it is another question."""
    sent = {word.strip("[].'") for word in other.leaf - mine.leaf} & _SENT
    return mine.leaf <= other.leaf and not sent and _is_as_wide(mine, other._replace(leaf=mine.leaf))


def _known(before: Clauses, after: Clauses) -> list[Clause]:
    there = {word for leaf in _asked(after) for word in leaf}
    return [clause for clause in before if _is_known(clause, there)]


def _is_known(clause: Clause, there: set[str]) -> bool:
    """One without words is known where it stands on the other side too: another may ask the same."""
    words = {word for literal in clause for word in literal.leaf if word[0] in ("<", ITSELF)}
    return bool(clause) and all(word.startswith(ITSELF) for word in words) and words <= there


def _turned(before: Clauses, after: Clauses) -> bool:
    """Whether a call is asked for the contrary: it may answer the contrary now."""
    one, other = ({(mine.leaf, mine.holds) for clause in side for mine in clause} for side in (before, after))
    return any((leaf, not holds) in other and not all(map(_is_plain, leaf)) for leaf, holds in one - other)


def _is_plain(word: str) -> bool:
    return word[:1] in (".", "'", "[")


def _asked(clauses: Clauses) -> set[Leaf]:
    return {literal.leaf for clause in clauses for literal in clause}


def _implies(clause: Clause, other: Clause) -> bool:
    """Whether all that ``other`` wants holds where ``clause`` does."""
    return all(any(_is_as_wide(mine, literal) for mine in clause) for literal in other)


def _is_as_wide(mine: Literal, other: Literal) -> bool:
    """The same question; whoever is not in a list is refused by a shorter one too."""
    if (mine.leaf, mine.holds) != (other.leaf, other.holds):
        return False
    if not mine.constants or not other.constants or len(mine.constants | other.constants) == 1:
        return True
    return other.constants <= mine.constants if not mine.holds else mine.constants <= other.constants


def _order(clause: Clause) -> tuple[int, list[list[str]]]:
    return len(clause), sorted(sorted(literal.leaf) for literal in clause)
