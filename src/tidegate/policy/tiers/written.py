"""Conditions on who wrote a change: tools and people, as they are claimed.

A claim can show that a tool wrote lines; nothing shows that none did. So lines that are not known to be a
tool's count as such a tool's: who claims less, or takes the work for a human's, owes no less.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidegate.config.patterns import Matcher, texts
from tidegate.config.tiers import AttributionAsked
from tidegate.model.attribution import Author, Share, Trust
from tidegate.policy.tiers.logic import Answer
from tidegate.policy.tiers.seen import Seen, listed, matched, not_matched, unknown

_TOOLS = frozenset({Author.AI, Author.MIXED})


def is_by_tool(asked: AttributionAsked, seen: Seen) -> Answer:
    """Lines that such tools wrote, or may have written: not matched only where no line is added."""
    found = seen.facts.attribution
    added = max(found.added, sum(file.added for file in seen.facts.files))
    if not added:
        return not_matched("no line is added")
    shares = [share for share in found.shares if _is_asked(asked, share)]
    lines = max((share.lines for share in shares), default=0)
    if lines * 100 >= asked.share * added:
        who = listed(share.name or share.tool or "an AI tool" for share in shares)
        return matched(f"{who} wrote {lines:,} of {added:,} added lines")
    return matched(f"nothing shows that such a tool did not write the added lines ({added:,})")


def is_by(mails: Sequence[str], seen: Seen) -> Answer:
    """Somebody of these is an author, a committer or a co-author; unknown of what is not committed."""
    return _somebody(seen, texts(mails), "nobody of these wrote it")


def is_by_others(mails: Sequence[str], seen: Seen) -> Answer:
    """Somebody else than these is one."""
    is_one = texts(mails)
    return _somebody(seen, lambda mail: not is_one(mail), "nobody else wrote it")


def _somebody(seen: Seen, is_meant: Matcher, nobody: str) -> Answer:
    authors = seen.facts.authors
    if authors is None:
        return unknown("nobody has committed it yet")
    if found := [mail for mail in authors if mail and is_meant(mail)]:
        return matched(f"{listed(found)} wrote it")
    return unknown("somebody wrote it whose address is not known") if "" in authors else not_matched(nobody)


def _is_asked(asked: AttributionAsked, share: Share) -> bool:
    if share.author not in _TOOLS or share.confidence is Trust.HEURISTIC:
        return False
    by_tool = not asked.tools or share.tool in asked.tools
    return by_tool and (not asked.models or texts(asked.models)(share.model or ""))
