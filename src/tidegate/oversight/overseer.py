"""The ledger held against one change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tidegate.config.settings import AcceptedFinding
from tidegate.git import Repository
from tidegate.git.commits import COMMIT_LIMIT
from tidegate.model.attribution import Attribution
from tidegate.model.digests import origin, origins
from tidegate.model.event import Subject
from tidegate.model.finding import Finding
from tidegate.model.oversight import Oversight
from tidegate.model.people import gains
from tidegate.model.requirements import Requirements
from tidegate.model.result import BlastRadius
from tidegate.oversight.carrying import Now, carried
from tidegate.oversight.hearing import Said
from tidegate.oversight.owners import owners, signed
from tidegate.oversight.team import Team
from tidegate.policy.approvals import standing
from tidegate.policy.asked import Matter
from tidegate.policy.breaking import unreviewed
from tidegate.policy.decide import Verdict
from tidegate.policy.dismissals import agreed, dismissed, disposed
from tidegate.policy.eligible import involved
from tidegate.policy.enrolment import enrolled
from tidegate.policy.overseen import overseen
from tidegate.question import Question
from tidegate.subject import subject


class Overseer:
    """What people said, may say and still have to say of the change.

    Where it is what landing other heads gives, who made their commits made it too.
    """

    def __init__(
        self, question: Question, repository: Repository, attribution: Attribution, team: Team, said: Said
    ) -> None:
        self._question = question
        self._repository = repository
        self._said = said
        self._team = team
        self._landed = {commit.id: commit for one in said.landings for commit in one.commits or ()}
        self._made = {commit.id: commit for commit in question.change.commits} | self._landed
        self.people = enrolled(team.before, said.entries, question.today)
        gaining = gains(team.before, team.after)
        pusher = question.options.pusher
        self.parts = involved(self._made.values(), team.before, attribution, pusher, gaining)
        self._dismissed = dismissed(said.entries, self.people, self.parts)

    @property
    def doubts(self) -> tuple[str, ...]:
        """What of the ledger could not be told."""
        return self._said.doubts

    @property
    def origins(self) -> tuple[str, ...]:
        """What an approval of the change tells it again by, once it is amended or rebased."""
        return origins(self._question.change.commits)

    @property
    def absent(self) -> tuple[str, ...]:
        """Heads that may land here and are not in this clone."""
        return tuple(one.head for one in self._said.landings if one.commits is None)

    def exceptions(self) -> tuple[AcceptedFinding, ...]:
        """Those of the settings that somebody else agreed to."""
        asked, today = self._dismissed, self._question.today
        return tuple(
            one
            for one in self._question.policy.settings.exceptions
            if agreed(one, asked, self.people, self.parts, today)
        )

    def disposed(self, findings: list[Finding]) -> list[Finding]:
        found, _ = disposed(findings, self._dismissed, self._question.today)
        return found

    def unreviewed(self) -> tuple[str, ...]:
        """Emergencies that nobody reviewed in time."""
        return unreviewed(self._said.entries, self._question.today)

    def subject(self, findings: Iterable[Finding], requirements: Requirements) -> Subject:
        """Raise UsageError where the change is not committed."""
        asked = self._question
        return subject(
            self._repository, asked.change, findings, requirements, asked.policy.digest, self._said.name
        )

    def decided(
        self, verdict: Verdict, findings: Iterable[Finding], radius: BlastRadius
    ) -> tuple[Verdict, Oversight | None]:
        """The decision with what people said; nobody says anything of what is not committed."""
        if self._question.change.head is None or self._question.change.base is None:
            return verdict, None
        said = self.standing(findings, verdict.requirements, radius)
        return overseen(verdict, said), said

    def standing(
        self, findings: Iterable[Finding], requirements: Requirements, radius: BlastRadius
    ) -> Oversight:
        """What is given and what is missing."""
        asked, change, said = self._question, self._question.change, self._said
        exact = self.subject(findings, requirements)
        landed = {one.head: one.commits is not None for one in said.landings}
        now = Now(exact, radius, asked.paths, [head for head, is_here in landed.items() if is_here])
        read = self._repository.tree(change.policy_tree).read
        asking, unknown = owners(read, asked.paths, self.people)
        matter = Matter(
            subject=exact,
            requirements=requirements,
            involved=self.parts,
            commits=frozenset(self._made),
            origins=frozenset(map(origin, change.commits)),
            owners=asking,
            signed=signed(self._repository, (self._landed or self._made).values(), self.people),
            landed=landed,
            carried=frozenset(carried(said.entries, now, self._repository)),
            breakers=frozenset(asked.policy.settings.break_glass.roles),
            unknown=tuple(
                filter(None, (*self._unread(), self._team.unknown, self._team.unsure, *unknown, *said.doubts))
            ),
            day=asked.today,
        )
        return standing(matter, said.entries, self.people)

    def _unread(self) -> Iterator[str]:
        if len(self._question.change.commits) >= COMMIT_LIMIT:
            yield f"who made the commits before the newest {COMMIT_LIMIT:,}"
