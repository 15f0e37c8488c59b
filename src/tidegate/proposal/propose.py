"""Looks at a repository and proposes a first configuration. It writes nothing and accepts nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path, PurePosixPath

import msgspec

from tidegate.ai_tools import ToolsOptions, inventory
from tidegate.cache import Cache
from tidegate.config.loading import FOLDER
from tidegate.config.owners import codeowners
from tidegate.config.policy import from_file, from_tree
from tidegate.config.settings import ThreatModel
from tidegate.flow.engine import Budget
from tidegate.git import Repository
from tidegate.knowledge import store
from tidegate.knowledge.tools import tools
from tidegate.languages import registry
from tidegate.model.change import Change, FileChange
from tidegate.model.paths import PathClass
from tidegate.model.proposal import Proposal, Proposed, ProposedPeople
from tidegate.program.sources import FactsByBlob
from tidegate.program.stored import CachedFacts
from tidegate.program.trees import GitTree
from tidegate.proposal import controls
from tidegate.proposal.enrolling import enrolling
from tidegate.proposal.people import COMMITS, answering, changed
from tidegate.proposal.routes import public
from tidegate.proposal.seen import Seen, look
from tidegate.proposal.sensitive import sensitive
from tidegate.stages import Stages
from tidegate.surface.whole import understand

BATCH = 100  # files
DEFAULT_SECONDS = 60.0
OBSERVED = timedelta(days=30)
STEPS = 100_000_000  # of the analysis
_MOST_FIELDS = 60


class ProposalOptions(msgspec.Struct, frozen=True, kw_only=True):
    directory: Path = Path()
    config: Path | None = None  # settings to start from, else those of HEAD
    timeout: float | None = None  # seconds that the analysis may take
    today: date | None = None


def propose(options: ProposalOptions) -> Proposal:
    """Of what HEAD holds. Raise TidegateError where the question cannot be asked."""
    stages, today = Stages(), options.today or datetime.now(UTC).date()
    with Cache.open() as cache, Repository.open(options.directory, cache) as repository:
        change = repository.whole("HEAD")
        tree = GitTree(repository.tree(change.head_tree))
        model = _threat_model(options, tree, repository.tree(change.head_tree).paths(FOLDER))
        seen, limits, whole = _program(change, tree, cache, options.timeout or DEFAULT_SECONDS, model)
        commits = repository.latest("HEAD", COMMITS)
        done = changed(repository, commits)
        owners = codeowners(tree.read)
        enrolled = stages.guarded(
            "the people",
            lambda: enrolling(repository, commits, owners, tools(cache)),
            ProposedPeople(commits=len(commits)),
        )
    own = controls.own(seen)
    every = [file.path for file in change.files]
    handling = {entry.spot.path for entry in seen.entries}
    guards = [one for found in own.values() for one in found if one.path not in handling]
    subjects = sensitive(change.files, seen.packages, guards)
    routes = public(seen.entries)
    if routes.more:
        limits.append(
            f"{routes.more} more routes without a check of who comes in: tidegate baseline lists all"
        )
    if not done.complete:
        limits.append("who changed what was not read to the end")
    nothing: tuple[Proposed, ...] = ()
    using = stages.guarded("the AI tools", lambda: _tools(options, today), nothing)
    return Proposal(
        commit=change.head or "",
        observe_until=today + OBSERVED,
        frameworks=controls.frameworks(seen),
        known=controls.known(seen),
        authentication=tuple(own["authentication"]),
        authorization=tuple(own["authorization"]),
        personal_fields=tuple(_fields(seen)),
        routes=routes.routes,
        routes_unsure=routes.unsure,
        sensitive=tuple(answering(one, owners, every, done) for one in subjects),
        ai_tools=using,
        owners_file=owners.path,
        people=done.people,
        enrolled=enrolled,
        whole=whole,
        limits=(*limits, *owners.problems, *change.limits, *stages.failures),
    )


def _program(
    change: Change, tree: GitTree, cache: Cache, seconds: float, model: ThreatModel
) -> tuple[Seen, list[str], bool]:
    """What the program holds, batch by batch; what was not looked at; whether that was all.

    Of a batch that was cut only what was found counts: that nothing asks who comes in cannot be told.
    """
    seen, budget = Seen(), Budget(seconds, STEPS)
    files = [file for file in change.files if _is_read(file)]
    left = len(files)
    for batch in _batches(files):
        facts = FactsByBlob(CachedFacts(cache))
        part = msgspec.structs.replace(change, files=tuple(batch))
        knowledge = store.Knowledge("python", {}, cache)
        context = understand(part, tree, knowledge, facts, budget, model)
        found = look(context.head, [file.path for file in batch])
        facts.save()
        if budget.exhausted:
            seen.add(msgspec.structs.replace(found, entries=[one for one in found.entries if one.asks_who]))
            break
        seen.add(found)
        left -= len(batch)
    limits = list(_unread(change))
    if left:
        limits.append(f"{left} of {len(files)} files of code ({budget.exhausted}): --timeout gives more time")
    return seen, limits, not limits


def _threat_model(options: ProposalOptions, tree: GitTree, names: list[str]) -> ThreatModel:
    """What the team has said already: what it names is understood."""
    policy = from_file(options.config) if options.config is not None else from_tree(tree.read, names)
    return policy.settings.threat_model


def _is_read(file: FileChange) -> bool:
    return (
        file.path_class is PathClass.PRODUCTION
        and not file.marked
        and registry.by_suffix(PurePosixPath(file.path).suffix) is not None
    )


def _unread(change: Change) -> Iterator[str]:
    """Code in languages that are not known: nothing is proposed from it but by its paths."""
    unknown = [file.path for file in change.files if file.path_class is PathClass.UNKNOWN_CODE]
    if unknown:
        suffixes = sorted({PurePosixPath(path).suffix or PurePosixPath(path).name for path in unknown})
        yield f"{len(unknown)} files of code in languages that are not known here ({', '.join(suffixes[:6])})"


def _batches(files: Iterable[FileChange]) -> Iterator[list[FileChange]]:
    """Files of one folder stay together: they use each other most."""
    ordered = sorted(files, key=lambda file: file.path)
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]


def _fields(seen: Seen) -> Iterator[Proposed]:
    for (table, name), spot in sorted(seen.fields.items())[:_MOST_FIELDS]:
        yield Proposed(f"{table}.{name}", "a field of a table whose name says so", spot.path, spot.line)


def _tools(options: ProposalOptions, today: date) -> tuple[Proposed, ...]:
    found = inventory(ToolsOptions(directory=options.directory, today=today))
    return tuple(
        Proposed(
            tool.id,
            ", ".join(filter(None, (tool.name, _wrote(tool.commits)))),
            tool.locations[0].path if tool.locations else "",
            tool.locations[0].line if tool.locations else 0,
        )
        for tool in found.tools
    )


def _wrote(commits: int) -> str:
    return f"{commits} commit{'' if commits == 1 else 's'}" if commits else ""
