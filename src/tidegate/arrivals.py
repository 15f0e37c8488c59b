"""What landed on a branch, as events of the ledger: merges, rules that changed, fixes that are there now.

Only a commit that is a change which was decided is a merge. Of any other commit nothing is known that could
be signed: it is named, and that the ledger has nothing of it is what shows it later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile

import msgspec

from tidegate.config.loading import FOLDER, digest
from tidegate.git import Repository
from tidegate.git.line import Landed
from tidegate.ledger.gaps import is_cut, since_first
from tidegate.ledger.index import Index
from tidegate.ledger.joining import Join, joined
from tidegate.ledger.opened import Opened
from tidegate.ledger.reading import Entry
from tidegate.ledger.states import Key, States, keys
from tidegate.ledger.subjects import tip_of
from tidegate.model.configuration import ConfigurationKind, configuration_kind
from tidegate.model.errors import ConfigurationError, RepositoryError, UsageError
from tidegate.model.event import (
    DecisionMade,
    Fix,
    FixStage,
    Merge,
    MergeHow,
    PolicyChange,
    Subject,
    kind_of,
)
from tidegate.model.paths import display
from tidegate.question import policy_at

_KINDS = tuple(kind_of(kind) for kind in (DecisionMade, Merge, PolicyChange))
_RULES = (ConfigurationKind.GATE, ConfigurationKind.OWNERS)
_MOST_PATHS = 500  # of one change of the rules, each with so many characters


class Arrivals(msgspec.Struct, frozen=True, kw_only=True):
    """``payloads`` are what the ledger does not have yet, in the order in which they are to be written.

    ``undecided`` are the commits, the newest first, that landed after ``last``, the newest recorded merge,
    and are no change that was decided. ``since`` is the commit on which the first decision was made;
    ``None``: there is no decision, or this clone does not reach back to it, and nothing was looked at.
    ``cut``: the branch's history ends early.
    """

    branch: str
    payloads: tuple[Fix | Merge | PolicyChange, ...] = ()
    undecided: tuple[str, ...] = ()
    last: str | None = None
    since: str | None = None
    cut: bool = False

    @property
    def is_told(self) -> bool:
        """Whether all that landed could be looked at."""
        return self.since is not None and (not self.cut or self.last is not None)


def arrivals(opened: Opened, index: Index, name: str) -> Arrivals:
    """What landed on the branch ``name`` and is not recorded. Raise UsageError where there is none, and
    RepositoryError where what is recorded cannot be read."""
    if index.told.broken:
        text = f"the ledger cannot be read after event {len(index)}: {index.told.broken}"
        raise RepositoryError(text, "see what is wrong with it: tidegate ledger verify")
    repository, branch = opened.repository, _plain(name)
    tip = tip_of(repository, branch)
    if tip is None:
        raise UsageError(f'there is no branch "{branch}" here', f"fetch it: git fetch origin {branch}")
    known, line = _Known(opened, index, branch), repository.line.commits(tip)
    considered, since = since_first(line, [one for _, one in known.numbered])
    if since is None:
        return Arrivals(branch=branch, cut=is_cut(opened, line))
    new = tuple(takewhile(lambda one: one.commit not in known.merged, considered))
    joins = _joins(repository, known, line, len(new))
    return Arrivals(
        branch=branch,
        payloads=tuple(_payloads(repository, known, joins, considered, len(new))),
        undecided=tuple(one.commit for one in new if one.commit not in joins),
        last=considered[len(new)].commit if len(new) < len(considered) else None,
        since=since,
        cut=is_cut(opened, line),
    )


def _plain(name: str) -> str:
    """``main``, however the branch is named."""
    for prefix in ("refs/heads/", "refs/remotes/", "origin/"):
        name = name.removeprefix(prefix)
    return name


class _Known:
    """What the ledger says of the changes of this repository, by events that count.

    ``decisions`` are the last ones, by the head of their change; ``merged`` the commits, and ``landed`` the
    heads of changes, of the merges of ``branch``, the last of which was signed when ``looked`` events were
    known; ``ruled`` the commits of changes of the rules.
    """

    def __init__(self, opened: Opened, index: Index, branch: str) -> None:
        self.branch = branch
        self.states: States = index.states
        self.numbered: list[tuple[int, Subject]] = []
        self.looked = 0
        self.decisions: dict[str, tuple[str, DecisionMade]] = {}  # with the event's id
        self.merged: set[str] = set()
        self.landed: set[str] = set()
        self.ruled: set[str] = set()
        numbers = sorted(number for kind in _KINDS for number in index.told.kinds.get(kind, ()))
        for entry in index.entries(numbers):
            if entry.counts and entry.event.repository == opened.name:
                self._follow(entry)

    def _follow(self, entry: Entry) -> None:
        match entry.event.payload:
            case DecisionMade(subject=subject) as decision:
                self.numbered.append((entry.number, subject))
                self.decisions[subject.head] = entry.id, decision
            case PolicyChange(commit=commit):
                self.ruled.add(commit)
            case Merge(subject=subject, commit=commit, branch=self.branch):
                self.merged.add(commit)
                self.landed.add(subject.head)
                self.looked = entry.event.after.count

    def subjects(self, after: int = 0) -> list[Subject]:
        """What was decided, by events of higher numbers, and did not land, in the ledger's order."""
        return [one for number, one in self.numbered if number > after and one.head not in self.landed]


def _joins(repository: Repository, known: _Known, line: Sequence[Landed], new: int) -> dict[str, Join]:
    """Which of the ``new`` newest commits are changes that did not land before. Of the older ones only a
    change may be one that was decided since these were looked at."""
    history = repository.line
    found = joined(line[: new + 1], known.subjects(), history)
    heads = {one.head for one in found.values()}
    late = [one for one in known.subjects(known.looked) if one.head not in heads] if known.merged else []
    return joined(line, late, history) | found


def _payloads(
    repository: Repository, known: _Known, joins: dict[str, Join], considered: Sequence[Landed], new: int
) -> Iterator[Fix | Merge | PolicyChange]:
    """From the oldest commit on. A merge comes last of its commit: then all of that one is recorded."""
    commits = Counter(join.tip for join in joins.values())
    mended: set[Key] = set()
    for number in reversed(range(len(considered))):
        landed = considered[number]
        if number < new and landed.commit not in known.ruled:
            yield from _rules(repository, landed)
        join = joins.get(landed.commit)
        if join and join.tip == landed.commit and not _is_recorded(join, known):
            id_, decision = known.decisions[join.head]
            yield from _fixes(decision, landed.commit, known.states, mended)
            yield Merge(
                subject=decision.subject,
                branch=known.branch,
                commit=landed.commit,
                tree=landed.tree,
                how=_how(repository, join, decision.subject, landed, commits[landed.commit]),
                decision=id_,
            )


def _is_recorded(join: Join, known: _Known) -> bool:
    """A change lands once, and a commit is one change."""
    return join.tip in known.merged or join.head in known.landed


def _fixes(decision: DecisionMade, commit: str, states: States, mended: set[Key]) -> Iterator[Fix]:
    """What the check of the change saw to be gone. ``mended`` is told already, in this go."""
    for finding in decision.fixed:
        if states.is_mended(finding) is False and mended.isdisjoint(keys(finding)):
            mended.update(keys(finding))
            yield Fix(finding=finding, stage=FixStage.UNVERIFIED, commit=commit)


def _how(repository: Repository, join: Join, subject: Subject, landed: Landed, commits: int) -> MergeHow:
    """``commits`` is as how many it landed. One commit that is made anew, and is not known to say what the
    change's only one said, is a squash."""
    if join.by == "commit":
        return MergeHow.PUSH
    if len(landed.parents) > 1:
        return MergeHow.MERGE
    if commits > 1:
        return MergeHow.REBASE
    is_alone = repository.line.count(subject.merge_base, join.head) == 1
    raw = repository.raw_commits([join.head, landed.commit]) if is_alone else {}
    messages = {content.partition(b"\n\n")[2] for content in raw.values()}
    return MergeHow.REBASE if len(raw) == 2 and len(messages) == 1 else MergeHow.SQUASH


def _rules(repository: Repository, landed: Landed) -> Iterator[PolicyChange]:
    """Where the commit changes settings, people, owners or marks."""
    if not landed.parents:
        return
    touched = repository.touched(landed.parents[0], landed.commit) or ()
    paths = sorted(display(path)[:_MOST_PATHS] for path in touched if configuration_kind(path) in _RULES)
    if paths:
        before = repository.tree_of(landed.parents[0])
        yield PolicyChange(
            commit=landed.commit,
            before=_digest(repository, before) if before else None,
            after=_digest(repository, landed.tree) or digest({}),
            paths=tuple(paths[:_MOST_PATHS]),
        )


def _digest(repository: Repository, tree: str) -> str | None:
    """That of the settings, as decisions name it; of the files as they are where they cannot be read."""
    try:
        return policy_at(tree, repository).digest
    except ConfigurationError:
        files = repository.tree(tree)
        return digest({path: files.read(path) or b"" for path in files.paths(FOLDER)})
