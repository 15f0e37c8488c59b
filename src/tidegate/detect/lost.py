"""The sanitizer, validation or escape that base had on a flow and head has not, put on its finding."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from tidegate.detect.findings import weakness
from tidegate.flow.checks import ESCAPE, GUARD, Check
from tidegate.model.finding import Finding, Kind, LostCheck, Step
from tidegate.program.names import FunctionId

_ENDING = 2  # steps that say where a trace ends, and why it counts
_DOES = {f"{GUARD}-lost": "checked it", f"{ESCAPE}-lost": "escaped it"}


class Removed(NamedTuple):
    """What made a flow harmless, as it was called on the way, and the part of it that is gone."""

    check: Check
    part: Check


def removed(checks: Sequence[Check], changed: Collection[FunctionId]) -> Removed:
    """Of what made a flow harmless, the outermost part that stands in a changed function."""
    for check in checks:
        for part in check.chain():
            if part.function in changed:
                return Removed(check, part)
    return Removed(checks[0], checks[0])


def with_lost(found: Finding, gone: Removed) -> Finding:
    """A flow's finding that says what is missing on it."""
    check, part = gone
    path, qualname = part.function
    within = qualname if part is not check and not qualname.startswith("<") else None
    lost = LostCheck(f"{check.sort}-lost", _short(part.name), path, part.line, within)
    said = _said(lost)
    step = Step(path, part.line, f"{_by(lost)}: gone", "base")
    return replace(
        found,
        kind=Kind.LOST_CONTROL,
        lost=lost,
        message=f"{found.message} Lost: {said} ({path}:{part.line} in base).",
        fix=weakness(lost.rule).fix or found.fix,
        trace=_inserted(found.trace, step, check),
    )


def _said(lost: LostCheck) -> str:
    within = f" in `{lost.within}`" if lost.within else ""
    return f"{_name(lost)}{within} {_DOES.get(lost.rule, 'made it harmless')}"


def _by(lost: LostCheck) -> str:
    """``base checked it with `is_safe()` in `show` ``."""
    name = f"`{lost.name}()`" if lost.name else _name(lost)
    within = f" in `{lost.within}`" if lost.within else ""
    return f"base {_DOES.get(lost.rule, 'made it harmless')} with {name}{within}"


def _name(lost: LostCheck) -> str:
    if lost.name:
        return f"`{lost.name}`"
    return "a comparison" if lost.rule == f"{GUARD}-lost" else "the template"


def _inserted(trace: tuple[Step, ...], step: Step, check: Check) -> tuple[Step, ...]:
    """The trace with ``step`` where ``check`` stood on it: as far as lines of base tell, else at the end."""
    near = [n for n, other in enumerate(trace) if other.path == check.function.path]
    last = check.line if step.path != check.function.path else check.line - 1
    before = [n + 1 for n in near if trace[n].line <= last]
    position = min(max(before, default=near[0] if near else len(trace)), max(len(trace) - _ENDING, 0))
    return (*trace[:position], step, *trace[position:])


def _short(reference: str) -> str:
    """``builtins.int`` → ``int``; ``re.sub`` as it is."""
    return reference.replace("()", "").removeprefix("builtins.").removeprefix("template-output.")
