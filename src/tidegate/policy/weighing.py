"""One reason and its weight, and the change as the rules of the policy see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import msgspec

from tidegate.config.facing import Facing
from tidegate.config.patterns import Matcher, names
from tidegate.config.settings import Settings
from tidegate.model.change import FileChange, FileStatus
from tidegate.model.configuration import ConfigurationKind, configuration_kind
from tidegate.model.finding import Finding, Status
from tidegate.model.paths import PathClass, classify
from tidegate.model.result import Access, Decision, EntryPoint, Reason
from tidegate.model.tier import Tier
from tidegate.policy.facts import ChangeFacts

HARMLESS = frozenset({PathClass.PROSE, PathClass.DATA})
NOT_SHIPPED = frozenset({PathClass.TEST, PathClass.EXAMPLE})
TIERS = tuple(Tier)
DEFINES = "define"  # the operation of an access that declares columns
_MEANINGFUL = frozenset({"new", "changed"})
_LOCAL = frozenset({"cli"})
_DECISIONS = tuple(Decision)


class Weighed(msgspec.Struct, frozen=True):
    """A reason with the decision and the tier that it asks for."""

    decision: Decision
    tier: Tier
    reason: Reason


def heavier(weighed: Weighed) -> tuple[int, int]:
    """The weight of a reason: decisions first, then tiers."""
    return _DECISIONS.index(weighed.decision), TIERS.index(weighed.tier)


def highest_decision(decisions: Iterable[Decision]) -> Decision:
    return max(decisions, key=_DECISIONS.index, default=Decision.PASS)


def highest_tier(tiers: Iterable[Tier]) -> Tier:
    return max(tiers, key=TIERS.index, default=Tier.NONE)


def review(tier: Tier, code: str, text: str, touched: Iterable[str]) -> Weighed:
    return Weighed(Decision.REVIEW, tier, Reason(code, text, tuple(dict.fromkeys(touched))))


class Case:
    """The facts, with the team's settings as questions."""

    def __init__(self, facts: ChangeFacts, settings: Settings) -> None:
        self.facts = facts
        self.settings = settings
        self._classes = {file.path: file.path_class for file in facts.files}

    def path_class(self, path: str) -> PathClass:
        return self._classes.get(path) or classify(path)

    def is_shipped(self, path: str) -> bool:
        return self.path_class(path) not in NOT_SHIPPED

    @cached_property
    def introduced(self) -> list[Finding]:
        """What the change brings and the team has said nothing of."""
        return [f for f in self.facts.findings if f.status is Status.INTRODUCED and f.disposition is None]

    @cached_property
    def present(self) -> list[FileChange]:
        """The files that are there after the change."""
        return [file for file in self.facts.files if file.status is not FileStatus.DELETED]

    def configures(self, path: str) -> ConfigurationKind | None:
        """Whose settings a path holds; what the repository's own extend is of the gate."""
        if path in self._extended:
            return ConfigurationKind.GATE
        return configuration_kind(path) if self.is_shipped(path) else None

    @cached_property
    def _extended(self) -> frozenset[str]:
        own = (one for one in self.settings.extends if one.folder is None and one.repository is None)
        return frozenset(one.path for one in own)

    @cached_property
    def unread(self) -> list[str]:
        """Code in languages that are not known, also where it is gone or became something else: what it
        protected nobody can tell."""
        return list(dict.fromkeys(path for file in self.facts.files for path in self._unread(file)))

    def _unread(self, file: FileChange) -> Iterator[str]:
        if file.path_class is PathClass.UNKNOWN_CODE:
            yield file.path
        elif file.base_path is not None and self.path_class(file.base_path) is PathClass.UNKNOWN_CODE:
            yield file.base_path

    @cached_property
    def touched(self) -> list[str]:
        """The paths that change, also those that a file had in base."""
        both = (path for file in self.facts.files for path in (file.path, file.base_path))
        return list(dict.fromkeys(path for path in both if path is not None))

    @cached_property
    def entries_added(self) -> list[EntryPoint]:
        """New ways in from outside: whoever may start a program on the machine is inside already."""
        added = self.facts.entry_points_added
        return [one for one in added if one.kind not in _LOCAL and self.is_shipped(one.path)]

    def meaningful(self, accesses: Iterable[Access]) -> list[Access]:
        """New and changed accesses: what is only reached, or gone, opens nothing."""
        return [one for one in accesses if one.change in _MEANINGFUL and self.is_shipped(one.path)]

    def is_exposed(self, path: str, entry_point: str | None) -> bool:
        """Whether the team says that everybody on the internet can reach it."""
        return self._facing.reached(path, entry_point) is not None

    def exposed(self, tier: Tier, path: str, entry_point: str | None) -> Tier:
        """``tier``, one higher where everybody on the internet can reach it."""
        if not self.is_exposed(path, entry_point):
            return tier
        return TIERS[min(TIERS.index(tier) + 1, len(TIERS) - 1)]

    def is_personal(self, access: Access) -> bool:
        fields = (f"{access.name}.{field}" for field in access.fields)
        return self._personal_table(access.name) or any(self._personal_field(field) for field in fields)

    @cached_property
    def _facing(self) -> Facing:
        return Facing(self.settings.threat_model.internet_facing)

    @cached_property
    def _personal_table(self) -> Matcher:
        return names(self.settings.threat_model.personal_data.tables)

    @cached_property
    def _personal_field(self) -> Matcher:
        return names(self.settings.threat_model.personal_data.fields)
