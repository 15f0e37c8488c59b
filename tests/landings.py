"""A repository with people, a ledger, and changes that were decided, approved and merged, or not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import events
import msgspec
from ledgers import LedgerBuilder, people
from repositories import RepositoryBuilder

from tidegate.cache import Cache
from tidegate.git.repository import Repository
from tidegate.ledger.index import Index, index
from tidegate.ledger.opened import Opened
from tidegate.model import event as ev
from tidegate.model.result import Decision

replace = msgspec.structs.replace
OWED = ev.Owed(approvals=(ev.OwedApprovals(humans=1, roles=("security-reviewer",)),))


class Landings:
    """``change`` makes a branch; ``decide``, ``approve`` and ``passes`` say something of it."""

    def __init__(self, path: Path) -> None:
        self.ledger = LedgerBuilder(path)
        self.made: RepositoryBuilder = self.ledger.builder
        self.path = path
        rules = f"version: 1\nledger: {{repository: {events.REPOSITORY}}}\nbreak_glass: {{roles: [lead]}}\n"
        lead = people().replace("  ben: {", "  ben: {roles: [lead], ")
        files = {".tidegate/config.yaml": rules, ".tidegate/people.yaml": lead}
        self.ledger.first = self.made.commit("Who may break the glass", files)

    def change(self, name: str) -> ev.Subject:
        """A branch with one commit; what a check of it against main names."""
        self.made.branch(name, "main")
        self.made.commit(f"Work on {name}", {f"{name}.py": "x = 1\n"})
        self.made.switch("main")
        return self.subject(name)

    def subject(self, name: str) -> ev.Subject:
        """What a check of a branch that begins at the tip of main names."""
        base, head = self.made.git("rev-parse", "main", name).split()
        with Repository.open(self.path) as opened:
            line = opened.line
            merged = line.merged_tree(base, head)
            digest = line.patch_digest(f"{base}^{{tree}}", f"{head}^{{tree}}")
        return replace(
            events.SUBJECT, base=base, head=head, merge_base=base, merge_tree=merged, diff_sha256=digest
        )

    def approve(self, subject: ev.Subject, who: str = "anna") -> str:
        return self.ledger.write(replace(events.APPROVAL, subject=subject), who).id

    def decide(self, subject: ev.Subject, *approvals: str, **otherwise: Any) -> str:
        """That it passes with these approvals."""
        plain = {"decision": Decision.PASS, "owed": OWED, "involved": ("cy",)}
        told = plain | {"approvals": approvals} | otherwise
        return self.ledger.write(replace(events.DECISION, subject=subject, **told), "ci").id

    def glass(self, subject: ev.Subject, who: str = "ben") -> str:
        return self.ledger.write(replace(events.PAYLOADS[4], subject=subject), who).id

    def land(self, name: str) -> str:
        """Merge a branch as it is."""
        return self.made.merge(name, f"Merge {name}")

    def approved(self, name: str) -> str:
        """A change with all that it needs, merged."""
        subject = self.change(name)
        self.decide(subject, self.approve(subject))
        return self.land(name)

    def tag(self, name: str, *options: str) -> None:
        self.made.git("tag", "--message", name, *options, name)

    @contextmanager
    def read(self) -> Iterator[tuple[Opened, Index]]:
        with self.ledger.opened() as opened, Cache.open() as cache:
            yield opened, index(opened, cache, datetime(2026, 12, 1, tzinfo=UTC))
