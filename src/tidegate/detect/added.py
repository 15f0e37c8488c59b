"""The lines that a change adds and removes, file by file."""

from __future__ import annotations

from tidegate.detect.secrets import AddedLines
from tidegate.model.change import Change, FileKind
from tidegate.program.sources import Tree


def added_lines(change: Change, head: Tree) -> list[AddedLines]:
    """What head has and base has not."""
    return [
        _lines(head, file.path, [(hunk.head_start, hunk.head_count) for hunk in file.hunks])
        for file in change.files
        if file.kind in (FileKind.TEXT, FileKind.SYMLINK) and file.added
    ]


def removed_lines(change: Change, base: Tree) -> list[AddedLines]:
    """What base has and head has not, by base's lines and head's paths."""
    found = []
    for file in change.files:
        if file.base_path is not None and file.removed:
            spans = [(hunk.base_start, hunk.base_count) for hunk in file.hunks]
            found.append(AddedLines(file.path, _lines(base, file.base_path, spans).lines))
    return found


def _lines(tree: Tree, path: str, spans: list[tuple[int, int]]) -> AddedLines:
    lines = (tree.read(path) or b"").decode("utf-8", "replace").splitlines()
    numbers = [number for start, count in spans for number in range(start, start + count)]
    return AddedLines(
        path, tuple((number, lines[number - 1]) for number in numbers if 0 < number <= len(lines))
    )
