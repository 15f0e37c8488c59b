"""The path of a flow as a person reads it: where the data comes in, what happens to it, where it lands."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import cached_property
from itertools import groupby

from tidegate.flow.engine import Engine, Shared
from tidegate.flow.summary import Arrival
from tidegate.flow.taints import Trace
from tidegate.flow.telling import CHECKED, LOOKS_LIKE, Telling, written
from tidegate.knowledge.paths import Arguments
from tidegate.knowledge.weaknesses import Weakness, words_of
from tidegate.model.finding import Status, Step
from tidegate.program.names import MODULE, FunctionId
from tidegate.surface.handlers import Handler
from tidegate.surface.requests import Requests
from tidegate.surface.sides import Side

_SECONDS, _STEPS = 5.0, 1_000_000  # for telling what was found already
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_MOST_WORDS = 3
CUT = "the analysis ended at a bound, so one side may know what the other does not"
_RETURNED = "returned by "
_ITEM = ".__setitem__"
_PARAMETER = re.compile(r"^parameter `[^`]+`")


class Teller:
    """Runs what led to findings of one side once more, for those in a state that is ``told``."""

    def __init__(self, side: Side, told: Collection[Status]) -> None:
        self.side = side
        self._told = told

    @cached_property
    def _engine(self) -> Engine:
        known = self.side.engine
        budget = known.budget.beside(_SECONDS, _STEPS)
        return Engine(known.program, known.library, budget, Shared(), known.checks, Telling())

    @cached_property
    def _requests(self) -> Requests:
        return self.side.survey.requests_by(self._engine)

    def trace(
        self, arrival: Arrival, handler: Handler | None, root: FunctionId | None, status: Status
    ) -> Trace:
        """The whole way to ``arrival``, which running ``root``, else a request to ``handler``, leads to."""
        if status not in self._told:
            return arrival.trace
        again: Iterable[Arrival] = ()
        if root is not None:
            again = self._engine.summary(root).flows
        elif handler is not None:
            again = self._requests.flows(handler)
        found = [one for one in again if _is_same(one, arrival)]
        alike = [one for one in found if one.taint == arrival.taint]
        return (alike or found or [arrival])[0].trace


def _is_same(one: Arrival, other: Arrival) -> bool:
    return (one.kind, one.place, one.taint.origin) == (other.kind, other.place, other.taint.origin)


def steps(
    engine: Engine, known: Weakness, arrival: Arrival, trace: Trace, entry_point: str | None, side: str
) -> tuple[Step, ...]:
    """The steps of a finding, those in one line as one; the last two are where it ends, and why it counts."""
    first, *way = trace.chain()
    place = arrival.place
    found = [Step(first.path, first.line, _enters(engine, first, entry_point), side)]
    for (path, line), run in groupby(way, key=lambda step: (step.path, step.line)):
        notes = dict.fromkeys(filter(None, (_noted(step, known, arrival.kind) for step in run)))
        if notes:
            found.append(Step(path, line, "; ".join(notes), side))
    found.append(Step(place.path, place.line, lands(known, arrival), side))
    if known.unprotected:
        found.append(Step(place.path, place.line, known.unprotected, side))
    return tuple(found)


def _enters(engine: Engine, first: Trace, entry_point: str | None) -> str:
    """``parameter `q` of `search()`, a query string value (GET /search)``."""
    function = function_at(engine, first.path, first.line)
    by = f" ({entry_point})" if entry_point else ""
    if function == MODULE:
        return first.note + by
    name = f"`{function.rpartition('.')[2]}()`"
    if _PARAMETER.match(first.note):
        return _PARAMETER.sub(lambda said: f"{said[0]} of {name}", first.note) + by
    return f"{first.note}, in {name}{by}"


def function_at(engine: Engine, path: str, line: int) -> str:
    """The innermost function around a line, by its qualified name; else ``MODULE``."""
    module = engine.program.module(path)
    functions = module.facts.functions.items() if module is not None else ()
    around = [(f.line, name) for name, f in functions if f.line <= line <= f.end_line]
    return max(around)[1] if around else MODULE


def _noted(step: Trace, known: Weakness, kind: str) -> str:
    """What a step says; of one that makes data safe, for what that is and that it is not enough."""
    safe_for = list(dict.fromkeys(words_of(step.kinds - {kind})))
    if not safe_for:
        return "" if step.note == CHECKED else step.note
    return f"{step.note}: safe for {_listed(safe_for)}, not for {known.data}"


def _listed(words: list[str]) -> str:
    if len(words) > _MOST_WORDS:
        return f"{', '.join(words[:_MOST_WORDS])} and more"
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def lands(known: Weakness, arrival: Arrival) -> str:
    """``first argument (`sql`) of `aiosqlite.Connection.execute()`, which runs it as SQL``."""
    callee, at = arrival.callee, arrival.at
    if at is not None and at.says:
        return at.says
    which = f", which {known.lands}" if known.lands else ""
    if callee.startswith(_RETURNED):
        return f"returned by `{callee.removeprefix(_RETURNED)}()` as its answer{which}"
    if "." not in callee:
        return f"given to `{callee}`{which}"
    name = written(callee)
    if name.endswith(_ITEM):
        return f"put in `{name.removesuffix(_ITEM)}`{which}"
    if arrival.shape[:1] == ".":
        return f"stored in `{name}`{which}"
    return f"{_argument(at.arguments if at is not None else Arguments())} `{name}()`{which}"


def _argument(spec: Arguments) -> str:
    if spec.rest is not None or len(spec.positions) > 1:
        return "an argument of"
    if spec.receiver and not spec.positions:
        return "the object of"
    name = f" (`{spec.names[0]}`)" if spec.names else ""
    if spec.positions and spec.positions[0] < len(_ORDINALS):
        return f"{_ORDINALS[spec.positions[0]]} argument{name} of"
    return f"argument `{spec.names[0]}` of" if name else "an argument of"


def doubt(arrival: Arrival, trace: Trace) -> str:
    """Why it is not certain that the data arrives, or that it does harm there."""
    guess = next((step.note for step in trace.chain() if LOOKS_LIKE in step.note), None)
    if guess is not None:
        return f"{guess}, by its name alone"
    called = f"`{written(arrival.callee)}`"
    if arrival.at is not None and arrival.at.confidence != "high":
        return f"{called} does harm only in some versions or settings, which are not known here"
    return f"what {called} is called on is not known; it looks like that by its name"
