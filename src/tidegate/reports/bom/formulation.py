"""How a change was made: a workflow whose tasks are the sessions of AI tools, and who claims so."""

from __future__ import annotations

from typing import Any

from tidegate.model.generated import Generated, Work
from tidegate.model.paths import display
from tidegate.reports.bom import generated_refs as ref
from tidegate.reports.bom.generated_parts import by_file, spelled
from tidegate.reports.bom.properties import Pairs, properties

_TASKS = ["other"]  # the format has no word for it


def formulation(generated: Generated, refs: ref.Refs) -> list[dict[str, Any]]:
    """Empty where no AI tool is known to have taken part."""
    if not generated.works:
        return []
    change = ref.change(generated)
    workflow = {
        "bom-ref": f"workflow:{change}",
        "uid": change,
        "name": "AI-assisted change",
        "taskTypes": _TASKS,
        "tasks": [_task(number, generated, refs) for number in range(len(generated.works))],
        "properties": properties(("reviewer", name) for name in generated.reviewers),
    }
    return [{"bom-ref": "formula", "workflows": [{key: part for key, part in workflow.items() if part}]}]


def _task(number: int, generated: Generated, refs: ref.Refs) -> dict[str, Any]:
    work = generated.works[number]
    used = [ref.tool(work), *([ref.model(work.model)] if work.model else [])]
    packages = (refs.packages[one.package] for one in generated.introduced if number in one.works)
    asked = refs.services.get(work.tool or "", [])
    made = [ref.file(path) for path, _ in by_file(work.lines)] + sorted(packages)
    return {
        "bom-ref": refs.sessions[number],
        "uid": ref.uid(work),
        "name": f"{work.name or 'AI tool'} session",
        "taskTypes": _TASKS,
        "resourceReferences": [{"ref": one} for one in used],
        **({"inputs": [{"resource": {"ref": one}} for one in asked]} if asked else {}),
        "outputs": [{"type": "artifact", "resource": {"ref": one}} for one in made],
        "properties": properties(_told(work)),
    }


def _told(work: Work) -> Pairs:
    yield "attribution:class", work.confidence.value
    yield from (("attribution:source", f"{source}, {method}") for source, method in work.sources)
    yield from (("attribution:link", link) for link in work.links)
    yield from (("attribution:session", session) for session in work.sessions)
    yield from (("attribution:commit", commit) for commit in work.commits)
    yield from (
        ("attribution:lines", f"{display(path)}:{spelled(ranges)}") for path, ranges in by_file(work.lines)
    )
    yield from (("tool:version", version) for version in work.tool_versions)
    if work.model_said and work.model_said != work.model:
        yield "attribution:modelAsWritten", work.model_said
    if work.is_mixed:
        yield "attribution:author", "mixed"


def citations(
    components: list[dict[str, Any]], generated: Generated, refs: ref.Refs, when: str
) -> list[dict[str, Any]]:
    """Who says that the lines of a file were made in a session: of each session one (1.7 alone has them)."""
    places = {one["bom-ref"]: number for number, one in enumerate(components)}
    made = []
    for work, task in zip(generated.works, refs.sessions, strict=True):
        files = [places[ref.file(path)] for path, _ in by_file(work.lines)]
        said = "; ".join(f"{source}, {method}" for source, method in work.sources)
        cited = {
            "pointers": [f"/components/{number}/properties" for number in sorted(files)],
            "timestamp": when,
            "process": task,
            "note": f"{work.confidence.value}: {said}",
        }
        made += [cited] if files else []
    return made
