"""What was recorded of what landed on a branch, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence

import msgspec

from tidegate.arrivals import Arrivals
from tidegate.model.change import Commit
from tidegate.model.event import Fix, Merge, PolicyChange
from tidegate.reports.visible import one_line
from tidegate.reports.words import plural


def landed_text(found: Arrivals, numbers: Sequence[int], undecided: Sequence[Commit]) -> str:
    """The events that were written, by their ``numbers``; then the commits that are no decided change."""
    lines = [_head(found)]
    for number, payload in zip(numbers, found.payloads, strict=True):
        lines.append(f"  event {number}: {one_line(_told(payload))}")
    if found.undecided:
        lines.append(
            f"  {plural(len(found.undecided), 'commit')} without a decision, and without a merge event:"
        )
    lines += [f"    {one.id[:12]}  {one_line(f'{one.author_name}: {one.message[:80]}')}" for one in undecided]
    if len(found.undecided) > len(undecided):
        lines.append(f"    {len(found.undecided) - len(undecided)} more; --output json has them all")
    if found.cut and not found.is_told:
        lines.append("  the history of this clone is cut off: earlier commits were not looked at")
    return "\n".join(lines) + "\n"


def landed_json(found: Arrivals, numbers: Sequence[int]) -> str:
    plain = msgspec.to_builtins(found) | {
        "schema": "tidegate.ledger-landed/1",
        "events": list(numbers),
        "payloads": [msgspec.to_builtins(one) for one in found.payloads],
    }
    return json.dumps(plain, indent=2) + "\n"


def _head(found: Arrivals) -> str:
    branch = one_line(found.branch)
    if found.since is None:
        return f"{branch}: the ledger has no decision on what is here; nothing was recorded"
    since = f"since {(found.last or found.since)[:12]}"
    if not found.payloads:
        return f"{branch}: nothing new to record {since}"
    return f"{branch}: {plural(len(found.payloads), 'event')} recorded {since}"


def _told(payload: Fix | Merge | PolicyChange) -> str:
    commit = payload.commit[:12]
    match payload:
        case Merge():
            by = f"decision {(payload.decision or 'unknown')[:12]}"
            return f"{commit} is the change {payload.subject.head[:12]}, by {payload.how} ({by})"
        case PolicyChange():
            more = f" and {len(payload.paths) - 3} more" if len(payload.paths) > 3 else ""
            return f"{commit} changes the rules: {', '.join(payload.paths[:3])}{more}"
        case Fix():
            return f"{commit} fixes {payload.finding.rule}, which is to be verified"
