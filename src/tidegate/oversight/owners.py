"""Who answers for what is changed: owners by CODEOWNERS, and the keys that its commits are signed with."""

from __future__ import annotations

from collections.abc import Iterable

from tidegate.config.loading import Read
from tidegate.config.owners import codeowners
from tidegate.git import Repository
from tidegate.ledger.commits import signer_of
from tidegate.model.change import Commit
from tidegate.model.people import People
from tidegate.policy.asked import OwnersAsked

MOST_MATCHES = 5_000_000  # changed paths times lines of CODEOWNERS


def owners(read: Read, touched: set[str], people: People) -> tuple[tuple[OwnersAsked, ...], tuple[str, ...]]:
    """Everybody whom CODEOWNERS names for the changed paths; what of it could not be told."""
    found = codeowners(read)
    if not found.path:
        return (), ()
    if not found.sections or found.size * len(touched) > MOST_MATCHES:
        return (), (found.problems[0] if found.problems else f"{found.path} is too long for so many paths",)
    asked = {
        (owned.section, owned.owners): owned.approvals
        for path in sorted(touched)
        for owned in found.of(path)
        if owned.owners and not owned.optional
    }
    return tuple(
        OwnersAsked(" or ".join(names), _ids(names, people), count) for (_, names), count in asked.items()
    ), ()


def _ids(names: Iterable[str], people: People) -> frozenset[str] | None:
    """One who can be told suffices; ``None`` where nobody can."""
    known = [ids for name in names if (ids := people.of_owner(name)) is not None]
    return frozenset().union(*known) if known else None


def signed(repository: Repository, commits: Iterable[Commit], people: People) -> bool:
    """Whether each commit is signed by a key of its author or committer."""
    made = list(commits)
    raw = repository.raw_commits([commit.id for commit in made])
    for commit in made:
        signer = people.of_key(signer_of(raw.get(commit.id, b""), people) or "")
        who = {people.of_email(commit.author_email), people.of_email(commit.committer_email)}
        if signer is None or signer not in who:
            return False
    return bool(made)
