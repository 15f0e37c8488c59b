"""What a release holds, as text and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from tidegate.model.proof import Verdict
from tidegate.model.release import Contained, ReleaseEvidence, Signed, Standing, TagSignature
from tidegate.reports.json_ import encoded, stored
from tidegate.reports.visible import one_line

_ANSWERS = {
    Verdict.PROVED: "all that it holds was decided and approved",
    Verdict.NOT_PROVED: "not all that it holds was decided and approved",
    Verdict.UNDETERMINED: "it could not be told of all that it holds",
}
_MARKS = {
    Standing.PROVED: "proved",
    Standing.BYPASSED: "bypassed, reviewed",
    Standing.REVIEW_DUE: "bypassed, review due",
    Standing.UNDETERMINED: "could not tell",
    Standing.NOT_PROVED: "not proved",
}


def render(name: str, found: ReleaseEvidence) -> str:
    if name == "json":
        plain: dict[str, Any] = stored(msgspec.to_builtins(found))
        return encoded({**plain, "answer": str(found.answer)})
    return "".join(f"{_line(line)}\n" for line in _lines(found))


def _line(text: str) -> str:
    """Safe to show; what stands to its left stays."""
    return text[: len(text) - len(text.lstrip())] + one_line(text)


def _lines(found: ReleaseEvidence) -> Iterator[str]:
    yield f"{found.tag}: {_ANSWERS[found.answer]}"
    yield from summary(found)
    for one in found.changes:
        if one.standing is not Standing.PROVED:
            yield from _change(one)


def summary(found: ReleaseEvidence) -> Iterator[str]:
    """How much it holds and how that stands, in lines."""
    since = f"{found.since_tag or 'commit'} ({found.since[:12]})" if found.since else "the beginning"
    yield f"{_count(len(found.changes), 'change')} with {_count(found.commits, 'commit')} since {since}"
    yield f"tag: {_signature(found.signature)}"
    if found.accepted_by:
        yield f"accepted by {', '.join(found.accepted_by)}"
    for limit in found.limits:
        yield f"could not tell: {limit}"
    counts = Counter(one.standing for one in found.changes)
    yield ", ".join(f"{counts[standing]:,} {words}" for standing, words in _MARKS.items() if counts[standing])


def _change(one: Contained) -> Iterator[str]:
    more = f" and {_count(one.commits - 1, 'commit')} that it brought" if one.commits > 1 else ""
    yield f"  {one.commit[:12]} {one.title}{more}: {_MARKS[one.standing]}"
    for reason in one.proof.reasons:
        yield f"    {reason.text}"
    past = one.proof.bypass
    if past is not None:
        later = (
            f"reviewed by {past.reviewed_by[:12]}" if past.reviewed_by else f"review due {past.review_due}"
        )
        yield f"    break-glass by {past.person}, {later}"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _signature(one: TagSignature) -> str:
    if one.signed is Signed.FITS:
        return f"signed by {one.person}" if one.person else f"signed with {one.key}, {one.why}"
    words = {
        Signed.BROKEN: "its signature does not hold",
        Signed.UNKNOWN: "its signature could not be verified",
        Signed.NONE: "not signed",
    }
    return f"{words[one.signed]}: {one.why}" if one.why else words[one.signed]
