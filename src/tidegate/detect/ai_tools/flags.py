"""Options and inputs that take an agent's limits away: in workflows and in other files of commands."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.detect.ai_tools.freed import Freed, given
from tidegate.detect.ai_tools.hits import Hit
from tidegate.detect.ai_tools.material import Material, Script
from tidegate.detect.ai_tools.workflows import Step, Workflow
from tidegate.knowledge.guardrails import guardrails

RULE = "ai-bypass-mode"
_MOST = 20  # places of one file


def detect(material: Material) -> Iterator[Hit]:
    for workflow in material.workflows:
        for step in workflow.steps:
            yield from _step(workflow, step)
            yield from _inputs(workflow, step)
    for script in material.scripts:
        yield from (_in_script(script, one) for one in script.freed[:_MOST])


def _step(workflow: Workflow, step: Step) -> Iterator[Hit]:
    """In commands, and in what an agent's action is given."""
    told = {one.option for one in step.freed}
    if step.agent is not None:
        told |= {option for text in step.inputs.values() for option in given(text, step.tool)}
    for option in sorted(told):
        yield _hit(workflow, step, option)


def _inputs(workflow: Workflow, step: Step) -> Iterator[Hit]:
    """Values that an agent's action has for it. Where it runs on Windows, one of them is the only one."""
    if step.agent is None or "windows" in step.runner.lower():
        return
    for name, value in guardrails().bypass_inputs.items():
        if step.inputs.get(name, "").strip() == value:
            yield _hit(workflow, step, f"{name}: {value}")


def _hit(workflow: Workflow, step: Step, words: str) -> Hit:
    line = workflow.line(words.partition(" ")[0], step.line)
    return Hit(
        rule=RULE,
        path=workflow.path,
        line=line,
        message=f"The agent in job `{step.job}` runs without its limits: `{words}`.",
        identity=(words,),
        text=workflow.line_text(line),
    )


def _in_script(script: Script, one: Freed) -> Hit:
    return Hit(
        rule=RULE,
        path=script.path,
        line=one.line,
        message=f"{one.name} is started here without its limits: `{one.option}`.",
        identity=(one.option,),
        text=script.line_text(one.line),
    )
