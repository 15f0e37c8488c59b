"""SARIF 2.1.0 for code scanning and editors: plain dicts, relative URIs, no absolute path anywhere.

What is fixed is in it as a result that passes and is absent, what was there before as unchanged. What was
not analysed is a notification, so that an empty list of results never looks like a clean answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

from tidegate.model.finding import Confidence, Finding, Severity, Status, Step
from tidegate.model.result import CheckResult, NotAnalysed
from tidegate.reports import packages, words
from tidegate.reports.visible import block, one_line

Json = dict[str, Any]

_ROOT = "%SRCROOT%"
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.UNKNOWN: "warning",
    Severity.LOW: "note",
}
# Points in the bands that code scanning names: over 9.0 critical, from 7.0 high, from 4.0 medium.
_POINTS = {Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MEDIUM: "5.5", Severity.LOW: "2.0"}
_BASELINE = {Status.INTRODUCED: "new", Status.EXISTING: "unchanged", Status.FIXED: "absent"}
_MOST_PACKAGES = 1000
_LINE_HASH = "primaryLocationLineHash"  # GitHub's name; see detect.line_hash
_NOT_ANALYSED, _LIMIT = "not-analysed", "limit-reached"
_URI_SAFE = "/~!$&'()*+,;=@"  # RFC 3986: what may stand in a path, except the colon of a scheme


def render(result: CheckResult, **_terminal: object) -> str:
    """``result`` as a SARIF log with one run."""
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(result)]}
    return json.dumps(log, indent=2) + "\n"


def _run(result: CheckResult) -> Json:
    findings = words.ordered(result.findings)
    rules = _rules(findings)
    numbers = {rule["id"]: index for index, rule in enumerate(rules)}
    return {
        "tool": {"driver": _driver(result, rules)},
        "automationDetails": {"id": "tidegate/check/"},
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The top of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(result)],
        "results": [_result(finding, numbers[one_line(finding.rule)]) for finding in findings],
        "properties": _answer(result),
    }


def _driver(result: CheckResult, rules: list[Json]) -> Json:
    return {
        "name": result.tool.name,
        "version": result.tool.version,
        "rules": rules,
        "notifications": [
            {"id": _NOT_ANALYSED, "shortDescription": {"text": "A file was not analysed."}},
            {
                "id": _LIMIT,
                "shortDescription": {"text": "A bound was reached; what lies beyond was not seen."},
            },
        ],
    }


def _answer(result: CheckResult) -> Json:
    change = result.change
    observing = words.observing(result)
    return {
        "decision": result.decision.value,
        "tier": result.tier.value,
        "headline": one_line(words.headline(result)),
        "reasons": [one_line(words.reason(reason)) for reason in result.reasons],
        **({"observing": one_line(observing)} if observing else {}),
        "base": change.base,
        "head": change.head,
        "mergeBase": change.merge_base,
        **_packages(result),
    }


def _packages(result: CheckResult) -> Json:
    """What comes in, changes and goes, in words; JSON has all of it."""
    summed = packages.summary(result.dependencies)
    said = [one_line(line) for line in packages.lines(result)[:_MOST_PACKAGES]]
    return {"dependencies": {"summary": summed, "packages": said}} if summed else {}


def _invocation(result: CheckResult) -> Json:
    """The run, with what it could not see. It succeeded: what it decided is no failure of the tool."""
    gaps = sorted(result.coverage.not_analysed, key=lambda gap: (not gap.matters, gap.path))
    return {
        "executionSuccessful": True,
        "toolExecutionNotifications": [
            *map(_gap, gaps),
            *(_limit(text) for text in result.blast_radius.limits),
        ],
        "properties": {"decision": result.decision.value},
    }


def _gap(gap: NotAnalysed) -> Json:
    return {
        "descriptor": {"id": _NOT_ANALYSED, "index": 0},
        "level": "warning" if gap.matters else "note",
        "message": {"text": _words(f"not analysed: {gap.why}")},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(gap.path)}}],
    }


def _limit(text: str) -> Json:
    return {
        "descriptor": {"id": _LIMIT, "index": 1},
        "level": "warning",
        "message": {"text": _words(text)},
    }


def _rules(findings: Iterable[Finding]) -> list[Json]:
    """The rules that have results, by id."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(one_line(finding.rule), []).append(finding)
    return [_rule(name, by_rule[name]) for name in sorted(by_rule)]


def _rule(name: str, findings: list[Finding]) -> Json:
    worst = min(findings, key=lambda f: list(_LEVELS).index(f.severity))
    properties: Json = {
        "tags": _tags(findings),
        "precision": _surest(findings).value,
    }
    if worst.severity in _POINTS:
        properties["security-severity"] = _POINTS[worst.severity]
    title = one_line(worst.title)
    return {
        "id": name,
        "shortDescription": {"text": title},
        "fullDescription": {"text": one_line(words.titled(worst))},
        "help": {"text": _help(name, findings)},
        "defaultConfiguration": {"level": _LEVELS[worst.severity]},
        "properties": properties,
    }


def _tags(findings: Iterable[Finding]) -> list[str]:
    numbers = sorted({number for finding in findings for number in finding.cwe})
    return ["security", *(f"external/cwe/cwe-{number}" for number in numbers)]


def _surest(findings: list[Finding]) -> Confidence:
    return max((finding.confidence for finding in findings), key=list(Confidence).index)


def _help(name: str, findings: list[Finding]) -> str:
    """What to do, where that is the same for all; and where more is said."""
    fixes = {_words(finding.fix) for finding in findings if finding.fix}
    advice = f"{fixes.pop()}\n\n" if len(fixes) == 1 else ""
    return f"{advice}`tidegate rules {name}` says what this is and how it is mended."


def _result(finding: Finding, rule: int) -> Json:
    fixed = finding.status is Status.FIXED
    result: Json = {
        "ruleId": one_line(finding.rule),
        "ruleIndex": rule,
        "kind": "pass" if fixed else "fail",
        "level": "none" if fixed else _LEVELS[finding.severity],
        "message": {"text": _message(finding)},
        "locations": [_location(finding.path, _region(finding))],
        "partialFingerprints": {one_line(k): one_line(v) for k, v in _fingerprints(finding)},
        "baselineState": _BASELINE[finding.status],
        "suppressions": _suppressions(finding),
        "properties": _properties(finding),
    }
    flow = [step for step in finding.trace if step.side == "head"]
    if flow:
        result["codeFlows"] = [{"threadFlows": [{"locations": list(map(_step, flow))}]}]
    return result


def _fingerprints(finding: Finding) -> Iterator[tuple[str, str]]:
    """Our own, and the one by which code scanning knows a result of yesterday."""
    yield from finding.fingerprints.items()
    if finding.line_hash:
        yield _LINE_HASH, finding.line_hash


def _message(finding: Finding) -> str:
    return _words("\n\n".join(filter(None, (finding.message, finding.fix))) or finding.title)


def _properties(finding: Finding) -> Json:
    properties: Json = {
        "id": one_line(finding.id),
        "kind": finding.kind.value,
        "severity": finding.severity.value,
        "confidence": finding.confidence.value,
        "tags": _tags([finding]),
    }
    if finding.severity in _POINTS:
        properties["security-severity"] = _POINTS[finding.severity]
    if finding.safe:
        properties["safe"] = list(map(one_line, finding.safe))
    if finding.doubt:
        properties["doubt"] = one_line(finding.doubt)
    if finding.entry_point:
        properties["entryPoint"] = one_line(finding.entry_point)
    if finding.lost is not None:
        properties["lost"] = one_line(finding.lost.rule)
    return properties


def _suppressions(finding: Finding) -> list[Json]:
    """What the team accepted. The list is always there: a run has it for all of its results or for none."""
    said = finding.disposition
    if said is None:
        return []
    until = f" (by {said.by}, until {said.until})" if said.until else f" (by {said.by})"
    return [
        {
            "kind": "external",
            "status": "accepted",
            "justification": one_line(said.reason + until),
            "properties": {"state": one_line(said.state)},
        }
    ]


def _region(finding: Finding) -> Json:
    start = max(finding.line, 1)
    return {
        "startLine": start,
        "startColumn": max(finding.column, 1),
        "endLine": max(finding.end_line, start),
    }


def _step(step: Step) -> Json:
    location = _location(step.path, {"startLine": max(step.line, 1)})
    if step.note:
        location["message"] = {"text": _words(step.note)}
    return {"location": location}


def _location(path: str, region: Json) -> Json:
    return {"physicalLocation": {"artifactLocation": _artifact(path), "region": region}}


def _artifact(path: str) -> Json:
    """The path as a relative reference, byte for byte."""
    uri = quote(_bytes(path), safe=_URI_SAFE)
    return {"uri": f"%2F{uri[1:]}" if uri.startswith("/") else uri, "uriBaseId": _ROOT}


def _bytes(path: str) -> bytes:
    try:
        return path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a surrogate pair: no path of git's, but Windows allows it in names
        return path.encode("utf-8", "surrogatepass")


def _words(text: str) -> str:
    """``text`` without SARIF's embedded links: what comes from code must not become one."""
    return block(text).replace("](", "] (")
