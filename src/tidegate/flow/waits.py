"""Calls that stand still until something outside is done: what a coroutine must not do on its event loop.

A function notes the blocking calls that it makes itself or through plain functions that it calls. Where the
function is a coroutine they hold the loop that it runs on; what is handed to a thread holds nothing.
"""

from __future__ import annotations

from tidegate.flow.frame import Frame
from tidegate.flow.summary import Hit, Place, Summary
from tidegate.languages import ir

WEAKNESS = "blocking-call-in-async"
MOST_WAITS = 200  # blocking calls that are noted of one function


def awaited(frame: Frame, node: ir.Await) -> None:
    """What is awaited gives the loop back, whatever its name."""
    if isinstance(node.value, ir.Call):
        frame.awaited.add((node.value.line, node.value.column))


def waits(frame: Frame, reference: str, place: Place, blanked: str) -> None:
    """Note a call that blocks."""
    if frame.elsewhere or (place.line, place.column) in frame.awaited:
        return
    library, known = frame.library, frame.library.tables.waiting
    if not library.one(known.blocks, reference):
        return
    if known.asynchronous.isdisjoint(library.family(reference.partition("()")[0])):
        _noted(
            frame.blocking, Hit(WEAKNESS, place, _message(reference), "", "high", None, reference, blanked)
        )


def passed_up(frame: Frame, summary: Summary, function: ir.Function, line: int) -> None:
    """What a function that is called here waits for is waited for here too.

    A plain function whose call is awaited is none any more: something around it runs it in a thread.
    """
    wrapped = not function.asynchronous and any(line == at for at, _ in frame.awaited)
    if not frame.elsewhere and not wrapped:
        for hit in summary.blocking:
            _noted(frame.blocking, hit)
        for hit in summary.holding:
            _noted(frame.holding, hit)


def held(frame: Frame) -> tuple[list[Hit], list[Hit]]:
    """(blocks whoever calls the function, holds an event loop).

    What a plain generator does happens where it is gone through, which may be a thread.
    """
    if frame.function.asynchronous:
        return [], list({**frame.holding, **frame.blocking})
    return ([] if frame.yields else list(frame.blocking)), list(frame.holding)


def _noted(noted: dict[Hit, None], hit: Hit) -> None:
    if len(noted) < MOST_WAITS:
        noted[hit] = None


def _message(reference: str) -> str:
    name = ".".join(reference.replace("()", "").split(".")[-2:])
    return f"`{name}` waits, and while it does nothing else runs on the event loop."
