"""Trailers that name a tool, a model or a session. Which lines are trailers is git's own reading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from msgspec.structs import replace

from tidegate.knowledge.tools import Tool, TrailerForm
from tidegate.model.attribution import Author, Claim, Doubt, Evidence, Trust
from tidegate.model.change import Commit
from tidegate.provenance.attribution.conventions import Conventions, person
from tidegate.provenance.attribution.identities import identified
from tidegate.provenance.attribution.material import TRAILERS, Material, clipped, link
from tidegate.provenance.attribution.squashed import trailers_of_parts

SQUASHED = "trailer of a squashed commit"


def read(material: Material) -> Iterator[Claim | Doubt]:
    """What the trailers of each commit say."""
    for commit in material.commits:
        yield from _of(commit.trailers, commit, material.conventions)
        yield from _squashed(commit, material.conventions)
        if len(commit.trailers) > TRAILERS:
            yield _too_many(commit)


def _squashed(commit: Commit, conventions: Conventions) -> Iterator[Claim]:
    """What commits say that were squashed into one. A tool that only some of them name wrote a part of it."""
    said = [[*_of(part, commit, conventions)] for part in trailers_of_parts(commit.message)]
    of_whole = {claim.tool for claim in _of(commit.trailers, commit, conventions)}
    of_all = set.intersection(*({claim.tool for claim in part} for part in said)) if said else set()
    for claim in islice(chain.from_iterable(said), TRAILERS):
        author = claim.author if claim.tool in of_whole | of_all else Author.MIXED
        evidence = tuple(replace(one, method=SQUASHED) for one in claim.evidence)
        yield replace(claim, author=author, evidence=evidence)


def _of(trailers: Iterable[tuple[str, str]], commit: Commit, conventions: Conventions) -> Iterator[Claim]:
    for key, value in islice(trailers, TRAILERS):
        yield from _claims(key, value, commit.id, conventions)


def _claims(key: str, value: str, commit: str, conventions: Conventions) -> Iterator[Claim]:
    common, lowered = conventions.common, key.lower()
    if lowered in (word.lower() for word in common.co_authors):
        found = identified(person(value), "commit", f"{key}: {value}", commit, conventions)
        if found is not None:
            yield found
    elif lowered in (word.lower() for word in common.agents):
        yield from _agent(key, value, commit, conventions)
    else:
        yield from formed(key, value, "commit", Trust.TRAILER, commit, conventions)


def _agent(key: str, value: str, commit: str, conventions: Conventions) -> Iterator[Claim]:
    """An agent by its name, or by its address where it has one: people assist each other, too."""
    text = f"{key}: {value}"
    if "<" in value:
        found = identified(person(value), "commit", text, commit, conventions)
        if found is not None:
            yield found
    elif agent := conventions.agent(value):
        yield Claim(
            tool=agent.tool,
            name=agent.name,
            model=agent.model,
            model_said=clipped(agent.model_said),
            confidence=Trust.TRAILER,
            evidence=(Evidence("commit", "trailer", clipped(text)),),
            commit=commit,
        )


def formed(
    key: str, value: str, source: str, trust: Trust, commit: str | None, conventions: Conventions
) -> Iterator[Claim]:
    """What ``key: value`` says where a tool writes such a line."""
    for form, tool in conventions.forms(key):
        if conventions.matches(form.value, value):
            yield _formed(form, tool, f"{key}: {value}", source, trust, commit)


def _formed(
    form: TrailerForm, tool: Tool | None, text: str, source: str, trust: Trust, commit: str | None
) -> Claim:
    value = text.partition(": ")[2]
    address = link(value) if form.gives == "link" or value.startswith("https://") else None
    return Claim(
        tool=tool.tool if tool else None,
        name=tool.name if tool else "",
        confidence=trust,
        evidence=(Evidence(source, "trailer", clipped(text)),),
        commit=commit,
        links=(address,) if address else (),
        sessions=(clipped(value),) if form.gives == "session" and not address else (),
    )


def _too_many(commit: Commit) -> Doubt:
    count = len(commit.trailers)
    return Doubt(
        "too-many-trailers", f"{count:,} trailers, of which {TRAILERS} were read", commit.id, matters=True
    )
