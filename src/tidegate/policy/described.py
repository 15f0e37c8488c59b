"""A change that is described in words, as facts: what a policy's own cases are judged by."""

from __future__ import annotations

from collections.abc import Callable

from tidegate.config.policy_cases import CaseChange, CaseFinding
from tidegate.model.attribution import Attribution, Author, Share, Trust
from tidegate.model.change import FileChange, FileKind, FileStatus
from tidegate.model.finding import Finding, Status
from tidegate.model.kinds import About, ChangeKind
from tidegate.model.paths import PathClass, classify
from tidegate.model.result import Access, DependencyChange, EntryPoint, NotAnalysed
from tidegate.policy.facts import ChangeFacts
from tidegate.policy.weighing import DEFINES

_UNTOLD = "the case says that it could not be understood"


def facts_of(change: CaseChange) -> ChangeFacts:
    """The facts that a check would have of it; what is said of kinds is put where its first file is."""
    paths = tuple(dict.fromkeys((*change.files, *change.not_analysed)))
    first = paths[0]
    said = {kind: made(first) for kind, made in _ACCESSES.items() if kind in change.kinds}
    calls = said.pop(ChangeKind.OUTSIDE_CALLS, None)
    return ChangeFacts(
        files=tuple(_file(path, change, n == 0) for n, path in enumerate(paths)),
        findings=tuple(_finding(one, first) for one in change.findings),
        data=tuple(said.values()),
        services=(calls,) if calls else (),
        entry_points_added=_added(change, first),
        entry_points_reached=tuple(EntryPoint(one.kind, one.name, first, 1) for one in change.entry_points),
        about=tuple(
            About(kind, kind.value, "the case says so", first) for kind in change.kinds if kind in _ABOUT
        ),
        code_changed=any(classify(path) is PathClass.PRODUCTION for path in paths),
        dependencies=_packages(change),
        dependencies_read=frozenset(change.files),
        gaps=tuple(NotAnalysed(path, _UNTOLD) for path in change.not_analysed),
        attribution=_attribution(change),
        authors=tuple(mail.lower() for mail in change.authors) or None,
    )


_ABOUT = frozenset(
    {
        ChangeKind.AUTHENTICATION,
        ChangeKind.AUTHORIZATION,
        ChangeKind.CRYPTOGRAPHY,
        ChangeKind.PAYMENT,
        ChangeKind.PERSONAL_DATA,
    }
)
_ACCESSES: dict[ChangeKind, Callable[[str], Access]] = {
    ChangeKind.DATA_ACCESS: lambda path: Access("a table", (), "read", "new", path, 1),
    ChangeKind.DATABASE_SCHEMA: lambda path: Access("a table", (), DEFINES, "new", path, 1),
    ChangeKind.OUTSIDE_CALLS: lambda path: Access("a service", (), "call", "new", path, 1),
}


def _file(path: str, change: CaseChange, holds_lines: bool) -> FileChange:
    """All lines stand in the first file: only their sum counts."""
    added, removed = (change.added, change.removed) if holds_lines else (0, 0)
    return FileChange(
        path,
        FileStatus.MODIFIED,
        FileKind.TEXT,
        classify(path),
        base_path=path,
        added=added,
        removed=removed,
    )


def _finding(said: CaseFinding, first: str) -> Finding:
    return Finding(
        id=said.rule,
        rule=said.rule,
        title=said.rule.replace("-", " "),
        cwe=(),
        severity=said.severity,
        confidence=said.confidence,
        status=Status.INTRODUCED,
        kind=said.kind,
        path=said.path or first,
        line=1,
        end_line=1,
        message=said.rule.replace("-", " "),
    )


def _added(change: CaseChange, first: str) -> tuple[EntryPoint, ...]:
    if ChangeKind.ENTRY_POINT_ADDED not in change.kinds:
        return ()
    named = tuple(EntryPoint(one.kind, one.name, first, 1) for one in change.entry_points)
    return named or (EntryPoint("http", "POST /new", first, 1),)


def _packages(change: CaseChange) -> tuple[DependencyChange, ...]:
    if ChangeKind.DEPENDENCIES not in change.kinds:
        return ()
    return (DependencyChange(ecosystem="PyPI", name="package", what=("added",)),)


def _attribution(change: CaseChange) -> Attribution:
    by = change.written_by
    if by is None:
        return Attribution(added=change.added, unknown=change.added)
    share = Share(Author.AI, by.tool, by.tool, by.model, Trust.TRAILER, change.added)
    return Attribution(confidence=Trust.TRAILER, added=change.added, ai=change.added, shares=(share,))
