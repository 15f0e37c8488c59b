"""Real ledgers in real repositories, signed with real keys, and what an attacker does to them with git."""

from __future__ import annotations

import copy
import functools
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import events
from repositories import RepositoryBuilder

from tidegate.git.layout import find_layout
from tidegate.ledger.chain import BEGINNING, Place, Signed, after, commit_of
from tidegate.ledger.opened import Opened, opened
from tidegate.ledger.signing.signer import Signer
from tidegate.ledger.store import REF, Store
from tidegate.ledger.verify import Verification, verify
from tidegate.model import event as ev

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
NAMES = ("anna", "ben", "boss", "ci", "eve")  # eve is nobody's


@functools.cache
def keys() -> Path:
    """One Ed25519 key a name, made once."""
    folder = Path(tempfile.mkdtemp(prefix="tidegate-test-keys-"))
    for name in NAMES:
        words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(folder / name)]
        subprocess.run(words, check=True)
    return folder


def public(name: str) -> str:
    return (keys() / f"{name}.pub").read_text().strip()


def signer(name: str) -> Signer:
    return Signer("ssh", str(keys() / name))


def people(extra: str = "") -> str:
    """anna, ben and their boss, and a CI identity."""
    return f"""\
version: 1
people:
  anna: {{keys: [{{ssh: {public("anna")}}}], roles: [security-reviewer]}}
  ben: {{keys: [{{ssh: {public("ben")}}}]}}
  boss: {{keys: [{{ssh: {public("boss")}}}], manager: true}}
{extra}
ci:
  ci: {{keys: [{{ssh: {public("ci")}}}]}}
"""


def usual_files(extra: str) -> dict[str, str]:
    settings = f"version: 1\nledger: {{repository: {events.REPOSITORY}}}\n"
    return {".tidegate/people.yaml": people(extra), ".tidegate/config.yaml": settings, "a.py": "x = 1\n"}


class LedgerBuilder:
    """A repository whose ledger is written event by event; ``entries`` is what should stand in it."""

    def __init__(
        self, path: Path, *options: str, extra: str = "", files: Mapping[str, str] | None = None
    ) -> None:
        self.builder = RepositoryBuilder(path, *options)
        self.path = path
        self.first = self.builder.commit("People", files or usual_files(extra))
        self.signed: list[Signed] = []
        self.time = events.NOON

    def copied(self, path: Path) -> LedgerBuilder:
        """The same ledger in a repository of its own."""
        shutil.copytree(self.path, path)
        found = copy.copy(self)
        found.path, found.signed = path, list(self.signed)
        found.builder = copy.copy(self.builder)
        found.builder.path = path
        return found

    @property
    def store(self) -> Store:
        return Store(find_layout(self.path))

    @contextmanager
    def opened(self) -> Iterator[Opened]:
        with opened(self.path) as found:
            yield found

    def sign(
        self,
        payload: ev.Payload,
        who: str,
        *,
        actor: str | None = None,
        at: datetime | None = None,
        known: ev.Position | None = None,
    ) -> Signed:
        """An event a minute after the one before it, which knows all of them."""
        self.time += timedelta(minutes=1)
        said = ev.event(
            payload,
            actor=actor or who,
            repository=events.REPOSITORY,
            after=known or self.end.position,
            at=at or self.time,
        )
        content = ev.encoded(said)
        return Signed(content, signer(who).sign(content).encode())

    def write(self, payload: ev.Payload, who: str, **otherwise: object) -> Signed:
        signed = self.sign(payload, who, **otherwise)  # type: ignore[arg-type]
        with self.store as store:
            store.append(signed)
        self.signed.append(signed)
        return signed

    @property
    def end(self) -> Place:
        with self.store as store:
            return store.end()

    def usual(self) -> list[Signed]:
        """A finding, a decision, an approval, a dismissal that boss approves, a merge."""
        return [
            self.write(events.SEEN, "ci"),
            self.write(events.DECISION, "ci"),
            self.write(events.APPROVAL, "anna"),
            asked := self.write(events.DISMISSAL, "anna"),
            self.write(ev.DismissalApproval(dismissal=asked.id), "boss"),
            self.write(events.PAYLOADS[6], "ci"),
            self.write(events.PAYLOADS[9], "ben"),
        ]

    def rewrite(self, signed: list[Signed]) -> None:
        """What somebody does who may write to the ref and knows the format."""
        place = BEGINNING
        with self.store as store:
            for one in signed:
                commit = self.builder.git(
                    "hash-object",
                    "-t",
                    "commit",
                    "-w",
                    "--stdin",
                    stdin=commit_of(one, place, store.empty_tree),
                )
                place = Place(commit, after(place.position, one))
        self.point(place.commit)

    def point(self, commit: str | None) -> None:
        """Let the ref name another commit, or nothing."""
        words = ["update-ref", REF, commit] if commit else ["update-ref", "-d", REF]
        self.builder.git(*words)

    def verify(self, *checkpoints: Signed, now: datetime = NOW) -> Verification:
        with self.opened() as found:
            return verify(found.store, found.team, found.keyring, now, checkpoints)

    def checkpoint(self, who: str = "boss") -> Signed:
        end = self.end
        assert end.commit is not None
        return self.sign(ev.Checkpoint(head=end.position, commit=end.commit), who)

    def raw(self, revision: str = REF) -> bytes:
        done = subprocess.run(
            ["git", "-C", str(self.path), "cat-file", "commit", revision], check=True, capture_output=True
        )
        return done.stdout
