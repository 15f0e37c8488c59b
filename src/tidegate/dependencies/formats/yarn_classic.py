"""Version 1 of ``yarn.lock``.

Source: Yarn 1's documentation of yarn.lock. An entry's heading lists what was asked for ("a@^1, a@^1.2:"),
its fields are indented by two spaces, what it asks for itself by four. Nothing tells the project's own
dependencies from others.
"""

from __future__ import annotations

import re

import msgspec

from tidegate.dependencies.graph import hosts
from tidegate.dependencies.node import ECOSYSTEM, parse, resolved, split
from tidegate.documents.errors import Unreadable
from tidegate.documents.reading import Source
from tidegate.model.dependency import Dependency, Listing, Origin

_WORD = re.compile(r'\s*,?\s*(?:"((?:[^"\\]|\\.)*+)"|([^\s",]+))')
_PULLING = ("dependencies", "optionalDependencies")
_MOST_GAPS = 100


class _Entry(msgspec.Struct):
    specs: list[str]
    line: int
    fields: dict[str, str] = {}
    pulls: list[str] = []  # as "name@range"
    section: str = ""


class _Read(msgspec.Struct):
    entries: list[_Entry] = []
    gaps: list[str] = []


def read(source: Source) -> Listing:
    found = _Read()
    for number, line in enumerate(source.text.split("\n"), 1):
        bare = line.rstrip("\r").rstrip()
        if bare and not bare.lstrip().startswith("#") and not _take(bare, number, found):
            found.gaps.append(f"line {number} is no entry of a lock file")
            if len(found.gaps) > _MOST_GAPS:
                raise Unreadable(f"line {number} and {_MOST_GAPS} before it are no entries of a lock file")
    return _listing(found)


def _take(line: str, number: int, found: _Read) -> bool:
    """Read one line; false where it makes no sense at its place."""
    indent = len(line) - len(line.lstrip(" "))
    words = _words(line.removesuffix(":"))
    if indent == 0:
        found.entries.append(_Entry(words, number))
        return line.endswith(":") and bool(words)
    if not found.entries or indent not in (2, 4) or not words:
        return False
    entry = found.entries[-1]
    if indent == 2:
        entry.section = words[0] if line.endswith(":") and len(words) == 1 else ""
        entry.fields.setdefault(words[0], words[1] if len(words) > 1 else "")
        return bool(entry.section) or len(words) == 2
    if entry.section in _PULLING and len(words) == 2:
        entry.pulls.append(f"{words[0]}@{words[1]}")
    return bool(entry.section) and len(words) == 2


def _words(text: str) -> list[str]:
    """Words and quoted texts; none where something else stands between them."""
    found: list[str] = []
    at = 0
    while at < len(text):
        word = _WORD.match(text, at)
        if word is None:
            return found if not text[at:].strip() else []
        found.append(word[2] if word[1] is None else word[1].replace('\\"', '"').replace("\\\\", "\\"))
        at = word.end()
    return found


def _listing(found: _Read) -> Listing:
    keys: dict[str, str] = {}
    made: dict[str, tuple[_Entry, Dependency]] = {}
    for entry in found.entries:
        if not entry.specs:
            continue
        try:
            dependency = _dependency(entry)
        except Unreadable as error:
            found.gaps.append(f"line {entry.line}: {error}")
            continue
        key = dependency.key if dependency.key not in made else f"{dependency.key} {entry.specs[0]}"
        if key in made:
            found.gaps.append(f"line {entry.line}: {entry.specs[0][:80]} stands twice")
            continue
        made[key] = (entry, msgspec.structs.replace(dependency, key=key))
        keys |= dict.fromkeys(entry.specs, key)
    missing = dict.fromkeys(pull for entry, _ in made.values() for pull in entry.pulls if pull not in keys)
    if missing:
        found.gaps.append(f"it asks for {', '.join(list(missing)[:5])[:400]}, which it does not list")
    dependencies = tuple(
        msgspec.structs.replace(
            one, requires=tuple(dict.fromkeys(keys[pull] for pull in entry.pulls if pull in keys))
        )
        for entry, one in made.values()
    )
    return Listing(dependencies=dependencies, gaps=tuple(found.gaps), hosts=hosts(dependencies))


def _dependency(entry: _Entry) -> Dependency:
    written, spec = split(entry.specs[0])
    asked = parse(written, spec)
    version = entry.fields.get("version")
    if not version:
        raise Unreadable(f"{written[:80]} has no version")
    address = entry.fields.get("resolved") or ""
    origin, location, revision = (
        resolved(address) if address else (asked.origin, asked.location, asked.revision)
    )
    integrity = entry.fields.get("integrity")
    digest = address.partition("#")[2] if origin in (Origin.REGISTRY, Origin.URL) else ""
    return Dependency(
        ecosystem=ECOSYSTEM,
        name=asked.name,
        version=version,
        origin=origin,
        location=location,
        revision=revision,
        integrity=tuple((integrity or digest).split()),
        key=f"{asked.name}@{version}",
        alias=written if asked.name != written else None,
        line=entry.line,
    )
