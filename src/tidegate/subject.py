"""The exact change that somebody decides on or approves, as events of the ledger name it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from tidegate.config.loading import digest
from tidegate.git import Repository
from tidegate.model.change import Change
from tidegate.model.digests import findings_digest
from tidegate.model.errors import UsageError
from tidegate.model.event import Subject
from tidegate.model.finding import Finding
from tidegate.model.requirements import Requirements

_NOTHING = hashlib.sha256(b"").hexdigest()


def subject(
    repository: Repository,
    change: Change,
    findings: Iterable[Finding],
    requirements: Requirements,
    policy: str | None,
    name: str,
) -> Subject:
    """``policy`` is the digest of the settings; ``name`` is what the repository is called in the ledger.

    Raise UsageError where the change is not committed: nobody can approve what may still move.
    """
    if change.base is None or change.head is None or change.merge_base is None:
        raise UsageError(
            f"{change.title} is no commit that follows another", "commit it, and name BASE..HEAD"
        )
    line = repository.line
    trees = line.tree_of(change.merge_base) or change.base_tree, line.tree_of(change.head) or change.head_tree
    return Subject(
        repository=name,
        base=change.base,
        head=change.head,
        merge_base=change.merge_base,
        merge_tree=line.merged_tree(change.base, change.head),
        patch_id=line.patch_id(*trees),
        diff_sha256=line.patch_digest(*trees) or _NOTHING,
        findings_digest=findings_digest(findings),
        requirements_digest=requirements.digest,
        policy_digest=policy or digest({}),
    )
