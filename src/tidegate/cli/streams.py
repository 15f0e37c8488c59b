"""Standard output for results, standard error for everything else."""

from __future__ import annotations

import os
import shutil
import sys
import unicodedata
from typing import TextIO

NARROWEST, WIDEST = 60, 120  # cells of a report on a terminal


def emit(text: str) -> None:
    """Write a result. A reader that went away (``| head``) has read enough: that is no error."""
    encoding = sys.stdout.encoding if sys.stdout.isatty() else "utf-8"
    data = text.encode(encoding, "backslashreplace")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Python flushes once more at exit, and would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def note(text: str) -> None:
    """One line for people on standard error, safe to show."""
    try:
        sys.stderr.write(safe(text) + "\n")
        sys.stderr.flush()
    except OSError:  # nobody listens; the status still tells
        pass


def complain(message: str, hint: str = "") -> None:
    """What is wrong, and below it the next step."""
    note(f"tidegate: error: {message}")
    for line in hint.splitlines():
        note(f"  {line}")


def safe(text: str) -> str:
    """One line without characters that act on a terminal: messages quote what others wrote."""
    return "".join(
        "?" if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") else character
        for character in text
    )


def colored(choice: str, stream: TextIO) -> bool:
    """Whether to colour what goes to ``stream``; ``choice`` is auto, always or never."""
    if choice != "auto":
        return choice == "always"
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    """Cells of a line on standard output; 80 where it is no terminal."""
    if not sys.stdout.isatty():
        return 80
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size((80, 24)).columns))
