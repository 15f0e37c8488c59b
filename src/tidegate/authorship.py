"""Who wrote the change: the evidence that a repository, its notes and the pull request's text hold.

What this needs is imported only here, when a change is judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

from tidegate.cache import Cache
from tidegate.git import Repository
from tidegate.git.errors import ObjectError
from tidegate.git.tree import Tree
from tidegate.model.attribution import Ai, Attribution, Claim, Doubt
from tidegate.model.change import Change, Commit
from tidegate.model.finding import Finding, Status
from tidegate.stages import Stages

if TYPE_CHECKING:
    from tidegate.provenance.attribution.attribute import Attributed
    from tidegate.provenance.attribution.shares import Piece

_UNKNOWN = {"author": "unknown", "confidence": "unknown"}


class Authorship:
    """Who wrote what; asked by findings."""

    def __init__(self, found: Attributed | None) -> None:
        self._found = found
        self._pieces: dict[str, list[Piece]] = {}
        for piece in found.pieces if found else ():
            self._pieces.setdefault(piece.path, []).append(piece)

    @property
    def ai(self) -> Ai:
        return Ai(attribution=self._found.attribution if self._found else Attribution())

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Every added line, in pieces of which the same is said."""
        return self._found.pieces if self._found else ()

    def model_of(self, path: str, line: int) -> str | None:
        """The model that wrote an added line, where somebody says which."""
        pieces = (one for one in self._pieces.get(path, ()) if one.start <= line <= one.end)
        return next((claim.model for one in pieces for claim in one.claims if claim.model), None)

    def signed(self, findings: Iterable[Finding]) -> list[Finding]:
        """Findings with who wrote the lines that they are about, where somebody says so."""
        if self._found is None or not self._found.attribution.claims:
            return list(findings)
        return [self._signed(finding) for finding in findings]

    def _signed(self, finding: Finding) -> Finding:
        if finding.status is not Status.INTRODUCED:
            return finding
        piece = next(self._written(finding), None)
        told = _told(piece.claims[0], piece.commit) if piece else _UNKNOWN
        return msgspec.structs.replace(finding, attribution=told)

    def _written(self, finding: Finding) -> Iterator[Piece]:
        """Added lines of which somebody says something: the finding's own, then those on its way."""
        places = [(finding.path, finding.line, finding.end_line)]
        places += [(step.path, step.line, step.line) for step in finding.trace if step.side == "head"]
        for path, start, end in places:
            for piece in self._pieces.get(path, ()):
                if piece.claims and piece.start <= end and piece.end >= start:
                    yield piece


def judge(
    change: Change,
    repository: Repository,
    description: str | None,
    cache: Cache,
    stages: Stages,
    traces: Mapping[str, bytes] = MappingProxyType({}),
) -> Authorship:
    """``traces`` are files of trace records that the user gave. What fails is named in ``stages``."""
    spoken = (description or "", traces)
    return stages.guarded(
        "attribution", lambda: Authorship(_found(change, repository, spoken, cache)), Authorship(None)
    )


def said_by(commits: Sequence[Commit], cache: Cache) -> tuple[Claim, ...]:
    """What commits say themselves of the tools that wrote them."""
    if not commits:
        return ()
    from tidegate.knowledge.tools import tools
    from tidegate.provenance.attribution.attribute import read
    from tidegate.provenance.attribution.conventions import Conventions
    from tidegate.provenance.attribution.material import Material

    _, claims, _ = read(Material(commits=tuple(commits), conventions=Conventions(tools(cache))))
    return tuple(claims)


def _found(
    change: Change, repository: Repository, spoken: tuple[str, Mapping[str, bytes]], cache: Cache
) -> Attributed:
    """``spoken`` is what the user gave: the pull request's text, and files of trace records."""
    from tidegate.knowledge.tools import tools
    from tidegate.provenance.attribution.attribute import attribute
    from tidegate.provenance.attribution.conventions import Conventions
    from tidegate.provenance.attribution.history import History
    from tidegate.provenance.attribution.material import Material
    from tidegate.provenance.attribution.readers import FILES, NOTES

    description, traces = spoken
    head = repository.tree(change.head_tree)
    doubts: list[Doubt] = []
    commits = [commit.id for commit in change.commits]
    material = Material(
        commits=change.commits,
        conventions=Conventions(tools(cache)),
        branch=_branch(change.title),
        description=description,
        notes={name: _notes(repository, name, commits, doubts) for name in NOTES},
        traces={**_files(head, FILES, doubts), **traces},
    )
    return attribute(material, change, History(change, repository), partial(_lines, head), doubts)


def _notes(repository: Repository, name: str, commits: list[str], doubts: list[Doubt]) -> Mapping[str, bytes]:
    found = repository.notes(name, commits) if commits else None
    if found is None:
        return {}
    for code, commits_of, why in (
        ("note-too-large", found.too_large, "too large to be read"),
        ("note-missing", found.missing, "not in this clone"),
    ):
        doubts += [Doubt(code, f"{name}: the note is {why}", one, matters=True) for one in commits_of]
    if found.unlisted:
        text = f"{name}: of {len(found.unlisted):,} commits the notes cannot be listed"
        doubts.append(Doubt("notes-unread", text, matters=True))
    return found.texts


def _files(head: Tree, names: Iterable[str], doubts: list[Doubt]) -> dict[str, bytes]:
    """Files of records that head has; what cannot be read is a doubt."""
    texts: dict[str, bytes] = {}
    for name in names:
        try:
            content = head.read(name)
        except ObjectError as error:
            doubts.append(Doubt("trace-unread", f"{name}: {error}", None, (name,), matters=True))
        else:
            texts |= {} if content is None else {name: content}
    return texts


def _lines(head: Tree, path: str) -> list[str] | None:
    """The lines of a file of head, as they are."""
    try:
        content = head.read(path)
    except ObjectError:
        return None
    return None if content is None else content.decode("utf-8", "surrogateescape").split("\n")


def _branch(title: str) -> str:
    """The name of head, as the user wrote it."""
    return title.partition(" merged into ")[0].rpartition("..")[2].lstrip(".")


def _told(claim: Claim, commit: str | None) -> dict[str, str]:
    said = {
        "author": claim.author.value,
        "tool": claim.name,
        "model": claim.model or "",
        "confidence": claim.confidence.value,
        "source": claim.evidence[0].source,
        "method": claim.evidence[0].method,
        "commit": commit or "",
        "session": next(iter((*claim.links, *claim.sessions)), ""),
    }
    return {key: value for key, value in said.items() if value}
