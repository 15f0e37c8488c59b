"""pip's requirements and constraints files.

Source: pip's documentation of the requirements file format. Names that are not packages are told as gaps;
files that are included (``-r``, ``-c``) are named and never followed here.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

import msgspec

from tidegate.dependencies.python import line as asked
from tidegate.documents.addresses import host
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Scope

_COMMENT = re.compile(r"(^|\s+)#.*$")
_HASH = re.compile(r"\s--hash[=\s]\s*(\S+)")
_OPTION = re.compile(r"\s(--(?:global-option|install-option|config-settings)\b.*)$")
_DEV = re.compile(
    r"(?:^|[/_.-])(?:dev|devel|development|test|tests|testing|lint|docs?|ci|typing)(?:[/_.-]|$)"
)
_IS_OPTION = re.compile(r"--?[A-Za-z]")
_INCLUDE = ("-r", "--requirement", "-c", "--constraint")
_INDEX = ("-i", "--index-url", "--extra-index-url", "-f", "--find-links")


class _Read(msgspec.Struct):
    """What was read so far."""

    dependencies: list[Dependency]
    includes: list[str]
    gaps: list[str]
    hosts: set[str]


def read(source: Source) -> Listing:
    found = _Read([], [], [], set())
    scope = Scope.DEV if _DEV.search(source.path.lower()) else Scope.RUNTIME
    for number, line in _logical(source.lines):
        try:
            _take(line, number, scope, found)
        except (Unreadable, ValueError) as error:
            found.gaps.append(f"line {number}: {error}")
    return Listing(
        dependencies=tuple(found.dependencies),
        includes=tuple(found.includes),
        gaps=tuple(found.gaps),
        hosts=frozenset(found.hosts),
    )


def _logical(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Lines that a backslash continues as one, without comments, each with its first line's number."""
    start = 0
    parts: list[str] = []
    for number, line in enumerate(lines, 1):
        start = start if parts else number
        if line.endswith("\\") and not line.lstrip().startswith("#"):
            parts.append(line[:-1])
            continue
        parts.append(line)
        whole = _COMMENT.sub("", " ".join(parts)).strip()
        parts = []
        if whole:
            yield start, whole
    if whole := _COMMENT.sub("", " ".join(parts)).strip():
        yield start, whole


def _take(line: str, number: int, scope: Scope, found: _Read) -> None:
    if line.startswith("-"):
        _option(line, number, scope, found)
        return
    hashes = tuple(_HASH.findall(line))
    bare = _OPTION.sub("", _HASH.sub("", line)).strip()
    found.dependencies.append(asked(bare, scope=scope, number=number, integrity=hashes))


def _option(line: str, number: int, scope: Scope, found: _Read) -> None:
    option, value = _split(line)
    if option in ("-e", "--editable"):
        found.dependencies.append(asked(value, scope=scope, number=number))
    elif option in _INCLUDE:
        found.includes.append(value)
    elif not _IS_OPTION.match(option):
        found.gaps.append(f"line {number}: {option[:80]!r} is no option")
    elif option in _INDEX and (name := host(value)):
        found.hosts.add(name)


def _split(line: str) -> tuple[str, str]:
    """``-r base.txt``, ``-rbase.txt``, ``--requirement=base.txt`` → option and value."""
    if not line.startswith("--") and len(line) > 2 and line[2] not in " =\t":
        return line[:2], line[2:].strip()
    option, _, value = re.sub(r"[=\s]+", " ", line, count=1).partition(" ")
    parts = shlex.split(value, posix=True) if value.startswith(("'", '"')) else [value.strip()]
    return option, parts[0] if parts else ""
