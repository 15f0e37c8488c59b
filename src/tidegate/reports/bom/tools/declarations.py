"""Reviews: those of AI tools each quarter, those that commits name; and what a team declares of tools that
leave no trace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import msgspec

from tidegate.config.ai_tools import AI_TOOLS
from tidegate.model.generated import Generated, Tooling
from tidegate.reports.bom import generated_refs as ref
from tidegate.reports.bom.document import ROOT


class _Stated(msgspec.Struct, frozen=True):
    """Who says what, about which component (``bom-ref`` and name), and since which day."""

    name: str
    by: str
    about: tuple[str, str]
    says: str
    where: str = f"{AI_TOOLS} of the base branch"
    day: str | None = None


def declarations(generated: Generated) -> dict[str, Any]:
    """Empty where nobody says anything."""
    about = (ROOT, generated.inventory.name)
    stated = [
        *_reviews(generated.tooling),
        *_declared(generated.tooling, about),
        *_reviewed(generated, about),
    ]
    if not stated:
        return {}
    people = sorted({one.by for one in stated})
    targets = dict(sorted({one.about for one in stated}))
    return {
        "assessors": [_assessor(by) for by in people],
        "attestations": [_attestation(by, [one for one in stated if one.by == by]) for by in people],
        "claims": [_claim(one) for one in stated],
        "evidence": [_evidence(one) for one in stated],
        "targets": {"components": [_target(of, name) for of, name in targets.items()]},
    }


def _reviews(tooling: Tooling) -> Iterator[_Stated]:
    for entry in tooling.entries:
        if entry.last_reviewed is not None:
            day = entry.last_reviewed.isoformat()
            about = (ref.tool_id(entry.id), entry.name)
            says = f"{entry.name} was reviewed on {day}; the next review is due on {entry.next_review}."
            by = entry.reviewer or "not named"
            yield _Stated(f"review:{entry.id}", by, about, says, day=f"{day}T00:00:00Z")


def _declared(tooling: Tooling, about: tuple[str, str]) -> Iterator[_Stated]:
    for number, one in enumerate(tooling.declared, 1):
        says = f"{one.quarter}, tools that leave no trace: {one.says}"
        yield _Stated(f"declared:{one.quarter}:{number}", one.by, about, says)


def _reviewed(generated: Generated, about: tuple[str, str]) -> Iterator[_Stated]:
    """Nobody signed it: a commit says so."""
    change = f"{(generated.inventory.base or 'start')[:12]}..{generated.inventory.revision[:12]}"
    for number, name in enumerate(generated.reviewers, 1):
        says = f"A commit of {change} names {name} as its reviewer."
        yield _Stated(f"reviewed:{number}", name, about, says, "trailers of commits")


def _assessor(by: str) -> dict[str, Any]:
    return {"bom-ref": _assessor_ref(by), "thirdParty": False, "organization": {"contact": [{"name": by}]}}


def _attestation(by: str, stated: list[_Stated]) -> dict[str, Any]:
    return {
        "summary": "Reviews and declarations, by the team's own list and its commits",
        "assessor": _assessor_ref(by),
        "map": [{"claims": [f"claim:{one.name}" for one in stated]}],
    }


def _claim(one: _Stated) -> dict[str, Any]:
    return {
        "bom-ref": f"claim:{one.name}",
        "target": f"target:{one.about[0]}",
        "predicate": one.says,
        "evidence": [f"evidence:{one.name}"],
    }


def _evidence(one: _Stated) -> dict[str, Any]:
    made = {"bom-ref": f"evidence:{one.name}", "description": one.where}
    return made | ({"created": one.day} if one.day else {})


def _target(of: str, name: str) -> dict[str, Any]:
    return {"bom-ref": f"target:{of}", "type": "application", "name": name}


def _assessor_ref(by: str) -> str:
    return f"assessor:{quote(by, safe='@.', errors='backslashreplace')}"
