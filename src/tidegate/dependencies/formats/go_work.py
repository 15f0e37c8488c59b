"""Go's ``go.work``: the modules of a workspace, and replacements that hold for all of them."""

from __future__ import annotations

from tidegate.dependencies.go import Statement, of_go, replacement, statements
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing

_NO_MODULE = frozenset({"go", "toolchain", "godebug"})


def read(source: Source) -> Listing:
    found = list(statements(source))
    if not found:
        raise Unreadable("it has no statement")
    replaced: list[Dependency] = []
    includes: list[str] = []
    gaps: list[str] = []
    for one in found:
        try:
            _take(one, replaced, includes)
        except Unreadable as error:
            gaps.append(f"line {one.line}: {error}")
    return Listing(
        dependencies=(*of_go(found), *replaced),
        includes=tuple(includes),
        gaps=tuple(gaps),
    )


def _take(statement: Statement, replaced: list[Dependency], includes: list[str]) -> None:
    if statement.verb == "use" and len(statement.words) == 1:
        includes.append(f"{statement.words[0].rstrip('/')}/go.mod")
    elif statement.verb == "replace":
        replaced.append(replacement(statement).instead)
    elif statement.verb not in _NO_MODULE:
        raise Unreadable(f"{statement.verb[:80]!r} is not known so")
