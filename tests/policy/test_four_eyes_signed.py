"""The same in a real repository: signed by wrong keys, backdated, by who was revoked; and the ref changed.

Who may have said what is worked out here by names and lists, without a digest, a signature or git. More
examples come with ``--hypothesis-profile=long``.
"""

from __future__ import annotations

import base64
import functools
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256, sha512
from pathlib import Path

import events
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from ledgers import LedgerBuilder
from repositories import START, RepositoryBuilder

from tidegate.cache import Cache
from tidegate.git import Repository
from tidegate.ledger.anchors import held, share, witnesses
from tidegate.ledger.chain import Signed
from tidegate.ledger.opened import opened
from tidegate.ledger.signing.wire import string
from tidegate.ledger.verify import verify
from tidegate.model import event as ev
from tidegate.model.attribution import Attribution
from tidegate.model.requirements import Approvals, Requirements
from tidegate.model.result import BlastRadius, Decision, Reason, Review
from tidegate.model.tier import Tier
from tidegate.oversight import Known, read
from tidegate.policy.decide import Verdict
from tidegate.question import CheckOptions, understood

HUMANS = {"ada", "ben", "cy", "dee", "fay", "gil", "boss"}
TRAINED = {"ada", "ben", "cy", "dee", "gil"}
LEFT = "lee"  # stood in people.yaml for one minute
ENROLLED = {"ada", "ben", "cy", "dee", "fay", "boss", "bot", "ci"}  # gil has no key there; eve is nobody
KEYS = [*sorted(ENROLLED), "gil", "eve", LEFT]
JOINED, GONE = (datetime.fromtimestamp(START + seconds, UTC) for seconds in (60, 120))
NOW = datetime.now(UTC).replace(microsecond=0) - timedelta(days=2)
TIMES = {"now": None, "then": JOINED + timedelta(seconds=30), "before all": JOINED - timedelta(days=99)}


class Key:
    """One that signs in this process as ``ssh-keygen -Y sign`` does."""

    def __init__(self, name: str) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest())
        self._blob = string(b"ssh-ed25519") + string(self._private.public_key().public_bytes_raw())
        digest = base64.b64encode(sha256(self._blob).digest()).decode().rstrip("=")
        self.fingerprint, self.line = (
            f"SHA256:{digest}",
            f"ssh-ed25519 {base64.b64encode(self._blob).decode()}",
        )

    def sign(self, content: bytes) -> bytes:
        head = (b"tidegate-ledger", b"", b"sha512")
        signed = b"SSHSIG" + b"".join(map(string, (*head, sha512(content).digest())))
        signature = string(b"ssh-ed25519") + string(self._private.sign(signed))
        blob = b"SSHSIG" + (1).to_bytes(4, "big") + b"".join(map(string, (self._blob, *head, signature)))
        armored = base64.encodebytes(blob)
        return b"-----BEGIN SSH SIGNATURE-----\n" + armored + b"-----END SSH SIGNATURE-----\n"


KEY = {name: Key(name) for name in KEYS}
NAME = {key.fingerprint: name for name, key in KEY.items()}


@dataclass(frozen=True)
class Said:
    """An event, and the marks of those before it. ``sound``: nobody changed what was signed."""

    signed: Signed
    key: str
    known: tuple[str, ...]
    sound: bool = True

    @property
    def id(self) -> str:
        return self.signed.id

    @property
    def mark(self) -> str:
        """Another one where it was signed again."""
        return self.id + sha256(self.signed.signatures).hexdigest()

    @property
    def event(self) -> ev.Event:
        event = self.signed.event
        assert isinstance(event, ev.Event)
        return event


def marks(said: Iterable[Said]) -> tuple[str, ...]:
    return tuple(one.mark for one in said)


class Model:
    """Which of the events of a ledger count, and what follows; read from nothing but ``said``."""

    def __init__(self, said: Sequence[Said]) -> None:
        self.granted: dict[str, tuple[str, str]] = {}  # key → person, grant
        self.revoked: set[str] = set()  # keys and persons
        self.clock = JOINED
        self.actors: dict[str, str] = {}
        self.counting: list[Said] = []
        self.broken = False  # what a signer knew is not there, or what was signed
        for number, one in enumerate(said):
            before = marks(said[:number])
            placed = before[: len(one.known)] == one.known and one.id not in self.actors and one.sound
            self.broken |= not placed
            if placed and self._may_say(one):
                self._follow(one)
            self.actors.setdefault(one.id, one.event.actor)

    def _may_say(self, one: Said) -> bool:
        then, later = (self._whose(one.key, at) for at in (one.event.at, max(self.clock, one.event.at)))
        if then is None or then != later or then != one.event.actor:
            return False
        said = one.event.payload
        if isinstance(said, ev.DecisionMade):
            return then == "ci"
        if isinstance(said, ev.RoleGrant | ev.Training):
            return then == "boss"
        return then in HUMANS | {LEFT} and (not isinstance(said, ev.Revocation) or self._may_take(said, then))

    def _may_take(self, said: ev.Revocation, actor: str) -> bool:
        if said.kind is ev.Revoked.EVENT and said.what not in self.actors:
            return False
        owner = said.what
        if said.kind is ev.Revoked.EVENT:
            owner = self.actors[said.what]
        elif said.kind is ev.Revoked.KEY:
            owner = self._whose(NAME[said.what], self.clock) or ""
        return actor in ("boss", owner)

    def _whose(self, key: str, at: datetime) -> str | None:
        there = ENROLLED | {"gil"} | ({LEFT} if at < GONE else set()) if at >= JOINED else set()
        owner = key if key in there - {"gil"} else None
        if key in self.granted and owner in (None, self.granted[key][0]):
            owner = self.granted[key][0] if self.granted[key][0] in there else None
        return None if {owner, KEY[key].fingerprint} & self.revoked else owner

    def _follow(self, one: Said) -> None:
        said = one.event.payload
        self.counting.append(one)
        self.clock = max(self.clock, one.event.at)
        if isinstance(said, ev.RoleGrant):
            for line in said.keys:
                (key,) = (name for name in KEYS if KEY[name].line == line)
                self.granted[key] = said.person, one.id
        if isinstance(said, ev.Revocation):
            self.revoked |= {said.what} if said.kind is not ev.Revoked.EVENT else set()
            self.granted = {key: value for key, value in self.granted.items() if value[1] != said.what}

    def valid(self) -> list[Said]:
        taken = {
            one.event.payload.what for one in self.counting if isinstance(one.event.payload, ev.Revocation)
        }
        return [one for one in self.counting if one.id not in taken]

    def passes(self, subject: ev.Subject, humans: int, makers: set[str]) -> bool:
        """Whether four eyes looked, or somebody who may broke the glass; ``makers`` had a part in it."""
        approving: set[str] = set()
        refusing: set[str] = set()
        able, leads, out = set(TRAINED), {"dee"}, set()
        broke = []
        for one in self.valid():
            actor, said = one.event.actor, one.event.payload
            if isinstance(said, ev.Approval) and said.subject == subject:
                approving, refusing = approving | {actor}, refusing - {actor}
            elif isinstance(said, ev.Refusal) and said.subject.head == subject.head:
                approving, refusing = approving - {actor}, refusing | {actor}
            elif isinstance(said, ev.Training):
                able |= {said.person}
            elif isinstance(said, ev.RoleGrant) and said.roles:
                leads |= {said.person}
            elif isinstance(said, ev.Revocation) and said.kind is ev.Revoked.PERSON:
                out |= {said.what}
            elif isinstance(said, ev.BreakGlass) and said.subject.head == subject.head:
                broke.append(actor)
        if set(broke) & (leads - out) & HUMANS:
            return True
        others = approving & able & HUMANS - makers - out
        return not refusing and "eve" not in makers and len(others) >= humans


@functools.cache
def template() -> LedgerBuilder:
    """lee leaves a minute after the start; ada's branch waits for others."""
    folder = Path(tempfile.mkdtemp(prefix="tidegate-test-eyes-"))
    start = {".tidegate/people.yaml": people(LEFT), "a.py": "x = 1\n"}
    found = LedgerBuilder(folder / "shop", files=start)
    anchor = "ledger: {repository: acme/shop, anchors: [{remote: ../../anchor.git}]}"
    config = f"version: 1\n{anchor}\nbreak_glass: {{roles: [lead]}}\n"
    found.builder.commit("lee left", {".tidegate/people.yaml": people(), ".tidegate/config.yaml": config})
    found.builder.branch("feature")
    RepositoryBuilder(folder / "anchor.git", "--bare")
    return found


def people(*more: str) -> str:
    lines = ["version: 1", "people:"]
    for name in sorted((ENROLLED | {"gil"} | set(more)) - {"ci"}):
        parts = [f"emails: [{name}@example.com]"]
        parts += [] if name == "gil" else [f"keys: [{{ssh: '{KEY[name].line}'}}]"]
        parts += ["trained_until: 2099-01-31"] if name in TRAINED | set(more) else []
        parts += {"dee": ["roles: [lead]"], "boss": ["manager: true"], "bot": ["kind: bot"]}.get(name, [])
        lines.append(f"  {name}: {{{', '.join(parts)}}}")
    return "\n".join([*lines, "ci:", f"  ci: {{keys: [{{ssh: '{KEY['ci'].line}'}}]}}"]) + "\n"


actors = st.sampled_from(
    ["ben", "dee", "boss", "fay"] * 4 + [LEFT] * 2 + KEYS
)  # mostly those who have something to say
times = st.sampled_from(["now"] * 4 + ["then"] * 2 + ["before all"])
wrong_keys = st.sampled_from([None] * 30 + KEYS)  # None: their own
places = st.integers(0, 30)


class SignedEyes(RuleBasedStateMachine):
    """A branch, a ledger and an anchor, in which people, machines and attackers write."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="tidegate-test-eyes-"))
        self.ledger = template().copied(self.folder / "shop")
        shutil.copytree(template().path.parent / "anchor.git", self.folder / "anchor.git")
        self.said: list[Said] = []
        self.makers: set[str] = set()
        self.subjects: list[ev.Subject] = []
        self.anchored: tuple[str, ...] = ()
        self.checkpoint: tuple[Signed, tuple[str, ...]] | None = None
        self.time = NOW

    def teardown(self) -> None:
        try:
            self.look(self.said)
        finally:
            shutil.rmtree(self.folder)

    @initialize(humans=st.sampled_from([1, 1, 1, 2]))
    def begin(self, humans: int) -> None:
        self.owed = Requirements(tier=Tier.MEDIUM, approvals=(Approvals(humans=humans),))
        self.push("ada")

    # what happens

    @rule(author=st.sampled_from(["ada"] * 5 + ["ben", "eve"]))
    def push(self, author: str) -> None:
        address = {"GIT_AUTHOR_EMAIL": f"{author}@example.com"}
        text = f"x = {len(self.subjects) + 2}\n".encode()
        blob = self.ledger.builder.git("hash-object", "-w", "--stdin", stdin=text)
        self.ledger.builder.git("update-index", "--add", "--cacheinfo", f"100644,{blob},a.py")
        self.ledger.builder.git("commit", "-q", "-m", "More", environment=address)
        self.makers |= {author, "cy"}
        with Cache.open() as cache, Repository.open(self.ledger.path, cache) as repository:
            question = understood(self.options, repository)
            known = read(question, repository, cache, Known(Attribution(), []))
            self.subjects.append(known.subject([], self.owed))

    def say(self, actor: str, payload: ev.Payload, key: str | None = None, time: str = "now") -> None:
        """Nobody who grants to themselves gets as far as signing."""
        at = TIMES["then" if LEFT in (actor, key) else time]  # else that would be nobody's
        one = self.signed(actor, payload, key or actor, at)
        if one is not None:
            with self.ledger.store as store:
                store.append(one.signed)
            self.said.append(one)

    def signed(self, actor: str, payload: ev.Payload, key: str, at: datetime | None) -> Said | None:
        self.time += timedelta(minutes=1)
        position = self.ledger.end.position
        try:
            said = ev.event(payload, actor=actor, repository="acme/shop", after=position, at=at or self.time)
        except ValueError:
            return None
        content = ev.encoded(said)
        return Said(Signed(content, KEY[key].sign(content)), key, marks(self.said))

    @rule(actor=st.sampled_from(["ben", "dee"]))
    def review(self, actor: str) -> None:
        self.say(actor, ev.Approval(subject=self.subjects[-1], role="reviewer"))

    @rule(actor=actors, key=wrong_keys, time=times, back=st.sampled_from([0, 0, 0, 1]))
    def approve(self, actor: str, key: str | None, time: str, back: int) -> None:
        subject = self.subjects[max(len(self.subjects) - 1 - back, 0)]
        self.say(actor, ev.Approval(subject=subject, role="reviewer"), key, time)

    @rule(actor=actors, key=wrong_keys, time=times)
    def refuse(self, actor: str, key: str | None, time: str) -> None:
        self.say(actor, ev.Refusal(subject=self.subjects[-1], reason="no"), key, time)

    @rule(actor=actors, key=wrong_keys)
    def break_glass(self, actor: str, key: str | None) -> None:
        due = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
        said = ev.BreakGlass(subject=self.subjects[-1], incident="I-1", reason="r", review_due=due)
        self.say(actor, said, key)

    @rule(actor=st.sampled_from(["boss"] * 3 + KEYS), key=wrong_keys, what=st.integers(0, 3))
    def grant(self, actor: str, key: str | None, what: int) -> None:
        payloads: list[ev.Payload] = [
            ev.RoleGrant(person="gil", keys=(KEY["gil"].line,)),
            ev.RoleGrant(person="gil", keys=(KEY["eve"].line,)),
            ev.RoleGrant(person="ben", roles=("lead",)),
            ev.Training(person="fay", course="c", until=date(2099, 1, 1)),
        ]
        self.say(actor, payloads[what], key)

    @rule(
        actor=st.sampled_from(["boss"] * 8 + KEYS),
        key=wrong_keys,
        kind=st.sampled_from(ev.Revoked),
        what=actors,
        which=places,
    )
    def revoke(self, actor: str, key: str | None, kind: ev.Revoked, what: str, which: int) -> None:
        if kind is ev.Revoked.KEY:
            what = KEY[what].fingerprint
        elif kind is ev.Revoked.EVENT:
            what = self.said[which % len(self.said)].id if self.said else "0" * 64
        self.say(actor, ev.Revocation(kind=kind, what=what, reason="r"), key)

    @rule(actor=st.sampled_from(["ci", "ci", *KEYS]), key=wrong_keys)
    def decide(self, actor: str, key: str | None) -> None:
        self.say(actor, events.DECISION, key)

    # what leaves the box

    @rule()
    def anchor(self) -> None:
        with opened(self.ledger.path, branch="main") as found:
            (said,) = share(found.store, found.anchors)
        there = marks(self.said)
        assert bool(said.wrong) == (there[: len(self.anchored)] != self.anchored)
        self.anchored = self.anchored if said.wrong else there

    @rule()
    def keep_a_checkpoint(self) -> None:
        end = self.ledger.end
        if end.commit is not None:
            made = self.signed("boss", ev.Checkpoint(head=end.position, commit=end.commit), "boss", None)
            assert made is not None
            self.checkpoint = made.signed, made.known

    # what attackers do

    @rule(how=st.sampled_from(["drop", "cut", "swap", "edit", "sign", "repeat"]), which=places, other=actors)
    def tamper(self, how: str, which: int, other: str) -> None:
        """It is looked at, and then undone."""
        changed = self.changed(how, which % len(self.said), other) if self.said else None
        if changed is not None:
            head = self.ledger.end.commit
            self.rewritten(changed)
            self.look(changed)
            self.compare(changed)
            self.ledger.point(head)

    @rule(which=places)
    def cut_for_good(self, which: int) -> None:
        """Nobody undoes it, and people go on."""
        if self.said:
            self.said = self.said[: which % len(self.said)]
            self.rewritten(self.said)

    def rewritten(self, said: Sequence[Said]) -> None:
        if said:
            self.ledger.rewrite([one.signed for one in said])
        else:
            self.ledger.point(None)

    def changed(self, how: str, number: int, other: str) -> list[Said] | None:
        said, one = list(self.said), self.said[number]
        if how == "drop":
            del said[number]
        elif how == "cut":
            del said[number:]
        elif how == "swap":
            said[number], said[-1] = said[-1], said[number]
        elif how == "repeat":
            said.append(one)
        elif how == "sign":  # what was said, by somebody else's key
            signed = Signed(one.signed.content, KEY[other].sign(one.signed.content))
            said[number] = Said(signed, other, one.known)
        else:  # under the same signature
            before, after = (f'"actor":"{name}"'.encode() for name in (one.event.actor, other))
            signed = Signed(one.signed.content.replace(before, after), one.signed.signatures)
            try:
                said[number] = Said(signed, one.key, one.known, sound=signed.event.actor == one.event.actor)
            except ValueError:
                return None
        return said

    # what follows

    @property
    def options(self) -> CheckOptions:
        return CheckOptions(directory=self.ledger.path, revision_range="main..feature")

    def look(self, said: Sequence[Said]) -> None:
        """Every event that was signed rightly counts, no other does, and no loss goes unnoticed."""
        model, there = Model(said), marks(said)
        with opened(self.ledger.path, branch="main") as found:
            known = [self.checkpoint] if self.checkpoint else []
            now = datetime.now(UTC)
            told = verify(found.store, found.team, found.keyring, now, [one for one, _ in known])
            told = held(told, found.store, witnesses(found.store, found.anchors, online=False))
        assert told.counting == len(model.counting)
        assert told.position.count == len(said)
        outside = [self.anchored, *(kept for _, kept in known)]
        if model.broken or any(there[: len(kept)] != kept for kept in outside):
            assert told.wrong
        elif told.counting == len(said) and not (known and {"boss", KEY["boss"].fingerprint} & model.revoked):
            assert not told.wrong

    def compare(self, said: Sequence[Said]) -> None:
        """The decision is that of the model: never a pass without four eyes, and a pass with them."""
        with Cache.open() as cache, Repository.open(self.ledger.path, cache) as repository:
            found = read(understood(self.options, repository), repository, cache, Known(Attribution(), []))
            plain = Verdict(
                Decision.REVIEW, Tier.MEDIUM, (Reason("r", "r"),), Review(True, 1), None, self.owed
            )
            verdict, _ = found.decided(plain, [], BlastRadius())
        passes = Model(said).passes(self.subjects[-1], self.owed.humans, self.makers)
        assert (verdict.decision is Decision.PASS) == passes

    @invariant()
    def nothing_passes_that_four_eyes_did_not_see(self) -> None:
        if self.subjects:
            self.compare(self.said)


SignedEyes.TestCase.settings = settings(
    max_examples=max(settings().max_examples // 8, 1), stateful_step_count=12, deadline=None
)
TestSignedEyes = SignedEyes.TestCase
