"""Two sides in a dict each, with the hunks that lie between them."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher

from engine import Files

from tidegate.model.change import Change, FileChange, FileKind, FileStatus, Hunk
from tidegate.model.paths import classify
from tidegate.program.modules import Program
from tidegate.program.names import dotted
from tidegate.program.sources import FactsByBlob, Sources
from tidegate.surface.changed import Changed, changed_definitions


def hunks(base: str, head: str) -> tuple[Hunk, ...]:
    """As a unified diff without context has them."""
    one, two = base.splitlines(), head.splitlines()
    found = []
    for tag, start, end, first, last in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if tag != "equal":
            old, new = end - start, last - first
            found.append(Hunk(start + bool(old), old, first + bool(new), new))
    return tuple(found)


def file_change(path: str, base: str | None, head: str | None) -> FileChange:
    status = FileStatus.ADDED if base is None else FileStatus.DELETED if head is None else FileStatus.MODIFIED
    return FileChange(
        path,
        status,
        FileKind.TEXT,
        classify(path),
        base_path=path if base is not None else None,
        hunks=hunks(base or "", head or ""),
    )


def change(base: Mapping[str, str], head: Mapping[str, str]) -> Change:
    files = [
        file_change(path, base.get(path), head.get(path))
        for path in sorted({*base, *head})
        if base.get(path) != head.get(path)
    ]
    return Change("r", None, None, None, "b", "h", "b", "t", (), tuple(files))


def compared(base: Mapping[str, str], head: Mapping[str, str]) -> tuple[Changed, Changed]:
    facts = FactsByBlob()
    sides = (Program(Sources(Files(files), facts)) for files in (base, head))
    return changed_definitions(change(base, head), *sides)


def names(side: Changed) -> set[str]:
    """Everything that one side has otherwise, by name."""
    return {
        *(dotted(function.path, function.qualname) for function in side.functions),
        *(dotted(of.path, of.qualname) for of in side.classes),
        *(dotted(binding.path, binding.name) for binding in side.bindings),
        *(f"{path}!" for path in side.modules),
    }
