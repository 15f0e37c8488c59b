"""Which names of fields say that they hold data of persons: a dated list, where a team has said nothing."""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache

import msgspec

from tidegate.knowledge.store import ROOT, convert_yaml

SOURCE = "personal"  # the kind of source that such data is
HIDDEN = "personal-data"  # the kind for which a value is safe that tells nothing of the person any more
MASKED = frozenset({HIDDEN})
_LONGEST = 100
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


class PersonalNames(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The packaged list; ``personal.yaml`` explains each key where it stands."""

    as_of: date
    names: list[str]
    exact: list[str]
    not_first: list[str]
    ids: list[str]
    other_types: list[str]
    masks: list[str]


@cache
def packaged() -> PersonalNames:
    file = ROOT / "personal.yaml"
    return convert_yaml(file.read_text("utf-8"), PersonalNames, file.name)


@lru_cache(maxsize=4096)
def is_personal(field: str) -> bool:
    """Whether a field's name says that it holds data of a person: ``billing_email``, ``dateOfBirth``."""
    words = _words(field)
    known = packaged()
    whole = " ".join(words)
    if whole in known.exact or whole in _names():
        return True
    if not words or words[0] in known.not_first:
        return False
    return any(" ".join(words[n:]) in _names() for n in range(1, len(words)))


@lru_cache(maxsize=4096)
def is_id(field: str) -> bool:
    """Whether a field only names a row: ``id``, ``customer_id``."""
    words = _words(field)
    return bool(words) and words[-1] in packaged().ids


@lru_cache(maxsize=4096)
def is_mask(function: str) -> bool:
    """Whether a function's name says that its result tells nothing of the person any more: ``mask_email``."""
    return not _masks().isdisjoint(_words(function))


@cache
def other_types() -> frozenset[str]:
    return frozenset(packaged().other_types)


@cache
def _names() -> frozenset[str]:
    return frozenset(packaged().names)


@cache
def _masks() -> frozenset[str]:
    return frozenset(packaged().masks)


def _words(name: str) -> tuple[str, ...]:
    """The words of a name in snake or camel case, without numbers."""
    return tuple(word.lower() for word in _WORDS.findall(name)) if len(name) <= _LONGEST else ()
