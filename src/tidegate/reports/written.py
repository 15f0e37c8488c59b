"""The words for who wrote a change: each share with who says so, and what nobody knows."""

from __future__ import annotations

from tidegate.model.attribution import Attribution, Author, Share, Trust
from tidegate.reports import words

_SAYS = {
    Trust.RECORDED: "recorded by the tool",
    Trust.DECLARED: "declared by the team",
    Trust.TRAILER: "as its commits say",
    Trust.HEURISTIC: "a hint only",
    Trust.UNKNOWN: "unknown",
}
_SHARES = 4


def says(trust: Trust) -> str:
    """Who says so, in words."""
    return _SAYS[trust]


def lines(said: Attribution) -> list[str]:
    """One line a share, then what is unknown and what is doubted; nothing where nobody says anything."""
    if not said.claims and not said.doubts:
        return []
    shown = [_share(share, said.added) for share in said.shares[:_SHARES]]
    if len(said.shares) > _SHARES:
        shown.append(f"and {words.plural(len(said.shares) - _SHARES, 'more share')}")
    if said.unknown:
        shown.append(f"{_of(said.unknown, said.added)}: unknown who wrote them")
    hints = [claim for claim in said.claims if claim.confidence is Trust.HEURISTIC]
    if hints and not said.shares:
        names = dict.fromkeys(claim.name or "an AI tool" for claim in hints)
        shown.append(f"a hint only: {words.some(list(names), 3)} ({hints[0].evidence[0].text})")
    return [*shown, *(f"doubt: {_doubt(doubt.text, doubt.commit)}" for doubt in said.doubts)]


def _share(share: Share, added: int) -> str:
    who = share.name or ("an AI tool" if share.author is Author.AI else share.author.value)
    if share.author is Author.HUMAN:
        who = "people"
    model = f" ({share.model})" if share.model else ""
    return f"{_of(share.lines, added)} by {who}{model}, {_SAYS[share.confidence]}"


def _of(lines: int, added: int) -> str:
    return f"{lines:,} of {words.plural(added, 'added line')}"


def _doubt(text: str, commit: str | None) -> str:
    return f"{text} ({commit[:12]})" if commit else text
