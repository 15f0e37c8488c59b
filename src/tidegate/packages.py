"""The packages that a change brings, takes or changes, and what is wrong with them.

What this needs takes time to import, so nothing of it is where no file that names packages and no script
changes, and no added line imports something.
"""

from __future__ import annotations

import re
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from tidegate.cache import Cache
from tidegate.config.settings import Settings
from tidegate.dependencies.formats import format_of
from tidegate.model.change import Change, FileChange
from tidegate.model.finding import Finding
from tidegate.model.paths import PathClass
from tidegate.model.result import Dependencies, DependencyChange, NotAnalysed
from tidegate.program.sources import Sources
from tidegate.program.trees import GitTree
from tidegate.stages import Stages

if TYPE_CHECKING:
    from collections.abc import Callable

    from tidegate.dependencies.added_imports import AddedImport
    from tidegate.dependencies.compare import Compared
    from tidegate.detect.dependencies import Detector
    from tidegate.detect.dependencies.context import DependencyContext
    from tidegate.model.learned import Learned

JUDGED = frozenset({PathClass.DEPENDENCIES, PathClass.CONFIGURATION})  # settings name what builds run
# What tests, examples and templates carry: developers install it. A module may be called setup.py, too.
_CARRIED = frozenset(PathClass) - JUDGED - {PathClass.PRODUCTION}
_COMMANDS = frozenset({PathClass.CONFIGURATION, PathClass.UNKNOWN_CODE, PathClass.DATA})
_CODE = frozenset({PathClass.PRODUCTION, PathClass.MIGRATION, PathClass.TEST, PathClass.EXAMPLE})
_ASKING = b"# /// script"
_IMPORT = re.compile(rb"\bimport\b")


class Services(msgspec.Struct, frozen=True):
    """That the network may be asked: what keeps its answers, and for how many seconds."""

    cache: Cache
    seconds: float | None


class Asking(msgspec.Struct, frozen=True):
    """``today`` is the day of the check; ``model_of`` tells which model wrote a line of head."""

    today: date
    services: Services | None
    model_of: Callable[[str, int], str | None]


class Packages(msgspec.Struct, frozen=True):
    """``read`` are the changed files that were understood whole; ``gaps`` what could not be told."""

    changes: tuple[DependencyChange, ...] = ()
    findings: tuple[Finding, ...] = ()
    gaps: tuple[NotAnalysed, ...] = ()
    read: frozenset[str] = frozenset()
    advisories_date: str | None = None

    def by_what_happened(self) -> Dependencies:
        """The changes as a report lists them: what came, what is otherwise, what went."""
        sorts: dict[str, list[DependencyChange]] = {"added": [], "removed": [], "": []}
        for one in self.changes:
            sorts[next((what for what in ("added", "removed") if what in one.what), "")].append(one)
        return Dependencies(tuple(sorts["added"]), tuple(sorts[""]), tuple(sorts["removed"]))


def judge(
    change: Change,
    trees: tuple[GitTree, GitTree],
    sources: tuple[Sources, Sources],
    settings: Settings,
    asking: Asking,
    stages: Stages,
) -> Packages:
    """``trees`` and ``sources`` are base's and head's. What fails is named in ``stages``.

    Of what tests, examples and data carry it is only asked whether something is known to be malicious.
    """
    shipped, carried = (
        replace(change, files=tuple(file for file in change.files if concerns(file)))
        for concerns in (partial(_is_judged, sources), _is_carried)
    )
    none: list[AddedImport] = []
    imports = stages.guarded("reading imports", lambda: _imports(change, trees, sources), none)
    if not shipped.files and not carried.files and not imports:
        return Packages()
    context = stages.guarded(
        "comparing dependencies", lambda: _context(shipped, trees, imports, settings, asking), None
    )
    if context is None:
        return Packages()
    context = _with_alternatives(_with_services(context, asking.services, stages), trees[1], stages)
    malicious = stages.guarded(
        "what tests and examples install", lambda: _malicious(context, carried, trees), Packages()
    )
    judged = _judged(context, stages)
    return replace(
        judged,
        findings=(*judged.findings, *malicious.findings),
        gaps=(*judged.gaps, *malicious.gaps),
    )


def _is_carried(file: FileChange) -> bool:
    return file.path_class in _CARRIED and _is_read(file)


def _is_read(file: FileChange) -> bool:
    return any(format_of(path) is not None for path in (file.path, file.base_path or file.path))


def _is_judged(sources: tuple[Sources, Sources], file: FileChange) -> bool:
    paths = (file.path, file.base_path or file.path)
    if file.path_class in JUDGED and _is_read(file):
        return True
    if file.path.endswith(".py"):
        return _asks(file, sources)
    if file.path_class not in _COMMANDS:
        return False
    from tidegate.dependencies.scripts import is_script

    return any(map(is_script, paths))


def _imports(
    change: Change, trees: tuple[GitTree, GitTree], sources: tuple[Sources, Sources]
) -> list[AddedImport]:
    """What Python files import from others, and no code of base does."""
    files = [file for file in change.files if _may_import(file, sources[1])]
    if not files:
        return []
    from tidegate.dependencies.added_imports import added_imports, news

    base, head = trees
    return news(added_imports(files, *sources, head.paths), base)


def _may_import(file: FileChange, head: Sources) -> bool:
    """Whether an added line of Python has the word."""
    if not file.path.endswith(".py") or file.path_class not in _CODE or not file.added:
        return False
    lines = (head.text(file.path) or b"").splitlines()
    return any(
        _IMPORT.search(line)
        for hunk in file.hunks
        for line in lines[max(hunk.head_start - 1, 0) :][: hunk.head_count]
    )


def _asks(file: FileChange, sources: tuple[Sources, Sources]) -> bool:
    """Whether a Python script asks for packages in its comments, on either side."""
    if file.path_class is not PathClass.PRODUCTION:
        return False
    texts = (side.text(path) for side, path in zip(sources, (file.base_path, file.path), strict=True) if path)
    return any(text is not None and _ASKING in text for text in texts)


def _context(
    change: Change,
    trees: tuple[GitTree, GitTree],
    imports: list[AddedImport],
    settings: Settings,
    asking: Asking,
) -> DependencyContext:
    from tidegate.dependencies.advisories.holdings import Holdings
    from tidegate.dependencies.compare import compare
    from tidegate.dependencies.earlier import Earlier
    from tidegate.detect.dependencies.context import DependencyContext

    base, head = trees
    compared = compare(change, base, head)
    return DependencyContext(
        compared,
        Earlier(base),
        Holdings(),
        settings,
        asking.today,
        [],
        head=head,
        imports=imports,
        learned=_learned(compared, asking.model_of),
    )


def _learned(
    compared: Compared, model_of: Callable[[str, int], str | None]
) -> dict[tuple[str, str], Learned]:
    """Of packages that come in on lines of which it is said which model wrote them: what that had learned."""
    from tidegate.dependencies.names import normal
    from tidegate.knowledge.models import learned

    written = (
        (one, model)
        for one in compared.changes
        if "added" in one.what
        for place in one.places
        if place.side == "head" and (model := model_of(place.path, place.line))
    )
    return {(one.ecosystem, normal(one.ecosystem, one.name)): learned(model) for one, model in written}


def _with_services(
    context: DependencyContext, services: Services | None, stages: Stages
) -> DependencyContext:
    if services is None:
        return context
    from tidegate.detect.dependencies.asking import with_services

    ask = partial(with_services, context, services.cache, services.seconds)
    return stages.guarded("asking services", ask, context)


def _malicious(context: DependencyContext, carried: Change, trees: tuple[GitTree, GitTree]) -> Packages:
    """What could not be told of such files is listed, and asks for nobody."""
    if not carried.files:
        return Packages()
    from tidegate.dependencies.compare import compare
    from tidegate.detect.dependencies import malicious

    asked = replace(context, compared=compare(carried, *trees), gaps=[])
    found = tuple(malicious.detect(asked))
    untold = (*asked.compared.gaps, *asked.gaps)
    return Packages(findings=found, gaps=tuple(replace(gap, matters=False) for gap in untold))


def _with_alternatives(context: DependencyContext, head: GitTree, stages: Stages) -> DependencyContext:
    """The changes with what packages are for and what else does it."""
    from tidegate.dependencies.alternatives import with_alternatives

    preferred = context.settings.dependencies.preferred
    look = partial(with_alternatives, context.compared, context.earlier, head, preferred)
    compared = stages.guarded("looking for alternatives", look, context.compared)
    return replace(context, compared=compared)


def _judged(context: DependencyContext, stages: Stages) -> Packages:
    from tidegate.detect.dependencies import DETECTORS

    found: list[Finding] = []
    for name, detector in DETECTORS:
        found += stages.guarded(name, partial(_all, detector, context), [])
    return Packages(
        changes=context.compared.changes,
        findings=tuple(found),
        gaps=(*context.compared.gaps, *context.gaps),
        read=context.compared.read,
        advisories_date=context.advisories_date(),
    )


def _all(detector: Detector, context: DependencyContext) -> list[Finding]:
    return list(detector(context))
