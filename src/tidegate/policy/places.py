"""What changed files ask for by what they are, and what could not be told."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.config.patterns import paths as matching
from tidegate.model.change import FileChange
from tidegate.model.configuration import ConfigurationKind
from tidegate.model.paths import PathClass
from tidegate.model.result import NotAnalysed
from tidegate.model.tier import Tier
from tidegate.policy.weighing import NOT_SHIPPED, Case, Weighed, review

_CONFIGURATION = (
    (
        (ConfigurationKind.GATE, ConfigurationKind.OWNERS, ConfigurationKind.CI),
        (Tier.CRITICAL, "gate-changed", "the gate's own settings, CI or owners change"),
    ),
    (
        (ConfigurationKind.AGENT,),
        (Tier.HIGH, "agent-instructions-changed", "what AI tools are told or may do changes"),
    ),
    (
        (ConfigurationKind.DEPLOYMENT,),
        (
            Tier.MEDIUM,
            "deployment-changed",
            "how the program is deployed changes, which this version does not judge",
        ),
    ),
)
_CODE = frozenset({PathClass.PRODUCTION, PathClass.TEMPLATE, PathClass.MIGRATION, PathClass.UNKNOWN_CODE})


def configuration(case: Case) -> Iterator[Weighed]:
    """Settings, before and after: one that is removed or renamed away counts too."""
    kinds: dict[ConfigurationKind, list[str]] = {}
    for path in case.touched:
        if (kind := case.configures(path)) is not None:
            kinds.setdefault(kind, []).append(path)
    for wanted, (tier, code, text) in _CONFIGURATION:
        touched = [path for kind in wanted for path in kinds.get(kind, ())]
        if touched:
            yield review(tier, code, text, touched)
    for text in case.facts.granted:
        yield review(Tier.CRITICAL, "own-role", text, [".tidegate/people.yaml"])
    if case.facts.first_configuration:
        text = "the first .tidegate/ takes effect after the merge; --config tries it"
        yield review(Tier.CRITICAL, "first-configuration", text, [])


def sorts(case: Case) -> Iterator[Weighed]:
    """Files whose sort alone asks for a human, unless they say what they said before."""
    same = case.facts.same
    present = [file for file in case.present if file.path not in same]
    migrations = [file.path for file in present if file.path_class is PathClass.MIGRATION]
    if migrations:
        yield review(Tier.MEDIUM, "schema-changed", "a migration changes the schema", migrations)
    manifests = [
        file.path
        for file in case.facts.files
        if file.path_class is PathClass.DEPENDENCIES and file.path not in same | case.facts.dependencies_read
    ]
    if manifests:
        text = "could not tell: a manifest or lock file changes that this version does not read"
        yield review(Tier.MEDIUM, "dependencies-not-judged", text, manifests)
    generated = [file.path for file in case.present if _is_generated_code(file)]
    if generated:
        yield review(Tier.MEDIUM, "generated-code", "generated, minified or vendored code changes", generated)


def sensitive(case: Case) -> Iterator[Weighed]:
    """The team's own tiers, for every file there that may mean something."""
    for rule in case.settings.sensitive_paths:
        matches = matching(rule.paths)
        touched = [
            path
            for file in case.facts.files
            if _may_mean(case, file)
            for path in _names(file)
            if matches(path)
        ]
        if touched:
            yield review(Tier(rule.tier), "sensitive-path", rule.reason, touched)


def unknown(case: Case) -> Iterator[Weighed]:
    """The third answer: what was not read, a bound that was reached, a part of the tool that failed."""
    gaps = [gap for gap in case.facts.gaps if gap.matters]
    named = {gap.path for gap in case.facts.gaps}
    gaps += [NotAnalysed(path, "code in an unknown language") for path in case.unread if path not in named]
    if gaps:
        count = len({gap.path for gap in gaps})
        files = max(count, len(case.facts.files))
        text = f"could not tell: {count} of {files} files not analysed ({gaps[0].why})"
        yield review(Tier.MEDIUM, "not-analysed", text, [gap.path for gap in gaps])
    for code, texts in (("limit-reached", case.facts.limits), ("failed", case.facts.failures)):
        for text in texts:
            yield review(Tier.MEDIUM, code, f"could not tell: {text}", [])
    if case.facts.conflict:
        yield review(
            Tier.MEDIUM, "conflict", "could not tell: it does not merge cleanly", case.facts.conflict
        )


def _is_generated_code(file: FileChange) -> bool:
    return file.path_class is PathClass.GENERATED or (file.marked is not None and file.path_class in _CODE)


def _may_mean(case: Case, file: FileChange) -> bool:
    if file.path_class is PathClass.PRODUCTION:
        return case.facts.code_changed
    return file.path_class not in NOT_SHIPPED and file.path_class is not PathClass.PROSE


def _names(file: FileChange) -> list[str]:
    return [path for path in (file.path, file.base_path) if path is not None]
