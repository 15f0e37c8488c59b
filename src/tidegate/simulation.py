"""Recent changes of a branch, judged by the policy in force and by a proposed one: what would differ."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from tidegate.cache import Cache
from tidegate.check import DEFAULT_SECONDS, judge
from tidegate.config.loading import ANY
from tidegate.config.nested import nested
from tidegate.config.policy import Policy, from_file
from tidegate.config.settings import DEFAULTS
from tidegate.git import Repository
from tidegate.git.revisions import Revision
from tidegate.model.change import Change, Commit
from tidegate.model.errors import RepositoryError, TidegateError
from tidegate.model.simulation import Outcome, Replayed, Simulation
from tidegate.policy.decide import Verdict, decide
from tidegate.policy.facts import ChangeFacts
from tidegate.question import CheckOptions, Question, in_folders, policy_at
from tidegate.stages import Stages

LAST = 100  # changes
SECONDS = 600.0  # for all of them
_BECAUSE = 3
_NOT_REACHED = "not looked at: the time was up"
_CUT = "not looked at whole: the time was up"


class SimulationOptions(msgspec.Struct, frozen=True, kw_only=True):
    """``proposed`` is a settings file; without one the policy in force is told alone."""

    directory: Path = Path()
    proposed: Path | None = None
    branch: str | None = None  # by default the one that changes land on
    last: int = LAST
    timeout: float | None = None  # seconds for everything
    today: date | None = None


def simulate(options: SimulationOptions) -> Simulation:
    """Raise TidegateError where the question cannot be asked; what cannot be judged is told as such."""
    with Cache.open() as cache, Repository.open(options.directory, cache) as repository:
        tip = _tip(options, repository)
        in_force = policy_at(tip.tree, repository)
        proposed = from_file(options.proposed) if options.proposed is not None else in_force
        replay = _Replay(options, repository, cache, tip, proposed)
        changes = tuple(replay.changes(repository.landed(tip, options.last)))
    return Simulation(branch=tip.name, in_force=in_force.digest, proposed=proposed.digest, changes=changes)


def _tip(options: SimulationOptions, repository: Repository) -> Revision:
    if options.branch is not None:
        return repository.revision(options.branch)
    found = repository.default_branch()
    if found is None:
        raise RepositoryError("no branch is known that changes land on", "name it: --branch BRANCH")
    return found


class _Replay:
    def __init__(
        self,
        options: SimulationOptions,
        repository: Repository,
        cache: Cache,
        tip: Revision,
        proposed: Policy,
    ) -> None:
        self._options = options
        self._repository = repository
        self._cache = cache
        self._tip = tip
        self._proposed = proposed
        self._today = options.today or datetime.now(UTC).date()
        self._end = time.monotonic() + (options.timeout or SECONDS)

    def changes(self, commits: tuple[Commit, ...]) -> Iterator[Replayed]:
        for commit in commits:
            said = Replayed(commit=commit.id, subject=_subject(commit), time=commit.commit_time)
            try:
                yield self._change(said, commit)
            except TidegateError as error:
                yield msgspec.structs.replace(said, why_not=str(error))

    def _change(self, said: Replayed, commit: Commit) -> Replayed:
        if self._left() <= 0:
            return msgspec.structs.replace(said, why_not=_NOT_REACHED)
        change = self._repository.change(commit.id)
        old, new = self._policies(change)
        facts = self._facts(change, old)
        again = facts if _sees_alike(old, new) else self._facts(change, new)
        unseen = tuple(dict.fromkeys((*_unseen(facts), *_unseen(again))))
        if unseen and self._left() <= 0:  # a check would have had the time to see more
            return msgspec.structs.replace(said, why_not=_CUT, unseen=unseen)
        return msgspec.structs.replace(
            said,
            in_force=_outcome(decide(facts, old.settings, self._today)),
            proposed=_outcome(decide(again, new.settings, self._today)),
            unseen=unseen,
        )

    def _policies(self, change: Change) -> tuple[Policy, Policy]:
        """Both, each tightened by what the branch says in the folders that the change touches."""
        folders = in_folders(self._repository.tree(self._tip.tree), change)
        settings = nested(self._proposed.settings, folders, ANY)
        proposed = msgspec.structs.replace(self._proposed, settings=settings)
        return policy_at(self._tip.tree, self._repository, change), proposed

    def _facts(self, change: Change, policy: Policy) -> ChangeFacts:
        seconds = max(min(self._left(), DEFAULT_SECONDS), 0.001)
        options = CheckOptions(directory=self._options.directory, timeout=seconds)
        question = Question(options, self._today, change, (), policy)
        return judge(question, self._repository, self._cache, Stages()).facts

    def _left(self) -> float:
        return self._end - time.monotonic()


def _sees_alike(one: Policy, other: Policy) -> bool:
    """Whether two policies differ only in what they ask for, so that a change means the same to both."""
    return one.knowledge == other.knowledge and _seeing(one) == _seeing(other)


def _seeing(policy: Policy) -> object:
    """The settings without those that only decide."""
    return msgspec.structs.replace(
        policy.settings,
        mode=DEFAULTS.mode,
        observe_until=DEFAULTS.observe_until,
        sensitive_paths=DEFAULTS.sensitive_paths,
        tiers=DEFAULTS.tiers,
        attribution=DEFAULTS.attribution,
    )


def _outcome(verdict: Verdict) -> Outcome:
    observed = verdict.observed
    return Outcome(
        observed.decision if observed else verdict.decision,
        verdict.tier,
        verdict.requirements.humans,
        verdict.requirements.name,
        tuple(reason.text for reason in verdict.reasons[:_BECAUSE]),
    )


def _unseen(facts: ChangeFacts) -> Iterator[str]:
    yield from (f"{gap.path}: {gap.why}" for gap in facts.gaps if gap.matters)
    yield from (*facts.limits, *facts.failures)


def _subject(commit: Commit) -> str:
    return (commit.message.splitlines() or [""])[0][:200]
