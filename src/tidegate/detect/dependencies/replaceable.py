"""Packages that come in and do what the language does by itself, by a published list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tidegate.detect.dependencies.context import DependencyContext, Said, report, shown
from tidegate.knowledge.replacements import Kind, replacements
from tidegate.model.finding import Confidence, Finding
from tidegate.model.result import Alternative, DependencyChange

RULE = "dependency-replaceable"
_KINDS = frozenset({Kind.NATIVE.value, Kind.LINES.value, Kind.NEEDLESS.value})


def detect(context: DependencyContext) -> Iterator[Finding]:
    """One finding for each that the running program asks for."""
    for change in context.compared.changes:
        said = [one for one in change.alternatives if one.why in _KINDS]
        if said and change.scope == "runtime":
            yield _finding(change, said)


def _finding(change: DependencyChange, said: Sequence[Alternative]) -> Finding:
    known = replacements(change.ecosystem)
    source = f" ({known.source}, {known.date})" if known else ""
    return report(
        change,
        Said(
            rule=RULE,
            message=f"{shown(change)} is not needed: {words(said)}{source}.",
            confidence=Confidence.MEDIUM,
        ),
    )


def words(said: Sequence[Alternative]) -> str:
    """``String.prototype.padStart (since Node.js 8) does the same``."""
    if said[0].why == Kind.NEEDLESS:
        return "every engine in use has what it brings"
    names = " or ".join(f"`{one.name}`{_since(one)}" for one in said)
    if said[0].why == Kind.LINES:
        return f"a few lines of code do the same ({names.replace('`', '').replace('-', ' ')})"
    return f"{names} does the same"


def _since(one: Alternative) -> str:
    if one.since is None:
        return ""
    version = one.since
    while version.endswith(".0"):
        version = version[:-2]
    return f" (since {version})"
