"""Follows a page of the documentation as its readers would: real programs, a terminal, a home of their own.

What counts on the page, in its order:

- a block `console`: `NAME$ COMMAND` is typed by that person; the lines below are what it prints. `…` stands
  for any lines, or for the rest of one; ids, dates, times and fingerprints may be others. Without any lines
  nothing is said of what it prints. A command ends with status 0, but where the page asks for it (`echo $?`)
  or shows that something is asked for (REVIEW).
- a block whose first line is a comment that names a file: the file, as the first person saves it.
- a block `diff`: what the first person changes in a file that is there.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shlex
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from time import monotonic
from typing import NamedTuple

import tidegate

_BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_TYPED = re.compile(r"(?P<who>[a-z]+)\$ (?P<command>.*)")
_FILE = re.compile(r"# (?P<path>[\w./-]+\.\w+)")
ANY = r"(?:.*\n)*?"  # lines
_SECONDS = 60.0  # for one command
_COLUMNS = 100
_SEATED = """\
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""  # a program that asks for a passphrase asks the terminal, whatever its input is
_ANSWERS = {  # what is typed where a program asks
    re.compile(rb"Enter [^\n]*: ?$"): b"\n",
    re.compile(rb"Sign this\? \[y/N\]: $"): b"y\n",
}
_LOOSE = (  # what may be otherwise each time
    (re.compile(r"\x1b\[[0-9;]*[A-Za-z]"), ""),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"), "TIME"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "DATE"),
    (re.compile(r"SHA256:[A-Za-z0-9+/]+"), "SHA256:KEY"),
    (re.compile(r"\b(?=[0-9a-f]*\d)[0-9a-f]{7,64}\b"), "ID"),
    (re.compile(r"\d+\.\d\d s\b"), "SECONDS"),
    (re.compile(r"tidegate \d+\.\d+\.\d+"), "tidegate VERSION"),
)


class Step(NamedTuple):
    """``kind``: "typed" by ``who``, or the "file" or "diff" of ``text``. ``printed`` as the page shows it."""

    kind: str
    text: str
    who: str = ""
    printed: str = ""


def steps(page: str) -> Iterator[Step]:
    """What a reader does, in order."""
    for block in _BLOCK.finditer(page):
        kind, text = block["kind"], block["text"]
        if kind == "console":
            yield from _typed(text)
        elif kind == "diff":
            yield Step("diff", text)
        elif _FILE.fullmatch(text.partition("\n")[0]):
            yield Step("file", text)


def _typed(text: str) -> Iterator[Step]:
    current: Step | None = None
    for line in text.splitlines(keepends=True):
        typed = _TYPED.fullmatch(line.rstrip("\n"))
        if typed:
            if current:
                yield current
            current = Step("typed", typed["command"], typed["who"])
        else:
            assert current, f"nobody typed {line!r}"
            current = current._replace(printed=current.printed + line)
    if current:
        yield current


class Person:
    """Somebody with a home, a shell and a clone in it."""

    def __init__(self, name: str, homes: Path) -> None:
        self.name = name
        self.home = homes / name
        self.here = self.home
        self.status = 0
        self.home.mkdir(parents=True)

    def types(self, command: str) -> str:
        """What the terminal shows."""
        told = self.home / ".where"
        script = f"(exit {self.status})\n{command}\nstatus=$?\npwd > {shlex.quote(str(told))}\nexit $status"
        shown, self.status = _in_terminal(["bash", "--norc", "-c", script], self.here, self.environment())
        self.here = Path(told.read_text().strip())
        return shown.replace(str(self.home), f"/home/{self.name}")

    def environment(self) -> dict[str, str]:
        """A fresh one, in which `tidegate` is the one that is tested."""
        folder = self.home.parent / "bin"
        if not folder.exists():
            folder.mkdir()
            program = folder / "tidegate"
            program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m tidegate "$@"\n')
            program.chmod(0o755)
        return {
            "HOME": str(self.home),
            "PATH": f"{folder}:{os.environ['PATH']}",
            "PYTHONPATH": str(Path(tidegate.__file__).parents[1]),
            "PYTHONPYCACHEPREFIX": str(self.home.parent / "compiled"),
            "TIDEGATE_CACHE_DIR": os.environ["TIDEGATE_CACHE_DIR"],
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_PAGER": "cat",
            "NO_COLOR": "1",
            "TERM": "xterm",
            "LC_ALL": "C.UTF-8",
        }

    def saves(self, text: str) -> None:
        """A file that the page shows whole; its first line names it."""
        first = _FILE.match(text)
        assert first
        target = self.here / first["path"]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")

    def edits(self, text: str, people: dict[str, Person]) -> None:
        """A change that the page shows, at the one place that looks as the page says."""
        header, _, *lines = text.splitlines()
        target = self.here / header.removeprefix("--- ")
        content = target.read_text("utf-8")
        places = re.findall("".join(_place(line[1:]) for line in lines if line[:1] != "+"), content)
        assert len(places) == 1, f"{len(places)} places in {target.name} are so:\n{text}\n\n{content}"
        there = iter(places[0].splitlines(keepends=True))
        put = [_told(line[1:], people) if line[0] == "+" else next(there) for line in lines]
        kept = [one for line, one in zip(lines, put, strict=True) if line[0] != "-"]
        target.write_text(content.replace(places[0], "".join(kept)), "utf-8")


def _place(line: str) -> str:
    """A line as the page has it, in a file."""
    days = re.sub(r"\d{4}-\d\d-\d\d", "…", line)
    return _parts(days) + r"\n"


def _told(line: str, people: dict[str, Person]) -> str:
    """What a reader puts in the place of the page's examples: a key, and a day that is yet to come."""
    later = (date.today() + timedelta(200)).isoformat()  # noqa: DTZ011 — as somebody would write it
    line = re.sub(r"\d{4}-\d\d-\d\d", later, line)
    for name, person in people.items():
        file = person.home / ".ssh/id_ed25519.pub"
        if f" {name}@" in line and file.exists():
            line = re.sub(r"ssh-ed25519 AAAA… \S+?(?=\")", file.read_text().strip(), line)
    return f"{line}\n"


def fits(shown: str, page: str) -> bool:
    """Whether a terminal's output is what the page shows."""
    lines = (ANY if line == "…" else _parts(line) + r"\n" for line in _plain(page).splitlines())
    return (
        re.fullmatch("".join(lines), "".join(f"{line}\n" for line in _plain(shown).splitlines())) is not None
    )


def _parts(line: str) -> str:
    return ".*".join(re.escape(part) for part in line.split("…"))


def _plain(text: str) -> str:
    for pattern, instead in _LOOSE:
        text = pattern.sub(instead, text)
    return text


def _in_terminal(command: list[str], here: Path, environment: dict[str, str]) -> tuple[str, int]:
    """What is shown, and the status. Where it asks, ``_ANSWERS`` are typed."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, _COLUMNS, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _SEATED, *command], cwd=here, env=environment,
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    try:
        shown = _conversation(ours, process)
    finally:
        os.close(ours)
        if process.poll() is None:
            process.kill()
        process.wait()
    return re.sub(
        r"[^\n]*\r(?!\n)", "", shown.decode("utf-8", "replace").replace("\r\n", "\n")
    ), process.returncode


def _conversation(terminal: int, process: subprocess.Popen[bytes]) -> bytes:
    shown, answered, end = b"", 0, monotonic() + _SECONDS
    while monotonic() < end:
        ready, _, _ = select.select([terminal], [], [], 0.5)
        if not ready:
            if process.poll() is not None:
                return shown
            continue
        try:
            more = os.read(terminal, 65536)
        except OSError:  # nobody has the other end open any more
            process.wait()
            return shown
        shown += more
        for pattern, answer in _ANSWERS.items():
            if pattern.search(shown, answered):
                os.write(terminal, answer)
                answered = len(shown)
    raise AssertionError(f"it does not end:\n{shown.decode('utf-8', 'replace')}")
