"""Agents in workflows that people without rights start, or talk to."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.detect.ai_tools.hits import Hit
from tidegate.detect.ai_tools.material import Material
from tidegate.detect.ai_tools.workflows import Step, Workflow
from tidegate.knowledge.guardrails import compiled, guardrails
from tidegate.model.finding import Confidence, Severity

RULE = "ai-agent-open-to-strangers"


def detect(material: Material) -> Iterator[Hit]:
    for workflow in material.workflows:
        for step in workflow.steps:
            if step.runs_agent:
                yield from _opened(workflow, step)
                yield from _spoken(workflow, step)
                yield from _shown(workflow, step)


def _opened(workflow: Workflow, step: Step) -> Iterator[Hit]:
    """An input that lets everybody start it."""
    if step.agent is None:
        return
    for name, says in guardrails().open_inputs.items():
        if "*" in {one.strip() for one in step.inputs.get(name, "").split(",")}:
            line = workflow.line(f"{name}:", step.line)
            severity = Severity.HIGH if workflow.is_open else Severity.MEDIUM
            message = f"`{name}: '*'`: {says}."
            yield _hit(workflow, line, message, (step.job, name), severity, Confidence.HIGH)


def _spoken(workflow: Workflow, step: Step) -> Iterator[Hit]:
    """What strangers write, in what the agent is told."""
    found = compiled(guardrails().stranger_text).search(step.told)
    if not found or not workflow.is_open or _asks_who(step):
        return
    text = " ".join(found[0].removeprefix("${{").split())
    message = f"What strangers write (`{text}`) is part of what the agent in job `{step.job}` is told."
    yield _hit(workflow, workflow.line(text, step.line), message, (step.job, text))


def _shown(workflow: Workflow, step: Step) -> Iterator[Hit]:
    """A stranger's files, instructions for agents among them, in a run that has the secrets."""
    if not workflow.is_open or _asks_who(step):
        return
    code = compiled(guardrails().stranger_code)
    for other in workflow.steps:
        is_before = other.job == step.job and other.line <= step.line
        if is_before and code.search(other.inputs.get("ref", "")):
            line = workflow.line("ref:", other.line)
            message = f"The agent in job `{step.job}` works in a stranger's files, with the secrets at hand."
            yield _hit(workflow, line, message, (step.job, "checkout"))
            return


def _asks_who(step: Step) -> bool:
    return bool(compiled(guardrails().asks_who).search(step.asks))


def _hit(
    workflow: Workflow,
    line: int,
    message: str,
    identity: tuple[str, ...],
    severity: Severity = Severity.HIGH,
    confidence: Confidence = Confidence.MEDIUM,
) -> Hit:
    return Hit(
        rule=RULE,
        path=workflow.path,
        line=line,
        message=message,
        identity=identity,
        text=workflow.line_text(line),
        severity=severity,
        confidence=confidence,
    )
