"""Comments in added lines that ask a checker to look away: never obeyed, always shown."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from tidegate.detect.findings import finding, fingerprints
from tidegate.detect.secrets import AddedLines
from tidegate.flow.summary import Place
from tidegate.model.finding import Confidence, Finding, Kind, Status
from tidegate.program.names import MODULE, FunctionId
from tidegate.surface.sides import is_judged

RULE = "gate-suppression-added"


@cache
def _pattern() -> Any:
    import re2

    return re2.compile(
        r"(?i)(?:#|//|/\*|<!--|\{#)\s*(?:nosec\b|noqa:\s*(?:S|B)\d|nosemgrep\b|tidegate:\s*(?:ignore|allow|disable)|"
        r"bandit:\s*skip|codeql\[|lgtm\[|pragma:\s*allowlist|noinspection\s+\w*(?:Sql|Injection)|snyk:\s*ignore|"
        r"gitleaks:\s*allow|trufflehog:\s*ignore|kics-scan\s+ignore|checkov:\s*skip|tfsec:\s*ignore|zizmor:\s*ignore)"
    )


def detect(added: Iterable[AddedLines]) -> list[Finding]:
    found: list[Finding] = []
    for file in added:
        if not is_judged(file.path):
            continue  # in tests nothing is judged that could be silenced
        seen: dict[str, int] = {}
        for number, text in file.lines:
            if _pattern().search(text):
                occurrence = seen.setdefault("".join(text.split()), 0)
                seen["".join(text.split())] += 1
                place = Place(FunctionId(file.path, MODULE), number, number, 1)
                prints = fingerprints(RULE, [file.path, "".join(text.split())], text, occurrence)
                found.append(finding(RULE, Kind.GATE, Status.INTRODUCED, place, prints, Confidence.HIGH))
    return found
