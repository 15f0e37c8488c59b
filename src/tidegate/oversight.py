"""What people said of a change: the ledger, asked while it is known.

Without a ledger nothing here is asked. Who may sign and approve comes from the tip of the base branch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from tidegate.cache import Cache
from tidegate.config.people import PEOPLE, load_people
from tidegate.config.settings import AcceptedFinding
from tidegate.git import Repository
from tidegate.git.commits import COMMIT_LIMIT
from tidegate.model.attribution import Attribution
from tidegate.model.errors import TidegateError
from tidegate.model.finding import Finding, Status
from tidegate.model.people import NOBODY, People, gains
from tidegate.question import Question
from tidegate.stages import Stages

if TYPE_CHECKING:
    from tidegate.config.loading import Read
    from tidegate.ledger.reading import Entry
    from tidegate.model.event import Subject
    from tidegate.model.oversight import Oversight
    from tidegate.model.requirements import Requirements
    from tidegate.model.result import BlastRadius
    from tidegate.policy.asked import OwnersAsked
    from tidegate.policy.decide import Verdict

LEDGER = "refs/tidegate/ledger"
MOST_MATCHES = 5_000_000  # changed paths times lines of CODEOWNERS
_KINDS = ("break-glass", "break-glass-review", "revocation", "role-grant", "training")


class Unheard:
    """Where there is no ledger: the settings alone speak."""

    def __init__(self, question: Question) -> None:
        self._settings = question.policy.settings

    def exceptions(self) -> tuple[AcceptedFinding, ...]:
        return self._settings.exceptions

    def disposed(self, findings: list[Finding]) -> list[Finding]:
        return findings

    def unreviewed(self) -> tuple[str, ...]:
        return ()

    def decided(
        self, verdict: Verdict, _findings: Iterable[Finding], _radius: BlastRadius
    ) -> tuple[Verdict, Oversight | None]:
        return verdict, None


class Known(msgspec.Struct, frozen=True):
    """What is known of a change when the ledger is asked."""

    attribution: Attribution
    findings: list[Finding]


def overseer(
    question: Question, repository: Repository, cache: Cache, known: Known, stages: Stages
) -> Overseer | Unheard:
    """What the ledger says. What fails is named in ``stages``."""
    silent: Overseer | Unheard = Unheard(question)
    if repository.tree_of(LEDGER) is None:
        return silent
    found = stages.guarded("the ledger", lambda: read(question, repository, cache, known), silent)
    if isinstance(found, Overseer) and found.broken:
        stages.failures.append(found.broken)
    return found


def granted(question: Question, repository: Repository, attribution: Attribution) -> tuple[str, ...]:
    """Who had a part in a change of the people by which they gain, and what could not be told of it."""
    from tidegate.policy.eligible import involved

    if PEOPLE not in _paths(question):
        return ()
    team = _team(question, repository)
    found = [team.unsure] if team.unsure else []
    for people in (team.before, team.after):
        parts = involved(question.change.commits, people, attribution, question.options.pusher)
        both = sorted(gains(team.before, team.after) & parts.how.keys())
        found += [f"{name} gains by it and is its {parts.how[name][0]}" for name in both]
    return tuple(dict.fromkeys(found))


def read(question: Question, repository: Repository, cache: Cache, known: Known) -> Overseer:
    """The ledger as far as it concerns one change; an empty one where there is none."""
    from tidegate.ledger.index import index
    from tidegate.ledger.opened import within
    from tidegate.ledger.references import reference

    change = question.change
    base = repository.revision(change.base) if change.base else None
    with within(repository, question.policy.settings, base) as opened:
        found = index(opened, cache, datetime.now(UTC))
        heads = {change.head or "", *(commit.id for commit in change.commits)}
        numbers = {number for head in heads for number in found.told.changes.get(head, ())}
        numbers |= {number for kind in _KINDS for number in found.told.kinds.get(kind, ())}
        references = (reference(one) for one in known.findings if one.status is not Status.FIXED)
        numbers |= {number for one in references for number in found.dismissals(one)}
        entries = [one for one in found.entries(sorted(numbers)) if one.event.repository == opened.name]
        broken = f"the ledger after event {len(found)}: {found.told.broken}" if found.told.broken else ""
        return Overseer(question, repository, known.attribution, (entries, broken, opened.name))


class Overseer:
    """``said``: events of this repository, why the ledger is broken, and what the repository is called."""

    def __init__(
        self,
        question: Question,
        repository: Repository,
        attribution: Attribution,
        said: tuple[list[Entry], str, str],
    ) -> None:
        from tidegate.policy.dismissals import dismissed
        from tidegate.policy.eligible import involved
        from tidegate.policy.enrolment import enrolled

        self._question = question
        self._repository = repository
        self.heard, self.broken, self.name = said
        self._read = repository.tree(question.change.policy_tree).read
        self._team = _team(question, repository)
        listed, gaining = self._team.before, gains(self._team.before, self._team.after)
        self.people = enrolled(listed, self.heard, question.today)
        commits = question.change.commits
        self.parts = involved(commits, listed, attribution, question.options.pusher, gaining)
        self._dismissed = dismissed(self.heard, self.people, self.parts)

    def exceptions(self) -> tuple[AcceptedFinding, ...]:
        """Those of the settings that somebody else agreed to."""
        from tidegate.policy.dismissals import agreed

        asked, today = self._dismissed, self._question.today
        return tuple(
            one
            for one in self._question.policy.settings.exceptions
            if agreed(one, asked, self.people, self.parts, today)
        )

    def disposed(self, findings: list[Finding]) -> list[Finding]:
        from tidegate.policy.dismissals import disposed

        found, _ = disposed(findings, self._dismissed, self._question.today)
        return found

    def unreviewed(self) -> tuple[str, ...]:
        """Emergencies that nobody reviewed in time."""
        from tidegate.policy.breaking import unreviewed

        return unreviewed(self.heard, self._question.today)

    def subject(self, findings: Iterable[Finding], requirements: Requirements) -> Subject:
        """Raise UsageError where the change is not committed."""
        from tidegate.subject import subject

        asked = self._question
        return subject(self._repository, asked.change, findings, requirements, asked.policy.digest, self.name)

    def decided(
        self, verdict: Verdict, findings: Iterable[Finding], radius: BlastRadius
    ) -> tuple[Verdict, Oversight | None]:
        """The decision with what people said; nobody says anything of what is not committed."""
        from tidegate.policy.overseen import overseen

        if self._question.change.head is None or self._question.change.base is None:
            return verdict, None
        said = self.standing(findings, verdict.requirements, radius)
        return overseen(verdict, said), said

    def standing(
        self, findings: Iterable[Finding], requirements: Requirements, radius: BlastRadius
    ) -> Oversight:
        """What is given and what is missing."""
        from tidegate.policy.approvals import standing
        from tidegate.policy.asked import Matter

        asked, change = self._question, self._question.change
        subject = self.subject(findings, requirements)
        owners, unknown = _owners(self._read, _paths(asked), self.people)
        matter = Matter(
            subject=subject,
            requirements=requirements,
            involved=self.parts,
            commits=frozenset(commit.id for commit in change.commits),
            owners=owners,
            signed=_signed(self._repository, asked, self.people),
            carried=frozenset(self._carried(subject, radius)),
            breakers=frozenset(asked.policy.settings.break_glass.roles),
            unknown=tuple(
                filter(None, (*self._unread(), self._team.unknown, self._team.unsure, *unknown, self.broken))
            ),
            day=asked.today,
        )
        return standing(matter, self.heard, self.people)

    def _unread(self) -> Iterator[str]:
        if len(self._question.change.commits) >= COMMIT_LIMIT:
            yield f"who made the commits before the newest {COMMIT_LIMIT:,}"

    def _carried(self, subject: Subject, radius: BlastRadius) -> Iterator[str]:
        """Approvals given on another base or by other rules that hold here too: this check found so."""
        from tidegate.model.event import Approval
        from tidegate.policy.approvals import binds, unmoved

        for entry in self.heard:
            said = entry.event.payload
            if not isinstance(said, Approval) or not entry.counts or unmoved(said.subject, subject):
                continue
            if binds(said.subject, subject) and self._is_alike(said.subject, subject, radius):
                yield entry.id

    def _is_alike(self, then: Subject, now: Subject, radius: BlastRadius) -> bool:
        """Controls and blast radius are what was decided on then, and base touched nothing of the slice."""
        from tidegate.model.digests import blast_digest, controls_digest
        from tidegate.model.event import DecisionMade

        digests = controls_digest(radius), blast_digest(radius)
        decided = any(
            isinstance(said := entry.event.payload, DecisionMade)
            and entry.counts
            and said.subject == then
            and (said.controls_digest, said.blast_digest) == digests
            for entry in self.heard
        )
        if not decided or not radius.complete:
            return False
        touched = self._repository.touched(then.base, now.base)
        return touched is not None and not touched & {*_paths(self._question), *_slice(radius)}


class _Team(msgspec.Struct, frozen=True):
    """The people before and after a change; why they are unknown, or who gains is."""

    before: People
    after: People
    unknown: str = ""
    unsure: str = ""


def _team(question: Question, repository: Repository) -> _Team:
    change = question.change
    listed = load_people(repository.tree(change.policy_tree).read)
    before = listed or NOBODY
    unknown = "" if listed else f"base has no {PEOPLE}, so nobody is known who may approve"
    if PEOPLE not in _paths(question):
        return _Team(before, before, unknown)
    try:
        after = load_people(repository.tree(change.head_tree).read) or NOBODY
    except TidegateError as error:
        return _Team(before, before, unknown, f"could not tell who gains by it: {error}")
    return _Team(before, after, unknown)


def _paths(question: Question) -> set[str]:
    return {path for file in question.change.files for path in (file.path, file.base_path) if path}


def _slice(radius: BlastRadius) -> Iterator[str]:
    for group in (radius.entry_points, radius.data, radius.services, radius.edges):
        yield from (one.path for one in group)


def _owners(read: Read, touched: set[str], people: People) -> tuple[tuple[OwnersAsked, ...], tuple[str, ...]]:
    """Everybody whom CODEOWNERS names for the changed paths; what of it could not be told."""
    from tidegate.config.owners import codeowners
    from tidegate.policy.asked import OwnersAsked

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


def _signed(repository: Repository, question: Question, people: People) -> bool:
    """Whether each commit is signed by a key of its author or committer."""
    from tidegate.ledger.commits import signer_of

    commits = question.change.commits
    raw = repository.raw_commits([commit.id for commit in commits])
    for commit in commits:
        signer = people.of_key(signer_of(raw.get(commit.id, b""), people) or "")
        who = {people.of_email(commit.author_email), people.of_email(commit.committer_email)}
        if signer is None or signer not in who:
            return False
    return bool(commits)
