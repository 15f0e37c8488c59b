"""A program for a test: for each of N points in an import, a process that kills itself there.

``python stopped.py STORE ZIP POINTS`` prints, after each, what the store holds and how many leftovers lie
there.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from tidegate.dependencies.advisories import building, feeds, installing, osv, store


def main(path: Path, source: Path, points: int) -> None:
    lines = _run(path, source, sys.maxsize)
    for point in range(points):
        _run(path, source, 1 + lines * point // points)
        found = store.Store.open(path)
        assert found is not None
        with found:
            names = found.of([f"package-{number}" for number in range(100)])
        left = len(list(path.parent.glob(".*.new")))
        print(found.about.records, len(names), left, flush=True)  # noqa: T201


def _run(path: Path, source: Path, last: int) -> int:
    """Import in a process of its own that dies at its ``last`` line; the lines that it ran."""
    reader, writer = os.pipe()
    process = os.fork()
    if process == 0:
        seen = 0

        def trace(frame: FrameType, event: str, argument: Any) -> Any:
            nonlocal seen
            if event == "call":
                return trace if frame.f_code.co_filename in ours else None
            seen += 1
            if seen >= last:
                os.kill(os.getpid(), signal.SIGKILL)
            return trace

        ours = {module.__file__ for module in (building, feeds, installing, osv, store)}
        sys.settrace(trace)
        with installing.writing(path):
            installing.install(path, "PyPI", building.Origin("a test"), feeds.Feed(source))
        sys.settrace(None)
        os.write(writer, str(seen).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answers:
        lines = answers.read()
    _, status = os.waitpid(process, 0)
    assert os.WIFSIGNALED(status) or last == sys.maxsize, status
    return int(lines or 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
