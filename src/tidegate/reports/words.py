"""The words of a result, the same in every format: what comes first, how things are called and counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tidegate.model.finding import Confidence, Finding, Kind, Severity, Status
from tidegate.model.result import (
    Access,
    BlastRadius,
    ChangeSummary,
    CheckResult,
    Decision,
    EntryPoint,
    NotAnalysed,
    Reason,
)
from tidegate.model.tier import Tier

_STATUS_ORDER = (Status.INTRODUCED, Status.FIXED, Status.EXISTING)
_SEVERITY_ORDER = (Severity.CRITICAL, Severity.HIGH, Severity.UNKNOWN, Severity.MEDIUM, Severity.LOW)
_CONFIDENCE_ORDER = (Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW)
_SURE = {Confidence.HIGH: "sure", Confidence.MEDIUM: "likely", Confidence.LOW: "possible"}
_NETWORK = frozenset({"http", "websocket", "graphql", "lambda"})
_IDENTIFYING = frozenset({"authentication", "authorization"})  # who may act is asked only of who is known
_UNNAMED = {"call": "an address made at run time", "unknown": "a query made at run time"}  # by operation
_PATHS_SHOWN = 3
_NAMES = 4
_REASONS = 3  # for approvals; all of them stand above
_LIMIT = "limit-reached"  # a reason: a bound that may hide something


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Introduced first, then the worst and surest first; the order in which findings are numbered."""
    return sorted(
        findings,
        key=lambda finding: (
            _STATUS_ORDER.index(finding.status),
            finding.disposition is not None,
            _SEVERITY_ORDER.index(finding.severity),
            _CONFIDENCE_ORDER.index(finding.confidence),
            finding.kind is not Kind.SECRET,
            finding.path,
            finding.line,
            finding.column,
            finding.rule,
            finding.id,
        ),
    )


def with_status(result: CheckResult, status: Status) -> list[Finding]:
    return [finding for finding in ordered(result.findings) if finding.status is status]


def introduced(result: CheckResult) -> list[Finding]:
    """What the change brings and nobody accepted: what the report is about."""
    return [f for f in with_status(result, Status.INTRODUCED) if f.disposition is None]


def accepted(result: CheckResult) -> list[Finding]:
    return [f for f in with_status(result, Status.INTRODUCED) if f.disposition is not None]


def sure(finding: Finding) -> str:
    return _SURE[finding.confidence]


def rated(severity: Severity) -> str:
    return "unrated" if severity is Severity.UNKNOWN else severity.value


def by_severity(findings: Sequence[Finding]) -> str:
    """``2 high, 1 low``; ``high`` where all are."""
    counts = [(rated(s), sum(f.severity is s for f in findings)) for s in _SEVERITY_ORDER]
    found = [(word, n) for word, n in counts if n]
    return found[0][0] if len(found) == 1 else ", ".join(f"{n} {word}" for word, n in found)


def titled(finding: Finding) -> str:
    """``SQL injection (CWE-89)``."""
    numbers = ", ".join(f"CWE-{number}" for number in finding.cwe)
    return f"{finding.title} ({numbers})" if numbers else finding.title


def place(finding: Finding) -> str:
    return f"{finding.path}:{finding.line}"


def circumstances(finding: Finding) -> str:
    """How bad, how sure, from where, by whom: ``critical, sure; reached from GET /api/refunds``."""
    parts = [f"{rated(finding.severity)}, {sure(finding)}"]
    if finding.entry_point:
        parts.append(f"reached from {finding.entry_point}")
    if who := writer(finding):
        parts.append(who)
    return "; ".join(parts)


def writer(finding: Finding) -> str:
    """``written by Claude Code (claude-opus-4-8)``; empty where nobody says so."""
    said = finding.attribution or {}
    model, tool = said.get("model"), said.get("tool")
    if tool or said.get("author") == "ai":
        return f"written by {tool or 'an AI tool'}" + (f" ({model})" if model else "")
    return ""


def form(finding: Finding) -> str:
    """The best form to write instead, where the advice does not say it already."""
    best = finding.safe[0] if finding.safe else ""
    return "" if best and best in (finding.fix or "") else best


def plural(count: int, noun: str) -> str:
    """``1 file``, ``2,000 files``, ``2 entries``."""
    if count == 1:
        return f"1 {noun}"
    return f"{count:,} {noun[:-1]}ies" if noun.endswith("ry") else f"{count:,} {noun}s"


def some(items: Sequence[str], limit: int, joint: str = ", ") -> str:
    """The first ``limit`` items and how many more there are."""
    more = f" and {len(items) - limit} more" if len(items) > limit else ""
    return joint.join(items[:limit]) + more


def gaps(result: CheckResult) -> list[NotAnalysed]:
    """What was not analysed though it matters, by path."""
    return sorted((n for n in result.coverage.not_analysed if n.matters), key=lambda n: (n.path, n.why))


def coverage(result: CheckResult) -> str:
    """``5 of 6 files analysed``: of the files that matter."""
    whole = result.coverage.analysed + _files_missed(result)
    return f"{result.coverage.analysed} of {plural(whole, 'file')} analysed"


def _files_missed(result: CheckResult) -> int:
    return len({gap.path for gap in gaps(result)})


def could_not_tell(result: CheckResult) -> bool:
    """Whether not knowing is the main thing to say: no answer is worse, and something was not seen."""
    if introduced(result) or would_be(result) is Decision.BLOCK:
        return False
    return bool(gaps(result)) or any(reason.code == _LIMIT for reason in result.reasons)


def would_be(result: CheckResult) -> Decision:
    """The decision, or what it would be if the gate did not only observe."""
    return result.observed.decision if result.observed else result.decision


def headline(result: CheckResult) -> str:
    """What stands beside the decision: the one thing that matters most."""
    if could_not_tell(result):
        return f"could not tell: {_what_was_missed(result)}"
    if result.reasons:
        told = resting_on(result) or [finding.path for finding in introduced(result)]
        return f"{tier(result.tier)}: {reason(result.reasons[0], frozenset(told))}"
    return f"{tier(result.tier)}: {_found(result)}"


def _what_was_missed(result: CheckResult) -> str:
    """``1 of 4 files was not analysed``; says what else was cut short where all files were."""
    missed = _files_missed(result)
    if not missed:
        return "who is affected was not followed to the end"
    whole = result.coverage.analysed + missed
    return f"{missed} of {plural(whole, 'file')} {'was' if missed == 1 else 'were'} not analysed"


def _found(result: CheckResult) -> str:
    """For a result without a reason: what was found and looked at."""
    if not result.change.files:
        return "nothing was changed"
    new = len(introduced(result))
    found = f"{plural(new, 'finding')} introduced" if new else "nothing introduced"
    return f"{found}; {coverage(result)}" if result.coverage.analysed else found


def tier(value: Tier) -> str:
    return "no risk" if value is Tier.NONE else f"{value.value} risk"


def resting_on(result: CheckResult) -> tuple[str, ...]:
    """The paths that a pass without findings rests on: they stand beside the size of the change."""
    if would_be(result) is not Decision.PASS or introduced(result) or not result.reasons:
        return ()
    return result.reasons[0].paths


def further_reasons(result: CheckResult) -> list[Reason]:
    """The reasons that the headline and the list of what was not seen do not already give."""
    missed = {gap.path for gap in gaps(result)}
    if could_not_tell(result):
        return [
            r for r in result.reasons if r.code != _LIMIT and not (r.paths and missed.issuperset(r.paths))
        ]
    told = any(missed.intersection(r.paths) for r in result.reasons)
    unseen = [Reason("not-analysed", _what_was_missed(result))] if missed and not told else []
    return unseen + list(result.reasons[1:])


def reason(value: Reason, told: frozenset[str] = frozenset()) -> str:
    """A reason with its paths, except those that its text names or the reader is ``told`` elsewhere."""
    paths = [path for path in value.paths if path not in value.text and path not in told]
    return f"{value.text} ({some(paths, _PATHS_SHOWN)})" if paths else value.text


def size(change: ChangeSummary) -> str:
    """``5 files, +47 −12, 4 commits``."""
    parts = [plural(change.files, "file"), f"+{change.added} −{change.removed}"]
    return ", ".join([*parts, plural(change.commits, "commit")] if change.commits else parts)


def observing(result: CheckResult) -> str:
    """For ``mode: observe``: what would have been decided, and until when it is only told."""
    if result.observed is None:
        return ""
    decision = result.observed.decision.value.upper()
    return f"only observing until {result.observed.until}: this would be {decision}"


def guarded(entry: EntryPoint) -> bool:
    """Whether who calls must be known first; only asked of what the network reaches."""
    return entry.kind not in _NETWORK or any(c.kind in _IDENTIFYING for c in entry.controls)


def reached(entries: Sequence[EntryPoint]) -> str:
    """``3 routes, 2 without authentication``."""
    noun = "route" if entries and all(entry.kind == "http" for entry in entries) else "entry point"
    open_ones = sum(not guarded(entry) for entry in entries)
    return plural(len(entries), noun) + (f", {open_ones} without authentication" if open_ones else "")


def entries(radius: BlastRadius) -> list[EntryPoint]:
    """The entry points, those without authentication first."""
    return sorted(radius.entry_points, key=lambda e: (guarded(e), e.name, e.path, e.line))


def entry(point: EntryPoint) -> str:
    """An entry point with what protects it: ``GET /cart: authentication``."""
    kinds = sorted({control.kind for control in point.controls})
    if point.kind not in _NETWORK:
        return f"{point.name} ({', '.join([point.kind, *kinds])})"
    return f"{point.name}: {', '.join(kinds if guarded(point) else ['no authentication', *kinds])}"


def touched(access: Access) -> str:
    """``refund (status): read, changed at refunds/queries.py:31``."""
    fields = f" ({some(access.fields, _NAMES)})" if access.fields else ""
    where = f" at {access.path}:{access.line}" if access.change in ("new", "changed") else ""
    change = "as before" if access.change == "touched" else access.change
    done = f"{change}{where}" if access.operation == "unknown" else f"{access.operation}, {change}{where}"
    return f"{thing(access)}{fields}: {done}"


def thing(access: Access) -> str:
    """The table or host by its name, or what it is where the code does not say which."""
    return access.name or _UNNAMED.get(access.operation, "a table whose name is not known")


def accesses(found: Iterable[Access]) -> list[Access]:
    """New and changed accesses first; one for each name, operation and change."""
    order = {"new": 0, "changed": 1, "removed": 2}
    last_first = sorted(found, key=lambda a: (a.path, a.line), reverse=True)
    one = {(a.name, a.operation, a.change): a for a in last_first}
    return sorted(one.values(), key=lambda a: (order.get(a.change, 3), a.name, a.operation))


def unseen(result: CheckResult) -> list[str]:
    """What could not be analysed and why; files that share a reason stand together."""
    files: dict[str, list[str]] = {}
    for gap in gaps(result):
        files.setdefault(gap.why, []).append(gap.path)
    radius = result.blast_radius
    limits = list(radius.limits) or ([] if radius.complete else ["not all callers were followed"])
    return [f"{some(paths, _NAMES)}: {why}" for why, paths in files.items()] + limits


def tests(radius: BlastRadius) -> str:
    if not radius.tests:
        return "none reaches the change" if radius.changed else ""
    reach = "reaches" if len(radius.tests) == 1 else "reach"
    return f"{plural(len(radius.tests), 'test')} {reach} it: {some(sorted(radius.tests), 2)}"


def acceptance(finding: Finding) -> str:
    """Who accepted the finding, until when and why; empty where nobody did."""
    said = finding.disposition
    if said is None:
        return ""
    until = f" until {said.until}" if said.until else ""
    return f"{titled(finding)} in {place(finding)}: {said.state} by {said.by}{until}: {said.reason}"


def existing(result: CheckResult) -> str:
    """How many findings the change neither brought nor mended."""
    old = with_status(result, Status.EXISTING)
    if not old:
        return ""
    were = "was" if len(old) == 1 else "were"
    return f"{plural(len(old), 'finding')} ({by_severity(old)}) {were} there before and {were} not counted"


def cost(result: CheckResult) -> str:
    """``5 of 5 files analysed in 0.41 s``."""
    whole = result.coverage.analysed + _files_missed(result)
    spent = result.timings.get("total", sum(result.timings.values()))
    if not whole:
        return f"no code to analyse; {spent:.2f} s"
    return f"{coverage(result)} in {spent:.2f} s"


def approvals(result: CheckResult) -> str:
    """``2 approvals: …``; empty where nobody must approve."""
    review = result.review
    if not review.required:
        return ""
    because = some(review.because, _REASONS, "; ")
    return plural(max(review.humans, 1), "approval") + (f": {because}" if because else "")
