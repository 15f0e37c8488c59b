from __future__ import annotations

import io
import sys
import time

import pytest

from tidegate.cli import progress
from tidegate.cli.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def listen(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, patience: float = 0.01) -> io.StringIO:
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(progress, "PATIENCE", patience)
    monkeypatch.setattr(progress, "STEP", 0.01)
    return stream


def test_what_takes_long_is_shown_and_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = listen(monkeypatch, Terminal())
    with Progress("checking", wanted=True):
        end = time.monotonic() + 10
        while "checking" not in terminal.getvalue() and time.monotonic() < end:
            time.sleep(0.01)
    assert "checking … 0 s" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_what_is_quick_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = listen(monkeypatch, Terminal(), patience=60)
    with Progress("checking", wanted=True):
        pass
    assert terminal.getvalue() == ""


def test_nothing_is_shown_where_it_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = listen(monkeypatch, Terminal())
    with Progress("checking", wanted=False):
        time.sleep(0.05)
    assert terminal.getvalue() == ""


def test_nothing_is_shown_in_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    log = listen(monkeypatch, io.StringIO())
    with Progress("checking", wanted=True):
        time.sleep(0.05)
    assert log.getvalue() == ""
