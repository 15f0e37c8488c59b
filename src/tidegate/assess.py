"""What a change means beyond its findings: the facts that the policy judges and the report tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from tidegate.config.loading import FOLDER
from tidegate.detect.compared import Difference
from tidegate.model.change import Change
from tidegate.model.finding import Finding
from tidegate.model.makers import DRIVER, makers
from tidegate.model.result import BlastRadius, Coverage, EntryPoint
from tidegate.packages import Packages
from tidegate.policy.facts import ChangeFacts, ControlChange
from tidegate.surface.coverage import coverage
from tidegate.surface.footprint import footprint
from tidegate.surface.handlers import Handler
from tidegate.surface.radius import blast_radius, bounds, entry_point
from tidegate.surface.sameness import same, says_more
from tidegate.surface.sides import Context, Side, is_judged
from tidegate.surface.subjects import about


class Assessment(msgspec.Struct, frozen=True):
    facts: ChangeFacts
    radius: BlastRadius
    coverage: Coverage


def assess(
    context: Context,
    findings: Iterable[Finding],
    compared: list[Difference],
    packages: Packages,
    problems: Mapping[str, str],
    failures: Iterable[str],
    conflict: tuple[str, ...] = (),
) -> Assessment:
    change = context.change
    data, services = footprint(context)
    radius = blast_radius(context, data, services)
    covered = coverage(change, context, problems, packages.gaps)
    known = {id(difference.head) for difference in compared}
    kept = {id(difference.base) for difference in compared}
    head, base = context.head, context.base
    facts = ChangeFacts(
        files=change.files,
        findings=tuple(findings),
        data=data,
        services=services,
        control_changes=tuple(_changed(pair) for pair in compared if pair.changed and not pair.is_less),
        entry_points_added=_one_sided(context, head, base, known),
        entry_points_removed=_one_sided(context, base, head, kept),
        entry_points_changed=tuple(entry for entry in radius.entry_points if entry.changed),
        entry_points_reached=radius.entry_points,
        reach_limits=radius.limits,
        about=about(context, (*data, *services)),
        code_changed=any(_changes_code(side) for side in (head, base)),
        same=same(context),
        dependencies=packages.changes,
        dependencies_read=packages.read - says_more(context),
        gaps=covered.not_analysed,
        limits=bounds(context),
        failures=(*failures, *change.limits),
        conflict=conflict,
        first_configuration=_brings_settings(context),
        authors=_authors(context.change),
    )
    return Assessment(facts, radius, covered)


def _one_sided(context: Context, side: Side, other: Side, matched: set[int]) -> tuple[EntryPoint, ...]:
    """Entry points that the change itself makes or takes away, of a handler or of where it is mounted."""
    if context.cut:
        return ()
    made = [handler for handler in side.handlers if side.changes(handler)]
    elsewhere = [handler for handler in _mounted_otherwise(side, other) if handler not in made]
    return tuple(entry_point(side, handler) for handler in [*made, *elsewhere] if id(handler) not in matched)


def _mounted_otherwise(side: Side, other: Side) -> list[Handler]:
    """Handlers of both sides that only this one has by such a name: their router is mounted once more."""
    names = {handler.name for handler in other.survey.handlers}
    known = {handler.identity for handler in other.survey.handlers if handler.route is not None}
    return [
        handler
        for handler in side.survey.handlers
        if handler.route is not None
        and handler.name not in names
        and handler.identity in known
        and side.concerns(handler)
    ]


def _brings_settings(context: Context) -> bool:
    """Whether head has settings of this tool and base has none."""
    if context.base.engine.program.sources.names(FOLDER):
        return False
    return any(file.path.startswith(f"{FOLDER}/") for file in context.change.files)


def _authors(change: Change) -> tuple[str, ...] | None:
    """Everybody whom a commit names as its author, committer or co-author, by mail address; "" is somebody
    whose address is not known."""
    if not change.commits:
        return None
    found = [one.address.lower() for commit in change.commits for one in makers(commit) if one.part != DRIVER]
    uncommitted = [""] if change.head is None else []
    return tuple(dict.fromkeys(found + uncommitted))


def _changes_code(side: Side) -> bool:
    return any(is_judged(path) for path in side.changed.paths)


def _changed(difference: Difference) -> ControlChange:
    return ControlChange(
        difference.head.name,
        tuple(control.provider for control in difference.before),
        tuple(control.provider for control in difference.after),
        difference.head.identity.path,
        tuple(sorted(difference.other_kinds)),
    )
