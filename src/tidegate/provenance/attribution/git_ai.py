"""Notes of git-ai (Git AI Standard 3, and what its tools wrote before it).

A note is lines of attestation, a line ``---`` and one JSON object: a claim about one commit's lines, by
anybody who may push. What does not fit is counted and said. What was said to the model (``messages``) is
not even decoded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from tidegate.model.attribution import Author, Doubt, Evidence
from tidegate.provenance.attribution.conventions import Conventions
from tidegate.provenance.attribution.material import Material, Record, clipped, link
from tidegate.provenance.attribution.ranges import Pieces, joined

REFERENCE = "refs/notes/ai"
METHOD = "git-ai"
RANGES = 200_000  # of one note

_DIVIDER = "---"
_HUMAN = "human"  # how an older tool called people
_VERSION = "authorship/3."
_RANGE = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?")


class _AgentId(msgspec.Struct, frozen=True):
    tool: str = ""
    model: str = ""


class _Session(msgspec.Struct, frozen=True):
    """A session, or a prompt of an older tool."""

    agent_id: _AgentId | None = None
    messages_url: str | None = None


class _Metadata(msgspec.Struct, frozen=True):
    schema_version: str = ""
    sessions: dict[str, _Session] | None = None
    prompts: dict[str, _Session] | None = None
    humans: dict[str, msgspec.Raw] | None = None

    def session(self, key: str) -> _Session | None:
        """What is known of a key: the part before ``::`` names a session, the whole of it a prompt."""
        return (self.sessions or {}).get(key) or (self.prompts or {}).get(key)


class Note(msgspec.Struct, frozen=True):
    """Key → path → lines, as the note has them. ``problems`` are codes and words."""

    lines: dict[str, dict[str, Pieces]]
    metadata: _Metadata
    problems: tuple[tuple[str, str], ...] = ()


def read(material: Material) -> Iterator[Record | Doubt]:
    """What the notes on the change's commits say."""
    for commit, raw in material.notes.get(REFERENCE, {}).items():
        note = parse(raw)
        for code, text in note.problems:
            yield Doubt(code, f"{REFERENCE}: {text}", commit)
        for key, files in note.lines.items():
            yield _record(commit, key, files, note.metadata, material.conventions)


def parse(raw: bytes) -> Note:
    """A note, whatever it is: what is not understood is a problem, never an error."""
    attestation, divided, rest = _divided(raw.decode("utf-8", "replace"))
    if not divided:
        return Note({}, _Metadata(), (("note-broken", "a note without its line `---` is not believed"),))
    lines, problems = _attested(attestation)
    metadata, wrong = _metadata(rest)
    return Note(lines, metadata, (*problems, *wrong))


def _divided(text: str) -> tuple[list[str], bool, str]:
    """The lines before the divider, whether there is one, and what stands behind it."""
    lines: list[str] = []
    position = 0
    while position < len(text):
        end = text.find("\n", position)
        end = len(text) if end < 0 else end
        line = text[position:end].removesuffix("\r")
        position = end + 1
        if line == _DIVIDER:
            return lines, True, text[position:]
        lines.append(line)
    return lines, False, ""


def _attested(lines: list[str]) -> tuple[dict[str, dict[str, Pieces]], list[tuple[str, str]]]:
    """Key → path → lines, in order and without overlap."""
    found: dict[str, dict[str, list[tuple[int, int]]]] = {}
    path, wrong, count = "", 0, 0
    for line in lines:
        if line.strip() and not line.startswith(" "):
            path = _path(line)
            continue
        key, _, said = line.strip().rpartition(" ")
        pieces = _ranges(said) if key and path and line.startswith("  ") else None
        if pieces is None or count > RANGES:
            wrong += bool(line.strip())
            continue
        count += len(pieces)
        found.setdefault(_identity(key), {}).setdefault(path, []).extend(pieces)
    problems = [("note-broken", f"{wrong:,} lines of the note are not understood")] if wrong else []
    return {key: {p: tuple(joined(r)) for p, r in files.items()} for key, files in found.items()}, problems


def _path(line: str) -> str:
    return line[1:-1] if len(line) > 1 and line[0] == line[-1] == '"' else line


def _identity(key: str) -> str:
    """A session's key without the trace that was taken."""
    return key.strip().partition("::")[0]


def _ranges(said: str) -> list[tuple[int, int]] | None:
    """``10-40,55`` as pairs; ``None`` where a part is none. Any order is read."""
    pairs: list[tuple[int, int]] = []
    for part in said.split(","):
        found = _RANGE.fullmatch(part)
        if found is None:
            return None
        start, end = int(found[1]), int(found[2] or found[1])
        if not 0 < start <= end:
            return None
        pairs.append((start, end))
    return pairs


def _metadata(text: str) -> tuple[_Metadata, list[tuple[str, str]]]:
    try:
        found = msgspec.json.decode(text.encode("utf-8", "replace"), type=_Metadata)
    except (msgspec.MsgspecError, RecursionError):
        return _Metadata(), [("note-broken", "the note's JSON cannot be read: tools and models are unknown")]
    if not found.schema_version.startswith(_VERSION):
        said = clipped(found.schema_version, 40) or "none"
        return found, [("note-version", f"the note is of version `{said}`; it was read as {_VERSION}0.0")]
    return found, []


def _record(
    commit: str, key: str, files: dict[str, Pieces], metadata: _Metadata, conventions: Conventions
) -> Record:
    """A key that nothing is known of is a tool's, except a person's."""
    human = key.startswith("h_") or key == _HUMAN
    known = None if human else metadata.session(key)
    agent_id = known.agent_id if known and known.agent_id else _AgentId()
    agent = conventions.called(agent_id.tool)
    said = f"{agent_id.tool} {agent_id.model}".strip() or (
        "a person" if human else "an AI tool, not said which"
    )
    address = link(known.messages_url) if known and known.messages_url else None
    return Record(
        commit=commit,
        author=Author.HUMAN if human else Author.AI,
        tool=agent.tool,
        name=agent.name,
        model=conventions.models.stated(agent_id.model),
        model_said=clipped(agent_id.model),
        evidence=Evidence(REFERENCE, METHOD, clipped(said)),
        files=files,
        links=(address,) if address else (),
        sessions=() if human else (clipped(key, 64),),
    )
