"""The pipeline: one function that every command, hook and server calls. It writes nothing but the cache."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from tidegate import __version__
from tidegate.ai_tools import judge as judge_tools
from tidegate.assess import Assessment, assess
from tidegate.authorship import Authorship
from tidegate.authorship import judge as judge_authorship
from tidegate.cache import Cache
from tidegate.config.policy import Policy
from tidegate.detect import (
    controls,
    exempted,
    exposed,
    flows,
    given,
    limits,
    missing,
    misuses,
    patterns,
    suppressions,
    unbounded,
    unchecked,
    unowned,
)
from tidegate.detect.added import added_lines, removed_lines
from tidegate.detect.compared import Difference, differences
from tidegate.detect.excerpts import excerpts
from tidegate.detect.findings import Searched, weighed
from tidegate.detect.line_hash import with_line_hashes
from tidegate.detect.numbered import numbered
from tidegate.detect.raised import raised
from tidegate.detect.secrets import secrets_in
from tidegate.flow.engine import Budget
from tidegate.git import Repository
from tidegate.guardrails import Guarded, Team
from tidegate.guardrails import judge as judge_guardrails
from tidegate.knowledge import store
from tidegate.model.change import Change
from tidegate.model.finding import Finding, Status
from tidegate.model.result import ChangeSummary, CheckResult, Inputs, Tool
from tidegate.oversight import Known, overseer
from tidegate.oversight.team import granted
from tidegate.packages import Asking, Packages, Services
from tidegate.packages import judge as judge_packages
from tidegate.policy.accepted import disposed
from tidegate.policy.decide import Verdict, decide
from tidegate.policy.facts import ChangeFacts
from tidegate.policy.ratings import rated
from tidegate.program.sources import FactsByBlob
from tidegate.program.stored import CachedFacts
from tidegate.program.trees import GitTree
from tidegate.question import CheckOptions, Question, understood
from tidegate.stages import Stages
from tidegate.surface.sides import Context, compare

__all__ = ["CheckOptions", "Judged", "check", "judge"]

DEFAULT_SECONDS = 30.0
LINES_A_SECOND = 400  # added lines that are given a second more
STEPS = 3_000_000  # of the analysis
STEPS_A_LINE = 2_000


class Judged(msgspec.Struct, frozen=True):
    """``lasting``: asked the same again, the answer would be the same; nothing was cut short or missing.
    ``facts`` are what the decision rests on."""

    result: CheckResult
    lasting: bool
    facts: ChangeFacts


def check(options: CheckOptions) -> CheckResult:
    """Is this change safe to merge? Raise TidegateError where the question cannot be asked."""
    stages = Stages()
    with Cache.open() as cache, Repository.open(options.directory, cache) as repository:
        with stages.stage("change"):
            question = understood(options, repository)
        return judge(question, repository, cache, stages).result


def judge(question: Question, repository: Repository, cache: Cache, stages: Stages) -> Judged:
    """The answer, stage by stage."""
    change, policy, today = question.change, question.policy, question.today
    base, head = (GitTree(repository.tree(oid)) for oid in (change.base_tree, change.head_tree))
    facts, budget = FactsByBlob(CachedFacts(cache)), _budget(question.options, change)
    with stages.stage("program"):
        knowledge = store.Knowledge("python", policy.knowledge, cache)
    threat_model = policy.settings.threat_model
    context = compare(change, (base, head), knowledge, facts, budget, threat_model, stages.stage)
    found = _found(question, context, (base, head), repository, cache, stages)
    attribution = found.authorship.ai.attribution
    with stages.stage("oversight"):
        people = overseer(question, repository, cache, Known(attribution, found.findings), stages)
        told = people.disposed(disposed(found.findings, people.exceptions(), today))
        findings = found.authorship.signed(told)
    with stages.stage("assess"):
        problems = {**base.problems, **head.problems, **found.guarded.unread}
        trees = repository.tree(change.policy_tree), repository.tree(change.head_tree)
        gaps = judge_tools(change, trees, attribution, today, stages)
        failed = stages.failures
        assessed = assess(
            context, findings, found.compared, found.packages, problems, failed, question.conflict
        )
        signed = msgspec.structs.replace(
            assessed.facts,
            attribution=attribution,
            tool_gaps=gaps,
            unreviewed=people.unreviewed(),
            granted=granted(question, repository, attribution),
        )
        verdict = decide(signed, policy.settings, today)
        verdict, oversight = people.decided(verdict, findings, assessed.radius)
        result = _result(question, found, with_line_hashes(findings, head), assessed, verdict)
        shown = excerpts(context, findings, question.options.told)
    with stages.stage("cache"):
        facts.save()
    result = msgspec.structs.replace(result, oversight=oversight, excerpts=shown, timings=stages.timings())
    missing = stages.failures or problems or attribution.doubts or people.absent
    return Judged(result, budget.in_time and not missing, signed)


class _Found(msgspec.Struct, frozen=True):
    """What the parts of the tool found, before the team is asked what it thinks of it."""

    authorship: Authorship
    packages: Packages
    guarded: Guarded
    compared: list[Difference]
    findings: list[Finding]


def _found(
    question: Question,
    context: Context,
    trees: tuple[GitTree, GitTree],
    repository: Repository,
    cache: Cache,
    stages: Stages,
) -> _Found:
    """``trees`` are base's and head's."""
    options, change, policy, today = question.options, question.change, question.policy, question.today
    with stages.stage("attribution"):
        authorship = judge_authorship(change, repository, options.description, cache, stages, options.traces)
    with stages.stage("dependencies"):
        services = Services(cache, options.timeout) if options.online else None
        sources = (context.base.engine.program.sources, context.head.engine.program.sources)
        asking = Asking(today, services, authorship.model_of)
        packages = judge_packages(change, trees, sources, policy.settings, asking, stages)
    with stages.stage("ai tools"):
        guarded = judge_guardrails(change, trees, _team(policy, repository, change), today, stages)
    with stages.stage("detect"):
        compared: list[Difference] = stages.guarded("comparing controls", lambda: differences(context), [])
        of_code = _detect(context, trees, compared, options.told, stages)
        told = numbered([*of_code, *packages.findings, *guarded.findings])
        findings = rated(told, policy.settings.rules)
    return _Found(authorship, packages, guarded, compared, findings)


def _result(
    question: Question, found: _Found, findings: list[Finding], assessed: Assessment, verdict: Verdict
) -> CheckResult:
    digest = question.policy.digest
    return CheckResult(
        tool=Tool("tidegate", __version__),
        inputs=Inputs(digest, digest, store.digest(), found.packages.advisories_date),
        change=_summary(question.change),
        decision=verdict.decision,
        tier=verdict.tier,
        reasons=verdict.reasons,
        review=verdict.review,
        observed=verdict.observed,
        requirements=verdict.requirements,
        findings=tuple(findings),
        blast_radius=assessed.radius,
        dependencies=found.packages.by_what_happened(),
        ai=found.authorship.ai,
        coverage=assessed.coverage,
    )


def _budget(options: CheckOptions, change: Change) -> Budget:
    """What the analysis may take: more where more has changed."""
    lines = sum(file.added for file in change.files)
    seconds = options.timeout or DEFAULT_SECONDS + lines / LINES_A_SECOND
    return Budget(seconds, STEPS + STEPS_A_LINE * lines)


def _team(policy: Policy, repository: Repository, change: Change) -> Team:
    return Team(policy.settings, lambda path: repository.tree(change.policy_tree).read(path))


def _detect(
    context: Context,
    trees: tuple[GitTree, GitTree],
    compared: list[Difference],
    told: Collection[Status],
    stages: Stages,
) -> list[Finding]:
    """Every detector's findings; one that fails is a named gap. ``trees`` are base's and head's."""
    base, head = trees
    added, removed = added_lines(context.change, head), removed_lines(context.change, base)
    scan = stages.guarded("the search for secrets", lambda: secrets_in(added), None)
    judged = stages.guarded("patterns", lambda: patterns.judge(context), Searched([]))
    unguarded = stages.guarded("checks of what is given", lambda: given.judge(context), Searched([]))
    found: list[Finding] = []
    for name, work in (
        ("data flow", lambda: flows.detect(context, told)),
        ("checks of what is given", lambda: unguarded.findings),
        ("checks that a function made", lambda: unchecked.detect(context, compared)),
        ("misuses", lambda: misuses.detect(context)),
        ("patterns", lambda: judged.findings),
        ("lost controls", lambda: controls.detect(context, compared)),
        ("missing controls", lambda: missing.detect(context, compared)),
        ("exemptions", lambda: exempted.detect(context, compared)),
        ("limits", lambda: limits.detect(context)),
        ("bounds of requests", lambda: unbounded.detect(context)),
        ("ownership", lambda: unowned.detect(context, compared)),
        ("secrets", lambda: exposed.findings(scan) if scan is not None else []),
        ("suppressions", lambda: suppressions.detect(added, removed)),
    ):
        found += stages.guarded(name, work, [])
    if scan is not None and scan.problem:
        stages.failures.append(scan.problem)
    stages.failures += [*judged.unknown, *unguarded.unknown]
    return raised(context, weighed(found))


def _summary(change: Change) -> ChangeSummary:
    return ChangeSummary(
        repository=change.repository,
        title=change.title,
        base=change.base,
        head=change.head,
        merge_base=change.merge_base,
        commits=len(change.commits),
        files=len(change.files),
        added=sum(file.added for file in change.files),
        removed=sum(file.removed for file in change.files),
    )
