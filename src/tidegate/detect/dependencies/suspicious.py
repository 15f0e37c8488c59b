"""Packages that come in under names that hardly anybody knows, and what is odd about them.

What is held: a package that is new in this repository, not the organisation's own and not among those that
are used most, and that somebody asks for or that nothing explains. What a known package pulls in was chosen
by those who make that; what an unknown one pulls in is told with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fnmatch import fnmatchcase

from tidegate.dependencies.ecosystems import PACKAGED
from tidegate.dependencies.names import normal
from tidegate.dependencies.signals import Asked, is_counted, is_popular, signals
from tidegate.detect.dependencies.context import DependencyContext, Said, report
from tidegate.model.finding import Confidence, Finding
from tidegate.model.result import DependencyChange

RULE = "suspicious-dependency"
_TOLD = 5  # names in one sentence


def detect(context: DependencyContext) -> Iterator[Finding]:
    """One finding for each package; where nobody has counted what is used, what is asked for is a gap."""
    by_ecosystem: dict[str, dict[str, DependencyChange]] = {}
    for change in context.compared.changes:
        if _comes_in(context, change):
            by_ecosystem.setdefault(change.ecosystem, {}).setdefault(_name(change), change)
    for ecosystem, coming in by_ecosystem.items():
        known = context.earlier.knows(ecosystem, coming)
        new = {name: change for name, change in coming.items() if name not in known}
        if is_counted(ecosystem):
            yield from _held(context, new)
        elif wanted := [change for change in new.values() if change.direct is not False]:
            names = _listed([change.name for change in wanted])
            context.could_not_tell(
                wanted[0], f"whether others use {names}: nobody counted what is used of {ecosystem}"
            )


def _comes_in(context: DependencyContext, change: DependencyChange) -> bool:
    """From a registry in which everybody may take a name, by a name that is not known."""
    return (
        change.ecosystem in PACKAGED
        and change.origin == "registry"
        and "removed" not in change.what
        and change.base_version is None
        and not is_popular(change.ecosystem, _name(change))
        and not _is_own(context, change)
    )


def _is_own(context: DependencyContext, change: DependencyChange) -> bool:
    spelled = {f"{change.ecosystem}:{name}" for name in (change.name, _name(change))}
    return any(fnmatchcase(one, glob) for one in spelled for glob in context.settings.dependencies.own)


def _held(context: DependencyContext, new: dict[str, DependencyChange]) -> Iterator[Finding]:
    changed = {_name(change) for change in context.compared.changes}
    partly = {gap.path for gap in context.compared.gaps}
    pulled: dict[str, list[str]] = {}
    for name, change in new.items():
        if change.via and (root := normal(change.ecosystem, change.via[0])) in new:
            pulled.setdefault(root, []).append(name)
    untold: list[DependencyChange] = []
    for name, change in new.items():
        if change.direct is False and not change.via and all(one.path in partly for one in change.places):
            untold.append(change)
        elif not change.via or not _is_explained(change, changed):
            yield _finding(context, change, pulled.get(name, []))
    if untold:
        names = _listed([change.name for change in untold])
        context.could_not_tell(untold[0], f"what pulls in {names}, which hardly anybody knows")


def _is_explained(change: DependencyChange, changed: Collection[str]) -> bool:
    """By what pulls it in, which changed too: the same release never asks for more than it did."""
    return normal(change.ecosystem, change.via[-1]) in changed


def _finding(context: DependencyContext, change: DependencyChange, brings: list[str]) -> Finding:
    signs = [signal.text for signal in signals(asked(context, change))]
    if change.via:
        signs.append(f"comes with `{change.via[-1]}`, which did not change")
    more = f" It brings {_listed(brings)}, as little known." if brings else ""
    return report(
        change,
        Said(
            rule=RULE,
            message=f"`{change.name}` is new in this repository; {'; '.join(signs)}.{more}",
            confidence=Confidence.MEDIUM,
        ),
    )


def asked(context: DependencyContext, change: DependencyChange) -> Asked:
    """What the signs look at."""
    name = _name(change)
    facts = context.facts(change.ecosystem, name, change.head_version)
    return Asked(
        ecosystem=change.ecosystem,
        name=name,
        today=context.today,
        facts=facts,
        learned=context.learned_until(change.ecosystem, name) if facts else None,
        install_script=change.install_script,
    )


def _name(change: DependencyChange) -> str:
    return normal(change.ecosystem, change.name)


def _listed(names: list[str]) -> str:
    told = ", ".join(f"`{name}`" for name in names[:_TOLD])
    return f"{told} and {len(names) - _TOLD} more" if len(names) > _TOLD else told
