"""What a trace says of data that comes out of a call outside of the program."""

from __future__ import annotations

from tidegate.flow.frame import Frame
from tidegate.flow.library import CallArguments
from tidegate.flow.taints import NO_KINDS
from tidegate.flow.telling import short
from tidegate.flow.values import UNKNOWN, Value


def passed(
    frame: Frame, reference: str, call: CallArguments, value: Value, line: int, cleaned: frozenset[str] | None
) -> Value:
    """``value`` as what the call gives of its arguments."""
    if not frame.telling.tells:
        return value
    note = "through `{}({})`"
    return frame.told(value, line, note, short(reference), _name(call), kinds=cleaned or NO_KINDS)


def asked_for(frame: Frame, reference: str, call: CallArguments, value: Value, line: int) -> Value:
    """Outside data that a call gives when it is asked for it by a name."""
    name = _name(call) if frame.telling.tells else ""
    return frame.told(value, line, "by `{}({})`", short(reference), name) if name else value


def _name(call: CallArguments) -> str:
    known = call.positional[0].known if call.positional else UNKNOWN
    return repr(known) if isinstance(known, str | int) else ""
