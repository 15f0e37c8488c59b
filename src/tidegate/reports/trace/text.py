"""A trace for people: what was asked, the commits back to where it came from, what is not known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec

from tidegate.model.attribution import Attribution, Claim, Trust
from tidegate.model.trace import Advised, CommitSaid, How, ModelSaid, Step, Trace, Traced
from tidegate.reports import written
from tidegate.reports.cells import NARROWEST, wrap
from tidegate.reports.paint import Paint, ansi, plain
from tidegate.reports.visible import mapped, shown

_LABEL = 11
_HOW = {
    How.BROUGHT: "brought by",
    How.MOVED: "moved here by",
    How.RETURNED: "put back by",
    How.COPIED: "copied by",
    How.CHANGED: "last changed by",
    How.ASKED: "commit",
}
_MOST = 12  # advisories that are shown


def render_text(trace: Trace, *, color: bool, width: int) -> str:
    """Lines of at most ``width`` cells."""
    safe = msgspec.convert(mapped(msgspec.to_builtins(trace), shown), Trace)
    page = _Page(ansi if color else plain, max(width, NARROWEST))
    return "\n".join(page.lines(safe)) + "\n"


class _Page:
    def __init__(self, paint: Paint, width: int) -> None:
        self._paint = paint
        self._width = width

    def lines(self, trace: Trace) -> Iterator[str]:
        yield self._paint("bold", _question(trace))
        if trace.text:
            yield from self._row("", trace.text.strip())
        for place, step in enumerate(trace.steps):
            yield ""
            yield from self._step(step)
            if place < len(trace.dependencies):
                yield from self._dependency(trace.dependencies[place])
        yield ""
        for said in trace.models:
            yield from self._row("Model", _model(said))
        yield from self._row("Gate", trace.recorded.why)
        for gap in trace.gaps:
            yield from self._row("Not known", gap)

    def _step(self, step: Step) -> Iterator[str]:
        yield f"{_HOW[step.how]} {self._paint('path', step.commit.id[:12])} {step.commit.subject}"
        yield from self._row("When", _when(step.commit))
        if step.path is not None:
            yield from self._row("Where", f"{step.path}:{step.line}" if step.line else step.path)
        for line in _change(step):
            yield from self._row("Change", line)
        for line in _written(step.attribution):
            yield from self._row("Written", line)
        for review in step.reviews:
            text = f"{review.key}: {review.who} (a claim of {review.commit[:12]}; anybody can write it)"
            yield from self._row("Reviewed", text)
        if step.is_cut:
            yield from self._row("Not known", "the history of this clone ends here; git fetch --unshallow")

    def _dependency(self, traced: Traced) -> Iterator[str]:
        asked = traced.version or traced.requirement or "no version"
        direct = {True: ", asked for", False: ", pulled in by others", None: ""}[traced.is_direct]
        yield from self._row("Package", f"{traced.name} {asked} ({traced.ecosystem}{direct})")
        for one in traced.advisories[:_MOST]:
            yield from self._row("Advisory", _advisory(one))
        if len(traced.advisories) > _MOST:
            yield from self._row("", f"and {len(traced.advisories) - _MOST} more")
        for commit in traced.returned:
            yield from self._row("Again", f"{commit.id[:12]} {_day(commit.commit_time)} {commit.subject}")

    def _row(self, label: str, text: str) -> Iterator[str]:
        first, *rest = wrap(text, self._width - _LABEL - 2)
        yield f"  {label:<{_LABEL}}{first}".rstrip()
        yield from (f"  {'':<{_LABEL}}{line}".rstrip() for line in rest)


def _question(trace: Trace) -> str:
    where = f" in {trace.revision}" if trace.revision else ""
    return f"{trace.path}:{trace.line}{where}" if trace.path and trace.text else f"{trace.question}{where}"


def _when(commit: CommitSaid) -> str:
    by = (
        commit.author
        if commit.author == commit.committer
        else f"{commit.author}, committed by {commit.committer}"
    )
    return f"{_day(commit.author_time)} by {by}, as the commit says"


def _day(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    except (OverflowError, ValueError, OSError):
        return "at no known time"


def _change(step: Step) -> Iterator[str]:
    """The pull request that the commit names itself, and the merge that it came with."""
    landing = step.landing
    if step.commit.number is not None:
        yield f"pull request {step.commit.number}, as the commit says"
    if landing is None:
        yield "not known: on no branch that changes land on"
    elif landing.commit.id == step.commit.id:
        yield f"on {landing.branch} itself since {_day(landing.commit.commit_time)}"
    else:
        number = landing.commit.number
        said = f", pull request {number}, as the merge says" if number is not None else ""
        when = _day(landing.commit.commit_time)
        yield f"came to {landing.branch} with {landing.commit.id[:12]} on {when}{said}"


def _written(said: Attribution) -> Iterator[str]:
    if said.added > 1:
        yield from written.lines(said) or ["unknown: nobody says who wrote it"]
        return
    sure = [one for one in said.claims if one.confidence is not Trust.HEURISTIC]
    yield from map(_claim, sure) if sure else ["unknown: nobody says who wrote it"]
    for hint in said.claims:
        if hint.confidence is Trust.HEURISTIC:
            yield f"a hint only: {hint.name or 'an AI tool'} ({hint.evidence[0].text})"
    yield from (f"doubt: {doubt.text}" for doubt in said.doubts)


def _claim(claim: Claim) -> str:
    who = claim.name or ("an AI tool" if claim.author.value == "ai" else claim.author.value)
    model = f" ({claim.model or claim.model_said})" if claim.model or claim.model_said else ""
    evidence = claim.evidence[0]
    session = "".join(f"; session {one}" for one in (*claim.links, *claim.sessions)[:1])
    quoted = f": {evidence.text}" if evidence.text else ""
    source = f"{evidence.source}, {evidence.method}{quoted}"
    return f"{who}{model}, {written.says(claim.confidence)} ({source}){session}"


def _model(said: ModelSaid) -> str:
    learned = said.learned
    end = f"{learned.until}, source: {learned.source}" if learned.until else f"not known: {learned.why}"
    return f"{said.model}: {learned.what} is {end}"


def _advisory(one: Advised) -> str:
    return f"{', '.join(one.ids[:2])} ({one.published or 'no date'}): {one.summary} {one.text}"
