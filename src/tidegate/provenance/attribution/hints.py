"""Hints: footers, subjects, names of branches. They are shown and decide nothing."""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.knowledge.tools import Tool
from tidegate.model.attribution import Claim, Evidence, Trust
from tidegate.model.change import Commit
from tidegate.provenance.attribution.conventions import Conventions
from tidegate.provenance.attribution.declarations import spoken
from tidegate.provenance.attribution.material import LINES, TRAILERS, Material, clipped
from tidegate.provenance.attribution.trailers import formed

_ALONE = "^[^A-Za-z0-9\"'`]{0,16}"  # a footer is a line of its own, behind an emoji or what became of it
_REMOTES = ("origin/", "upstream/")


def read(material: Material) -> Iterator[Claim]:
    """Of each commit, of the pull request's text and of the branch."""
    conventions = material.conventions
    for commit in material.commits:
        yield from _of_commit(commit, conventions)
    for line in spoken(material.description):
        yield from _footers(line, "description", None, conventions)
        key, colon, value = line.partition(":")
        if colon:
            yield from formed(key.strip(), value.strip(), "description", Trust.HEURISTIC, None, conventions)
    branch = _plain(material.branch)
    for tool, prefix in conventions.branches:
        if branch.startswith(prefix):
            yield _hint(tool, Evidence("branch", "branch", clipped(branch)), None)


def _of_commit(commit: Commit, conventions: Conventions) -> Iterator[Claim]:
    subject, *body = commit.message.splitlines()[:LINES] or [""]
    for tool, pattern in conventions.subjects:
        if conventions.matches(pattern, subject):
            yield _hint(tool, Evidence("commit", "subject", clipped(subject)), commit.id)
    for line in body:
        yield from _footers(line, "commit", commit.id, conventions)
    for key, value in commit.trailers[:TRAILERS]:
        for form in conventions.common.hints:
            if form.key.lower() == key.lower() and conventions.matches(form.value, value.lower()):
                yield _hint(None, Evidence("commit", "trailer", clipped(f"{key}: {value}")), commit.id)


def _footers(line: str, source: str, commit: str | None, conventions: Conventions) -> Iterator[Claim]:
    for tool, pattern in conventions.footers:
        if conventions.matches(rf"{_ALONE}{pattern}\s*$", line):
            yield _hint(tool, Evidence(source, "footer", clipped(line)), commit)


def _hint(tool: Tool | None, evidence: Evidence, commit: str | None) -> Claim:
    return Claim(
        tool=tool.tool if tool else None,
        name=tool.name if tool else "",
        confidence=Trust.HEURISTIC,
        evidence=(evidence,),
        commit=commit,
    )


def _plain(branch: str) -> str:
    name = branch.strip().removeprefix("refs/heads/").removeprefix("refs/remotes/")
    return next((name.removeprefix(remote) for remote in _REMOTES if name.startswith(remote)), name)
