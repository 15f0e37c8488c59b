"""Whatever people, machines and attackers do one after the other: nothing passes that nobody else looked at.

What is forbidden is worked out here from all that happened, by other means than the policy's.
"""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from overseen import DAY, PEOPLE, START, Book, matter, subject

from tidegate.model.attribution import Attribution
from tidegate.model.change import Commit
from tidegate.model.event import (
    Approval,
    BreakGlass,
    CarriedApproval,
    Dismissal,
    DismissalApproval,
    DismissalReason,
    FindingRef,
    Payload,
    Refusal,
    Revocation,
    Revoked,
    Subject,
)
from tidegate.model.finding import Confidence, Finding, Kind, Severity, Status
from tidegate.model.oversight import Oversight
from tidegate.model.people import PersonKind
from tidegate.model.requirements import Approvals, Requirements
from tidegate.model.result import Decision, Reason, Review
from tidegate.model.tier import Tier
from tidegate.policy.approvals import standing
from tidegate.policy.decide import Verdict
from tidegate.policy.dismissals import dismissed, disposed
from tidegate.policy.eligible import Involved, involved
from tidegate.policy.overseen import overseen

NAMES = [person.id for person in PEOPLE.persons] + ["stranger"]
HUMANS = {person.id for person in PEOPLE.persons if person.kind is PersonKind.HUMAN}
TRAINED = {name for name in HUMANS if (found := PEOPLE.get(name)) and found.is_trained(DAY)}
names = st.sampled_from(["bob", "cy", "dee", "ada"] * 3 + NAMES)  # mostly those who have something to say
mostly = st.sampled_from([True, True, True, False])
makers = st.sampled_from(["ada"] * 6 + ["bob", "robot", "agent", "stranger"])
FINDING = Finding(
    id="abc", rule="r", title="t", cwe=(), severity=Severity.HIGH, confidence=Confidence.HIGH,
    status=Status.INTRODUCED, kind=Kind.FLOW, path="a.py", line=1, end_line=1, message="m",
    fingerprints={"tidegate/identity-1": "abcdefgh"},
)  # fmt: skip
REFERENCE = FindingRef(rule="r", fingerprints=dict(FINDING.fingerprints))


class FourEyes(RuleBasedStateMachine):
    """A branch on which things happen, and a ledger in which they are said."""

    def __init__(self) -> None:
        super().__init__()
        self.book = Book()
        self.commits: list[Commit] = []
        self.base, self.findings, self.owes = "1", "3", "4"
        self.day: date = DAY
        self.pushes = 0
        self.queued: bool | None = None  # whether a queue's commit is looked at, and its head is in the clone
        self.carries = False
        self.said: list[tuple[str, str, Payload, bool]] = []  # event, actor, payload, whether it was verified

    @initialize(humans=st.integers(1, 2), tier=st.sampled_from([Tier.MEDIUM, Tier.MEDIUM, Tier.HIGH]))
    def begin(self, humans: int, tier: Tier) -> None:
        self.requirements = Requirements(tier=tier, approvals=(Approvals(humans=humans),))
        self.push("ada", "ada", None)

    # what happens

    @rule(author=makers, committer=makers, other=st.sampled_from([None, None, None, "cy"]))
    def push(self, author: str, committer: str, other: str | None) -> None:
        self.pushes += 1
        self.queued = None
        trailers = (("Co-authored-by", f"X <{other}@example.com>"),) if other else ()
        self.commits.append(
            Commit(
                id=f"{self.pushes:040x}", parents=(), author_name="", author_email=f"{author}@example.com",
                author_time=0, committer_name="", committer_email=f"{committer}@example.com", commit_time=0,
                message="", trailers=trailers,
            )
        )  # fmt: skip

    @rule(digit=st.sampled_from("12"))
    def move_base(self, digit: str) -> None:
        self.base = digit

    @rule(digit=st.sampled_from("36"))
    def other_findings(self, digit: str) -> None:
        self.findings = digit

    @rule(digit=st.sampled_from("45"))
    def owe_something_else(self, digit: str) -> None:
        self.owes = digit

    @rule(is_here=mostly, carries=mostly)
    def enqueue(self, is_here: bool, carries: bool) -> None:
        """A merge queue makes a commit of the head; the check carries everything over, or nothing."""
        self.queued, self.carries = is_here, carries

    @rule(days=st.integers(0, 3))
    def wait(self, days: int) -> None:
        self.day += timedelta(days)

    # what is said

    def say(self, actor: str, payload: Payload, verified: bool = True) -> None:
        event = self.book.say(actor, payload, counts=verified)
        self.said.append((event, actor, payload, verified))

    @rule(actor=names, role=st.sampled_from(["reviewer"] * 4 + ["security", "manager"]), verified=mostly)
    def approve(self, actor: str, role: str, verified: bool) -> None:
        self.say(actor, Approval(subject=self.now, role=role), verified)

    @rule(actor=names, back=st.integers(0, 1), verified=st.booleans())
    def break_glass(self, actor: str, back: int, verified: bool) -> None:
        due = START + timedelta(days=900)
        said = BreakGlass(subject=self.before(back), incident="I-1", reason="r", review_due=due)
        self.say(actor, said, verified)

    @rule(actor=names, back=st.integers(0, 2))
    def approve_what_was(self, actor: str, back: int) -> None:
        self.say(actor, Approval(subject=self.before(back), role="reviewer"))

    @rule(actor=names)
    def refuse(self, actor: str) -> None:
        self.say(actor, Refusal(subject=self.now, reason="no"))

    @rule(which=st.integers(0, 30))
    def carry(self, which: int) -> None:
        """The CI identity carries what it should and what it should not."""
        if self.said:
            event = self.said[which % len(self.said)][0]
            self.say("builds", CarriedApproval(subject=self.now, approval=event, checked="6" * 64))

    @rule(actor=names, which=st.integers(0, 30))
    def revoke(self, actor: str, which: int) -> None:
        if self.said:
            event = self.said[which % len(self.said)][0]
            self.say(actor, Revocation(kind=Revoked.EVENT, what=event, reason="r"))

    @rule(actor=names, days=st.integers(0, 3))
    def dismiss(self, actor: str, days: int) -> None:
        reason = DismissalReason.ACCEPTED_RISK
        until = self.day + timedelta(days)
        self.say(actor, Dismissal(finding=REFERENCE, reason=reason, justification="j", until=until))

    @rule(actor=names, which=st.integers(0, 30), verified=mostly)
    def agree(self, actor: str, which: int, verified: bool) -> None:
        asked = [event for event, _, payload, _ in self.said if isinstance(payload, Dismissal)]
        if asked:
            self.say(actor, DismissalApproval(dismissal=asked[which % len(asked)]), verified)

    # what follows

    @property
    def now(self) -> Subject:
        return self.before(0)

    def before(self, back: int) -> Subject:
        head = self.commits[max(len(self.commits) - 1 - back, 0)].id
        if self.queued is not None:
            head = self.landed if back else f"f{self.landed[1:]}"
        return msgspec.structs.replace(
            subject(),
            head=head,
            patch_id=head,
            diff_sha256=head + "0" * 24,
            base=self.base * 40,
            findings_digest=self.findings * 64,
            requirements_digest=self.owes * 64,
        )

    @property
    def landed(self) -> str:
        """The head that was pushed last, which a queue may have made a commit of."""
        return self.commits[-1].id

    def heads(self) -> set[str]:
        """Those of which nothing else lands than what was looked at."""
        return {self.now.head, *([self.landed] if self.queued else [])}

    @property
    def parts(self) -> Involved:
        return involved(self.commits, PEOPLE, Attribution())

    def answer(self) -> tuple[Verdict, Oversight]:
        asked = matter(
            subject=self.now, requirements=self.requirements, involved=self.parts, day=self.day,
            commits=frozenset(commit.id for commit in self.commits), breakers=frozenset({"lead"}),
            landed={} if self.queued is None else {self.landed: self.queued},
            carried=frozenset(event for event, *_ in self.said if self.queued is not None and self.carries),
        )  # fmt: skip
        said = standing(asked, self.book.events, PEOPLE)
        plain = Verdict(
            Decision.REVIEW, Tier.MEDIUM, (Reason("r", "r"),), Review(True, 1), None, self.requirements
        )
        return overseen(plain, said), said

    def independent(self) -> set[str]:
        """Who may be among the other eyes: by what the commits say, read here once more."""
        made = {
            word.rpartition("<")[2].partition("@")[0]
            for commit in self.commits
            for word in (
                f"<{commit.author_email}", f"<{commit.committer_email}",
                *(value for _, value in commit.trailers),
            )
        }  # fmt: skip
        return set() if "stranger" in made else TRAINED - made

    def revoked(self) -> set[str]:
        return {
            payload.what
            for _, _, payload, verified in self.said
            if isinstance(payload, Revocation) and verified
        }

    @invariant()
    def nothing_passes_that_nobody_else_looked_at(self) -> None:
        if not self.commits:
            return
        verdict, said = self.answer()
        if verdict.decision is not Decision.PASS or said.bypassed:
            return
        heads, findings, owes = self.heads(), self.findings * 64, self.owes * 64
        approving = set()
        for event, actor, payload, verified in self.said:
            if not verified or event in self.revoked():
                continue
            if isinstance(payload, Refusal) and payload.subject.head in heads:
                approving.discard(actor)
            if not isinstance(payload, Approval) or payload.subject.head not in heads:
                continue
            if (payload.subject.findings_digest, payload.subject.requirements_digest) == (findings, owes):
                approving.add(actor)
        others = approving & self.independent()
        assert len(others) >= max(
            self.requirements.humans, 2 if self.requirements.tier is not Tier.MEDIUM else 1
        )

    @invariant()
    def what_somebody_refuses_does_not_pass(self) -> None:
        last: dict[str, str] = {}
        for event, actor, payload, verified in self.said:
            counts = verified and event not in self.revoked()
            if isinstance(payload, Refusal | Approval) and counts and payload.subject.head in self.heads():
                last[actor] = payload.__class__.__name__
        if self.commits and last and set(last.values()) == {"Refusal"}:
            verdict, said = self.answer()
            assert verdict.decision is Decision.BLOCK or said.bypassed

    @invariant()
    def no_finding_is_dismissed_by_one_person_or_by_those_who_made_it(self) -> None:
        if not self.commits:
            return
        (found,), _ = disposed([FINDING], dismissed(self.book.events, PEOPLE, self.parts), self.day)
        if found.disposition is None:
            return
        pairs = {
            (by, actor)
            for event, by, asked, first in self.said
            for agreed, actor, payload, second in self.said
            if isinstance(asked, Dismissal) and isinstance(payload, DismissalApproval) and first and second
            and payload.dismissal == event and not {event, agreed} & self.revoked()
            and asked.until is not None and asked.until >= self.day
        }  # fmt: skip
        assert any(by != actor and actor in self.independent() for by, actor in pairs)

    @invariant()
    def only_who_may_breaks_the_glass(self) -> None:
        if not self.commits or (event := self.answer()[1].bypassed) is None:
            return
        (broke,) = [
            (actor, payload) for name, actor, payload, verified in self.said if name == event and verified
        ]
        assert broke[0] in {"cy", "dee"}
        assert isinstance(broke[1], BreakGlass)
        assert broke[1].subject.head in self.heads()
        assert event not in self.revoked()


FourEyes.TestCase.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)
TestFourEyes = FourEyes.TestCase
