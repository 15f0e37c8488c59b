"""What the commands print: plain tables, as wide as they must be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from accuracy.callers import Callers
from accuracy.checking import Row
from accuracy.entry_points import Entries


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [tuple(head), *(tuple(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def share(found: int, of: int) -> str:
    """ "9/10 = 0.900"; nothing of nothing is no share."""
    return f"{found}/{of} = {found / of:.3f}" if of else f"{found}/{of}"


def releases(rows: Sequence[Row]) -> str:
    answers = [(row, answer) for row in rows for answer in row.answers]
    lines = [
        (
            row.project, row.versions, answer.direction, answer.decision,
            f"{sum(rule is not None for rule in answer.found.values())}/{len(answer.found)}",
            str(len(answer.noise)), f"{answer.seconds:.1f}",
        )
        for row, answer in answers
    ]  # fmt: skip
    parts = [
        table(("project", "vulnerable → fixed", "direction", "decision", "found", "noise", "seconds"), lines)
    ]
    for direction in ("introduces", "fixes"):
        these = [answer for _, answer in answers if answer.direction == direction]
        found = [rule for answer in these for rule in answer.found.values()]
        pairs = sum(any(answer.found.values()) for answer in these)
        noise = sum(len(answer.noise) for answer in these)
        parts.append(
            f"{direction}: weaknesses found {share(sum(rule is not None for rule in found), len(found))}, "
            f"pairs with one found {share(pairs, len(these))}, other introduced findings {noise}, "
            f"decisions {_decisions(answer.decision for answer in these)}"
        )
    missed = [
        f"  missed ({a.direction}): {row.project}: {what}"
        for row, a in answers
        for what, rule in a.found.items()
        if rule is None
    ]
    noisy = [f"  noise ({a.direction}): {row.project}: {what}" for row, a in answers for what in a.noise]
    failed = [f"  failed ({a.direction}): {row.project}: {a.failure}" for row, a in answers if a.failure]
    return "\n".join([*parts, *missed, *noisy, *failed])


def _decisions(decisions: Iterable[str]) -> str:
    found = sorted(decisions)
    return ", ".join(f"{name} {found.count(name)}" for name in dict.fromkeys(found))


def entry_points(rows: Sequence[Entries]) -> str:
    lines = [
        (
            row.application,
            row.framework,
            str(row.listed),
            str(row.elsewhere),
            share(*row.routes),
            share(*row.handlers),
        )
        for row in rows
    ]
    head = ("application", "framework", "listed", "not its own", "routes found", "functions found")
    routes = share(sum(row.routes[0] for row in rows), sum(row.routes[1] for row in rows))
    missing = [f"  missing: {row.application}: {what}" for row in rows for what in row.missing]
    unseen = [f"  not named: {row.application}: {what}" for row in rows for what in row.unseen]
    return "\n".join([table(head, lines), f"recall over all routes: {routes}", *missing, *unseen])


def callers(rows: Sequence[Callers]) -> str:
    lines = [
        (
            row.application, str(row.functions), share(row.found, row.edges), str(row.found_as_possible),
            share(*row.certain), share(*row.possible),
        )
        for row in rows
    ]  # fmt: skip
    head = (
        "application",
        "functions",
        "callers found",
        "as possible",
        "certain, confirmed",
        "possible, confirmed",
    )
    found = share(sum(row.found for row in rows), sum(row.edges for row in rows))
    causes: dict[str, int] = {}
    for row in rows:
        for cause, count in row.causes.items():
            causes[cause] = causes.get(cause, 0) + count
    ordered = sorted(causes.items(), key=lambda item: (-item[1], item[0]))
    missed = [
        f"  missed: {one.caller}, line {one.line} → {one.callee} ({one.cause})"
        for row in rows
        for one in row.missed
    ]
    by_cause = [f"  {count:4} {cause}" for cause, count in ordered]
    return "\n".join(
        [table(head, lines), f"recall over all callers: {found}", "missed, by cause:", *by_cause, *missed]
    )
