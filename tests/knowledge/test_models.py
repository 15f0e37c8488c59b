"""Facts on AI models: none that cannot be, each with its source, and the names that they go by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from itertools import chain

import pytest

from tidegate.knowledge.models import (
    Kind,
    Model,
    Provider,
    cutoff,
    find,
    learned,
    normal,
    providers,
    read,
    source_of,
    training_data,
)
from tidegate.model.errors import KnowledgeError
from tidegate.model.learned import Learned
from tidegate.model.period import first_day, last_day


def problems(files: Iterable[Provider], today: date) -> list[str]:
    """What cannot be, in words; a date that is none raises ValueError."""
    files = list(files)
    return [*chain.from_iterable(_of(one, today) for one in files), *_claimed(files)]


def _of(file: Provider, today: date) -> Iterator[str]:
    for name, source in file.sources.items():
        if last_day(source.date) > last_day(f"{today:%Y-%m}"):
            yield f"{name}: a source of the future"
        if not (source.title and source.address.startswith("https://") and source.licence):
            yield f"{name}: a source without a title, an address or a licence"
    used = {name for model in file.models for name in _sources(model)}
    for name in used ^ file.sources.keys():
        yield f"{name}: {'missing' if name in used else 'unused'} source"
    for model in file.models:
        yield from (f"{model.id}: {one}" for one in _of_model(file, model, today))


def _sources(model: Model) -> Iterator[str]:
    yield model.source
    yield from (one.source for one in model.cutoffs)
    if model.training_data is not None:
        yield model.training_data.source


def _of_model(file: Provider, model: Model, today: date) -> Iterator[str]:
    if model.released and first_day(model.released) > today:
        yield "released in the future"
    summary = model.training_data.address if model.training_data else None
    if summary is not None and not summary.startswith("https://"):
        yield "a summary without an address"
    for one in model.cutoffs:
        if model.released and f"{first_day(one.until):%Y-%m}" >= f"{last_day(model.released):%Y-%m}":
            yield "a cutoff in the month of its release, or later"
        if one.source in file.sources and first_day(one.until) > last_day(file.sources[one.source].date):
            yield "a cutoff later than its source"
    by_kind = {kind: [one for one in model.cutoffs if one.kind is kind] for kind in Kind}
    if any(len({one.until for one in several}) > 1 for several in by_kind.values()) and not model.note:
        yield "sources disagree without a note"
    ends = [max((last_day(one.until) for one in by_kind[kind]), default=None) for kind in Kind]
    if ends[0] and ends[1] and ends[1] > ends[0]:
        yield "knowledge that reaches further than the training data"


def _claimed(files: list[Provider]) -> Iterator[str]:
    owners: dict[str, str] = {}
    for model in chain.from_iterable(file.models for file in files):
        for name in {normal(one) for one in (model.id, *model.aliases)}:
            if owners.setdefault(name, model.id) != model.id:
                yield f"{name}: two models claim it"


TODAY = date(2026, 11, 23)
SOURCE = "sources: {a: {title: A, address: 'https://a.example', date: '2026-10', licence: facts}}\n"


def told(released: str, *cutoffs: tuple[str, str]) -> str:
    """A model and what it knows: kinds and dates."""
    known = ", ".join(f"{{kind: {kind}, until: '{until}', source: a}}" for kind, until in cutoffs)
    return f"- {{id: m, source: a, {released}{', ' if released else ''}cutoffs: [{known}]}}"


def written(models: str, sources: str = SOURCE) -> Provider:
    return read(f"provider: X\n{sources}models:\n{models}", "x.yaml")


def test_what_is_packaged_can_be() -> None:
    assert problems(providers(), datetime.now(UTC).date()) == []


def test_a_right_one() -> None:
    right = told("released: '2026-01-05'", ("training", "2025-12"))
    assert problems([written(right)], TODAY) == []


@pytest.mark.parametrize(
    ("models", "expected"),
    [
        (
            told("released: '2025-12-01'", ("training", "2026-01")),
            "m: a cutoff in the month of its release, or later",
        ),
        (
            told("released: '2026-01-31'", ("training", "2026-01")),
            "m: a cutoff in the month of its release, or later",
        ),
        ("- {id: m, source: a, released: '2026-11-24'}", "m: released in the future"),
        (
            told("", ("knowledge", "2026-11")),
            "m: a cutoff later than its source",
        ),
        ("- {id: m, source: b}\n- {id: n, source: a}", "b: missing source"),
        ("- {id: m, source: a}\n- {id: n, source: a, aliases: ['M']}", "m: two models claim it"),
        ("- {id: m.1, source: a}\n- {id: m-1, source: a}", "m-1: two models claim it"),
        (
            told("", ("training", "2025-01"), ("training", "2025-02")),
            "m: sources disagree without a note",
        ),
        (
            told("", ("training", "2025-01"), ("knowledge", "2025-02")),
            "m: knowledge that reaches further than the training data",
        ),
    ],
)
def test_what_cannot_be(models: str, expected: str) -> None:
    assert problems([written(models)], TODAY) == [expected]


def test_two_providers_claim_a_name() -> None:
    files = [written("- {id: m, source: a}"), written("- {id: n, source: a, aliases: [m]}")]
    assert problems(files, TODAY) == ["m: two models claim it"]


def test_a_source_that_is_none() -> None:
    empty = "sources: {a: {title: A, address: here, date: '2027', licence: ''}}\n"
    assert problems([written("- {id: m, source: a}", empty)], TODAY) == [
        "a: a source of the future",
        "a: a source without a title, an address or a licence",
    ]


@pytest.mark.parametrize(
    "text", ["- {id: m}", "- {id: m, source: a, cutofs: []}", "- {id: m, source: a, released: 2025-01-01}"]
)
def test_what_has_another_shape(text: str) -> None:
    with pytest.raises(KnowledgeError, match=r"x\.yaml"):
        written(text)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("claude-sonnet-4-5[1m]", "claude-sonnet-4-5"),
        ("Claude Opus 4.8 (1M context)", "claude-opus-4-8"),
        ("openrouter/anthropic/claude-sonnet-4.5", "claude-sonnet-4-5"),
        ("openai-codex/gpt-5.4", "gpt-5.4"),
        ("us.anthropic.claude-opus-4-5-20251101-v1:0", "claude-opus-4-5"),
        ("claude-sonnet-4-5@20250929", "claude-sonnet-4-5"),
        ("claude-4.5-opus-high-thinking", "claude-opus-4-5"),
        ("gpt-5.1-codex-max", "gpt-5.1-codex-max"),
        ("gpt-5.1-codex-max-high", "gpt-5.1-codex-max"),
        ("gpt-5-codex-high", "gpt-5-codex"),
        ("gpt-4o-2024-05-13", "gpt-4o"),
        ("claude-sonnet-4-20250514", "claude-sonnet-4-0"),
        ("claude-sonnet-4-5-latest", None),
        ("claude-sonnet-4-7", None),
        ("gpt-5-turbo", None),
        ("default", None),
        ("auto", None),
        ("<synthetic>", None),
        ("Claude", None),
        ("", None),
        ("-" * 100_000, None),
    ],
)
def test_names(name: str, known: str | None) -> None:
    found = find(name)
    assert (found and found.id) == known


def test_training_data_count_before_knowledge() -> None:
    model = find("claude-sonnet-4-6")
    assert model
    best = cutoff(model)
    assert best
    assert (best.kind, best.until) == (Kind.TRAINING, "2026-01")
    assert source_of(model, best).title == "Anthropic's model overview"


def test_the_later_of_two_sources_counts() -> None:
    assert learned("gpt-4o").until == "2023-10-01"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "claude-sonnet-4-5-20250929",
            Learned(
                what="the end of the training data of `claude-sonnet-4-5`",
                until="2025-07",
                source="Anthropic's model pages, 2026-10-08",
            ),
        ),
        (
            "openai/gpt-5",
            Learned(
                what="the knowledge cutoff of `gpt-5`",
                until="2024-09-30",
                source="OpenAI's model pages, 2026-10",
            ),
        ),
        (
            "claude-mythos-5",
            Learned(what="the training cutoff of `claude-mythos-5`", why="its provider does not say"),
        ),
        (
            "devstral-2512",
            Learned(
                what="the training cutoff of `devstral-2512`",
                why="the month that models.dev has for its knowledge is that of its release:"
                " it cannot be right",
            ),
        ),
        ("our-own", Learned(what="the training cutoff of `our-own`", why="no such model is known")),
    ],
)
def test_what_is_said(name: str, expected: Learned) -> None:
    assert learned(name) == expected


def test_what_makers_tell_of_the_data() -> None:
    told, silent, unasked = find("gpt-5.5"), find("claude-fable-5"), find("claude-opus-4-8")
    assert told is not None
    assert silent is not None
    assert unasked is not None
    assert (training_data(told) or "").startswith("https://cdn.openai.com/")
    assert (training_data(silent) or "").startswith("not disclosed (by ")
    assert training_data(unasked) is None
