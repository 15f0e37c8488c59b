"""What a trace says of the way between a source and a sink.

While a change is judged nothing is told: a trace has the source and the calls on the way. For the findings
that are reported the same functions are run once more with ``Telling``, which notes every step.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from tidegate.flow.taints import NO_KINDS, Trace
from tidegate.flow.values import UNKNOWN, Value

_LONGEST_TOLD = 80
_LONGEST_NAME = 60
_MOST_NAMES = 3  # of a reference that is written in full
_INSTANCE = re.compile(r"(\b[A-Z]\w*|\b(?:str|bytes|list|dict|set|tuple|int|float|file))\(\)(?=\.)")
_DEEPEST = 4  # parts of parts whose data is told of
CHECKED = "checked"
LOOKS_LIKE = "looks like"
ELEMENT_OF = "one element of it"
_OBJECT = frozenset({"self", "cls"})


class Passage:
    """One call as traces tell of it: ``name`` is the qualified name of the function that is called.

    A call hands on many values, so what is said of it is worked out once.
    """

    def __init__(self, telling: Silence, path: str, line: int, name: str) -> None:
        self._telling = telling
        self._place = (path, line)
        self._name = name
        self._into: dict[str, Trace] = {}

    def into(self, parameter: str) -> Trace:
        """The step by which data becomes a parameter."""
        found = self._into.get(parameter)
        if found is None:
            note = self._telling.passed(self._name, parameter)
            found = self._into[parameter] = Trace(*self._place, note, None)
        return found

    @cached_property
    def back(self) -> Trace:
        """The step by which data comes out of the call."""
        return Trace(*self._place, self._telling.returned(self._name), None)


class Silence:
    """Nothing is told of steps inside of a function."""

    tells = False

    def of(
        self, value: Value, path: str, line: int, note: str, names: Iterable[object], kinds: frozenset[str]
    ) -> Value:
        """``value`` after a step. ``kinds`` are those that the step made it safe for."""
        return value

    def passed(self, name: str, parameter: str) -> str:
        """What is said of data that a call gives to a function."""
        return f"passed to `{name.rpartition('.')[2]}` as `{parameter}`"

    def returned(self, name: str) -> str:
        """What is said of data that a call gives back."""
        return f"through `{name.rpartition('.')[2]}`"

    def inside(self, before: Trace | None, inside: Trace) -> Trace:
        """The way in a function that is called from outside."""
        return inside if before is None else _behind(before, inside.chain()[1:])

    def into(self, before: Trace, inside: Trace, passage: Passage, parameter: str) -> Trace:
        """The way to a sink inside of a call: the steps before the call, then those inside."""
        path, line, note, *_ = passage.into(parameter)
        return Trace(path, line, note, before, NO_KINDS, inside)

    def through(self, before: Trace | None, inside: Trace, passage: Passage, parameter: str) -> Trace:
        """The way of what a call gives back: through it, or from inside where ``before`` is ``None``."""
        if before is None:
            return inside
        path, line, note, *_ = passage.back
        if before.line == line and before.path == path and inside.previous is None:
            return before
        return Trace(path, line, note, before)


SILENCE = Silence()


class Telling(Silence):
    """Every step is told, in the order in which the data takes it."""

    tells = True

    def of(
        self, value: Value, path: str, line: int, note: str, names: Iterable[object], kinds: frozenset[str]
    ) -> Value:
        text = note.format(*map(_shortened, names)) if value.taints or value.fields else ""
        return _told(value, Trace(path, line, text, None, kinds), _DEEPEST)

    def passed(self, name: str, parameter: str) -> str:
        if name == "<template>":
            return f"given to the template as `{parameter}`"
        called = _called(name)
        if parameter in _OBJECT:
            return f"`{called}()` is called on what holds it"
        return f"passed to `{called}()` as `{parameter}`" if parameter else f"passed to `{called}()`"

    def returned(self, name: str) -> str:
        made = name.endswith(".__init__")
        return f"held by the new `{_called(name)}`" if made else f"comes back from `{_called(name)}()`"

    def into(self, before: Trace, inside: Trace, passage: Passage, parameter: str) -> Trace:
        first, *way = inside.chain()
        passed = passage.into(parameter)
        injected = before.previous is None and (before.path, before.line) == (first.path, first.line)
        return _behind(before if injected else _longer(before, passed), way)

    def through(self, before: Trace | None, inside: Trace, passage: Passage, parameter: str) -> Trace:
        way = inside if before is None else self.into(before, inside, passage, parameter)
        return _longer(way, passage.back)


def part_of(key: object) -> tuple[str, object]:
    """A note of what was taken, by its key where that is known."""
    return (ELEMENT_OF if key is UNKNOWN else "item `{}` of it", key)


def under(key: object) -> tuple[str, object]:
    """A note of where it was put, by its key where that is known."""
    return ("put in" if key is UNKNOWN else "put under key `{}`", key)


def _called(name: str) -> str:
    """How a function is written where it is called: a class stands for its constructor."""
    return name.removesuffix(".__init__").rpartition(".")[2]


def _shortened(name: object) -> str:
    """A name of the program's choice is as long as it likes."""
    text = str(name)
    return text if len(text) <= _LONGEST_NAME else f"{text[:_LONGEST_NAME]}…"


def _told(value: Value, step: Trace, depth: int) -> Value:
    """``value`` with the step behind the trace of all its data."""
    if not value.taints and not value.fields:
        return value
    fields = value.fields
    if fields and depth:
        fields = {key: _told(field, step, depth - 1) for key, field in fields.items()}
    taints = {taint: _longer(trace, step) for taint, trace in value.taints.items()}
    return value.but(taints=taints or value.taints, fields=fields)


def _longer(before: Trace, step: Trace) -> Trace:
    """A step more. One that was taken before, in a loop, is not told again."""
    taken = before.chain()
    here = (step.path, step.line, step.note)
    if len(taken) >= _LONGEST_TOLD or any((one.path, one.line, one.note) == here for one in taken):
        return before
    return step._replace(previous=before)


def _behind(before: Trace, steps: Iterable[Trace]) -> Trace:
    for step in steps:
        before = _longer(before, step)
    return before


def written(reference: str) -> str:
    """A reference as people write it: ``sqlite3.Connection().execute`` is a method of a class."""
    return _INSTANCE.sub(r"\1", reference.removeprefix("builtins."))


def short(reference: str) -> str:
    """The end of a long one: ``sqlalchemy.orm.Session().execute`` → ``Session.execute``."""
    names = written(reference).split(".")
    return ".".join(names if len(names) <= _MOST_NAMES else names[-2:])
