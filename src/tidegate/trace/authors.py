"""Who wrote what one commit brought: the evidence that ``check`` reads, asked of a line or a commit."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tidegate.authorship import Authorship, judge
from tidegate.model.attribution import Attribution, Author, Claim, Share, Trust
from tidegate.model.change import Change, Commit, FileChange, FileStatus, Hunk
from tidegate.model.change import FileKind as Kind
from tidegate.model.paths import classify
from tidegate.stages import Stages
from tidegate.trace.asked import Asked

_SAY_LINES = (Trust.DECLARED, Trust.TRAILER)  # of a whole commit, surest first


def of_line(asked: Asked, commit: Commit, path: str, line: int) -> Attribution:
    """Who wrote one line of a commit that brought it; ``added`` is 1."""
    file = FileChange(
        path, FileStatus.MODIFIED, Kind.TEXT, classify(path), hunks=(Hunk(line - 1, 0, line, 1),), added=1
    )
    authorship = _judged(asked, _alone(asked, commit, (file,)))
    whole = authorship.ai.attribution
    piece = next((one for one in authorship.pieces if one.start <= line <= one.end), None)
    claims = piece.claims if piece is not None and piece.commit else _of_commit(whole.claims)
    hints = tuple(one for one in whole.claims if one.confidence is Trust.HEURISTIC)
    return _counted(whole, claims, hints)


def of_file(asked: Asked, commit: Commit) -> Attribution:
    """Who wrote a commit as a whole, where there are no lines to ask of."""
    whole = _judged(asked, _alone(asked, commit, ())).ai.attribution
    hints = tuple(one for one in whole.claims if one.confidence is Trust.HEURISTIC)
    return _counted(whole, _of_commit(whole.claims), hints, lines=0)


def of_commit(asked: Asked, change: Change) -> Attribution:
    """Who wrote the lines that a commit, or the commits of a merge, brought."""
    return _judged(asked, change).ai.attribution


def _judged(asked: Asked, change: Change) -> Authorship:
    stages = Stages()
    found = judge(change, asked.repository, None, asked.cache, stages)
    asked.gaps += stages.failures
    return found


def _alone(asked: Asked, commit: Commit, files: tuple[FileChange, ...]) -> Change:
    tree = asked.repository.tree_of(commit.id) or ""
    return Change(
        repository=asked.name,
        base=None,
        head=commit.id,
        merge_base=None,
        base_tree=tree,
        head_tree=tree,
        policy_tree=tree,
        title=commit.id,
        commits=(commit,),
        files=files,
    )


def _of_commit(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """The surest claims on the whole commit, where the line is none of those that its difference adds."""
    for trust in _SAY_LINES:
        if found := tuple(one for one in claims if one.confidence is trust and one.lines is None):
            return found
    return ()


def _counted(
    whole: Attribution, claims: tuple[Claim, ...], hints: tuple[Claim, ...], lines: int = 1
) -> Attribution:
    authors = {one.author for one in claims} - {Author.UNKNOWN}
    author = Author.UNKNOWN if not authors else Author.MIXED if len(authors) > 1 else authors.pop()
    return msgspec.structs.replace(
        whole,
        confidence=claims[0].confidence if claims else Trust.HEURISTIC if hints else Trust.UNKNOWN,
        added=lines,
        ai=lines * (author is Author.AI),
        mixed=lines * (author is Author.MIXED),
        human=lines * (author is Author.HUMAN),
        unknown=lines * (author is Author.UNKNOWN),
        shares=tuple(
            dict.fromkeys(Share(c.author, c.tool, c.name, c.model, c.confidence, lines) for c in claims)
        ),
        claims=(*claims, *hints),
    )
