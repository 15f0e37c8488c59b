"""A line on standard error while something takes long."""

from __future__ import annotations

import sys
import time
from threading import Event, Thread
from types import TracebackType
from typing import Self

PATIENCE = 1.0  # seconds before anything is shown
STEP = 0.25  # seconds between two pictures
_CLEAR = "\r\x1b[K"


class Progress:
    """``with Progress("checking", wanted):`` shows the seconds since, and leaves nothing behind."""

    def __init__(self, doing: str, *, wanted: bool) -> None:
        self._doing = doing
        self._done = Event()
        self._thread = Thread(target=self._show, daemon=True) if wanted and sys.stderr.isatty() else None

    def __enter__(self) -> Self:
        if self._thread:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        if self._thread:
            self._thread.join()

    def _show(self) -> None:
        start = time.monotonic()
        if self._done.wait(PATIENCE):
            return
        while not self._done.wait(STEP):
            sys.stderr.write(f"{_CLEAR}{self._doing} … {time.monotonic() - start:.0f} s")
            sys.stderr.flush()
        sys.stderr.write(_CLEAR)
        sys.stderr.flush()
