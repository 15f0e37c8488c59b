from __future__ import annotations

import io
import sys

import pytest

from tidegate.cli import streams


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_messages_cannot_act_on_a_terminal() -> None:
    assert streams.safe("a\x1b[31m\n\u202eb\udcff é → 日本") == "a?[31m??b? é → 日本"


@pytest.mark.parametrize(
    ("choice", "terminal", "environment", "expected"),
    [
        ("auto", True, {"TERM": "xterm"}, True),
        ("auto", False, {"TERM": "xterm"}, False),
        ("auto", True, {"TERM": "xterm", "NO_COLOR": "1"}, False),
        ("auto", True, {"TERM": "dumb"}, False),
        ("always", False, {"NO_COLOR": "1"}, True),
        ("never", True, {}, False),
    ],
)
def test_colour(
    choice: str,
    terminal: bool,
    environment: dict[str, str],
    expected: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert streams.colored(choice, Terminal() if terminal else io.StringIO()) is expected


def test_a_report_is_80_cells_wide_in_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert streams.width() == 80
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert streams.width() == streams.WIDEST
    monkeypatch.setenv("COLUMNS", "20")
    assert streams.width() == streams.NARROWEST


def test_results_are_utf_8_whatever_the_locale(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    streams.emit("→ \udcff\n")
    assert capsysbinary.readouterr().out == "→ \\udcff\n".encode()


def test_a_complaint_has_its_hint_below(capsys: pytest.CaptureFixture[str]) -> None:
    streams.complain("no", "first\nsecond")
    assert capsys.readouterr() == ("", "tidegate: error: no\n  first\n  second\n")
