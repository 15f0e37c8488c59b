"""What was looked at, and what was not and why: the third answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tidegate.languages import registry
from tidegate.model.change import Change, FileChange, FileKind, FileStatus
from tidegate.model.configuration import ConfigurationKind, configuration_kind
from tidegate.model.links import leads_to
from tidegate.model.paths import PathClass, classify
from tidegate.model.result import Coverage, NotAnalysed
from tidegate.surface.sides import Context

_LISTED = frozenset({PathClass.PROSE, PathClass.DATA, PathClass.CONFIGURATION, PathClass.DEPENDENCIES})
_PLAIN = (".txt",)  # templates that make no page: nothing in them can run anywhere
_WHY = {
    FileKind.BINARY: "binary content",
    FileKind.SYMLINK: "a symbolic link",
    FileKind.SUBMODULE: "a submodule: its content is in another repository",
    FileKind.LFS_POINTER: "its content is in Git LFS",
    FileKind.MISSING: "it is not in this clone; fetch it: git fetch --refetch --no-filter",
    FileKind.TOO_LARGE: "it is too large to be read",
}


def coverage(
    change: Change, context: Context, problems: Mapping[str, str], elsewhere: Iterable[NotAnalysed]
) -> Coverage:
    """Every file of the change is either analysed or named; ``elsewhere`` are gaps that others found."""
    gaps = [gap for file in change.files if (gap := _gap(file, context, problems)) is not None]
    gaps += elsewhere
    named = {gap.path for gap in gaps}
    whole = sum(named.isdisjoint((file.path, file.base_path)) for file in change.files)
    return Coverage(whole, tuple(gaps))


def _gap(file: FileChange, context: Context, problems: Mapping[str, str]) -> NotAnalysed | None:
    if file.path in problems:
        return NotAnalysed(file.path, problems[file.path])
    if (gone := _gone(file)) is not None:
        return NotAnalysed(gone, "code in a language that this version does not know is gone")
    if file.status in (FileStatus.DELETED, FileStatus.MODE_CHANGED):
        return None
    if file.kind is FileKind.SYMLINK and _is_followed(file, context):
        return None
    if file.kind in _WHY:
        matters = file.kind is not FileKind.BINARY or file.path_class not in _LISTED
        return NotAnalysed(file.path, _WHY[file.kind], matters and file.path_class is not PathClass.DATA)
    if file.path_class is PathClass.UNKNOWN_CODE:
        return NotAnalysed(file.path, "code in a language that this version does not know")
    if file.path_class in _LISTED:
        return None
    return _unread(file, context)


def _gone(file: FileChange) -> str | None:
    """Where code was that nobody understood: it is there no more, or is something else now."""
    if file.status is FileStatus.DELETED:
        return file.path if file.path_class is PathClass.UNKNOWN_CODE else None
    was = file.base_path
    is_other = was not in (None, file.path) and file.path_class is not PathClass.UNKNOWN_CODE
    return was if is_other and was and classify(was) is PathClass.UNKNOWN_CODE else None


def _is_followed(file: FileChange, context: Context) -> bool:
    """Whether a link to texts for AI tools leads to a file or folder of head, where they are read."""
    if configuration_kind(file.path) is not ConfigurationKind.AGENT:
        return False
    tree = context.head.engine.program.sources.tree
    target = leads_to(file.path, tree.read(file.path) or b"")
    return target is not None and (tree.blob_id(target) is not None or bool(tree.names(target)))


def _unread(file: FileChange, context: Context) -> NotAnalysed | None:
    suffix = file.path[file.path.rfind(".") :] if "." in file.path else ""
    if registry.by_suffix(suffix) is None:
        known = file.path_class in (PathClass.TEST, PathClass.EXAMPLE, PathClass.GENERATED)
        known = known or (file.path_class is PathClass.TEMPLATE and suffix in _PLAIN)
        return NotAnalysed(file.path, "this version does not read such files", not known)
    facts = context.head.engine.program.sources.facts(file.path)
    if facts is None:
        return NotAnalysed(file.path, "it could not be read")
    if facts.outline.problems:
        line, what = facts.outline.problems[0]
        return NotAnalysed(
            file.path, f"line {line} {what}: analysed only in part", file.path_class is not PathClass.TEST
        )
    return None
