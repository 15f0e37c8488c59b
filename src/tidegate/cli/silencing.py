"""What a team could say in its threat model that would silence a finding, and what else it would.

Nothing is guessed: each line that might do it is tried by judging the change once more with it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tidegate.cli.judging import Asked, judge
from tidegate.cli.nearby import LOST, names_near
from tidegate.cli.settings import in_force

if TYPE_CHECKING:
    from tidegate.cli.options import Common
    from tidegate.config import Settings
    from tidegate.config.policy import Policy
    from tidegate.model.finding import Finding
    from tidegate.model.result import CheckResult
    from tidegate.reports.explain import Silencer

TRIALS = 5  # times that the change is judged again


def silencers(result: CheckResult, finding: Finding, shared: Common, asked: Asked) -> list[Silencer]:
    """Lines that silence ``finding``, in the order of its path."""
    from tidegate.reports.explain import Silencer

    key = _key(finding)
    if key is None:
        return []
    policy, _ = in_force(shared, asked)
    found = []
    for name in names_near(finding, shared, asked)[:TRIALS]:
        gone = _gone(result, policy, _with(policy.settings, key, name), shared, asked)
        if finding.id in gone:
            line = f"sanitizers: {{{key}: [{name}]}}" if key not in LOST.values() else f"{key}: [{name}]"
            found.append(Silencer(line, tuple(sorted(gone - {finding.id}))))
    return found


def _key(finding: Finding) -> str | None:
    """What the threat model would have to call a function: a control, or safe for a kind of sink."""
    from tidegate.knowledge.weaknesses import catalogue

    if finding.rule in LOST:
        return LOST[finding.rule]
    rule = catalogue().get(finding.rule)
    return rule.sink if rule else None


def _with(settings: Settings, key: str, name: str) -> Settings:
    model = settings.threat_model
    if key in LOST.values():
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
