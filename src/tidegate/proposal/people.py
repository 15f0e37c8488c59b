"""Who answers for code and who changes it: CODEOWNERS, and the last commits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from tidegate.config.owners import Codeowners
from tidegate.config.patterns import paths as matching
from tidegate.git import Repository
from tidegate.knowledge.proposing import machines
from tidegate.model.change import Commit
from tidegate.model.errors import RepositoryError
from tidegate.model.proposal import Sensitive

COMMITS = 300  # that are asked who changed what
_MOST = 3  # people of a subject
_BOT = "[bot]"


class Changed(msgspec.Struct, frozen=True):
    """Which paths somebody's commits changed; ``complete`` unless a bound was reached."""

    by: tuple[tuple[str, frozenset[str]], ...]
    complete: bool = True

    @property
    def people(self) -> int:
        return len({name for name, _ in self.by})


def changed(repository: Repository, commits: Sequence[Commit]) -> Changed:
    """What each commit that is no merge and no bot's changed, by who wrote it."""
    asked = [one for one in commits if len(one.parents) < 2 and not _is_bot(one)]
    try:
        steps = repository.steps([(one.id, one.parents[0] if one.parents else None) for one in asked])
    except RepositoryError:  # a clone without all objects
        return Changed((), complete=False)
    return Changed(
        tuple(
            (
                one.author_name,
                frozenset(path for moved in files for path in (moved.after, moved.before) if path),
            )
            for one, files in zip(asked, steps.files, strict=False)
        ),
        steps.complete,
    )


def _is_bot(commit: Commit) -> bool:
    return _BOT in f"{commit.author_name} {commit.author_email}" or commit.author_email in machines()


def answering(one: Sensitive, owners: Codeowners, files: Sequence[str], done: Changed) -> Sensitive:
    """A subject with who answers for it and who changed it most."""
    is_meant = matching([proposed.value for proposed in one.paths])
    meant = [path for path in files if is_meant(path)]
    named = {owner for path in meant for owned in owners.of(path) for owner in owned.owners}
    touching = set(meant)
    counted = Counter(name for name, touched in done.by if not touching.isdisjoint(touched))
    most = tuple(f"{name} ({number})" for name, number in counted.most_common(_MOST))
    return msgspec.structs.replace(one, owners=tuple(sorted(named)), changed_by=most)
