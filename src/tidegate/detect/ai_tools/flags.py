"""Flags and inputs in workflows that take an agent's limits away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tidegate.detect.ai_tools.hits import Hit
from tidegate.detect.ai_tools.material import Material
from tidegate.detect.ai_tools.workflows import Step, Workflow
from tidegate.knowledge.guardrails import compiled, guardrails

RULE = "ai-bypass-mode"
_PROSE = re.compile(r"^\s*(?:echo|printf|#|//)")
_CONTINUED = re.compile(r"\\\r?\n\s*")


def detect(material: Material) -> Iterator[Hit]:
    for workflow in material.workflows:
        for step in workflow.steps:
            yield from _flags(workflow, step)
            yield from _inputs(workflow, step)


def _flags(workflow: Workflow, step: Step) -> Iterator[Hit]:
    """In commands, and in what an agent's action is given."""
    texts = [step.run, *(step.inputs.values() if step.agent else ())]
    told: set[str] = set()
    for line in (line for text in texts for line in _CONTINUED.sub(" ", text).split("\n")):
        for pattern in guardrails().flags:
            found = None if _PROSE.match(line) else compiled(pattern).search(line)
            flag = f"--{found[0].rpartition(' -')[2].lstrip('-')}" if found else ""
            if found and flag not in told:
                told.add(flag)
                yield _hit(workflow, step, flag)


def _inputs(workflow: Workflow, step: Step) -> Iterator[Hit]:
    """Values that an agent's action has for it. Where it runs on Windows, one of them is the only one."""
    if step.agent is None or "windows" in step.runner.lower():
        return
    for name, value in guardrails().bypass_inputs.items():
        if step.inputs.get(name, "").strip() == value:
            yield _hit(workflow, step, f"{name}: {value}")


def _hit(workflow: Workflow, step: Step, words: str) -> Hit:
    line = workflow.line(words.partition("=")[0], step.line)
    return Hit(
        rule=RULE,
        path=workflow.path,
        line=line,
        message=f"The agent in job `{step.job}` runs without its limits: `{words}`.",
        identity=(step.job, words),
        text=workflow.line_text(line),
    )
