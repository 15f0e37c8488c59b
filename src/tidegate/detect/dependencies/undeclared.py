"""Imports that a change adds of modules which nothing in the repository declares.

A module that base's code imports is no news. Of a module that a known package delivers, only the declaration
is missing; one that nobody knows may be invented, and whoever registers its name is run.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from posixpath import basename

from tidegate.config.patterns import names
from tidegate.dependencies.added_imports import AddedImport
from tidegate.dependencies.difference import package
from tidegate.dependencies.listings import Read
from tidegate.dependencies.modules import ECOSYSTEM, delivers, known_deliverers
from tidegate.dependencies.names import longer, normal
from tidegate.dependencies.signals import Asked, is_popular, signals
from tidegate.detect.dependencies.context import DependencyContext, Said, report_at
from tidegate.model.configuration import words
from tidegate.model.dependency import Listing
from tidegate.model.finding import Confidence, Finding, Severity
from tidegate.model.result import DependencyPlace, NotAnalysed

RULE = "undeclared-import"
_NAMED = 3
# Manifests of Python programs that no format reads: what they bring is not known.
_NOT_READ = words("""
    environment.yml environment.yaml conda-lock.yml pixi.toml pixi.lock buildout.cfg flake.nix meta.yaml
""")


def detect(context: DependencyContext) -> Iterator[Finding]:
    """One finding for each module; where the manifests are not all known, one sentence."""
    by_module: dict[str, list[AddedImport]] = {}
    for one in context.imports:
        by_module.setdefault(one.module, []).append(one)
    missing = {module: by_module[module] for module in _undeclared(context, by_module)}
    told = {module: group for module, group in missing.items() if _is_told(module, group)}
    if told and not any(_is_manifest(*one) for one in context.compared.head.of(ECOSYSTEM)):
        _say_untold(context, told, "there is no manifest of Python packages", matters=False)
    elif told and (path := _unread(context)):
        _say_untold(context, told, f"not all of {path} is read", matters=not all(map(_known, told)))
    else:
        yield from (_finding(context, module, group) for module, group in told.items())


def _is_manifest(path: str, read: Read) -> bool:
    """A file called setup.py that asks for nothing may be any module."""
    return basename(path) != "setup.py" or bool(read.why) or read.listing != Listing()


def _say_untold(
    context: DependencyContext, told: dict[str, list[AddedImport]], why: str, *, matters: bool
) -> None:
    listed = ", ".join(f"`{module}`" for module in sorted(told)[:_NAMED])
    more = f" and {len(told) - _NAMED} more" if len(told) > _NAMED else ""
    first = next(iter(told.values()))[0]
    text = f"which package delivers {listed}{more}: {why}"
    context.gaps.append(NotAnalysed(first.path, text, matters))


def _undeclared(context: DependencyContext, modules: Collection[str]) -> list[str]:
    """The modules that no manifest or lock file of head brings."""
    declared = _declared(context) if modules else frozenset()
    return [module for module in modules if not any(delivers(one, module) for one in declared)]


def _declared(context: DependencyContext) -> frozenset[str]:
    """The packages of PyPI that head's files name, by their normal names."""
    head = context.compared.head
    own = (read for one in context.imports if (read := head.script(one.path)) is not None)
    reads = (*(read for _, read in head.of(ECOSYSTEM)), *head.scripts(), *own)
    packages = (package(one) for read in reads for one in read.listing.dependencies)
    return frozenset(name for ecosystem, name in packages if ecosystem == ECOSYSTEM)


def _is_told(module: str, group: list[AddedImport]) -> bool:
    """Of what is optional only names that nobody knows."""
    return not _known(module) or not all(one.optional for one in group)


def _known(module: str) -> str | None:
    """The package that is known to deliver a module, or a popular one that has its name or says the same."""
    if known := known_deliverers(module):
        return known[0]
    name = normal(ECOSYSTEM, module)
    return next((one for one in (name, *longer(name)) if is_popular(ECOSYSTEM, one)), None)


def _unread(context: DependencyContext) -> str | None:
    """A file of head that may bring more than is known."""
    head = context.compared.head
    partly = [path for path, read in head.of(ECOSYSTEM) if read.why or read.listing.gaps]
    unread = [path for path in head.paths() if basename(path).lower() in _NOT_READ]
    return min([*partly, *unread], default=None)


def _finding(context: DependencyContext, module: str, group: list[AddedImport]) -> Finding:
    first = min(group, key=lambda one: (one.optional, one.path, one.line))
    others = len({one.path for one in group}) - 1
    where = f" (and {others} more file{'s' if others > 1 else ''})" if others else ""
    said = Said(
        rule=RULE,
        message=f"{first.path} imports `{module}`{where}, {_about(context, module)}.",
        severity=None if not _is_harmless(context, module) and not first.optional else Severity.LOW,
        confidence=Confidence.MEDIUM,
    )
    return report_at(DependencyPlace(first.path, first.line), said, (ECOSYSTEM, module), f"import {module}")


def _about(context: DependencyContext, module: str) -> str:
    name = normal(ECOSYSTEM, module)
    if known := _known(module):
        of = "the package of that name" if known == name else known
        return f"which comes with {of}: no manifest or lock file declares it"
    asked = Asked(ecosystem=ECOSYSTEM, name=name, today=context.today)
    signs = "; ".join(signal.text for signal in signals(asked))
    return (
        "which is neither Python's nor this repository's: no manifest or lock file declares what delivers "
        f"it, and no package is known that does. `{name}` {signs}"
    )


def _is_harmless(context: DependencyContext, module: str) -> bool:
    """Whether a package that people know, or the organisation's own, is merely not declared."""
    is_own = names(context.settings.dependencies.own)
    return _known(module) is not None or is_own(f"{ECOSYSTEM}:{normal(ECOSYSTEM, module)}")
