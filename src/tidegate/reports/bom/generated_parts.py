"""Tools, models and files of an AI-BOM as CycloneDX components."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from tidegate.model.attribution import LineRange
from tidegate.model.generated import Generated, KnownModel, Work
from tidegate.model.paths import display
from tidegate.model.period import is_date, precision
from tidegate.reports.bom import generated_refs as ref
from tidegate.reports.bom.addresses import link
from tidegate.reports.bom.properties import Pairs, properties
from tidegate.reports.bom.tools.components import components as tools

_DATED = re.compile(r"-\d{4}-?\d\d-?\d\d$")
_NO_SUMMARY = "nothing on file"
_SUMMARY = "public summary of what it was trained on"


def parts(generated: Generated) -> list[dict[str, Any]]:
    """Each with its ``bom-ref``; what is said of none of them is left out."""
    made = [
        *tools(generated.tooling), *_unlisted(generated), *map(_model, generated.models), *_files(generated)
    ]  # fmt: skip
    return [{key: value for key, value in one.items() if value} for one in made]


def _unlisted(generated: Generated) -> Iterator[dict[str, Any]]:
    """Tools of which no id is known."""
    for name, told in unlisted(generated):
        yield {"type": "application", "bom-ref": name, "name": told}


def unlisted(generated: Generated) -> list[tuple[str, str]]:
    """What wrote the change and is no tool of the inventory: ``bom-ref`` and name."""
    listed = {ref.tool_id(entry.id) for entry in generated.tooling.entries}
    names = {ref.tool(work): work.name or "an AI tool that nobody names" for work in generated.works}
    return sorted((name, told) for name, told in names.items() if name not in listed)


def _model(one: KnownModel) -> dict[str, Any]:
    address = link(one.address) if one.address else None
    summary = link(one.disclosed) if one.disclosed else None
    references = [(address, "what it has learned until"), (summary, _SUMMARY)]
    return {
        "type": "machine-learning-model",
        "bom-ref": ref.model(one.name),
        "supplier": {"name": one.provider} if one.provider else None,
        "name": one.name,
        "version": one.name if _DATED.search(one.name) else None,
        "modelCard": {"modelParameters": {"task": "text-generation"}} if one.provider else None,
        "externalReferences": [
            {"type": "documentation", "url": url, "comment": comment} for url, comment in references if url
        ],
        "properties": properties(_told(one)),
    }


def _told(one: KnownModel) -> Pairs:
    """The format has no place for what a model has learned until."""
    until, learned = one.learned.until, one.learned
    yield "model:trainingCutoff", until or "unknown"
    if until and is_date(until):
        yield "model:trainingCutoff:precision", precision(until)
    yield from [("model:trainingCutoff:source", learned.source)] if learned.source else []
    yield from [("model:trainingCutoff:reason", learned.why)] if learned.why else []
    yield from [("model:trainingCutoff:kind", one.kind)] if one.kind else []
    yield from [("model:released", one.released)] if one.released else []
    yield "model:trainingData", one.disclosed or _NO_SUMMARY
    yield from (("model:configuredFor", tool) for tool in one.configured)


def _files(generated: Generated) -> Iterator[dict[str, Any]]:
    digests = dict(generated.digests)
    written: dict[str, list[tuple[Work, str, LineRange]]] = {}
    for work, task in zip(generated.works, ref.sessions(generated), strict=True):
        for one in work.lines:
            written.setdefault(one.path, []).append((work, task, one))
    for path in sorted(written):
        yield _file(path, digests.get(path), written[path])


def _file(path: str, digest: str | None, written: list[tuple[Work, str, LineRange]]) -> dict[str, Any]:
    commits = sorted({commit for work, *_ in written for commit in work.commits})
    ordered = sorted(written, key=lambda one: (one[2], one[1]))
    return {
        "type": "file",
        "bom-ref": ref.file(path),
        "name": display(path),
        "hashes": [{"alg": "SHA-256", "content": digest}] if digest else [],
        "pedigree": {"commits": [{"uid": one} for one in commits]} if commits else None,
        "evidence": {"occurrences": [_occurrence(path, work, one) for work, _, one in ordered]},
        "properties": properties(_attributed(written)),
    }


def _occurrence(path: str, work: Work, one: LineRange) -> dict[str, Any]:
    who = " ".join(filter(None, (work.name or "an AI tool", work.model)))
    mixed = ", together with a person" if work.is_mixed else ""
    said = f"lines {spelled([one])}: {who}{mixed}, {work.confidence.value} ({'; '.join(_sources(work))})"
    return {"location": display(path), "line": one.start, "additionalContext": said}


def _attributed(written: list[tuple[Work, str, LineRange]]) -> Pairs:
    yield "attribution:lines", spelled(sorted({one for *_, one in written}))
    for work, task, _ in written:
        yield "attribution:class", work.confidence.value
        yield "attribution:session", task
        yield from (("attribution:source", source) for source in _sources(work))


def _sources(work: Work) -> list[str]:
    return [f"{source}, {method}" for source, method in work.sources]


def spelled(ranges: Sequence[LineRange]) -> str:
    """``10-40,55``."""
    return ",".join(str(one.start) if one.start == one.end else f"{one.start}-{one.end}" for one in ranges)


def by_file(lines: Sequence[LineRange]) -> Iterator[tuple[str, list[LineRange]]]:
    """Sorted ranges, file by file."""
    for path, ranges in groupby(lines, key=lambda one: one.path):
        yield path, list(ranges)
