"""What a change means beyond its findings: the facts that the policy judges and the report tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from tidegate.detect.controls import Difference
from tidegate.model.change import FileStatus
from tidegate.model.finding import Finding
from tidegate.model.result import BlastRadius, Coverage, EntryPoint
from tidegate.policy.facts import ChangeFacts, ControlChange
from tidegate.surface.coverage import coverage
from tidegate.surface.footprint import footprint
from tidegate.surface.radius import blast_radius, entry_point
from tidegate.surface.sides import Context, Side, is_judged


class Assessment(msgspec.Struct, frozen=True):
    facts: ChangeFacts
    radius: BlastRadius
    coverage: Coverage


def assess(
    context: Context,
    findings: Iterable[Finding],
    compared: list[Difference],
    problems: Mapping[str, str],
    failures: Iterable[str],
) -> Assessment:
    change = context.change
    data, services = footprint(context)
    radius = blast_radius(context, data, services)
    covered = coverage(change, context, problems)
    known = {id(difference.head) for difference in compared}
    kept = {id(difference.base) for difference in compared}
    head, base = context.head, context.base
    facts = ChangeFacts(
        files=change.files,
        findings=tuple(findings),
        data=data,
        services=services,
        control_changes=tuple(_changed(difference) for difference in compared if difference.changed and not difference.lost),
        entry_points_added=_one_sided(context, head, known),
        entry_points_removed=_one_sided(context, base, kept),
        entry_points_changed=tuple(entry for entry in radius.entry_points if entry.changed),
        code_changed=any(is_judged(d.path) for side in (head, base) for d in [*side.changed.functions, *side.changed.bindings]),
        gaps=covered.not_analysed,
        limits=radius.limits,
        failures=(*failures, *change.limits),
        first_configuration=any(
            file.path.startswith(".tidegate/") and file.status is FileStatus.ADDED for file in change.files
        ),
    )
    return Assessment(facts, radius, covered)


def _one_sided(context: Context, side: Side, matched: set[int]) -> tuple[EntryPoint, ...]:
    """Entry points that the change itself makes or takes away."""
    if context.cut:
        return ()
    return tuple(
        entry_point(side, handler)
        for handler in side.handlers
        if id(handler) not in matched and side.changes(handler)
    )


def _changed(difference: Difference) -> ControlChange:
    return ControlChange(
        difference.head.name,
        tuple(control.provider for control in difference.before),
        tuple(control.provider for control in difference.after),
        difference.head.identity.path,
    )
