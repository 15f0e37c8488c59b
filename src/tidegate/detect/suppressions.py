"""Comments in added lines that ask a checker to look away: never obeyed, always shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from msgspec.structs import replace

from tidegate.detect.findings import finding, fingerprints
from tidegate.detect.matching import match
from tidegate.detect.secrets import AddedLines
from tidegate.flow.summary import Place
from tidegate.model.finding import Confidence, Finding, Kind, Severity, Status
from tidegate.program.names import MODULE, FunctionId
from tidegate.surface.sides import is_judged

RULE = "gate-suppression-added"
_OTHERS = (
    "The change adds a comment that tells another security checker to look away; this gate looks anyway."
)


@cache
def _pattern() -> Any:
    import re2

    return re2.compile(
        r"(?i)(?:#|//|/\*|<!--|\{#)\s*(?:nosec\b|noqa:\s*(?:[A-Z]+\d+[,\s]+)*S\d+|nosemgrep\b|"
        r"(?P<ours>tidegate:\s*(?:ignore|allow|disable))|"
        r"bandit:\s*skip|codeql\[|lgtm\[|pragma:\s*allowlist|noinspection\s+\w*(?:Sql|Injection)|snyk:\s*ignore|"
        r"gitleaks:\s*allow|trufflehog:\s*ignore|kics-scan\s+ignore|checkov:\s*skip|tfsec:\s*ignore|zizmor:\s*ignore)"
    )


class _Comment(NamedTuple):
    path: str
    line: int
    text: str  # of the line
    says: str  # the comment without the code before it
    ours: bool  # it speaks to this gate, not to another tool

    @property
    def squeezed(self) -> str:
        return "".join(self.text.split())


def detect(added: Iterable[AddedLines], removed: Iterable[AddedLines] = ()) -> list[Finding]:
    """Those that are new: not a line that moved, nor a comment that stays on a line that was rewritten."""
    passes = (
        (lambda one: one.squeezed, lambda one: one.squeezed),
        (lambda one: (one.path, one.says), lambda one: (one.path, one.says)),
    )
    _, _, new = match(list(_comments(removed)), list(_comments(added)), passes)
    return list(map(_finding, new))


def _comments(files: Iterable[AddedLines]) -> Iterator[_Comment]:
    for file in files:
        if not is_judged(file.path):
            continue  # in tests nothing is judged that could be silenced
        for number, text in file.lines:
            found = _pattern().search(text)
            if found:
                says = "".join(found.group().split())
                yield _Comment(file.path, number, text, says, found.group("ours") is not None)


def _finding(comment: _Comment) -> Finding:
    place = Place(FunctionId(comment.path, MODULE), comment.line, comment.line, 1)
    prints = fingerprints(RULE, (comment.path, comment.squeezed), comment.text, (comment.squeezed,))
    found = finding(RULE, Kind.GATE, Status.INTRODUCED, place, prints, Confidence.HIGH)
    return found if comment.ours else replace(found, severity=Severity.LOW, message=_OTHERS)
