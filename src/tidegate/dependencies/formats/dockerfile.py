"""Dockerfiles (Containerfiles): the images that they build on, copy from and mount.

Source: the Dockerfile reference of Docker. Stages are no images; arguments before the first ``FROM`` count
with their defaults, because a file does not say what a build passes.
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterator
from fnmatch import fnmatchcase

import msgspec

from tidegate.dependencies.dockerfiles import (
    Instruction,
    directives,
    expanded,
    instructions,
    unresolved,
)
from tidegate.dependencies.images import NOTHING, image
from tidegate.dependencies.keys import numbered
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing

_ARGUMENT = re.compile(r"""([A-Za-z_][A-Za-z0-9_]*)(?:=("[^"]*"|'[^']*'|\S*))?""")
# What a builder sets by itself, in every stage.
_PLATFORM = frozenset(
    f"{side}{part}" for side in ("TARGET", "BUILD") for part in ("PLATFORM", "OS", "ARCH", "VARIANT")
)
_MOST_GAPS = 20
_MOST_STAGES = 1000


class _Read(msgspec.Struct):
    """``arguments`` are those before the first stage; ``names`` the stages', in lower case."""

    arguments: dict[str, str | None]
    stages: int
    names: set[str]
    found: list[Dependency]
    gaps: list[str]
    untold: list[str]


def read(source: Source) -> Listing:
    """Raise Unreadable where nothing in it is built."""
    state = _Read({}, 0, {NOTHING}, [], [], [])
    lines = source.text.split("\n")
    for name, value, number in directives(lines):
        if name == "syntax":  # what reads the file is an image, too
            _add(value, number, state)
    for one in instructions(lines):
        _take(one, state)
    if not state.stages:
        raise Unreadable("no FROM stands in it")
    more = len(state.gaps) - _MOST_GAPS
    gaps = [*state.gaps[:_MOST_GAPS], *([f"{more} more lines"] if more > 0 else [])]
    return Listing(dependencies=tuple(numbered(state.found)), gaps=tuple(gaps), untold=tuple(state.untold))


def _take(one: Instruction, state: _Read) -> None:
    if one.word == "FROM":
        _from(one, state)
    elif one.word == "ARG" and not state.stages:
        _arguments(one, state)
    elif one.word in ("COPY", "RUN"):
        for name in _sources(one):
            _source(name, one, state)
    elif one.word == "":
        state.gaps.append(f"line {one.line} is {one.rest or 'no instruction'}")


def _arguments(one: Instruction, state: _Read) -> None:
    for found in _ARGUMENT.finditer(one.rest):
        value = found[2]
        if value is not None and value[:1] in ("'", '"'):
            value = value[1:-1]
        state.arguments[found[1]] = expanded(value, state.arguments) if value is not None else None


def _from(one: Instruction, state: _Read) -> None:
    words = [word for word in one.rest.split() if not word.startswith("--")]
    named = words[2].lower() if len(words) == 3 and words[1].lower() == "as" else ""
    if len(words) not in (1, 3) or (len(words) == 3 and not named):
        state.gaps.append(f"line {one.line}: FROM {one.rest[:80]!r} is no image")
    else:
        _stage(words[0].strip("\"'"), one, state)
    state.stages += 1
    state.names.add(named)
    if state.stages > _MOST_STAGES:
        raise Unreadable(f"it has more than {_MOST_STAGES} stages")


def _stage(text: str, one: Instruction, state: _Read) -> None:
    """An image, an earlier stage or nothing at all."""
    name = expanded(text, state.arguments)
    if name is None:
        if not _is_any_stage(text, state):
            names = ", ".join(unresolved(text, state.arguments)) or "what that is"
            state.untold.append(f"FROM {text[:200]}: the file does not say {names}")
    elif name.lower() not in state.names:
        _add(name, one.line, state)


def _is_any_stage(text: str, state: _Read) -> bool:
    """``FROM base-${TARGETARCH}``: one of the stages, whichever platform is built."""
    names = unresolved(text, state.arguments)
    if not names or not _PLATFORM.issuperset(names):
        return False
    pattern = expanded(text, ChainMap(dict.fromkeys(names, "*"), state.arguments))
    return pattern is not None and any(fnmatchcase(one, pattern.lower()) for one in state.names if one)


def _sources(one: Instruction) -> Iterator[str]:
    """What ``COPY --from=…`` and ``RUN --mount=…,from=…`` take files from."""
    for word in one.rest.split():
        if not word.startswith("--"):
            return
        flag, _, value = word[2:].partition("=")
        if one.word == "COPY" and flag == "from":
            yield value
        elif one.word == "RUN" and flag == "mount":
            yield from (part[5:] for part in value.split(",") if part.startswith("from="))


def _source(written: str, one: Instruction, state: _Read) -> None:
    """A stage by its name or number, else an image."""
    name = written.strip("\"'")
    if name.isdigit() or name.lower() in state.names:
        return
    if "$" in name:
        state.untold.append(f"{one.word} from {name[:200]}: the file does not say what that is")
    else:
        _add(name, one.line, state)


def _add(name: str, line: int, state: _Read) -> None:
    try:
        state.found.append(image(name, line=line))
    except Unreadable as error:
        state.gaps.append(f"line {line}: {error}")
