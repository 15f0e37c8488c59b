"""What the team itself declares: ``Tidegate-AI:`` in a commit, or in the pull request's text.

Tidegate-AI: claude-code claude-opus-4-8; paths=src/**, docs/**; session=https://example.com/s/1
Tidegate-AI: none
"""

from __future__ import annotations

from collections.abc import Iterator

from tidegate.model.attribution import Author, Claim, Doubt, Evidence, Trust
from tidegate.provenance.attribution.conventions import Agent, Conventions
from tidegate.provenance.attribution.material import LINES, TRAILERS, Material, clipped, link

DECLARATIONS = 50  # of one text that are read

_NOBODY = frozenset({"none", "no", "human"})  # no tool took part
_SOME = frozenset({"yes", "ai", "true"})  # one did
_PATHS = 50  # globs of one declaration


def read(material: Material) -> Iterator[Claim | Doubt]:
    """Of each commit, then of the whole change."""
    key = material.conventions.common.declares.lower()
    for commit in material.commits:
        for name, value in commit.trailers[:TRAILERS]:
            if name.lower() == key:
                yield _declared(value, "commit", commit.id, material.conventions)
    spoken_of = [
        value
        for line in spoken(material.description)
        for name, colon, value in [line.partition(":")]
        if colon and name.strip().lower() == key
    ]
    for value in spoken_of[:DECLARATIONS]:
        yield _declared(value, "description", None, material.conventions)
    if len(spoken_of) > DECLARATIONS:
        text = f"{len(spoken_of):,} declarations, of which {DECLARATIONS} were read"
        yield Doubt("too-many-declarations", text, matters=True)


def spoken(text: str) -> Iterator[str]:
    """The lines of Markdown that are neither code nor a comment, without the marks of lists and quotes."""
    fence, comment = "", False
    for line in text.splitlines()[:LINES]:
        bare = line.strip()
        mark = bare[:3]
        if comment or fence:
            comment = comment and "-->" not in bare
            fence = "" if fence and mark == fence else fence
        elif mark in ("```", "~~~"):
            fence = mark
        elif bare.startswith("<!--"):
            comment = "-->" not in bare
        elif not line.startswith(("    ", "\t")):
            yield bare.lstrip("-*> ")


def _declared(value: str, source: str, commit: str | None, conventions: Conventions) -> Claim | Doubt:
    what, *options = [part.strip() for part in value[:2_000].split(";")]
    said = Evidence(source, "declaration", clipped(f"{conventions.common.declares}: {value.strip()}"))
    given = _options(options)
    paths = tuple(glob.strip() for glob in given.get("paths", "").split(",") if glob.strip())
    if not what or len(paths) > _PATHS or len(given) != len(options):
        return Doubt("declaration-not-understood", f"`{said.text}` is not understood", commit, matters=True)
    author, agent = _agent(what, conventions)
    session = given.get("session", "")
    address = link(session)
    return Claim(
        author=author,
        tool=agent.tool,
        name=agent.name,
        model=agent.model,
        model_said=clipped(agent.model_said),
        confidence=Trust.DECLARED,
        evidence=(said,),
        commit=commit,
        links=(address,) if address else (),
        sessions=(clipped(session),) if session and not address else (),
        paths=paths,
    )


def _options(parts: list[str]) -> dict[str, str]:
    pairs = (part.partition("=") for part in parts)
    return {
        key.strip(): value for key, equals, value in pairs if equals and key.strip() in ("paths", "session")
    }


def _agent(what: str, conventions: Conventions) -> tuple[Author, Agent]:
    """The team may name a tool that nobody else knows."""
    word = what.lower()
    if word in _NOBODY:
        return Author.HUMAN, Agent(None, "")
    if word in _SOME:
        return Author.AI, Agent(None, "")
    return Author.AI, conventions.agent(what) or conventions.called(what)
