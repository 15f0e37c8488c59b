"""Scripts of the network that a change runs unseen, and base did not."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.dependencies.scripts.downloads import Download
from tidegate.detect.dependencies.context import DependencyContext, Said, report_at
from tidegate.model.finding import Finding, Severity
from tidegate.model.result import DependencyPlace

RULE = "script-from-network"


def detect(context: DependencyContext) -> Iterator[Finding]:
    """One finding for each address of each file; one without encryption may be anybody's."""
    for base_path, head_path in context.compared.scripts:
        known = {one.address for one in context.compared.base.downloads(base_path)} if base_path else set()
        told = set(known)
        for one in context.compared.head.downloads(head_path) if head_path else ():
            if one.address not in told:
                told.add(one.address)
                yield _finding(str(head_path), one)


def _finding(path: str, found: Download) -> Finding:
    what = found.address or "what it downloads"
    plain = found.address.startswith("http://")
    how = ", over a connection that anybody on the way can change" if plain else ""
    said = Said(
        rule=RULE,
        message=f"{path} runs {what} as it comes{how}: nothing says what it will be tomorrow.",
        severity=Severity.MEDIUM if plain else None,
        identity=(found.address,),
    )
    return report_at(DependencyPlace(path, found.line), said, (path,), f"{path} {found.address}")
