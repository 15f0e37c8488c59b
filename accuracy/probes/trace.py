"""Run a program and write down who called whom among the files of one folder.

    python trace.py RESULT.json FOLDER (-m MODULE | SCRIPT) [ARGUMENT ...]

RESULT.json: {"calls": [[caller, line, instruction, callee]], "ran": [place]}; caller, callee and place are
[path in FOLDER, first line, name in the file], line and instruction are the caller's at the call.
"""

# ruff: noqa: PTH100, PTH109, PTH123 - paths are text in code objects

from __future__ import annotations

import dis
import json
import os
import runpy
import sys
import threading
from types import CodeType, FrameType


class Tracer:
    """Notes each call once. Only the first entry of a generator or coroutine is a call."""

    def __init__(self, folder: str) -> None:
        self._folder = folder + os.sep
        self._known: dict[int, tuple[CodeType, bytes] | None] = {}
        self._outside: list[CodeType] = []  # kept alive, so that ids stay unique
        self.calls: dict[tuple[int, int, int], tuple[CodeType, int, CodeType]] = {}

    def __call__(self, frame: FrameType, event: str, argument: object) -> None:
        if event != "call":
            return
        callee, back = self._own(frame.f_code), frame.f_back
        if callee is None or back is None or not _is_start(callee[1], frame.f_lasti):
            return
        key = (id(back.f_code), back.f_lasti, id(frame.f_code))
        if key not in self.calls:
            self._own(back.f_code)
            self.calls[key] = (back.f_code, back.f_lasti, frame.f_code)

    def _own(self, code: CodeType) -> tuple[CodeType, bytes] | None:
        """The code with its instructions, where its file is in the folder."""
        if id(code) not in self._known:
            inside = os.path.abspath(code.co_filename).startswith(self._folder)
            self._known[id(code)] = (code, code.co_code) if inside else None
            if not inside:
                self._outside.append(code)
        return self._known[id(code)]

    def result(self) -> dict[str, object]:
        calls, ran = [], set()
        for caller, offset, callee in self.calls.values():
            ran.add(self._place(callee))
            if self._known.get(id(caller)) is not None:
                line, instruction = _at(caller, offset)
                calls.append([self._place(caller), line, instruction, self._place(callee)])
        return {"calls": calls, "ran": sorted(ran)}

    def _place(self, code: CodeType) -> tuple[str, int, str]:
        path = os.path.abspath(code.co_filename).removeprefix(self._folder).replace(os.sep, "/")
        return path, code.co_firstlineno, code.co_qualname


def _is_start(instructions: bytes, offset: int) -> bool:
    """Whether a frame is entered for the first time: RESUME 0 is what functions begin with."""
    return offset < 0 or instructions[offset] != dis.opmap["RESUME"] or instructions[offset + 1] & 3 == 0


def _at(code: CodeType, offset: int) -> tuple[int, str]:
    line, instruction = code.co_firstlineno, ""
    for found in dis.get_instructions(code):
        if found.offset > offset:
            break
        line, instruction = (found.positions.lineno if found.positions else None) or line, found.opname
    return line, instruction


def main(result: str, folder: str, program: list[str]) -> None:
    tracer = Tracer(os.path.abspath(folder))
    sys.path.insert(0, os.getcwd())
    threading.setprofile(tracer)
    sys.setprofile(tracer)
    try:
        if program[0] == "-m":
            sys.argv = program[1:]
            runpy.run_module(program[1], run_name="__main__", alter_sys=True)
        else:
            sys.argv = program
            runpy.run_path(program[0], run_name="__main__")
    finally:
        sys.setprofile(None)
        with open(result, "w", encoding="utf-8") as file:
            json.dump(tracer.result(), file)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
