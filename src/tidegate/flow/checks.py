"""What makes data safe: counted where it stands, or remembered, to learn what would be without it."""

from __future__ import annotations

from typing import NamedTuple

from tidegate.knowledge.weaknesses import by_sink
from tidegate.program.names import FunctionId

SANITIZER, GUARD, ESCAPE = "sanitizer", "validation", "escape"
_LONGEST = 8  # calls that a check is remembered through


class Check(NamedTuple):
    """Something in ``function`` that made data safe: ``name`` is what it calls ("" for a comparison).

    ``inner`` is the check inside of that call, where the program itself does it.
    """

    sort: str
    name: str
    function: FunctionId
    line: int
    inner: Check | None = None

    def chain(self) -> list[Check]:
        """The check as it was called, then what each call does inside."""
        return [self, *(self.inner.chain() if self.inner is not None else [])]


class Checks:
    """Checks count: data is safe for the kinds that they say."""

    def kinds(
        self, kinds: frozenset[str], sort: str, name: str, function: FunctionId, line: int
    ) -> frozenset[str]:
        """The kinds that a check gives to data."""
        return kinds

    def through(self, kinds: frozenset[str], name: str, function: FunctionId, line: int) -> frozenset[str]:
        """The same kinds seen from ``function``, which calls ``name`` for them."""
        return kinds


COUNTED = Checks()


class Remembered(Checks):
    """No check counts, and data remembers each: a kind ``sql@7`` is what check 7 would make safe."""

    def __init__(self) -> None:
        self._checks: list[Check] = []
        self._numbers: dict[Check, int] = {}
        self._harmful = {"all", *by_sink()}

    def kinds(
        self, kinds: frozenset[str], sort: str, name: str, function: FunctionId, line: int
    ) -> frozenset[str]:
        number = self._number(Check(sort, name, function, line))
        return frozenset(self._marked(kind, number) for kind in kinds)

    def through(self, kinds: frozenset[str], name: str, function: FunctionId, line: int) -> frozenset[str]:
        return frozenset(self._seen_from(kind, name, function, line) for kind in kinds)

    def of(self, kinds: frozenset[str], sink: str) -> list[Check]:
        """The checks that made data with ``kinds`` safe for ``sink``, in the order they were met."""
        marks = (kind.partition("@") for kind in kinds)
        numbers = {int(number) for kind, _, number in marks if kind in (sink, "all") and number.isdecimal()}
        return [self._checks[number] for number in sorted(numbers)]

    def _number(self, check: Check) -> int:
        number = self._numbers.setdefault(check, len(self._checks))
        if number == len(self._checks):
            self._checks.append(check)
        return number

    def _marked(self, kind: str, number: int) -> str:
        plain, needs, other = kind.partition("<")
        return f"{plain}@{number}{needs}{other}" if plain in self._harmful else kind

    def _seen_from(self, kind: str, name: str, function: FunctionId, line: int) -> str:
        plain, _, number = kind.partition("@")
        inner = self._checks[int(number)] if number.isdecimal() else None
        if inner is None or len(inner.chain()) > _LONGEST:
            return kind
        return f"{plain}@{self._number(Check(inner.sort, name, function, line, inner))}"
