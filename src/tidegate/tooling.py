"""The AI tools that a change meets: what its head configures, what the team lists, and what wrote it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tidegate.config.ai_tools import AiTools, load_tools
from tidegate.dependencies.of_tools import packages
from tidegate.git.tree import Tree
from tidegate.knowledge.tools import tools as knowledge
from tidegate.model.generated import Declared, Tooling, Work
from tidegate.program.trees import GitTree
from tidegate.provenance.attribution.model_names import ModelNames
from tidegate.provenance.tools.inventory import Seen, entries
from tidegate.provenance.tools.snapshot import snapshot


def tooling(policy: Tree, head: Tree, done: Iterable[Work], today: date) -> Tooling:
    """``policy`` is the tip of the base branch, which has the team's list. Raise SettingsError.

    What advisories say of the packages is not asked here.
    """
    listed = load_tools(policy.read)
    found = snapshot(GitTree(head))
    tools = entries(found, _seen(done), listed, today)
    return Tooling(
        entries=tools,
        configured=found.tools,
        packages=packages(tools, found.tools),
        declared=_declared(listed),
        is_listed=listed is not None,
        unread=found.not_understood,
    )


def by_model(tools: Tooling) -> dict[str, tuple[str, ...]]:
    """Each model that settings name, by its one spelling, with the ids of the tools."""
    names = ModelNames(knowledge().common)
    said = [
        (names.stated(one.name), tool) for tool, found in tools.configured.items() for one in found.models
    ]
    return {
        model: tuple(sorted({tool for other, tool in said if other == model})) for model, _ in said if model
    }


def _seen(done: Iterable[Work]) -> dict[str, Seen]:
    """What wrote the change, by the tool's id."""
    by_tool: dict[str, list[Work]] = {}
    for work in done:
        if work.tool:
            by_tool.setdefault(work.tool, []).append(work)
    return {
        tool: Seen(
            commits=len({commit for work in works for commit in work.commits}),
            models=tuple(sorted({work.model for work in works if work.model})),
            name=works[0].name,
            versions=tuple(sorted({one for work in works for one in work.tool_versions})),
            wrote=True,
        )
        for tool, works in by_tool.items()
    }


def _declared(listed: AiTools | None) -> tuple[Declared, ...]:
    found = listed.declarations if listed else ()
    return tuple(Declared(one.quarter, one.by, one.says) for one in found)
