"""What a repository holds today: findings, ways in, owners. It accepts nothing and writes nothing.

The tree is taken in batches of files, so that memory follows the batch and not the repository.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import msgspec

from tidegate import __version__
from tidegate.cache import Cache
from tidegate.config.loading import FOLDER
from tidegate.config.owners import owners
from tidegate.config.policy import Policy, from_file, from_tree
from tidegate.detect import exposed, flows, misuses
from tidegate.detect.added import added_lines
from tidegate.detect.findings import weighed
from tidegate.detect.numbered import numbered
from tidegate.detect.raised import raised
from tidegate.detect.secrets import secrets_in
from tidegate.flow.engine import Budget
from tidegate.git import Repository
from tidegate.knowledge import store
from tidegate.model.baseline import Baseline
from tidegate.model.change import Change
from tidegate.model.finding import Finding, Status
from tidegate.model.result import Coverage, EntryPoint, Inputs, NotAnalysed, Tool
from tidegate.program.sources import FactsByBlob
from tidegate.program.stored import CachedFacts
from tidegate.program.trees import GitTree
from tidegate.stages import Stages
from tidegate.surface.coverage import coverage
from tidegate.surface.radius import entry_point
from tidegate.surface.sides import Context, is_judged
from tidegate.surface.whole import understand

BATCH = 200  # files
DEFAULT_SECONDS = 600.0
STEPS = 200_000_000  # of the analysis


class BaselineOptions(msgspec.Struct, frozen=True, kw_only=True):
    directory: Path = Path()
    revision: str = "HEAD"
    config: Path | None = None
    timeout: float | None = None  # seconds that the analysis may take


class _Seen(msgspec.Struct):
    """What the batches brought so far; a finding counts once."""

    findings: dict[str, Finding] = {}
    entry_points: dict[tuple[str, str], EntryPoint] = {}
    analysed: int = 0
    gaps: list[NotAnalysed] = []
    limits: dict[str, None] = {}


def baseline(options: BaselineOptions) -> Baseline:
    """Raise TidegateError where the question cannot be asked."""
    stages, seen = Stages(), _Seen()
    with Cache.open() as cache, Repository.open(options.directory, cache) as repository:
        with stages.stage("tree"):
            change = repository.whole(options.revision)
            tree = GitTree(repository.tree(change.head_tree))
            policy = _policy(options, repository, change)
        with stages.stage("analysis"):
            budget = Budget(options.timeout or DEFAULT_SECONDS, STEPS)
            for batch in _batches(change):
                facts = FactsByBlob(CachedFacts(cache))
                own = policy.settings.threat_model
                knowledge = store.Knowledge("python", policy.knowledge, cache)
                _look(understand(batch, tree, knowledge, facts, budget, own), tree, stages, seen)
                facts.save()
            if budget.exhausted:
                seen.limits[f"the analysis was cut short: {budget.exhausted}"] = None
        of = owners(tree.read)
    findings = sorted(seen.findings.values(), key=lambda finding: (finding.path, finding.line, finding.rule))
    entries = sorted(seen.entry_points.values(), key=lambda entry: (entry.path, entry.line, entry.name))
    named = sorted({finding.path for finding in findings} | {entry.path for entry in entries})
    return Baseline(
        tool=Tool("tidegate", __version__),
        inputs=Inputs(policy.digest, policy.digest, store.digest()),
        repository=change.repository,
        revision=options.revision,
        commit=change.head or "",
        findings=tuple(findings),
        entry_points=tuple(entries),
        owners={path: names for path in named if (names := of(path))},
        coverage=Coverage(seen.analysed, tuple(seen.gaps)),
        limits=(*seen.limits, *change.limits, *dict.fromkeys(stages.failures)),
        timings=stages.timings(),
    )


def _policy(options: BaselineOptions, repository: Repository, change: Change) -> Policy:
    if options.config is not None:
        return from_file(options.config)
    tree = repository.tree(change.policy_tree)
    return from_tree(tree.read, tree.paths(FOLDER))


def _batches(change: Change) -> Iterator[Change]:
    """Files of one folder stay together: they use each other most."""
    files = sorted(change.files, key=lambda file: file.path)
    for start in range(0, len(files), BATCH):
        yield msgspec.structs.replace(change, files=tuple(files[start : start + BATCH]))


def _look(context: Context, tree: GitTree, stages: Stages, seen: _Seen) -> None:
    """Everything that one batch of files holds."""
    scan = stages.guarded(
        "the search for secrets", lambda: secrets_in(added_lines(context.change, tree)), None
    )
    found: list[Finding] = exposed.findings(scan) if scan is not None else []
    for name, detect in (("data flow", flows.detect), ("misuses", misuses.detect)):
        found += stages.guarded(name, partial(detect, context), [])
    if scan is not None and scan.problem:
        seen.limits[scan.problem] = None
    for finding in raised(context, numbered(weighed(found))):
        seen.findings.setdefault(finding.id, msgspec.structs.replace(finding, status=Status.EXISTING))
    here = {file.path for file in context.change.files if is_judged(file.path)}
    for handler in context.head.survey.handlers:
        if handler.identity.path in here:
            entry = msgspec.structs.replace(entry_point(context.head, handler), changed=False)
            seen.entry_points.setdefault((entry.name, entry.handler), entry)
    covered = coverage(context.change, context, tree.problems, ())
    seen.analysed += covered.analysed
    seen.gaps += [gap for gap in covered.not_analysed if gap.matters]
