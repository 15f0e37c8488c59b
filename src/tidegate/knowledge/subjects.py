"""What code is about, by the libraries that it uses and by what it is called: a dated list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, lru_cache

import msgspec

from tidegate.knowledge.store import ROOT, convert_yaml
from tidegate.model.kinds import ChangeKind

_LONGEST = 300
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


class Subject(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``subjects.yaml`` explains each key where it stands."""

    modules: tuple[str, ...]
    words: tuple[str, ...]
    hosts: tuple[str, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    as_of: date
    subjects: dict[ChangeKind, Subject]


@cache
def packaged() -> dict[ChangeKind, Subject]:
    file = ROOT / "subjects.yaml"
    return convert_yaml(file.read_text("utf-8"), _File, file.name).subjects


@lru_cache(maxsize=4096)
def of_reference(reference: str) -> frozenset[ChangeKind]:
    """What code is about that uses ``reference``, a dotted name of a library."""
    return frozenset(kind for prefix in _prefixes(reference) for kind in _modules().get(prefix, ()))


@lru_cache(maxsize=4096)
def of_name(name: str) -> frozenset[ChangeKind]:
    """What its own name says that it is about: a path, a dotted name, a table, in snake or camel case."""
    words = [word.lower() for word in _WORDS.findall(name)] if len(name) <= _LONGEST else []
    runs = (" ".join(words[n : n + size]) for n in range(len(words)) for size in (1, 2))
    return frozenset(kind for run in runs for kind in _words().get(run, ()))


@lru_cache(maxsize=1024)
def of_host(host: str) -> frozenset[ChangeKind]:
    """What a service is for, by its host or a part of its name."""
    labels = host.lower().split(".")
    known = (".".join(labels[n:]) for n in range(len(labels)))
    return frozenset(kind for one in known for kind in _hosts().get(one, ())) | of_name(host)


def _prefixes(reference: str) -> Iterator[str]:
    parts = reference.split(".")
    return (".".join(parts[:n]) for n in range(1, len(parts) + 1))


@cache
def _modules() -> dict[str, list[ChangeKind]]:
    return _turned((kind, one.modules) for kind, one in packaged().items())


@cache
def _words() -> dict[str, list[ChangeKind]]:
    return _turned((kind, one.words) for kind, one in packaged().items())


@cache
def _hosts() -> dict[str, list[ChangeKind]]:
    return _turned((kind, one.hosts) for kind, one in packaged().items())


def _turned(of: Iterable[tuple[ChangeKind, tuple[str, ...]]]) -> dict[str, list[ChangeKind]]:
    found: dict[str, list[ChangeKind]] = {}
    for kind, entries in of:
        for entry in entries:
            found.setdefault(entry, []).append(kind)
    return found


@cache
def roots() -> tuple[bytes, ...]:
    """What a file must name that uses one of the modules."""
    return tuple(sorted({module.partition(".")[0].encode() for module in _modules()}))
