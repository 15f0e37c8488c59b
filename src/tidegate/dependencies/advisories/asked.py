"""Which bugs hold for what a file asks for: a version, a commit, or a range of versions.

A range is judged at its own ends and at those of the advisories: between two of these nothing changes. So
no list of the versions that there are is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from tidegate.dependencies import versions
from tidegate.dependencies.advisories.matching import START, events, is_everything, key
from tidegate.dependencies.advisories.store import Known
from tidegate.dependencies.advisories.verdicts import Bug, first_clean, having, holds
from tidegate.model.advisory import Affected

_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_VERSION = re.compile(r"\d+(?:\.\d+)*(?:[-.]?[A-Za-z][0-9A-Za-z.-]*)?")
_LAST_NUMBER = re.compile(r"\d+(?=\D*$)")
_LONGEST = 1000  # characters of a range
_SHORTEST = 7  # digits of a commit that is cut
_LOWEST = (START, "0.0.0")


class Asked(msgspec.Struct, frozen=True):
    """``version`` is exact; ``requirement`` a range as written; ``revision`` a commit or tag."""

    ecosystem: str
    version: str | None = None
    requirement: str | None = None
    revision: str | None = None

    @property
    def is_range(self) -> bool:
        return self.version is None and self.revision is None

    def bugs(self, known: Iterable[Known]) -> list[Bug]:
        """The bugs that it has or may have, worst first."""
        return having(self.ecosystem, known, self._holds, self.version)

    def raised(self, known: Iterable[Known], found: Iterable[Bug]) -> str | None:
        """The lower bound that leaves only versions of the range that no advisory is about."""
        mending = [
            max(allowed, key=lambda one: versions.sort_key(self.ecosystem, one))
            for bug in found
            if (allowed := [one for one in bug.fixed if self._allows(one)])
        ]
        highest = sorted(mending, key=lambda one: versions.sort_key(self.ecosystem, one))[-1:]
        return first_clean(self.ecosystem, known, highest)

    def _holds(self, known: Known) -> bool | None:
        if self.revision is not None:
            return self._holds_at(known, self.revision)
        if self.version is not None:
            return holds(self.ecosystem, known, self.version)
        return self._holds_in_range(known)

    def _holds_at(self, known: Known, revision: str) -> bool | None:
        """A commit that the record names; else by the version, where a lock file says which one it is."""
        if _COMMIT.fullmatch(revision):
            answer = _at_commit(known.affected, revision)
            if answer is not None:
                return answer
            if self.version is None:  # a name beside it may be wrong, too
                is_named = self.requirement and self._holds_in_range(known)
                return True if is_named else holds(self.ecosystem, known, None)
        if self.version is not None:
            return holds(self.ecosystem, known, self.version)
        # A tag says a version, but may be moved: it can accuse and not excuse.
        return True if holds(self.ecosystem, known, revision) else holds(self.ecosystem, known, None)

    def _holds_in_range(self, known: Known) -> bool | None:
        if holds(self.ecosystem, known, None):
            return True
        ends = {*_ends(self.requirement or ""), *_of(known.affected)}
        allowed = [one for one in ends if self._allows(one)]
        answers = {holds(self.ecosystem, known, one) for one in allowed}
        return answers.pop() if len(answers) == 1 else None

    def _allows(self, version: str) -> bool:
        if self.requirement in (None, "", "*"):
            return key(self.ecosystem, version) is not None
        assert self.requirement is not None
        return bool(_allows(self.ecosystem, version, self.requirement))


def _at_commit(affected: Affected, commit: str) -> bool | None:
    """Affected where an event says so or the commit is listed; ``None`` for one that no record names."""
    if any(is_everything(one) for one in affected.ranges if one.type == "GIT"):
        return True
    named = {
        event.kind
        for one in affected.ranges
        if one.type == "GIT"
        for event in one.events
        if len(event.version) >= _SHORTEST and event.version.startswith(commit)
    }
    if commit in affected.versions or named & {"introduced", "last_affected"}:
        return True
    return False if named else None


def _of(affected: Affected) -> Iterator[str]:
    """Where something changes: ends of ranges and what comes next; without ranges, listed versions."""
    for event in events(affected):
        yield event.version
        if event.kind == "last_affected":
            yield from _next(event.version)
    if not any(one.type != "GIT" for one in affected.ranges):
        for version in affected.versions:
            yield version
            yield from _next(version)


@lru_cache(1024)
def _ends(requirement: str) -> tuple[str, ...]:
    """The versions that a range names, short ones also as three numbers, and what comes next to each."""
    named = {*_LOWEST, *_VERSION.findall(requirement[:_LONGEST])}
    full = {".".join([*one.split("."), "0", "0"][:3]) for one in named if one.replace(".", "").isdigit()}
    return tuple(named | full | {after for one in named | full for after in _next(one)})


def _next(version: str) -> Iterator[str]:
    """Versions just above: which of these are any, the ecosystem's order says."""
    yield f"{version}.1"
    yield _LAST_NUMBER.sub(lambda found: str(int(found[0]) + 1), version, count=1)


@lru_cache(1 << 14)
def _allows(ecosystem: str, version: str, requirement: str) -> bool | None:
    return versions.satisfies(ecosystem, version, requirement)
