"""What people said of a change: the ledger, asked while it is known.

Without a ledger nothing here is asked. Who may sign and approve comes from the tip of the base branch.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from tidegate.cache import Cache
from tidegate.config.settings import AcceptedFinding
from tidegate.git import Repository
from tidegate.model.attribution import Attribution
from tidegate.model.finding import Finding
from tidegate.question import Question
from tidegate.stages import Stages

if TYPE_CHECKING:
    from tidegate.model.oversight import Oversight
    from tidegate.model.result import BlastRadius
    from tidegate.oversight.overseer import Overseer
    from tidegate.policy.decide import Verdict

LEDGER = "refs/tidegate/ledger"


class Known(msgspec.Struct, frozen=True):
    """What is known of a change when the ledger is asked."""

    attribution: Attribution
    findings: list[Finding]


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

    @property
    def absent(self) -> tuple[str, ...]:
        return ()

    def decided(
        self, verdict: Verdict, _findings: Iterable[Finding], _radius: BlastRadius
    ) -> tuple[Verdict, Oversight | None]:
        return verdict, None


def overseer(
    question: Question, repository: Repository, cache: Cache, known: Known, stages: Stages
) -> Overseer | Unheard:
    """What the ledger says. What fails is named in ``stages``."""
    silent: Overseer | Unheard = Unheard(question)
    if repository.tree_of(LEDGER) is None:
        return silent
    found = stages.guarded("the ledger", lambda: read(question, repository, cache, known), silent)
    if not isinstance(found, Unheard):
        stages.failures += found.doubts
    return found


def read(question: Question, repository: Repository, cache: Cache, known: Known) -> Overseer:
    """The ledger as far as it concerns one change; an empty one where there is none."""
    from tidegate.authorship import said_by
    from tidegate.oversight.hearing import heard
    from tidegate.oversight.overseer import Overseer
    from tidegate.oversight.team import team_of

    team = team_of(question, repository)
    said = heard(question, repository, cache, known.findings, team.before)
    landed = [commit for one in said.landings for commit in one.commits or ()]
    others = [commit for commit in landed if commit not in question.change.commits]
    claims = (*known.attribution.claims, *said_by(others, cache))
    attribution = msgspec.structs.replace(known.attribution, claims=claims)
    return Overseer(question, repository, attribution, team, said)
