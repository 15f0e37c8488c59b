"""Characters in instructions that an assistant reads and no person sees; what they spell is shown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from tidegate.detect.ai_tools.characters import Run, hidden_runs
from tidegate.detect.ai_tools.hits import Hit
from tidegate.detect.ai_tools.instructions import Instructions
from tidegate.detect.ai_tools.material import Material
from tidegate.detect.ai_tools.texts import MORE, hit
from tidegate.model.finding import Confidence, Severity

RULE = "ai-hidden-text"
_LOOKED_AT = 10_000  # runs of one file
_MOST = 50  # findings of one file
_LONGEST = 200
_AROUND = 12  # characters before a run that tell it from others
_MANY_KINDS = 3
_LONG_RUN = 4  # nobody pastes that many by mistake
_WORDS = {
    "tag": "tag characters",
    "bidi": "characters that turn the direction of text",
    "zero-width": "characters without width",
    "selector": "variation selectors",
    "other": "control or format characters",
}


def detect(material: Material) -> Iterator[Hit]:
    for document in material.instructions:
        runs = list(islice(hidden_runs(document.text), _LOOKED_AT))
        kinds = {kind for run in runs for kind in run.kinds}
        for run in runs[:_MOST]:
            yield _hit(document, run, len(kinds) >= _MANY_KINDS)
        if len(runs) > _MOST:
            yield _rest(document, runs)


def _hit(document: Instructions, run: Run, many: bool) -> Hit:
    line = document.text.count("\n", 0, run.start) + 1
    what = " and ".join(_WORDS[kind] for kind in _WORDS if kind in run.kinds)
    codes = ", ".join(dict.fromkeys(f"U+{ord(c):04X}" for c in run.text[:3]))
    spells = f", which spell “{run.spells[:_LONGEST]}”" if run.spells else f" ({codes})"
    message = f"{len(run.text)} {what} that no person sees{spells}."
    identity = (run.text, _before(document.text, run.start))
    return hit(RULE, document, line, message, identity, _severity(run, many), _confidence(run))


def _before(text: str, start: int) -> str:
    """What stands before a run in its line, the nearest of it."""
    return text[max(start - _AROUND, text.rfind("\n", 0, start) + 1) : start].strip()


def _severity(run: Run, many: bool) -> Severity:
    if many or run.spells or not run.kinds.isdisjoint({"tag", "bidi"}):
        return Severity.CRITICAL
    return Severity.MEDIUM if run.kinds == {"other"} else Severity.HIGH


def _confidence(run: Run) -> Confidence:
    """A single one without width comes with text that was copied from a page, too."""
    sure = run.spells or not run.kinds.isdisjoint({"tag", "bidi"}) or len(run.text) >= _LONG_RUN
    return Confidence.HIGH if sure else Confidence.MEDIUM


def _rest(document: Instructions, runs: list[Run]) -> Hit:
    line = document.text.count("\n", 0, runs[_MOST].start) + 1
    message = f"Hidden characters in {len(runs) - _MOST:,} or more other places of this file."
    return hit(RULE, document, line, message, MORE, Severity.HIGH, Confidence.HIGH)
