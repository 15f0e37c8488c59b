"""Trace records of agents (Agent Trace 0.1), from notes or from files with a record a line.

Where a record belongs the format leaves open: a note's is that commit's, else its own revision counts. One
without a revision of this change counts only for lines of head whose digest it gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec.structs import replace

from tidegate.model.attribution import Author, Doubt, Evidence
from tidegate.provenance.attribution.conventions import Agent, Conventions
from tidegate.provenance.attribution.material import Material, Record, clipped, link
from tidegate.provenance.attribution.ranges import joined

REFERENCE = "refs/notes/agent-trace"
FILE = ".agent-trace/traces.jsonl"
METHOD = "agent-trace"
RECORDS = 20_000  # of one file
_VERSION = 60  # characters of a tool's version

_AUTHORS = {author.value: author for author in Author}
_SEMANTIC = re.compile(r"[0-9]{1,6}\.[0-9]{1,6}\.[0-9]{1,6}")


class _Contributor(msgspec.Struct, frozen=True):
    type: str = "unknown"
    model_id: str | None = None


class _Range(msgspec.Struct, frozen=True):
    start_line: int
    end_line: int
    content_hash: str | None = None
    contributor: _Contributor | None = None


class _Conversation(msgspec.Struct, frozen=True):
    ranges: list[_Range]
    url: str | None = None
    contributor: _Contributor | None = None


class _File(msgspec.Struct, frozen=True):
    path: str
    conversations: list[_Conversation]


class _Vcs(msgspec.Struct, frozen=True):
    revision: str | None = None
    type: str = "git"


class _Tool(msgspec.Struct, frozen=True):
    name: str | None = None
    version: str | None = None


class _Trace(msgspec.Struct, frozen=True):
    version: str
    id: str
    files: list[_File]
    vcs: _Vcs | None = None
    tool: _Tool | None = None


def read(material: Material) -> Iterator[Record | Doubt]:
    """Records of the notes, then of the files."""
    known = {commit.id for commit in material.commits}
    for commit, raw in material.notes.get(REFERENCE, {}).items():
        for found in _traces(raw, REFERENCE, commit):
            yield from _records(found, REFERENCE, commit, material.conventions)
    for name, raw in material.traces.items():
        for found in _traces(raw, name, None):
            commit_said = found.vcs.revision if isinstance(found, _Trace) and found.vcs else None
            place = commit_said if commit_said in known else None
            yield from _records(found, name, place, material.conventions)


def _traces(raw: bytes, source: str, commit: str | None) -> Iterator[_Trace | Doubt]:
    """One JSON document, which may be a list, or one a line."""
    whole = _decoded(raw)
    documents = (
        [whole] if whole is not None else [_decoded(line) for line in raw.splitlines() if line.strip()]
    )
    flat = [one for each in documents for one in (each if isinstance(each, list) else [each])]
    wrong = 0
    for document in flat[:RECORDS]:
        trace = _converted(document)
        if trace is None:
            wrong += 1
        else:
            yield trace
    if wrong:
        yield Doubt("trace-broken", f"{source}: {wrong:,} records are not understood", commit)
    if len(flat) > RECORDS:
        yield Doubt("trace-too-large", f"{source}: only {RECORDS:,} records were read", commit, matters=True)


def _converted(document: object) -> _Trace | None:
    """``None`` for what is no record of a version that can be read."""
    try:
        trace = msgspec.convert(document, _Trace)
    except (msgspec.MsgspecError, RecursionError):
        return None
    return trace if _SEMANTIC.fullmatch(trace.version) else None


def _decoded(raw: bytes) -> Any:
    """``None`` where it is no JSON, which no record is either."""
    try:
        return msgspec.json.decode(raw)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return None


def _records(
    trace: _Trace | Doubt, source: str, commit: str | None, conventions: Conventions
) -> Iterator[Record | Doubt]:
    if isinstance(trace, Doubt):
        yield trace
        return
    agent = conventions.called(trace.tool.name) if trace.tool and trace.tool.name else Agent(None, "")
    version = clipped((trace.tool.version if trace.tool else None) or "", _VERSION)
    for file in trace.files:
        path = file.path.removeprefix("./")
        for conversation in file.conversations:
            for contributor, ranges in _by_contributor(conversation):
                made = _record(path, conversation, contributor, ranges, (source, commit, agent), conventions)
                yield replace(made, tool_version=version if made.tool else "")


def _by_contributor(conversation: _Conversation) -> Iterator[tuple[_Contributor, list[_Range]]]:
    """A range's own contributor counts before the conversation's."""
    groups: dict[_Contributor, list[_Range]] = {}
    for one in conversation.ranges:
        if 0 < one.start_line <= one.end_line < 1_000_000_000:
            said = one.contributor or conversation.contributor or _Contributor("ai")
            groups.setdefault(said, []).append(one)
    yield from groups.items()


def _record(
    path: str,
    conversation: _Conversation,
    contributor: _Contributor,
    ranges: list[_Range],
    told: tuple[str, str | None, Agent],
    conventions: Conventions,
) -> Record:
    source, commit, agent = told
    author = _AUTHORS.get(contributor.type, Author.UNKNOWN)
    model = (contributor.model_id or "")[:250]
    address = link(conversation.url) if conversation.url else None
    said = f"{agent.name} {model}".strip() or contributor.type
    hashed = tuple((r.start_line, r.end_line, r.content_hash or "") for r in ranges)
    return Record(
        commit=commit,
        author=author,
        tool=agent.tool if author is not Author.HUMAN else None,
        name=agent.name if author is not Author.HUMAN else "",
        model=conventions.models.stated(model) if author is not Author.HUMAN else None,
        model_said=clipped(model),
        evidence=Evidence(source, METHOD, clipped(said)),
        files={path: tuple(joined([(r.start_line, r.end_line) for r in ranges]))},
        hashes={} if commit else {path: hashed},
        links=(address,) if address else (),
    )
