"""What is known of AI models: names, releases, and when their training data or their knowledge ends.

One file a provider: its ``sources`` (where a fact stands and as of when), and its ``models``. What a provider
does not say is not there: no date is guessed from a release or from another model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

import msgspec

from tidegate.knowledge.store import convert_yaml
from tidegate.model.learned import Learned
from tidegate.model.period import last_day

_LONGEST = 200  # characters of a name
_SEPARATORS = re.compile(r"[^a-z0-9]+")
_VENDOR = re.compile(r"^(?:[a-z]+\.)+(?=[a-z])")  # of hosted models: eu.anthropic.claude-…
_ENDING = re.compile(
    r"-(?:\d{8}|\d{4}-\d{2}-\d{2}|v\d+(?:-\d+)?|1m(?:-context)?"
    r"|thinking|xhigh|high|medium|low|minimal|none|max|fast|free)$"
)


class Kind(StrEnum):
    """What ends. A model is reliable for its knowledge; its training data may reach some months further."""

    TRAINING = "training"
    KNOWLEDGE = "knowledge"


_WORDS = {Kind.TRAINING: "the end of the training data", Kind.KNOWLEDGE: "the knowledge cutoff"}


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where facts stand. ``date`` is as of when they were found there."""

    title: str
    address: str
    date: str
    licence: str


class Cutoff(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``until`` as precise as the source says it: "2025-07-31" or "2025-07"."""

    kind: Kind
    until: str
    source: str


class Summary(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The public summary of what a model was trained on. Without an address: ``source`` found none."""

    source: str
    address: str | None = None


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One model by the provider's own ``id``.

    ``aliases`` are other names for it; those that only add a date, an effort or a host are understood without
    them. ``released`` is when it came out, ``source`` says so. ``note`` tells of sources that disagree, and
    why nothing is known where nothing is. ``training_data`` is ``None`` where nobody looked.
    """

    id: str
    source: str
    released: str | None = None
    aliases: tuple[str, ...] = ()
    cutoffs: tuple[Cutoff, ...] = ()
    training_data: Summary | None = None
    note: str = ""


class Provider(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One file."""

    provider: str
    sources: dict[str, Source]
    models: tuple[Model, ...]


@cache
def providers() -> tuple[Provider, ...]:
    """All that is packaged."""
    return tuple(
        read(file.read_text("utf-8"), file.name) for file in sorted(Path(__file__).parent.glob("*.yaml"))
    )


def read(text: str, name: str) -> Provider:
    """Raise KnowledgeError where the text is no such file."""
    return convert_yaml(text, Provider, name)


@lru_cache(1024)
def find(name: str) -> Model | None:
    """The model that goes by a name, as records, trailers and settings write it; ``None`` for none known.

    Names that mean another model every few months ("…-latest", "default") mean none.
    """
    known = _by_name()
    return next((known[one] for one in _spellings(name[:_LONGEST]) if one in known), None)


def is_named(name: str) -> bool:
    """Whether a model has just this name, and not one that only adds something to it."""
    return normal(name) in _by_name()


def cutoff(model: Model) -> Cutoff | None:
    """The end of its training data, else of its knowledge; of several the latest. ``None``: nobody says."""
    return max(model.cutoffs, key=_rank, default=None)


def learned(name: str) -> Learned:
    """Up to when the model has learned, and who says so."""
    model = find(name)
    if model is None:
        return Learned(what=f"the training cutoff of `{name}`", why="no such model is known")
    best = cutoff(model)
    if best is None:
        why = model.note.rstrip(".") or "its provider does not say"
        return Learned(what=f"the training cutoff of `{model.id}`", why=why)
    source = source_of(model, best)
    what = f"{_WORDS[best.kind]} of `{model.id}`"
    return Learned(what=what, until=best.until, source=f"{source.title}, {source.date}")


def training_data(model: Model) -> str | None:
    """Where its maker tells what it was trained on, or that it does not; ``None`` where nobody looked."""
    if model.training_data is None:
        return None
    source = provider_of(model).sources[model.training_data.source]
    return model.training_data.address or f"not disclosed (by {source.title}, {source.date})"


def normal(name: str) -> str:
    """One text for a name and its display form: "Claude Opus 4.8" and "claude-opus-4-8"."""
    return _SEPARATORS.sub("-", name.lower()).strip("-")


def _rank(cutoff: Cutoff) -> tuple[bool, object]:
    return cutoff.kind is Kind.TRAINING, last_day(cutoff.until)


def _spellings(name: str) -> Iterator[str]:
    """What may be meant, the most exact first: without a route, a host, a date, an effort."""
    last = name.strip().lower().rpartition("/")[2]
    for text in (last, _VENDOR.sub("", last)):
        spelled = normal(text)
        yield spelled
        while (shorter := _ENDING.sub("", spelled)) != spelled:
            yield shorter
            spelled = shorter


@cache
def _by_name() -> dict[str, Model]:
    return {
        normal(name): model
        for provider in providers()
        for model in provider.models
        for name in (model.id, *model.aliases)
    }


def source_of(model: Model, cutoff: Cutoff) -> Source:
    """Where that stands."""
    return provider_of(model).sources[cutoff.source]


def provider_of(model: Model) -> Provider:
    """Who made it."""
    return next(one for one in providers() if model in one.models)
