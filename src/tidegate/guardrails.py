"""What a change tells AI tools and lets them do.

What this needs is imported only where files of such tools, or workflows, change.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from tidegate.model.change import Change, FileChange, FileKind
from tidegate.model.configuration import ConfigurationKind, configuration_kind
from tidegate.model.finding import Finding
from tidegate.program.trees import GitTree
from tidegate.stages import Stages

if TYPE_CHECKING:
    from tidegate.detect.ai_tools.hits import Hit
    from tidegate.detect.ai_tools.material import Material

_KINDS = frozenset({ConfigurationKind.AGENT, ConfigurationKind.CI})


class Guarded(msgspec.Struct, frozen=True):
    """``unread`` are files of which nobody can say what they let a tool do, and why."""

    findings: tuple[Finding, ...] = ()
    unread: dict[str, str] = {}


def judge(change: Change, trees: tuple[GitTree, GitTree], stages: Stages) -> Guarded:
    """``trees`` are base's and head's. What fails is named in ``stages``."""
    files = [file for file in change.files if file.kind is FileKind.TEXT and _is_read(file)]
    if not files:
        return Guarded()
    return stages.guarded("guardrails of AI tools", partial(_guarded, files, trees, stages), Guarded())


def _is_read(file: FileChange) -> bool:
    return any(configuration_kind(path) in _KINDS for path in _paths(file))


def _paths(file: FileChange) -> Iterator[str]:
    yield file.path
    if file.base_path is not None:
        yield file.base_path


def _guarded(files: list[FileChange], trees: tuple[GitTree, GitTree], stages: Stages) -> Guarded:
    from tidegate.detect.ai_tools.hits import findings
    from tidegate.detect.ai_tools.material import material

    base_tree, head_tree = trees
    base = material(_contents(base_tree, [file.base_path for file in files]))
    head = material(_contents(head_tree, [file.path for file in files if file.head_blob is not None]))
    renamed = {file.path: file.base_path for file in files if file.base_path is not None}
    before, after = (_hits(one, stages) for one in (base, head))
    return Guarded(tuple(findings(before, after, renamed)), dict(head.unread))


def _contents(tree: GitTree, paths: list[str | None]) -> dict[str, bytes]:
    read = ((path, tree.read(path)) for path in paths if path is not None)
    return {path: content for path, content in read if content is not None}


def _hits(material: Material, stages: Stages) -> list[Hit]:
    from tidegate.detect.ai_tools import DETECTORS

    found: list[Hit] = []
    for name, detector in DETECTORS:
        found += stages.guarded(name, partial(lambda one, of: list(one(of)), detector, material), [])
    return found
