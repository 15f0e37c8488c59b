"""The AI-BOM of a change, as every command makes it: the same input gives the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tidegate.cli.evidence import Evidence
from tidegate.cli.judging import Asked, requested
from tidegate.cli.options import Common
from tidegate.cli.progress import Progress

if TYPE_CHECKING:
    from tidegate.model.generated import Generated

FORMATS = ("cyclonedx", "cyclonedx-1.6", "spdx")


class AiBom(NamedTuple):
    text: str
    generated: Generated


def ai_bom(
    shared: Common,
    asked: Asked,
    told: Evidence,
    *,
    form: str = FORMATS[0],
    name: str | None = None,
    whole: bool = False,
) -> AiBom:
    """``whole``: of everything that led to HEAD. Raise TidegateError where what makes it is not installed."""
    from tidegate.reports.bom.validation import require

    require()
    from tidegate.generation import GenerationOptions, gather

    options = GenerationOptions(
        **requested(shared, asked),
        name=name,
        description=told.description,
        traces=dict(told.traces),
        whole=whole,
    )
    with Progress("reading", wanted=not shared.quiet):
        generated = gather(options)
        return AiBom(_rendered(form, generated), generated)


def _rendered(form: str, generated: Generated) -> str:
    from tidegate.reports.bom.generated import render_generated
    from tidegate.reports.bom.spdx.document import render_spdx

    return render_spdx(generated) if form == "spdx" else render_generated(form, generated)
