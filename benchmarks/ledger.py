"""``python -m benchmarks.ledger [EVENTS]``: what a ledger of 100,000 events costs.

The ledger is made here: 50 people's keys, findings, decisions, approvals, dismissals. Appending is measured
with the signature made already; status is the index brought up to date by one event that is new, and asked.
"""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256, sha512
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks.measure import Spread
from tidegate.cache import Cache
from tidegate.ledger.chain import BEGINNING, Place, Signed, after, commit_of
from tidegate.ledger.index import index
from tidegate.ledger.opened import Opened, opened
from tidegate.ledger.signing.wire import string
from tidegate.ledger.store import REF
from tidegate.ledger.verify import verify
from tidegate.model import event as ev
from tidegate.model.finding import Confidence, Severity
from tidegate.model.result import Decision
from tidegate.model.tier import Tier

EVENTS, PEOPLE, RUNS = 100_000, 50, 20
VERIFY, APPEND, STATUS = 60.0, 0.050, 0.300  # seconds
START = datetime(2024, 1, 1, tzinfo=UTC)


def main(arguments: Sequence[str]) -> None:
    count = int(arguments[0]) if arguments else EVENTS
    load = os.getloadavg()[0]
    sys.stdout.write(f"ledger of {count:,} events; load {load:.1f} on {os.cpu_count()} processors\n")
    with tempfile.TemporaryDirectory() as folder:
        place, keys = Path(folder, "repository"), [Key(number) for number in range(PEOPLE)]
        _build(place, keys, count)
        with opened(place) as ledger, Cache.open(Path(folder, "cache")) as cache:
            _measure(ledger, cache, keys)


def _measure(ledger: Opened, cache: Cache, keys: Sequence[Key]) -> None:
    now = datetime.now(UTC)
    _say("verify", [_timed(lambda: verify(ledger.store, ledger.team, ledger.keyring, now))], VERIFY)
    _say("the index, from nothing", [_timed(lambda: index(ledger, cache, now))], VERIFY)
    appending, asking = [], []
    for number in range(RUNS):
        signed = _event(_payload(number), keys[1], ledger.store.end().position, now)
        appending.append(_timed(lambda one=signed: ledger.store.append(one)))  # type: ignore[misc]
        asking.append(_timed(lambda: _status(ledger, cache, now)))
    _say("append", appending, APPEND)
    _say("status", asking, STATUS)


def _status(ledger: Opened, cache: Cache, now: datetime) -> None:
    found = index(ledger, cache, now)
    assert found.of_change(_subject(5).head)
    assert found.heads(_hex("diff", 5)) == found.heads(_hex("origin", 5)) == (_subject(5).head,)
    assert not any(found.heads(_hex("another", number)) for number in range(10))
    assert all(found.states.standing(_finding(number), now.date()) for number in range(0, 200, 10))


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds, and those of processors, git's included once it has ended."""
    start, spent = time.perf_counter(), sum(os.times()[:4])
    work()
    return time.perf_counter() - start, sum(os.times()[:4]) - spent


def _say(what: str, runs: Sequence[tuple[float, float]], budget: float) -> None:
    spread, processor = (Spread.of(values) for values in zip(*runs, strict=True))
    met = "met" if spread.middle <= budget else "not met"
    sys.stdout.write(
        f"{what}: {spread.middle:.3f} s ({spread.least:.3f} to {spread.most:.3f}), processor "
        f"{processor.middle:.3f} s, budget {budget} s: {met}\n"
    )
    sys.stdout.flush()


class Key:
    """A key that signs as ``ssh-keygen -Y sign`` does. Number 0 is the CI identity, 1 a manager."""

    def __init__(self, number: int) -> None:
        self.name = f"person-{number}" if number else "ci"
        self._private = Ed25519PrivateKey.from_private_bytes(sha256(str(number).encode()).digest())
        self.blob = string(b"ssh-ed25519") + string(self._private.public_key().public_bytes_raw())

    @property
    def line(self) -> str:
        return f"ssh-ed25519 {base64.b64encode(self.blob).decode()}"

    def sign(self, content: bytes) -> bytes:
        head = (b"tidegate-ledger", b"", b"sha512")
        signed = b"SSHSIG" + b"".join(map(string, (*head, sha512(content).digest())))
        signature = string(b"ssh-ed25519") + string(self._private.sign(signed))
        blob = b"SSHSIG" + (1).to_bytes(4) + b"".join(map(string, (self.blob, *head, signature)))
        armored = base64.encodebytes(blob)
        return b"-----BEGIN SSH SIGNATURE-----\n" + armored + b"-----END SSH SIGNATURE-----\n"


def _build(place: Path, keys: Sequence[Key], count: int) -> None:
    place.mkdir()
    _git(place, "init", "--quiet", "--initial-branch=main")
    people = "".join(
        f"  {key.name}: {{keys: [{{ssh: {key.line}}}], manager: {str(number == 1).lower()}}}\n"
        for number, key in enumerate(keys)
        if number
    )
    text = f"version: 1\npeople:\n{people}ci:\n  ci: {{keys: [{{ssh: {keys[0].line}}}]}}\n"
    settings = "version: 1\nledger: {repository: acme/shop}\n"
    files = {".tidegate/people.yaml": text, ".tidegate/config.yaml": settings}
    _git(place, "fast-import", "--quiet", stdin=_first(files))
    _git(place, "fast-import", "--quiet", stdin=b"".join(_commits(keys, count)))


def _first(files: dict[str, str]) -> bytes:
    head = f"commit refs/heads/main\ncommitter x <x@x> {int(START.timestamp())} +0000\ndata 0\n"
    inline = (f"M 100644 inline {path}\ndata {len(text)}\n{text}\n" for path, text in files.items())
    return (head + "".join(inline)).encode()


def _commits(keys: Sequence[Key], count: int) -> Iterator[bytes]:
    """As ``fast-import`` takes what ``commit_of`` gives: the same commits."""
    place = BEGINNING
    for number in range(count):
        payload, moment = _payload(number), START + timedelta(minutes=10 * number)
        signed = _event(payload, _signer(payload, keys, number), place.position, moment)
        raw = commit_of(signed, Place(None, place.position), "0" * 40)
        head, _, message = raw.partition(b"\n\n")
        lines = b"\n".join(head.split(b"\n")[1:])
        yield b"commit %s\n%s\ndata %d\n%s\n" % (REF.encode(), lines, len(message), message)
        place = Place(None, after(place.position, signed))


def _event(payload: ev.Payload, key: Key, position: ev.Position, at: datetime) -> Signed:
    said = ev.event(payload, actor=key.name, repository="acme/shop", after=position, at=at)
    content = ev.encoded(said)
    return Signed(content, key.sign(content))


def _signer(payload: ev.Payload, keys: Sequence[Key], number: int) -> Key:
    is_machine = isinstance(payload, ev.DecisionMade | ev.FindingSeen | ev.Merge)
    return keys[0 if is_machine else 1 + number % (len(keys) - 1)]


def _payload(number: int) -> ev.Payload:
    """Of ten events: four findings, two decisions, two approvals, a dismissal, a merge."""
    subject, kind = _subject(number // 10), number % 10
    if kind < 4:
        return ev.FindingSeen(
            finding=_finding(number), observation=ev.Observation.DETECTED, commit=subject.head, cwe=(89,),
            severity=Severity.HIGH, confidence=Confidence.HIGH, path=f"src/module_{number % 400}.py", line=7,
        )  # fmt: skip
    if kind < 6:
        return ev.DecisionMade(
            subject=subject, decision=Decision.REVIEW, tier=Tier.HIGH, tool="1.0.0", result=_hex(number),
            knowledge_digest=_hex(1), controls_digest=_hex(2), blast_digest=_hex(3),
            reasons=("authorization-changed", "sql-injection"), findings=(_finding(number - kind),),
        )  # fmt: skip
    if kind < 8:
        origins = (_hex("origin", number // 10), _hex("origin", number))
        return ev.Approval(subject=subject, role="security-reviewer", origins=origins)
    if kind == 8:
        return ev.Dismissal(
            finding=_finding(number - 8), reason=ev.DismissalReason.ACCEPTED_RISK,
            justification="Only the operators of the warehouse reach it.", until=date(2030, 1, 1),
        )  # fmt: skip
    return ev.Merge(
        subject=subject,
        branch="main",
        commit=_hex(number)[:40],
        tree=_hex(number)[:40],
        how=ev.MergeHow.SQUASH,
    )


def _subject(number: int) -> ev.Subject:
    return ev.Subject(
        repository="acme/shop", base=_hex("base", number)[:40], head=_hex("head", number)[:40],
        merge_base=_hex("base", number)[:40], merge_tree=_hex("tree", number)[:40],
        patch_id=_hex("patch", number)[:40], diff_sha256=_hex("diff", number),
        findings_digest=_hex("findings", number), requirements_digest=_hex("required", number),
        policy_digest=_hex("policy", number // 1000),
    )  # fmt: skip


def _finding(number: int) -> ev.FindingRef:
    """Four of ten events are about one, and each is seen about five times."""
    seen = _hex("finding", number // 50 * 10 + number % 10)
    return ev.FindingRef(rule="sql-injection", fingerprints={"scope/1": seen[:32], "line/1": seen[32:]})


def _hex(*words: object) -> str:
    return sha256(repr(words).encode()).hexdigest()


def _git(place: Path, *arguments: str, stdin: bytes = b"") -> None:
    subprocess.run(["git", "-C", str(place), *arguments], input=stdin, capture_output=True, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
