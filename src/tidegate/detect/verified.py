"""Whether callers were turned away for a signature or a password, not for who they are."""

from __future__ import annotations

from collections.abc import Collection

from tidegate.flow.engine import Engine
from tidegate.flow.raised import verifies
from tidegate.program.names import FunctionId
from tidegate.surface.answers import asks_for_user
from tidegate.surface.handlers import Handler
from tidegate.surface.sides import Side

_VERIFICATION = "verification"
_DEEPEST = 2  # calls that are looked into for what signs


def is_verified(side: Side, handler: Handler, kinds: Collection[str]) -> bool:
    """Whether the controls of these kinds decide by what only the right sender can make or know.

    A bare comparison with a shared secret says who comes in; one with a signature of the message does not.
    """
    standing = [one for one in side.survey.standing(handler) if one.kind in kinds]
    refusals = [one.refusal for one in standing if one.refusal is not None]
    words = side.survey.asked.of(refusals)
    if len(refusals) < len(standing) or asks_for_user(words):
        return False
    return any(
        _verifies(side.engine, word.removesuffix("()"), spot[0])
        for word, spot in words.items()
        if word.endswith("()")
    )


def _verifies(engine: Engine, reference: str, function: FunctionId) -> bool:
    if verifies(reference):
        return True
    control = engine.library.one(engine.library.tables.controls, reference)
    if control is None or control.kind != _VERIFICATION:
        return False
    return engine.library.one(engine.library.tables.tests, reference) is None or _signs(
        engine, function, _DEEPEST
    )


def _signs(engine: Engine, identity: FunctionId, depth: int) -> bool:
    """Whether a function, or one that it calls, makes a signature with a key."""
    if engine.function(identity) is None:
        return False
    calls = engine.summary(identity).calls
    guards = engine.library.tables.guards
    made = (check for call in calls for name in call.references for check in engine.library.all(guards, name))
    if any(check.key is not None for check in made):
        return True
    inner = {function for call in calls for function in call.functions}
    return depth > 0 and any(_signs(engine, function, depth - 1) for function in inner)
