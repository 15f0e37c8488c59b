"""The time that each stage of a check takes, and what goes wrong in one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


class Stages:
    """Seconds by stage; ``failures`` are parts of the answer that could not be given."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.failures: list[str] = []
        self._start = time.perf_counter()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0.0) + time.perf_counter() - start, 4)

    def guarded(self, name: str, work: Callable[[], T], otherwise: T) -> T:
        """Run one detector; what it throws is a named gap, never the end of the check."""
        try:
            return work()
        except Exception as error:  # noqa: BLE001  # whatever it is: the other detectors' answers still count
            self.failures.append(
                f"{name} failed ({type(error).__name__}: {error}): report this as a fault of tidegate"
            )
            return otherwise

    def timings(self) -> dict[str, float]:
        return {**self.seconds, "total": round(time.perf_counter() - self._start, 4)}
