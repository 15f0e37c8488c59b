"""What a call hands to the parameters of a function, as expressions of whoever calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from tidegate.languages import ir
from tidegate.program.names import FunctionId

_RECEIVERS = ("self", "cls")


class Passed(NamedTuple):
    """An argument, with the function whose names it uses and what that was itself given."""

    caller: FunctionId
    argument: ir.Expr
    given: Given


Given: TypeAlias = Mapping[str, Passed]  # parameter → what it is given


def given_by(caller: FunctionId, call: ir.Call, function: ir.Function, before: Given) -> dict[str, Passed]:
    """What ``call`` in ``caller``, which was given ``before``, hands to the parameters of ``function``."""
    names = [one.name for one in function.parameters if one.kind not in ("rest", "keywords")]
    if names[:1] and names[0] in _RECEIVERS and isinstance(call.function, ir.Attribute):
        names = names[1:]
    found = dict(zip(names, _before_spread(call), strict=False))
    found.update({one.name: one.value for one in call.keywords if one.name in names})
    return {name: Passed(caller, argument, before) for name, argument in found.items()}


def _before_spread(call: ir.Call) -> list[ir.Expr]:
    spread = (number for number, one in enumerate(call.args) if isinstance(one, ir.Spread))
    return list(call.args[: next(spread, len(call.args))])
