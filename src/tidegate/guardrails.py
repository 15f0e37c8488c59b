"""What a change tells AI tools and lets them do.

What this needs is imported only where files of such tools, workflows or other commands change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from tidegate.config.settings import Settings
from tidegate.model.change import Change, FileChange, FileKind
from tidegate.model.configuration import ConfigurationKind, configuration_kind
from tidegate.model.finding import Finding, Status
from tidegate.model.links import leads_to
from tidegate.model.paths import PathClass
from tidegate.program.trees import GitTree
from tidegate.stages import Stages

if TYPE_CHECKING:
    from tidegate.detect.ai_tools.hits import Hit
    from tidegate.detect.ai_tools.material import Material

_KINDS = frozenset({ConfigurationKind.AGENT, ConfigurationKind.CI})
_COMMANDS = frozenset(
    {PathClass.CONFIGURATION, PathClass.DEPENDENCIES, PathClass.UNKNOWN_CODE, PathClass.DATA}
)


class Guarded(msgspec.Struct, frozen=True):
    """``unread`` are files of which nobody can say what they let a tool do, and why."""

    findings: tuple[Finding, ...] = ()
    unread: dict[str, str] = {}


class Team(msgspec.Struct, frozen=True):
    """What the tip of the base branch says: ``read`` gives its files."""

    settings: Settings
    read: Callable[[str], bytes | None]


def judge(change: Change, trees: tuple[GitTree, GitTree], team: Team, today: date, stages: Stages) -> Guarded:
    """``trees`` are base's and head's. What fails is named in ``stages``."""
    texts = (file for file in change.files if file.kind in (FileKind.TEXT, FileKind.SYMLINK))
    files = [file for file in texts if _is_settings(file) or _frees_agents(file, trees)]
    if not files:
        return Guarded()
    work = partial(_guarded, files, trees, team, today, stages)
    return stages.guarded("guardrails of AI tools", work, Guarded())


def _is_settings(file: FileChange) -> bool:
    return any(configuration_kind(path) in _KINDS for path in _paths(file))


def _frees_agents(file: FileChange, trees: tuple[GitTree, GitTree]) -> bool:
    """Whether its commands may start an agent without its limits, on either side."""
    if file.path_class not in _COMMANDS:
        return False
    from tidegate.dependencies.scripts import is_script

    paths = (file.base_path or file.path, file.path)
    if not any(map(is_script, paths)):
        return False
    from tidegate.knowledge.options import options

    contents = (tree.read(path) or b"" for tree, path in zip(trees, paths, strict=True))
    return any(options().may_be_in(content.decode("utf-8", "replace")) for content in contents)


def _paths(file: FileChange) -> Iterator[str]:
    yield file.path
    if file.base_path is not None:
        yield file.base_path


def _guarded(
    files: list[FileChange], trees: tuple[GitTree, GitTree], team: Team, today: date, stages: Stages
) -> Guarded:
    from tidegate.dependencies.advisories.holdings import Holdings
    from tidegate.detect.ai_tools import COMPARISONS, DETECTORS
    from tidegate.detect.ai_tools.advisories import Advisories
    from tidegate.detect.ai_tools.hits import findings

    touched = frozenset(path for file in files for path in _paths(file))
    base, head = _sides(trees, files, team, stages)
    advisories = Advisories(Holdings(), today, team.settings.dependencies.advisories_max_age)
    detectors = (*DETECTORS, ("advisories of AI tools", advisories.detect))
    before, after = (_hits(detectors, (side,), stages) for side in (base, head))
    new = _hits(COMPARISONS, (base, head), stages)
    renamed = {file.path: file.base_path for file in files if file.base_path is not None}
    found = [
        one
        for one in findings(before, after, renamed, new)
        if one.status is Status.INTRODUCED or one.path in touched
    ]
    unread = {path: why for path, why in {**advisories.gaps, **head.unread}.items() if path in touched}
    return Guarded(tuple(found), unread)


def _sides(
    trees: tuple[GitTree, GitTree], files: list[FileChange], team: Team, stages: Stages
) -> tuple[Material, Material]:
    """Base and head: texts of the changed files, and settings of the whole tree, where what moved is found.

    A change of workflows that run no agent needs no settings.
    """
    from tidegate.config.ai_tools import load_tools
    from tidegate.detect.ai_tools.material import material
    from tidegate.provenance.tools.snapshot import snapshot

    touched = frozenset(path for file in files for path in _paths(file))
    links = frozenset(file.path for file in files if file.kind is FileKind.SYMLINK)
    texts = [_texts(tree, touched, links) for tree in trees]
    base, head = map(material, texts)
    is_agents = any(configuration_kind(path) is ConfigurationKind.AGENT for path in touched)
    if not is_agents and not base.runs_agents and not head.runs_agents:
        return base, head
    listed = stages.guarded("the team's list of AI tools", lambda: load_tools(team.read), None)
    hosts = {tool: one.endpoints for tool, one in listed.tools.items()} if listed else {}
    base, head = (material(of, snapshot(tree), hosts) for of, tree in zip(texts, trees, strict=True))
    return base, head


def _texts(tree: GitTree, touched: frozenset[str], links: frozenset[str]) -> dict[str, bytes]:
    """Of a link what it leads to: that is what a tool reads there."""
    read = ((path, tree.read(path)) for path in sorted(touched))
    found = {path: content for path, content in read if content is not None}
    for path in links & found.keys():
        target = leads_to(path, found[path])
        content = tree.read(target) if target is not None else None
        found[path] = found[path] if content is None else content
    return found


def _hits(
    questions: Iterable[tuple[str, Callable[..., Iterator[Hit]]]], sides: tuple[Material, ...], stages: Stages
) -> list[Hit]:
    found: list[Hit] = []
    for name, question in questions:
        found += stages.guarded(name, partial(_all, question, sides), [])
    return found


def _all(question: Callable[..., Iterator[Hit]], sides: tuple[Material, ...]) -> list[Hit]:
    return list(question(*sides))
