"""What landed between two releases, each commit held against the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tidegate.evidence.branch import Branch
from tidegate.evidence.owing import ACCEPTANCE, MANAGER
from tidegate.evidence.tags import signature_of
from tidegate.git.line import LINE_LIMIT, Landed
from tidegate.git.repository import Repository
from tidegate.git.tags import Tag
from tidegate.ledger.index import Index
from tidegate.ledger.opened import Opened
from tidegate.model.errors import UsageError
from tidegate.model.proof import Proof, Verdict
from tidegate.model.release import Contained, ReleaseEvidence, Standing


def release(ledger: Opened, index: Index, name: str, since: str | None, now: datetime) -> ReleaseEvidence:
    """``since`` is a revision; without it, the tag before. Raise UsageError where there is no such tag."""
    repository = ledger.repository
    tag = repository.tag(name)
    if tag is None:
        raise UsageError(f'there is no tag "{name}"', "fetch it: git fetch --tags")
    start, start_tag = _since(repository, tag, since)
    branch = Branch(ledger, index, tag.commit)
    landed = _within(branch.line, repository, tag, start)
    return ReleaseEvidence(
        tag=tag.name,
        commit=tag.commit,
        since=start,
        since_tag=start_tag,
        signature=signature_of(tag, ledger),
        accepted_by=tuple(sorted(branch.accepted(tag.name, tag.commit))),
        commits=repository.line.count(start, tag.commit) or 0,
        changes=_contained(branch, landed, repository, now),
        limits=_limits(repository, branch.line),
    )


def _since(repository: Repository, tag: Tag, since: str | None) -> tuple[str | None, str | None]:
    """What the release is compared with: a commit, and the tag that was taken for it."""
    if since is not None:
        commit = repository.revision(since).oid
        if not repository.line.leads_to(commit, tag.commit):
            raise UsageError(
                f"{since} does not lead to {tag.name}", "name an earlier release of the same line"
            )
        return commit, None
    before = repository.tag_before(tag.commit)
    found = repository.tag(before) if before else None
    return (found.commit, found.name) if found else (None, None)


def _within(line: Sequence[Landed], repository: Repository, tag: Tag, start: str | None) -> Sequence[Landed]:
    """The part of the line that does not lead to ``start``."""
    return line[: repository.line.length(start, tag.commit)]


def _contained(
    branch: Branch, landed: Sequence[Landed], repository: Repository, now: datetime
) -> tuple[Contained, ...]:
    titles = {
        one.id: one.message.partition("\n")[0] for one in repository.commits([one.commit for one in landed])
    }
    found = []
    for one in landed:
        proof = branch.proof(one)
        parent = one.parents[0] if one.parents else None
        found.append(
            Contained(
                commit=one.commit,
                title=titles.get(one.commit, ""),
                commits=repository.line.count(parent, one.commit) or 1,
                standing=standing(proof, now),
                proof=proof,
            )
        )
    return tuple(found)


def barred(found: ReleaseEvidence, person: str) -> dict[str, str]:
    """Of the changes that need a manager's acceptance, those for which this one's does not count: commit →
    why."""
    asked = (one for one in found.changes if ACCEPTANCE in one.proof.owed)
    whys = {one.commit: _bar(one.proof, person) for one in asked}
    return {commit: why for commit, why in whys.items() if why}


def _bar(proof: Proof, person: str) -> str:
    if person in proof.involved:
        return f"{person} had a part in it"
    reviewed = any(
        one.person == person and one.kind == "approval" and one.counts and MANAGER not in one.roles
        for one in proof.assents
    )
    return f"{person} reviewed it" if reviewed else ""


def standing(proof: Proof, now: datetime) -> Standing:
    """A break-glass is no pass, and is no failure while its review may still come."""
    if proof.verdict is Verdict.PROVED:
        return Standing.PROVED
    if proof.bypass is not None:
        if proof.bypass.reviewed_by:
            return Standing.BYPASSED
        is_late = datetime.fromisoformat(proof.bypass.review_due) < now
        return Standing.NOT_PROVED if is_late else Standing.REVIEW_DUE
    return Standing.UNDETERMINED if proof.verdict is Verdict.UNDETERMINED else Standing.NOT_PROVED


def _limits(repository: Repository, line: Sequence[Landed]) -> tuple[str, ...]:
    if repository.layout.shallow:
        return ("this clone is shallow: git fetch --unshallow",)
    return (f"only the newest {LINE_LIMIT:,} commits were read",) if len(line) == LINE_LIMIT else ()
