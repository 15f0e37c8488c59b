"""The ledger for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator
from typing import Any

import msgspec

from tidegate.ledger.gaps import Gaps
from tidegate.ledger.reading import Entry
from tidegate.ledger.verify import Trouble, Verification
from tidegate.model.change import Commit
from tidegate.model.event import Event, FindingRef, Merge
from tidegate.model.event.newer import Newer, plain
from tidegate.model.finding_state import Standing
from tidegate.reports.visible import one_line

_SHOWN = 50  # troubles of one sort


def verification_text(value: Verification) -> str:
    """What ``ledger verify`` found, in lines."""
    lines = [f"LEDGER of {value.position.count} events, {value.counting} of them count"]
    if value.head is None and not value.unsure:
        lines.append("  could not tell: there is no ledger here, so nothing was verified")
    if value.head:
        lines.append(f"  ends with commit {value.head[:12]}, chain {value.position.digest[:16]}")
    lines += _troubles("wrong", value.wrong)
    lines += _troubles("could not tell", value.unsure)
    lines += _troubles("does not count", value.revoked)
    latest = max(value.times, key=lambda time: (time.count, time.at), default=None)
    if latest:
        by = f"{latest.at:%Y-%m-%d %H:%M:%S} UTC, says {one_line(latest.authority)}"
        lines.append(f"  its first {latest.count} events were there at {by}")
    lines += [f"  anchor {one_line(one.anchor)} has its first {one.count} events" for one in value.anchors]
    open_end = value.position.count - value.anchored
    if open_end:
        which = f"the last {open_end}" if value.anchored else "its events"
        lines.append(
            f"  no checkpoint from outside names {which}, no anchor has them: a lost end would not be noticed"
        )
    if value.head and not (value.wrong or value.unsure):
        lines.append("  nothing is wrong")
    return "\n".join(lines) + "\n"


def _troubles(word: str, troubles: tuple[Trouble, ...]) -> Iterator[str]:
    for one in troubles[:_SHOWN]:
        yield f"  {word}: {one_line(_place(one))}: {one_line(one.text)}"
    if len(troubles) > _SHOWN:
        yield f"  {word}: {len(troubles) - _SHOWN} more; --output json has them all"


def _place(trouble: Trouble) -> str:
    if trouble.anchor:
        return f"anchor {trouble.anchor}"
    said = (
        f"{trouble.type} {trouble.id[:12]} by {trouble.actor}"
        if trouble.id
        else f"commit {trouble.commit[:12]}"
    )
    return f"event {trouble.number} ({said})" if trouble.number else f"a checkpoint from outside ({said})"


def log_text(entries: Iterable[Entry], revoked: Container[str] = ()) -> str:
    """One line an event; ``revoked`` are ids."""
    return "".join(f"{_line(entry, entry.id in revoked)}\n" for entry in entries)


def _line(entry: Entry, is_revoked: bool) -> str:
    event = entry.event
    mark = ("" if entry.counts else "  DOES NOT COUNT") + ("  REVOKED" if is_revoked else "")
    said = f"{one_line(event.actor)}  {one_line(about(event))}{mark}"
    return f"{entry.number:>6}  {event.at:%Y-%m-%d %H:%M}  {entry.id[:12]}  {event.type:<18}  {said}"


def about(event: Event | Newer) -> str:
    """What an event is about, in a few words."""
    payload: Any = event.payload
    if isinstance(payload, Merge):
        return f"{payload.subject.head[:12]} on {payload.branch} as {payload.commit[:12]} ({payload.how})"
    if event.subject is not None:
        said = getattr(payload, "decision", None) or getattr(payload, "role", "")
        return f"{event.subject.head[:12]} {said}".strip()
    finding: FindingRef | None = getattr(payload, "finding", None)
    if finding is not None:
        said = [str(getattr(payload, key, "")) for key in ("reason", "verdict", "stage", "observation")]
        return " ".join([finding.rule, *filter(None, said)])
    words = (getattr(payload, key, None) for key in ("person", "what", "tool", "tag", "month", "commit"))
    return next((str(word) for word in words if word), "")


def entry_text(entry: Entry, revoked: Entry | None = None) -> str:
    """Everything of one event; ``revoked``: the event that takes it back."""
    lines = [
        f"event {entry.number}: {entry.event.type}",
        f"  id: {entry.id}",
        f"  commit: {entry.commit}",
        f"  actor: {entry.event.actor}{' (touched a token)' if entry.present else ''}",
        f"  at: {entry.event.at:%Y-%m-%dT%H:%M:%SZ}, as its signer claims",
        f"  counts: {'yes' if entry.counts and revoked is None else 'no'}",
        *([f"  revoked: by {revoked.event.actor} in event {revoked.number}"] if revoked else []),
    ]
    lines += [f"  wrong: {text}" for text in entry.wrong]
    lines += [f"  could not tell: {text}" for text in entry.unsure]
    said = plain(entry.event)
    whole = said if isinstance(entry.event, Newer) else said["payload"]
    content = json.dumps(whole, indent=2, ensure_ascii=False)
    shown = [*lines, *(f"  {line}" for line in content.splitlines())]
    return "".join(f"{_safe(line)}\n" for line in shown)


def _safe(line: str) -> str:
    stripped = line.lstrip(" ")
    return " " * (len(line) - len(stripped)) + one_line(stripped)


def entry_json(entry: Entry, signatures: str) -> dict[str, Any]:
    """What an export has of an event: its canonical JSON is what was signed."""
    return {
        "number": entry.number,
        "id": entry.id,
        "commit": entry.commit,
        "counts": entry.counts,
        "wrong": list(entry.wrong),
        "unsure": list(entry.unsure),
        "event": plain(entry.event),
        "signatures": signatures,
    }


def standings_text(standings: list[tuple[FindingRef, Standing]]) -> str:
    """One line a finding."""
    if not standings:
        return "No event of the ledger is about a finding.\n"
    return "".join(f"{one_line(_standing(*one))}\n" for one in standings)


def _standing(finding: FindingRef, standing: Standing) -> str:
    key = next(iter(finding.fingerprints.values()))[:12]
    until = f" until {standing.until}" if standing.until else ""
    again = f", episode {standing.episode}" if standing.episode > 1 else ""
    asked = f"; {len(standing.asked)} dismissal(s) wait for somebody else" if standing.asked else ""
    by = " and ".join(standing.by)
    said = f"by {by}{until}, event {standing.event[:12]}{asked}"
    return f"{standing.state.value}: {finding.rule} {key}{again}: {said}"


def standings_json(standings: list[tuple[FindingRef, Standing]]) -> str:
    """A list of findings and their standings."""
    plain = [
        msgspec.to_builtins(standing) | {"finding": msgspec.to_builtins(finding), "open": standing.open}
        for finding, standing in standings
    ]
    return json.dumps(plain, indent=2) + "\n"


def gaps_text(found: Gaps, commits: list[Commit]) -> str:
    """The commits, the newest first."""
    since = f" since {found.since[:12]}" if found.since else ": the ledger has no decision on what is here"
    counts = f"{len(found.without)} of {found.commits} commits of {one_line(found.branch)}"
    lines = [f"{counts}{since} without a decision"]
    lines += [f"  {one.id[:12]}  {one_line(f'{one.author_name}: {one.message[:80]}')}" for one in commits]
    if len(found.without) > len(commits):
        lines.append(f"  {len(found.without) - len(commits)} more; --output json has them all")
    if found.cut:
        lines.append("  the history of this clone is cut off: earlier commits were not looked at")
    return "\n".join(lines) + "\n"


def gaps_json(found: Gaps) -> str:
    return json.dumps({"schema": "tidegate.ledger-gaps/1", **msgspec.to_builtins(found)}, indent=2) + "\n"
