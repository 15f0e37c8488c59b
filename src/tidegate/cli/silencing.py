"""What a team could say in its threat model that would silence a finding, and what else it would.

Nothing is guessed: each line that might do it is tried by judging the change once more with it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tidegate.cli.judging import Asked, judge
from tidegate.cli.settings import in_force

if TYPE_CHECKING:
    from tidegate.cli.options import Common
    from tidegate.config import Settings
    from tidegate.config.policy import Policy
    from tidegate.git import Tree
    from tidegate.languages import ir
    from tidegate.languages.facts import Facts
    from tidegate.model.finding import Finding
    from tidegate.model.result import CheckResult
    from tidegate.reports.explain import Silencer

TRIALS = 5  # times that the change is judged again
_LOST = {"authentication-lost": "authentication", "authorization-lost": "authorization"}


def silencers(result: CheckResult, finding: Finding, shared: Common, asked: Asked) -> list[Silencer]:
    """Lines that silence ``finding``, in the order of its path."""
    from tidegate.reports.explain import Silencer

    key = _key(finding)
    if key is None:
        return []
    policy, _ = in_force(shared, asked)
    found = []
    for name in list(_names(finding, shared, asked))[:TRIALS]:
        gone = _gone(result, policy, _with(policy.settings, key, name), shared, asked)
        if finding.id in gone:
            line = f"sanitizers: {{{key}: [{name}]}}" if key not in _LOST.values() else f"{key}: [{name}]"
            found.append(Silencer(line, tuple(sorted(gone - {finding.id}))))
    return found


def _key(finding: Finding) -> str | None:
    """What the threat model would have to call a function: a control, or safe for a kind of sink."""
    from tidegate.knowledge.weaknesses import catalogue

    if finding.rule in _LOST:
        return _LOST[finding.rule]
    rule = catalogue().get(finding.rule)
    return rule.sink if rule else None


def _with(settings: Settings, key: str, name: str) -> Settings:
    model = settings.threat_model
    if key in _LOST.values():
        model = msgspec.structs.replace(model, **{key: (*getattr(model, key), name)})
    else:
        known = model.sanitizers.get(key, ())
        model = msgspec.structs.replace(model, sanitizers={**model.sanitizers, key: (*known, name)})
    return msgspec.structs.replace(settings, threat_model=model)


def _gone(result: CheckResult, policy: Policy, settings: Settings, shared: Common, asked: Asked) -> set[str]:
    """The findings that are not there under ``settings``, with the team's own library files as they are."""
    from tidegate.config import KNOWLEDGE

    with tempfile.TemporaryDirectory(prefix="tidegate-") as folder:
        file = Path(folder) / "config.yaml"
        file.write_bytes(msgspec.json.encode(settings))  # JSON is YAML
        for name, text in policy.knowledge.items():
            own = file.parent / "knowledge" / name.removeprefix(KNOWLEDGE)
            own.parent.mkdir(parents=True, exist_ok=True)
            own.write_text(text, "utf-8")
        again = judge(shared._replace(config=file), asked)
    return {finding.id for finding in result.findings} - {finding.id for finding in again.findings}


def _names(finding: Finding, shared: Common, asked: Asked) -> Iterator[str]:
    """Functions of the program that the path goes through; for a control, what stands at its handler."""
    from tidegate.git import Repository

    with Repository.open(shared.directory) as repository:
        change = repository.change(asked.revision_range, staged=asked.staged, merged=asked.merged)
        head = repository.tree(change.head_tree)
        places = [(step.path, step.line) for step in finding.trace if step.side == "head"]
        places.append((finding.path, finding.line))
        seen = dict.fromkeys(_around(head, places, at_handler=finding.rule in _LOST))
    yield from seen


def _around(head: Tree, places: Iterable[tuple[str, int]], *, at_handler: bool) -> Iterator[str]:
    from tidegate.languages import registry
    from tidegate.program.names import dotted

    for path, line in places:
        language = registry.by_suffix(Path(path).suffix)
        source = head.read(path) if language else None
        if language is None or source is None:
            continue
        facts = language.extract(source)
        for function in _enclosing(facts, line):
            if at_handler:
                yield from _standing_at(function, facts, path)
            else:
                yield dotted(path, function.qualname)


def _enclosing(facts: Facts, line: int) -> list[ir.Function]:
    """Functions around a line, innermost first."""
    around = [f for f in facts.functions.values() if f.line <= line <= f.end_line]
    return sorted(around, key=lambda function: -function.line)


def _standing_at(function: ir.Function, facts: Facts, path: str) -> Iterator[str]:
    """The dotted names in a handler's decorators, annotations and defaults: what may protect it."""
    imported = dict(_imported(facts, path))
    parts: list[object] = [*function.decorators, function.parameters]
    for chain in _chains(parts):
        first, *rest = chain
        if first in imported:
            yield ".".join([imported[first], *rest])


def _imported(facts: Facts, path: str) -> Iterator[tuple[str, str]]:
    """What the module's own names stand for: name → dotted name."""
    from tidegate.languages import ir
    from tidegate.program.names import dotted

    for name in facts.functions:
        yield name, dotted(path, name)
    for statement in facts.outline.body:
        if isinstance(statement, ir.Import) and statement.member != "*":
            folder = dotted("/".join(path.split("/")[: -statement.level]) + "/__init__.py", "<module>")
            module = ".".join(filter(None, [folder if statement.level else "", statement.module]))
            if statement.member is None:
                yield statement.name, statement.name if module.startswith(f"{statement.name}.") else module
            else:
                yield statement.name, f"{module}.{statement.member}"


def _chains(value: object) -> Iterator[list[str]]:
    """``a.b.c`` as a list, for every such chain inside of ``value``."""
    from tidegate.languages import ir

    if chain := _chain(value):
        yield chain
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _chains(item)
    elif isinstance(value, ir.Node):
        yield from _chains([getattr(value, name) for name in value.__struct_fields__])


def _chain(value: object) -> list[str]:
    from tidegate.languages import ir

    if isinstance(value, ir.Name):
        return [value.id]
    if isinstance(value, ir.Attribute) and (inner := _chain(value.value)):
        return [*inner, value.name]
    return []
