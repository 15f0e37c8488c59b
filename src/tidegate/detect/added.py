"""The lines that a change adds, file by file."""

from __future__ import annotations

from tidegate.detect.secrets import AddedLines
from tidegate.model.change import Change, FileKind
from tidegate.program.sources import Tree


def added_lines(change: Change, head: Tree) -> list[AddedLines]:
    found: list[AddedLines] = []
    for file in change.files:
        if file.kind not in (FileKind.TEXT, FileKind.SYMLINK) or not file.added:
            continue
        lines = (head.read(file.path) or b"").decode("utf-8", "replace").splitlines()
        numbers = [
            n for hunk in file.hunks for n in range(hunk.head_start, hunk.head_start + hunk.head_count)
        ]
        kept = tuple((number, lines[number - 1]) for number in numbers if 0 < number <= len(lines))
        found.append(AddedLines(file.path, kept))
    return found
