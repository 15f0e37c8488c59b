"""Authors, committers and co-authors that are tools: by their address or account, never by a name alone."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.knowledge.tools import Tool
from tidegate.model.attribution import Claim, Evidence, Trust
from tidegate.model.change import Commit
from tidegate.provenance.attribution.conventions import Conventions, Person
from tidegate.provenance.attribution.material import Material, clipped


def read(material: Material) -> Iterator[Claim]:
    """Who a commit says it was written or made by."""
    for commit in material.commits:
        for role, name, address in (
            ("author", commit.author_name, commit.author_email),
            ("committer", commit.committer_name, commit.committer_email),
        ):
            yield from _of(Person(name, address), role, commit, material.conventions)


def _of(person: Person, role: str, commit: Commit, conventions: Conventions) -> Iterator[Claim]:
    found = identified(person, role, f"{role} {person.name} <{person.address}>", commit.id, conventions)
    if found is not None:
        yield found
    for tool, pattern in conventions.names:
        if conventions.matches(pattern, person.name):
            yield _named(tool, person, role, commit)


def identified(
    person: Person, source: str, said: str, commit: str | None, conventions: Conventions
) -> Claim | None:
    """The claim that an identity makes; ``None`` for one that is no tool's."""
    whose = conventions.whose(person)
    if whose is None:
        return None
    note = "" if whose.verified else " (an address that the vendor does not confirm)"
    model = conventions.models.within(person.name)
    return Claim(
        tool=whose.tool.tool,
        name=whose.tool.name,
        model=model,
        model_said=clipped(person.name) if model else "",
        confidence=Trust.TRAILER,
        evidence=(Evidence(source, whose.method, clipped(said) + note),),
        commit=commit,
    )


def _named(tool: Tool, person: Person, role: str, commit: Commit) -> Claim:
    """A tool that puts its own word behind the name of the person it works for."""
    evidence = Evidence(role, "name", clipped(person.name))
    return Claim(
        tool=tool.tool, name=tool.name, confidence=Trust.TRAILER, evidence=(evidence,), commit=commit.id
    )
