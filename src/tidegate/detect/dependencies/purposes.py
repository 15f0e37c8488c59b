"""Packages that come in for a purpose for which the team prefers another, or this repository uses another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tidegate.dependencies.names import normal
from tidegate.detect.dependencies import vulnerable
from tidegate.detect.dependencies.context import DependencyContext, Said, report, shown
from tidegate.model.finding import Finding, Severity
from tidegate.model.result import Alternative, DependencyChange

NOT_PREFERRED = "dependency-not-preferred"
SAME_PURPOSE = "dependency-same-purpose"
_SHIPPED = ("runtime", "optional")
_NAMED = 2  # packages or advisories in one sentence


def detect(context: DependencyContext) -> Iterator[Finding]:
    """One finding for each package. What replaces another in the same change is no second one."""
    for change in context.compared.changes:
        preferred = [one for one in change.alternatives if one.why == "preferred"]
        used = [one for one in change.alternatives if one.why == "used"]
        replaced = any(one.why == "replaced" for one in change.alternatives)
        if preferred:
            yield _not_preferred(context, change, preferred, used)
        elif used and not replaced:
            yield _same_purpose(context, change, used)


def _not_preferred(
    context: DependencyContext,
    change: DependencyChange,
    preferred: Sequence[Alternative],
    used: Sequence[Alternative],
) -> Finding:
    """A human looks, but where only development needs it, or the repository asks for it already."""
    name = normal(change.ecosystem, change.name)
    is_known = bool(context.earlier.asked_for(change.ecosystem, [name], _near(context)))
    listed_only = is_known or change.scope not in _SHIPPED
    names = " or ".join(f"`{one.name}`" for one in preferred)
    said = Said(
        rule=NOT_PREFERRED,
        message=_message(context, change, f"the team uses {names} for that", [*preferred, *used]),
        severity=Severity.LOW if listed_only else None,
        fix=f"Use {names}, or have the settings changed that prefer it.",
    )
    return report(change, said)


def _same_purpose(
    context: DependencyContext, change: DependencyChange, used: Sequence[Alternative]
) -> Finding:
    said = Said(
        rule=SAME_PURPOSE,
        message=_message(context, change, "", used),
        fix=f"Use `{used[0].name}`, as this repository does, or say in the change why it needs both.",
    )
    return report(change, said)


def _message(
    context: DependencyContext, change: DependencyChange, said: str, others: Sequence[Alternative]
) -> str:
    assert change.purpose is not None
    parts = [f"adds {shown(change)} for {change.purpose.words}", said, _uses(others), _known(context, change)]
    text = "; ".join(filter(None, parts))
    return f"{text[0].upper()}{text[1:]}."


def _uses(others: Sequence[Alternative]) -> str:
    """``this repository uses `pillow` in 14 places``."""
    used = [f"`{one.name}` in {places(one)}" for one in others if one.places]
    more = f" and {len(used) - _NAMED} more" if len(used) > _NAMED else ""
    return f"this repository uses {', '.join(used[:_NAMED])}{more}" if used else ""


def places(used: Alternative) -> str:
    """``1 place``, ``14 places``, ``more than 400 places``."""
    count = used.places or 0
    bound = "" if used.complete else "at least "
    return f"{bound}{count:,} place{'' if count == 1 else 's'}"


def _known(context: DependencyContext, change: DependencyChange) -> str:
    """The worst advisories that hold for what comes in, and since when they are public."""
    bugs = vulnerable.introduced(context, change)
    if not bugs:
        return ""
    told = [f"{bug.ids[0]}{f', published {bug.published}' if bug.published else ''}" for bug in bugs[:_NAMED]]
    more = f" and {len(bugs) - _NAMED} more" if len(bugs) > _NAMED else ""
    fixes = [bug.fixed[0] for bug in bugs if bug.fixed]
    fixed = f", fixed in {fixes[0]}" if len(bugs) == 1 and fixes else ""
    return f"{shown(change)} is affected by {' and by '.join(told)}{more}{fixed}"


def _near(context: DependencyContext) -> list[str]:
    return [path for path, _ in context.compared.files if path is not None]
