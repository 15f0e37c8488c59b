"""Advisories that hold for what comes in, and those that it leaves behind."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import msgspec

from tidegate.dependencies import versions
from tidegate.dependencies.advisories.asked import Asked
from tidegate.dependencies.advisories.holdings import ECOSYSTEMS, NoAnswer
from tidegate.dependencies.advisories.matching import fixed_versions
from tidegate.dependencies.advisories.store import Known
from tidegate.dependencies.advisories.verdicts import Bug, first_clean
from tidegate.dependencies.names import TAGGED, normal
from tidegate.dependencies.online.web import WebError
from tidegate.detect.dependencies.context import DependencyContext, Said, report, shown
from tidegate.detect.dependencies.mentions import look_for, sentence
from tidegate.model.finding import Confidence, Finding, Severity, Status
from tidegate.model.result import DependencyChange
from tidegate.provenance.late import advisory

RULE = "vulnerable-dependency"
MALWARE = "malicious-dependency"
_NAMED = 3  # ids in one line
_EXPLAINED = 50  # bugs of an ecosystem of which the message says whether the program uses them


def detect(context: DependencyContext) -> Iterator[Finding]:
    """One finding for each bug of each package; what cannot be compared is a gap."""
    by_ecosystem: dict[str, list[DependencyChange]] = {}
    for change in context.compared.changes:
        if change.ecosystem in ECOSYSTEMS and change.origin != "path":
            by_ecosystem.setdefault(change.ecosystem, []).append(change)
    _say_without(context)
    for ecosystem, changes in by_ecosystem.items():
        coming = [change for change in changes if "removed" not in change.what]
        try:
            known = _known(context, ecosystem, changes)
            doubt = _doubt(context, ecosystem)
        except NoAnswer as error:
            known, doubt = {}, str(error)
        if doubt is not None and coming:
            context.could_not_tell(coming[0], doubt)
        judged = [
            _judge(context, change, found)
            for change in changes
            if (found := known.get(normal(ecosystem, change.name)))
        ]
        yield from _told(context, ecosystem, judged)


def _say_without(context: DependencyContext) -> None:
    """What no database has advisories of is never clean: a gap for each such ecosystem."""
    coming: dict[str, list[DependencyChange]] = {}
    for change in context.compared.changes:
        if change.ecosystem not in ECOSYSTEMS and change.origin != "path" and "removed" not in change.what:
            coming.setdefault(change.ecosystem, []).append(change)
    for ecosystem, changes in coming.items():
        names = list(dict.fromkeys(shown(change) for change in changes))
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        context.could_not_tell(
            changes[0],
            f"whether anything is known against {', '.join(names[:_NAMED])}{more}: "
            f"there are no advisories of {ecosystem}",
        )


def introduced(context: DependencyContext, change: DependencyChange) -> list[Bug]:
    """The bugs that a package surely brings, worst first; none where no advisories can be asked."""
    if change.ecosystem not in ECOSYSTEMS or change.origin == "path":
        return []
    try:
        found = _known(context, change.ecosystem, [change]).get(normal(change.ecosystem, change.name))
    except NoAnswer:
        return []
    return _judge(context, change, found).introduced() if found else []


def _told(context: DependencyContext, ecosystem: str, judged: list[_Judged]) -> Iterator[Finding]:
    """The findings; what the program mentions is looked for at once."""
    new = [bug for one in judged for bug in one.introduced() if bug.symbols][:_EXPLAINED]
    if context.head is not None and new:
        look_for(context.head, ecosystem, [symbol for bug in new for symbol in bug.symbols])
    explained = {id(bug) for bug in new}
    for one in judged:
        yield from one.findings(explained)


def _known(
    context: DependencyContext, ecosystem: str, changes: list[DependencyChange]
) -> dict[str, list[Known]]:
    """By normal name: of OSV's service where it may be asked, else of the store. Raise NoAnswer."""
    if context.asked is not None:
        try:
            return context.asked.known(ecosystem, [change.name for change in changes])
        except WebError as error:
            context.could_not_tell(changes[0], f"what is known today of packages of {ecosystem}: {error}")
    return context.holdings.asked(ecosystem).of([normal(ecosystem, change.name) for change in changes])


def _doubt(context: DependencyContext, ecosystem: str) -> str | None:
    """Why packages of which nothing is known may not be clean. Raise NoAnswer."""
    if context.asked is not None:
        return None
    return context.holdings.too_old(
        ecosystem, context.today, context.settings.dependencies.advisories_max_age
    )


class _Judged(msgspec.Struct, frozen=True):
    """One package, what is known of it, and its bugs in base and in head."""

    context: DependencyContext
    change: DependencyChange
    known: list[Known]
    asked: Asked
    before: list[Bug]
    after: list[Bug]
    clean: str | None  # the first version above head's that no advisory is about

    def introduced(self) -> list[Bug]:
        had = {bug.number for bug in self.before if bug.is_sure}
        return [bug for bug in self.after if bug.is_sure and bug.number not in had]

    def findings(self, explained: Collection[int]) -> Iterator[Finding]:
        """A bug that base has, too, is there. ``explained`` are those of which the message tells the use."""
        self._say_unsure()
        new = self.introduced()
        for bug in self.after:
            if bug.is_sure:
                reached = self._reached(bug) if id(bug) in explained else None
                yield self._finding(bug, Status.INTRODUCED if bug in new else Status.EXISTING, reached)
        still = {bug.number for bug in self.after}
        for bug in self.before:
            if bug.is_sure and bug.number not in still:
                yield self._finding(bug, Status.FIXED)

    def _say_unsure(self) -> None:
        """What a range might have that base's might not; of anything else, whatever cannot be told."""
        asked = self.asked
        might = {bug.number for bug in self.before} if asked.is_range else set()
        unsure = [bug for bug in self.after if not bug.is_sure and bug.number not in might]
        of = (self.change.ecosystem, normal(self.change.ecosystem, self.change.name))
        if not unsure or of in self.context.compared.newest:
            return
        names = ", ".join(bug.ids[0] for bug in unsure[:_NAMED])
        more = f" and {len(unsure) - _NAMED} more" if len(unsure) > _NAMED else ""
        if asked.is_range:
            bound = asked.raised(self.known, unsure)
            text = f"whether {shown(self.change)} installs a version that has {names}{more}"
            text += f"; {self._with_bound(bound)}" if bound else ""
        else:
            text = f"whether {shown(self.change)} has {names}{more}"
            if self.change.ecosystem in TAGGED and asked.revision:
                text += f": none of them names the commit {asked.revision[:12]}"
        self.context.could_not_tell(self.change, text)

    def _with_bound(self, bound: str) -> str:
        if self.change.ecosystem in TAGGED:
            return f"{bound} and newer have not"
        return f"write {self.change.name} >= {bound}"

    def _finding(self, bug: Bug, status: Status, reached: str | None = None) -> Finding:
        said = Said(
            rule=MALWARE if bug.is_malware else RULE,
            message=self._message(bug, status, reached),
            severity=_severity(bug),
            confidence=Confidence.HIGH,
            status=status,
            fix=self._fix(bug),
            identity=(bug.name,),
        )
        return report(self.change, said)

    def _message(self, bug: Bug, status: Status, reached: str | None) -> str:
        change = self.change
        was = " ".join(filter(None, (change.name, change.base_version or change.base_range)))
        of = was if status is Status.FIXED else shown(change)
        if change.head_version is None and change.revision and status is not Status.FIXED:
            of = f"{change.name} at {change.revision[:12]}"
        also = f" ({', '.join(bug.ids[1:3])})" if bug.ids[1:] else ""
        when = f", published {bug.published}" if bug.published else ""
        pulled = f", pulled in by {change.via[0]}" if change.via else ""
        about = bug.summary.rstrip(".") or "no summary is given"
        ends = f"; {reached}" if reached else ""
        late = f" {said}" if status is Status.INTRODUCED and (said := self._late(bug)) else ""
        return f"{of}{pulled} is affected by {bug.ids[0]}{also}{when}: {about}{ends}.{late}"

    def _late(self, bug: Bug) -> str | None:
        """The advisory's day against what the model had learned that wrote the package's line."""
        of = (self.change.ecosystem, normal(self.change.ecosystem, self.change.name))
        learned = self.context.learned.get(of)
        return advisory(bug.published, learned).text if learned is not None else None

    def _reached(self, bug: Bug) -> str | None:
        head = self.context.head
        return sentence(head, self.change.ecosystem, bug.symbols) if head is not None else None

    def _fix(self, bug: Bug) -> str:
        name = self.change.name
        if bug.is_malware:
            return f"Do not install it: remove {name}, and treat machines that installed it as compromised."
        if not bug.fixed:
            return f"No fixed version is known: leave {name} out, or see that what is affected is not used."
        clean = self.clean
        other = (
            f"; {clean} is the first that no advisory is about" if clean not in (None, bug.fixed[0]) else ""
        )
        return f"Use {name} {bug.fixed[0]} or newer{other}."


def _judge(context: DependencyContext, change: DependencyChange, known: list[Known]) -> _Judged:
    revision = change.revision if change.origin != "registry" or change.head_version is None else None
    asked = Asked(change.ecosystem, change.head_version, change.head_range, revision)
    before: list[Bug] = []
    if "added" not in change.what and (change.base_version or change.base_range):
        before = Asked(change.ecosystem, change.base_version, change.base_range).bugs(known)
    after = [] if "removed" in change.what else asked.bugs(known)
    return _Judged(context, change, known, asked, before, after, _clean(change, known, after))


def _clean(change: DependencyChange, known: list[Known], found: list[Bug]) -> str | None:
    """Not below the first fix of any bug that head has: what is older has that one."""
    ecosystem = change.ecosystem
    lowest = [versions.sort_key(ecosystem, bug.fixed[0]) for bug in found if bug.is_sure and bug.fixed]
    if not lowest:
        return None
    fixes = {text for one in known for text in fixed_versions(ecosystem, one.affected, change.head_version)}
    end = max(lowest)
    ordered = sorted((versions.sort_key(ecosystem, text), text) for text in fixes)
    return first_clean(ecosystem, known, (text for place, text in ordered if place >= end))


def _severity(bug: Bug) -> Severity:
    """Malware is the worst; what only informs ("unmaintained") without a rating is low."""
    if bug.is_malware:
        return Severity.CRITICAL
    if bug.informational and bug.severity is Severity.UNKNOWN:
        return Severity.LOW
    return bug.severity
