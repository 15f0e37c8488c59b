"""What only developers run: told by the words of a condition, or of a class's name."""

from __future__ import annotations

import re

from tidegate.flow.comparisons import NEGATED
from tidegate.languages import ir

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_HERE = frozenset({"debug", "debugging", "dev", "devel", "develop", "development", "developer", "testing"})
_CALLED_HERE = _HERE | {"local", "localhost", "test", "tests", "ci", "sandbox", "example"}
_DEPLOYED = frozenset({"prod", "production", "live", "staging", "deployed"})


def is_for_developers(name: str) -> bool:
    """``DevelopmentConfig``, ``TestSettings``."""
    return not _CALLED_HERE.isdisjoint(_words(name))


def asks_for_developers(test: ir.Expr) -> bool | None:
    """Whether a condition holds on a developer's machine alone (``if DEBUG``) or elsewhere alone
    (``if ENV == "production"``); ``None`` where it asks something else."""
    if isinstance(test, ir.Unary) and test.op == "not":
        found = asks_for_developers(test.operand)
        return None if found is None else not found
    if isinstance(test, ir.Boolean):
        answers = [asks_for_developers(value) for value in test.values]
        known = {answer for answer in answers if answer is not None}
        return known.pop() if len(known) == 1 else None
    if isinstance(test, ir.Compare):
        return _compared(test)
    named = _names(test)
    return True if named & _HERE else False if named & _DEPLOYED else None


def _compared(test: ir.Compare) -> bool | None:
    op = NEGATED.get(test.ops[0], test.ops[0])
    if op not in ("==", "is", "in"):
        return None
    words = frozenset().union(*map(_constants, (test.left, *test.rights)))
    truths = {
        node.value for node in test.rights if isinstance(node, ir.Const) and isinstance(node.value, bool)
    }
    if words & (_CALLED_HERE | _DEPLOYED):
        found = bool(words & _CALLED_HERE)
    elif _names(test.left) & _HERE:  # DEBUG == "1"
        found = False not in truths
    else:
        return None
    return found if op == test.ops[0] else not found


def _words(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(text[:200]))


def _names(node: ir.Expr) -> frozenset[str]:
    """The words of what is asked for: a variable, an attribute, the key of an item or of an environment."""
    if isinstance(node, ir.Name):
        return _words(node.id)
    if isinstance(node, ir.Attribute):
        return _words(node.name)
    if isinstance(node, ir.Subscript):
        return _constants(node.key)
    if isinstance(node, ir.Call):
        inner = node.function.value if isinstance(node.function, ir.Attribute) else None
        return frozenset().union(*map(_constants, node.args[:1]), _names(inner) if inner is not None else ())
    return frozenset()


def _constants(node: ir.Expr) -> frozenset[str]:
    if isinstance(node, ir.Const) and isinstance(node.value, str):
        return _words(node.value)
    if isinstance(node, ir.Collection):
        return frozenset().union(*map(_constants, node.items))
    return frozenset()
